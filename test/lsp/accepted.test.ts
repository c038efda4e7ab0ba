import { afterEach, expect, test } from 'vitest';
import {
  type AcceptResult,
  acceptRequest,
  type SarifResult,
  sarifRequest,
} from '../../server/src/lsp/protocol';
import { sharedKernel } from '../harness/fixture';
import { flush, type Pair, start } from './harness';

const uri = 'file:///linux/drivers/char/tpm/a.c';
const text = `#include "tpm.h"

static int fix_one(struct tpm_chip *chip, int irq)
{
	mutex_lock(&chip->tpm_mutex);
	if (irq < 0)
		return -EINVAL;
	mutex_unlock(&chip->tpm_mutex);
	return 0;
}
`;
const path = '/linux/.tpm-lifecycle/baseline.json';

let made: Pair | null = null;
afterEach(() => {
  made?.close();
  made = null;
});

/** A server on one leak, and the files under it, which a test may write as the client would. */
async function opened(): Promise<{ pair: Pair; files: Map<string, string>; fingerprint: string }> {
  const files = new Map(sharedKernel());
  files.set('/linux/drivers/char/tpm/a.c', text);
  const capabilities = { textDocument: { publishDiagnostics: { codeDescriptionSupport: true } } };
  const pair = await start({ real: files, capabilities, folders: ['file:///linux'] });
  made = pair;
  await flush(pair);
  const [diagnostic] = pair.published.findLast((one) => one.uri === uri)?.diagnostics ?? [];
  const data = diagnostic?.data as { fingerprint: string } | undefined;
  return { pair, files, fingerprint: data?.fingerprint ?? 'none' };
}

const changed = { changes: [{ uri: `file://${path}`, type: 2 }] };

test('an accepted finding is listed no more, and again when the file is gone', async () => {
  const { pair, files, fingerprint } = await opened();
  const parameters = { uri, fingerprint, reason: 'the firmware unlocks it' };
  const answer: AcceptResult = await pair.client.sendRequest(acceptRequest, parameters);
  expect(answer.path).toBe(path);
  expect(JSON.parse(answer.text).entries).toMatchObject([{ fingerprint, reason: 'the firmware unlocks it' }]);
  files.set(path, answer.text);
  await pair.client.sendNotification('workspace/didChangeWatchedFiles', changed);
  await flush(pair);
  expect(pair.messages(uri)).toEqual([]);
  const { logs }: SarifResult = await pair.client.sendRequest(sarifRequest, {});
  const [result] = JSON.parse(logs[0]?.text ?? '').runs[0].results;
  expect(result.suppressions).toMatchObject([{ justification: 'the firmware unlocks it' }]);
  files.delete(path);
  await pair.client.sendNotification('workspace/didChangeWatchedFiles', changed);
  await flush(pair);
  expect(pair.messages(uri)).toHaveLength(1);
});

test('nothing is accepted without a reason, nor by a file that cannot be read', async () => {
  const { pair, files, fingerprint } = await opened();
  const answer = await pair.client.sendRequest(acceptRequest, { uri, fingerprint, reason: ' ' });
  expect(answer).toMatchObject({ error: { code: 'bad-arguments' } });
  files.set(path, '{');
  await pair.client.sendNotification('workspace/didChangeWatchedFiles', changed);
  await flush(pair);
  expect(pair.messages(uri)).toHaveLength(1);
  expect(pair.log.some((line) => line.includes('is no JSON'))).toBe(true);
});

test('a finding leads to the page of its rule', async () => {
  const { pair } = await opened();
  const [diagnostic] = pair.published.findLast((one) => one.uri === uri)?.diagnostics ?? [];
  expect(diagnostic?.codeDescription?.href).toMatch(/^https:.*\/rules\/lock-leak\.md$/);
});

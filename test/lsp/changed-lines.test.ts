import { afterEach, expect, test } from 'vitest';
import { sharedKernel } from '../harness/fixture';
import { flush, type Pair, start } from './harness';

const uri = (name: string): string => `file:///linux/drivers/char/tpm/${name}`;
const leaking = (name: string): string => `#include "tpm.h"

static int ${name}(struct tpm_chip *chip, int irq)
{
	mutex_lock(&chip->tpm_mutex);
	if (irq < 0)
		return -EINVAL;
	mutex_unlock(&chip->tpm_mutex);
	return 0;
}
`;
const before = `#include "tpm.h"

static int fresh(struct tpm_chip *chip, int irq)
{
	mutex_lock(&chip->tpm_mutex);
	if (irq < 0) {
		mutex_unlock(&chip->tpm_mutex);
		return -EINVAL;
	}
	mutex_unlock(&chip->tpm_mutex);
	return 0;
}
`;
const after = before.replace('\t\tmutex_unlock(&chip->tpm_mutex);\n', '');

let made: Pair | null = null;
afterEach(() => {
  made?.close();
  made = null;
});

/** A tree with an old leak and one that a deleted line makes, and the tree as it was before. */
async function opened(diagnostics: object): Promise<Pair> {
  const files = new Map<string, string>();
  for (const [path, text] of sharedKernel()) {
    files.set(path, text);
    files.set(path.replace('/linux', '/base'), text);
  }
  for (const root of ['/linux', '/base']) files.set(`${root}/drivers/char/tpm/old.c`, leaking('old'));
  files.set('/linux/drivers/char/tpm/fresh.c', after);
  files.set('/base/drivers/char/tpm/fresh.c', before);
  made = await start({ real: files, options: { diagnostics }, folders: ['file:///linux'] });
  await flush(made);
  return made;
}

test('the scope changedLines lists what the change brings, though its line is untouched', async () => {
  const pair = await opened({ scope: 'changedLines', baseRevision: '/base' });
  expect(pair.messages(uri('fresh.c'))).toEqual([expect.stringContaining('still held')]);
  expect(pair.messages(uri('old.c'))).toEqual([]);
  expect(pair.statuses.at(-1)?.findings).toBe(1);
});

test('the scope is changed without a restart, and undoing the change empties it', async () => {
  const pair = await opened({ scope: 'all' });
  expect(pair.messages(uri('old.c'))).toHaveLength(1);
  const settings = { diagnostics: { scope: 'changedLines', baseRevision: '/base' } };
  await pair.client.sendNotification('workspace/didChangeConfiguration', { settings });
  await flush(pair);
  expect(pair.messages(uri('old.c'))).toEqual([]);
  pair.open(uri('fresh.c'), before);
  await flush(pair);
  expect(pair.messages(uri('fresh.c'))).toEqual([]);
});

test('without a usable base all are listed, and the log says so once', async () => {
  const pair = await opened({ scope: 'changedLines', baseRevision: 'no-such-revision' });
  expect(pair.messages(uri('old.c'))).toHaveLength(1);
  pair.open(uri('fresh.c'), before);
  await flush(pair);
  expect(pair.log.filter((line) => line.startsWith('changed lines only:'))).toHaveLength(1);
});

test('git is not run for a workspace that is not trusted', async () => {
  const files = new Map(sharedKernel());
  made = await start({ real: files, options: { trusted: false, settings: {} }, folders: ['file:///linux'] });
  await flush(made);
  const answer = await made.client.sendRequest('workspace/executeCommand', {
    command: 'tpmLifecycle.compare',
    arguments: [{ base: 'HEAD' }],
  });
  expect(answer).toMatchObject({ error: { code: 'not-available' } });
});

import { afterEach, expect, test } from 'vitest';
import { sharedKernel } from '../harness/fixture';
import { document, flush, type Pair, start } from './harness';

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

let made: Pair | null = null;
afterEach(() => {
  made?.close();
  made = null;
});

async function opened(capabilities: object): Promise<Pair> {
  made = await start({ capabilities, real: sharedKernel() });
  made.open(uri, text);
  await flush(made);
  return made;
}

async function actions(pair: Pair): Promise<{ title: string; isPreferred?: boolean; edit?: object }[]> {
  const [diagnostic] = pair.published.findLast((one) => one.uri === uri)?.diagnostics ?? [];
  return pair.client.sendRequest('textDocument/codeAction', {
    ...document(uri),
    range: diagnostic?.range,
    context: { diagnostics: [diagnostic] },
  });
}

const edits = [
  {
    range: { start: { line: 5, character: 0 }, end: { line: 7, character: 0 } },
    newText: '\tif (irq < 0) {\n\t\tmutex_unlock(&chip->tpm_mutex);\n\t\treturn -EINVAL;\n\t}\n',
  },
];

test('a fix is an edit of whole lines for the version that was analysed', async () => {
  const pair = await opened({ workspace: { workspaceEdit: { documentChanges: true } } });
  expect(await actions(pair)).toMatchObject([
    { isPreferred: true, edit: { documentChanges: [{ textDocument: { uri, version: 1 }, edits }] } },
    { title: 'Explain this finding' },
    { title: 'Trace this path' },
  ]);
});

test('a client without versions gets the plain form', async () => {
  expect((await actions(await opened({})))[0]).toMatchObject({ edit: { changes: { [uri]: edits } } });
});

test('trying fixes leaves the document as it was', async () => {
  const pair = await opened({});
  const before = pair.messages(uri);
  await actions(pair);
  pair.change(uri, 2, `${text}\n`);
  await flush(pair);
  expect(pair.messages(uri)).toEqual(before);
  expect(before).toHaveLength(1);
});

import { afterEach, describe, expect, test } from 'vitest';
import {
  type CancellationTokenSource,
  type CodeLens,
  type Hover,
  type InlayHint,
  LSPErrorCodes,
  CancellationTokenSource as TokenSource,
} from 'vscode-languageserver/node';
import {
  clean,
  document,
  flush,
  leaky,
  leakyUri,
  type Pair,
  root,
  type StartOptions,
  start,
} from './harness';

const pairs: Pair[] = [];
async function pair(options?: StartOptions): Promise<Pair> {
  const made = await start(options);
  pairs.push(made);
  return made;
}
afterEach(() => {
  for (const made of pairs.splice(0)) made.close();
});

const leak = "'chip->lock' still held at this return";
const lensTitles = async ({ client }: Pair, uri = leakyUri): Promise<string[]> => {
  const lenses = await client.sendRequest<CodeLens[]>('textDocument/codeLens', document(uri));
  const resolved = await Promise.all(
    lenses.map((lens) => client.sendRequest<CodeLens>('codeLens/resolve', lens)),
  );
  return resolved.map((lens) => `${lens.range.start.line} ${lens.command?.title}`);
};

describe('capabilities', () => {
  test('are those of the interface', async () => {
    const { initialized } = await pair();
    expect(initialized.capabilities).toMatchObject({
      positionEncoding: 'utf-16',
      hoverProvider: true,
      codeLensProvider: { resolveProvider: true },
      inlayHintProvider: { resolveProvider: true },
      textDocumentSync: { openClose: true, change: 2 },
    });
    expect(initialized.capabilities.callHierarchyProvider).toBeUndefined();
    expect(initialized.capabilities.diagnosticProvider).toBeUndefined();
    expect(initialized.capabilities.executeCommandProvider?.commands).toEqual(
      expect.arrayContaining(
        ['trace', 'state', 'who', 'audit', 'compare'].map((name) => `tpmLifecycle.${name}`),
      ),
    );
  });

  test('grow with what the client can and wants', async () => {
    const can = { textDocument: { diagnostic: {} }, general: { positionEncodings: ['utf-8', 'utf-16'] } };
    const made = await pair({ capabilities: can, options: { callHierarchy: true } });
    expect(made.initialized.capabilities).toMatchObject({
      positionEncoding: 'utf-8',
      callHierarchyProvider: true,
      diagnosticProvider: { interFileDependencies: true, workspaceDiagnostics: true },
    });
    const quiet = await pair({ capabilities: can, options: { pullDiagnostics: false } });
    expect(quiet.initialized.capabilities.diagnosticProvider).toBeUndefined();
  });
});

describe('diagnostics', () => {
  test('are pushed for a document and follow its edits', async () => {
    const made = await pair();
    made.open(leakyUri, leaky);
    await flush(made);
    expect(made.messages(leakyUri)).toEqual([leak]);
    expect(made.published.findLast((one) => one.uri === leakyUri)?.diagnostics[0]).toMatchObject({
      range: { start: { line: 3, character: 1 }, end: { line: 3, character: 7 } },
      severity: 2,
      code: 'lock-leak',
      source: 'tpm-lifecycle',
      data: { fingerprint: 'leaky-leak' },
    });
    made.change(leakyUri, 2, clean);
    await flush(made);
    expect(made.messages(leakyUri)).toEqual([]);
    expect(made.published.at(-1)?.version).toBe(2);
  });

  test('cover the whole tree when a folder is open, and are taken back', async () => {
    const made = await pair({ folders: [`file://${root}`] });
    await flush(made);
    expect(made.messages(leakyUri)).toEqual([leak]);
    expect(made.statuses.at(-1)).toMatchObject({ files: 2, findings: 1, gaps: 0, indexing: false });
    await made.client.sendNotification('workspace/didChangeConfiguration', {
      settings: { tpmLifecycle: { diagnostics: { scope: 'off' } } },
    });
    await flush(made);
    expect(made.messages(leakyUri)).toEqual([]);
  });

  test('only the newest of many edits is published last', async () => {
    const made = await pair();
    made.open(leakyUri, clean);
    for (let version = 2; version < 20; version++)
      made.change(leakyUri, version, version % 2 ? leaky : clean);
    await flush(made);
    expect(made.published.findLast((one) => one.uri === leakyUri)?.version).toBe(19);
    expect(made.messages(leakyUri)).toEqual([leak]);
  });

  test('are pulled by a client that asks', async () => {
    const made = await pair({ folders: [`file://${root}`] });
    made.open(leakyUri, leaky);
    const report = await made.client.sendRequest('textDocument/diagnostic', document(leakyUri));
    expect(report).toMatchObject({ kind: 'full', items: [{ message: leak }] });
    const all = await made.client.sendRequest<{ items: { uri: string; items: object[] }[] }>(
      'workspace/diagnostic',
      { previousResultIds: [] },
    );
    expect(all.items.map((one) => [one.uri.split('/').at(-1), one.items.length])).toEqual([
      ['clean.c', 0],
      ['leaky.c', 1],
    ]);
  });
});

describe('answers', () => {
  test('reflect the edit that came before them', async () => {
    const made = await pair();
    made.open(leakyUri, leaky);
    expect(await lensTitles(made)).toEqual(['0 Returns holding lock', '2 Takes lock, then holds lock']);
    made.change(leakyUri, 2, clean);
    expect(await lensTitles(made)).toEqual([
      '0 Balanced: takes and releases 1 lock',
      '2 Takes lock, then holds lock',
      '3 Releases lock, then holds nothing',
    ]);
  });

  test('hover on the call that takes', async () => {
    const made = await pair({ options: { clientCommands: true } });
    made.open(leakyUri, leaky);
    const hover = await made.client.sendRequest<Hover>('textDocument/hover', {
      ...document(leakyUri),
      position: { line: 2, character: 2 },
    });
    expect(hover.contents).toMatchObject({ kind: 'markdown' });
    expect(JSON.stringify(hover.contents)).toContain('This call: + `lock`.');
    expect(JSON.stringify(hover.contents)).toContain('command:tpmLifecycle.showState');
  });

  test('hints are off by default and switched on without a restart', async () => {
    const made = await pair();
    made.open(leakyUri, leaky);
    const ask = () =>
      made.client.sendRequest<InlayHint[]>('textDocument/inlayHint', {
        ...document(leakyUri),
        range: { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } },
      });
    expect(await ask()).toEqual([]);
    await made.client.sendNotification('workspace/didChangeConfiguration', {
      settings: { stateDisplay: { as: 'both' } },
    });
    const hints = await ask();
    const texts = hints.map((hint) => (hint.label as { value: string }[]).map((part) => part.value).join(''));
    expect(texts).toEqual(['holds lock', 'exit: 1 lock']);
    expect(hints[0]?.position).toEqual({ line: 2, character: 8 });
    const resolved = await made.client.sendRequest<InlayHint>('inlayHint/resolve', hints[0]);
    expect(resolved.tooltip).toContain('takes lock (chip->lock)');
    expect(JSON.stringify(resolved.label)).toContain('leaky.c');
  });

  test('are empty for documents that are not analysed', async () => {
    const made = await pair();
    for (const uri of ['file:///linux/kernel/sched.c', 'file:///linux/notes.txt', 'untitled:one']) {
      made.open(uri, leaky);
      expect(await lensTitles(made, uri)).toEqual([]);
      await flush(made);
      expect(made.messages(uri)).toEqual([]);
    }
    expect(made.toy.opened).toEqual([]);
  });

  test('a bare folder is its own root', async () => {
    const made = await pair();
    made.open('file:///bare/one.c', leaky);
    await flush(made);
    expect(made.toy.opened).toEqual(['/bare']);
    expect(made.messages('file:///bare/one.c')).toEqual([leak]);
  });

  test('keep their lenses in place while a function is half typed', async () => {
    const made = await pair();
    made.open(leakyUri, leaky);
    const before = await made.client.sendRequest<CodeLens[]>('textDocument/codeLens', document(leakyUri));
    made.change(leakyUri, 2, leaky.replace('return 0;', 'return (((;'));
    const during = await made.client.sendRequest<CodeLens[]>('textDocument/codeLens', document(leakyUri));
    const lines = (lenses: CodeLens[]) => lenses.map((lens) => lens.range.start.line);
    expect(lines(during)).toEqual(lines(before));
    expect((await lensTitles(made))[0]).toBe('0 Not analysed: half typed at line 1');
  });

  test('keep the lenses of a function that the parser lost, with their last words', async () => {
    const made = await pair();
    made.open(leakyUri, `${clean}${leaky}`);
    const before = await lensTitles(made);
    // The toy parser knows functions by `int `, so this one is lost to it, but its head still looks like one.
    made.change(leakyUri, 2, `${clean}\n${leaky.replace('int', 'long')}`);
    const down = before.map((title) =>
      title.replace(/^\d+/, (line) => String(Number(line) < 6 ? Number(line) : Number(line) + 1)),
    );
    expect(await lensTitles(made)).toEqual(down);
    made.change(leakyUri, 3, clean);
    expect(await lensTitles(made)).toEqual(before.slice(0, 3));
  });

  test('code actions explain and trace a finding', async () => {
    const made = await pair({ options: { clientCommands: true } });
    made.open(leakyUri, leaky);
    await flush(made);
    const [diagnostic] = made.published.findLast((one) => one.uri === leakyUri)?.diagnostics ?? [];
    const actions = await made.client.sendRequest('textDocument/codeAction', {
      ...document(leakyUri),
      range: diagnostic?.range,
      context: { diagnostics: [diagnostic] },
    });
    expect(actions).toMatchObject([
      {
        title: 'Explain this finding',
        command: { command: 'tpmLifecycle.explainFinding', arguments: [{ rule: 'lock-leak' }] },
      },
      { title: 'Trace this path', command: { arguments: [{ uri: leakyUri, fingerprint: 'leaky-leak' }] } },
      { title: 'Accept this finding with a reason...', command: { command: 'tpmLifecycle.addToBaseline' } },
    ]);
  });
});

describe('the function of the cursor', () => {
  test('is shown in full, and asked for again when the cursor leaves it', async () => {
    const made = await pair({
      capabilities: { workspace: { codeLens: { refreshSupport: true } } },
      options: { stateDisplay: { at: 'currentFunction' } },
    });
    let refreshes = 0;
    made.client.onRequest('workspace/codeLens/refresh', () => {
      refreshes++;
      return null;
    });
    made.open(leakyUri, `${leaky}${clean}`);
    const cursor = (line: number) =>
      made.client.sendNotification('tpmLifecycle/cursor', { uri: leakyUri, line });
    await cursor(4);
    expect(await lensTitles(made)).toContain('3 Holds lock');
    await cursor(3);
    await flush(made);
    expect(refreshes).toBe(1);
    await cursor(8);
    expect(await lensTitles(made)).not.toContain('3 Holds lock');
    expect(refreshes).toBe(2);
  });
});

describe('trouble', () => {
  test('a cancelled request says so', async () => {
    const made = await pair();
    made.open(leakyUri, leaky);
    const source: CancellationTokenSource = new TokenSource();
    const asked = made.client.sendRequest('textDocument/codeLens', document(leakyUri), source.token);
    source.cancel();
    await expect(asked).rejects.toMatchObject({ code: LSPErrorCodes.RequestCancelled });
  });

  test('an edit right behind a request makes it outdated', async () => {
    const made = await pair();
    made.open(leakyUri, leaky);
    const asked = made.client.sendRequest('textDocument/hover', {
      ...document(leakyUri),
      position: { line: 2, character: 2 },
    });
    made.change(leakyUri, 2, clean);
    // Whether the edit is read before the answer is made depends on the streams; both are right, nothing else is.
    const outcome = await asked.then(
      (hover) => (hover === null ? 'null' : 'answered'),
      (error: { code: number }) => error.code,
    );
    expect(['answered', LSPErrorCodes.ContentModified]).toContain(outcome);
  });

  test('a crash of a feature is logged and answered with nothing', async () => {
    const made = await pair();
    made.open(leakyUri, `${leaky}// CRASH\n`);
    expect(await made.client.sendRequest('textDocument/codeLens', document(leakyUri))).toEqual([]);
    expect(made.log.join('\n')).toContain('textDocument/codeLens failed: Error: toy crash');
    made.change(leakyUri, 2, leaky);
    expect(await lensTitles(made)).toContain('0 Returns holding lock');
  });

  test('an unknown request is refused, the server goes on', async () => {
    const made = await pair();
    await expect(made.client.sendRequest('textDocument/rename', document(leakyUri))).rejects.toMatchObject({
      code: -32601,
    });
    made.open(leakyUri, leaky);
    expect(await lensTitles(made)).toContain('0 Returns holding lock');
  });

  test('a restarted server answers as the first did', async () => {
    const first = await pair();
    first.open(leakyUri, leaky);
    const before = await lensTitles(first);
    await first.client.sendRequest('shutdown');
    first.close();
    const second = await pair();
    second.open(leakyUri, leaky);
    expect(await lensTitles(second)).toEqual(before);
  });

  test('wrong settings are told and replaced by defaults', async () => {
    const made = await pair({ options: { stateDisplay: { as: 'neon' }, inlayHints: { maxLength: 'x' } } });
    expect(made.log.join('\n')).toContain(
      'setting tpmLifecycle.stateDisplay.as must be one of codeLens, inlayHints, both, off; using "codeLens"',
    );
    made.open(leakyUri, leaky);
    expect(await lensTitles(made)).toContain('0 Returns holding lock');
  });
});

describe('status', () => {
  test('says indexing on the first look only, and nothing when nothing changed', async () => {
    const made = await pair({ folders: [`file://${root}`] });
    made.open(leakyUri, leaky);
    await flush(made);
    expect(made.statuses.at(0)?.indexing).toBe(true);
    const first = made.statuses.length;
    made.change(leakyUri, 2, `${leaky}\n`);
    await flush(made);
    expect(made.statuses).toHaveLength(first);
    made.change(leakyUri, 3, clean);
    await flush(made);
    expect(made.statuses.slice(first).map((one) => [one.indexing, one.findings])).toEqual([[false, 0]]);
  });
});

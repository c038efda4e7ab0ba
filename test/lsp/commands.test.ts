import { afterEach, describe, expect, test } from 'vitest';
import type { CallHierarchyItem } from 'vscode-languageserver/node';
import { OpenDocuments, utf8Column, utf16Column } from '../../server/src/lsp/documents';
import {
  findingRequest,
  findingsRequest,
  stateDocumentRequest,
  traceDocumentRequest,
} from '../../server/src/lsp/protocol';
import { defaultSettings, parseSettings } from '../../server/src/lsp/settings';
import { document, leaky, leakyUri, type Pair, type StartOptions, start } from './harness';

let made: Pair | null = null;
async function opened(options?: StartOptions): Promise<Pair> {
  made = await start(options);
  made.open(leakyUri, leaky);
  return made;
}
afterEach(() => {
  made?.close();
  made = null;
});

const execute = ({ client }: Pair, command: string, ...given: unknown[]): Promise<unknown> =>
  client.sendRequest('workspace/executeCommand', { command: `tpmLifecycle.${command}`, arguments: given });

describe('commands', () => {
  test('trace and state answer with the JSON of the command line', async () => {
    const pair = await opened();
    expect(
      await execute(pair, 'trace', { uri: leakyUri, root: 'leaky', direction: 'callers' }),
    ).toMatchObject({
      schema: 'tpm-lifecycle/trace@1',
      root: 'leaky',
      direction: 'callers',
    });
    expect(await execute(pair, 'state', { uri: leakyUri, function: 'leaky', line: 4 })).toMatchObject({
      schema: 'tpm-lifecycle/state@1',
      files: [{ functions: [{ name: 'leaky', lines: [{ line: 4, must: [{ object: 'chip->lock' }] }] }] }],
    });
  });

  test('take plain words as well', async () => {
    expect(await execute(await opened(), 'trace', 'leaky')).toMatchObject({
      root: 'leaky',
      direction: 'calls',
    });
  });

  test('compare with a folder; a revision only where git may run', async () => {
    const pair = await opened({ options: { settings: { git: { enabled: false } } } });
    const root = decodeURIComponent(new URL(leakyUri).pathname).replace(/\/drivers\/.*$/, '');
    expect(await execute(pair, 'compare', { base: root, uri: leakyUri })).toMatchObject({
      schema: 'tpm-lifecycle/compare@1',
      base: { label: root },
      head: { label: 'the editor' },
      breaks: [],
    });
    expect(await execute(pair, 'compare', { base: root, format: 'text' })).toMatchObject({
      title: `Compare with ${root}`,
      text: expect.stringContaining('to the editor'),
    });
    expect(await execute(pair, 'compare', 'HEAD')).toMatchObject({ error: { code: 'not-available' } });
    expect(await execute(pair, 'compare')).toMatchObject({ error: { code: 'bad-arguments' } });
  });

  test('refuse in one sentence', async () => {
    const pair = await opened();
    expect(await execute(pair, 'trace', 'leeky')).toEqual({
      error: {
        code: 'not-found',
        message: 'No function leeky() in the analysed files. Near names: leaky.',
      },
    });
    expect(await execute(pair, 'trace')).toMatchObject({ error: { code: 'bad-arguments' } });
    expect(await execute(pair, 'audit', 'chip.dev')).toEqual({
      error: {
        code: 'not-found',
        message: 'chip.dev is not guarded by the lifecycle model; guarded are chip.ops.',
      },
    });
    expect(await execute(pair, 'who', { uri: leakyUri })).toMatchObject({ error: { code: 'bad-arguments' } });
    expect(await execute(pair, 'who', { uri: leakyUri, line: 5000 })).toMatchObject({
      error: { code: 'not-found', message: expect.stringContaining('Line 5000 is in no function of') },
    });
  });

  test('audit and who answer with the JSON of the command line', async () => {
    const pair = await opened();
    expect(await execute(pair, 'audit', 'chip->ops')).toMatchObject({
      schema: 'tpm-lifecycle/audit@1',
      field: 'chip.ops',
    });
    expect(await execute(pair, 'audit')).toMatchObject({ field: 'chip.ops' });
    expect(await execute(pair, 'who', { uri: leakyUri, line: 4 })).toMatchObject({
      schema: 'tpm-lifecycle/who@1',
      line: 4,
    });
  });

  test('documents and findings for the client', async () => {
    const pair = await opened();
    const { client } = pair;
    expect(await client.sendRequest(stateDocumentRequest, { uri: leakyUri, line: 4 })).toMatchObject({
      title: 'State leaky.c:4',
      text: expect.stringContaining('leaky.c:4 leaky()'),
    });
    expect(
      await client.sendRequest(traceDocumentRequest, { uri: leakyUri, root: 'leaky', format: 'mermaid' }),
    ).toMatchObject({ language: 'mermaid', text: expect.stringContaining('flowchart TD') });
    expect(
      await client.sendRequest(findingRequest, { uri: leakyUri, fingerprint: 'leaky-leak' }),
    ).toMatchObject({ finding: { line: 4 }, root: '/linux' });
    const drawn = { uri: leakyUri, fingerprint: 'leaky-leak', format: 'mermaid' };
    expect(await client.sendRequest(findingRequest, drawn)).toMatchObject({
      text: expect.stringContaining('flowchart TD'),
    });
    expect(await client.sendRequest(findingsRequest, {})).toMatchObject({
      roots: [{ root: '/linux', findings: [{ fingerprint: 'leaky-leak' }] }],
    });
    expect(await execute(pair, 'explain', { rule: 'lock-leak' })).toMatchObject({ language: 'markdown' });
  });

  test('the call hierarchy is there only when asked for', async () => {
    const at = { ...document(leakyUri), position: { line: 0, character: 5 } };
    const without = await opened();
    expect(await without.client.sendRequest('textDocument/prepareCallHierarchy', at)).toBeNull();
    without.close();
    const { client } = await opened({ options: { callHierarchy: true } });
    const items = await client.sendRequest<CallHierarchyItem[]>('textDocument/prepareCallHierarchy', at);
    expect(items).toMatchObject([{ name: 'leaky', uri: leakyUri, range: { end: { line: 4 } } }]);
    expect(await client.sendRequest('callHierarchy/outgoingCalls', { item: items[0] })).toEqual([]);
  });
});

describe('positions', () => {
  const text = 'a\u00e9\u{1f512}b';

  test('convert between UTF-8 and UTF-16', () => {
    expect([0, 1, 3, 7, 8].map((column) => utf16Column(text, column))).toEqual([0, 1, 2, 4, 5]);
    expect([0, 1, 2, 4, 5].map((column) => utf8Column(text, column))).toEqual([0, 1, 3, 7, 8]);
    expect(utf16Column(text, 5)).toBe(2);
    expect(utf16Column(text, 99)).toBe(5);
  });

  test('of incremental edits count in the negotiated encoding, one edit after the other', () => {
    const range = (from: number, to: number) => ({
      start: { line: 1, character: from },
      end: { line: 1, character: to },
    });
    for (const [encoding, edits] of [
      ['utf-16', [range(4, 5), range(0, 1)]],
      ['utf-8', [range(7, 8), range(0, 1)]],
    ] as const) {
      const documents = new OpenDocuments();
      documents.useEncoding(encoding);
      documents.open('u', 'c', 1, `x\r\n${text}\r\n`);
      const changed = documents.change(
        'u',
        2,
        edits.map((edit) => ({ range: edit, text: 'ZZ' })),
      );
      expect(changed?.getText()).toBe('x\r\nZZ\u00e9\u{1f512}ZZ\r\n');
      expect(changed?.version).toBe(2);
    }
  });

  test('of diagnostics are sent in UTF-8 to a client that prefers it', async () => {
    const pair = await opened({ capabilities: { general: { positionEncodings: ['utf-8'] } } });
    pair.change(leakyUri, 2, leaky.replace('\treturn 0;', '/* \u00e9 */ return 0;'));
    const report = await pair.client.sendRequest('textDocument/diagnostic', document(leakyUri));
    expect(report).toMatchObject({ items: [{ range: { start: { line: 3, character: 9 } } }] });
  });
});

describe('settings', () => {
  test('are read nested, flat, and below their section', () => {
    const wanted = { ...defaultSettings, stateAs: 'both', hintLength: 40 };
    for (const input of [
      { stateDisplay: { as: 'both' }, inlayHints: { maxLength: 40 } },
      { 'stateDisplay.as': 'both', 'inlayHints.maxLength': 40 },
      { tpmLifecycle: { stateDisplay: { as: 'both' }, inlayHints: { maxLength: 40 } } },
    ])
      expect(parseSettings(input)).toEqual({ settings: wanted, problems: [] });
  });

  test('never fail', () => {
    for (const input of [null, undefined, 3, 'x', [], { analysis: 5 }, { kernel: { path: null } }])
      expect(parseSettings(input).settings).toEqual(defaultSettings);
    expect(parseSettings({ diagnostics: { severity: { 'lock-leak': 'loud' } } }).problems).toEqual([
      'setting tpmLifecycle.diagnostics.severity must be an object from rule to error, warning, information, hint, off; using {}',
    ]);
  });
});

import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandRows } from '../../server/src/cli/commands';
import { Scratch } from '../harness/scratch';
import { tpmIn } from './real-environment';
import { driver, driverFile, smallTree } from './small-tree';

const folder = 'drivers/char/tpm';
const tree = new Scratch();
const binary = Buffer.from(Array.from({ length: 4000 }, (_, i) => (i * 37) % 256));

beforeAll(() => {
  tree.write({
    ...smallTree,
    [driverFile]: driver(true),
    [`${folder}/binary.c`]: binary,
    [`${folder}/windows.c`]: driver(true).replaceAll('\n', '\r\n').replaceAll('small_read', 'windows_read'),
    [`${folder}/latin.c`]: Buffer.concat([
      Buffer.from('/* J\xf6rg */\n', 'latin1'),
      Buffer.from(driver(true).replaceAll('small_read', 'latin_read')),
    ]),
    [`${folder}/deep.c`]: `int deep(void) { return ${'('.repeat(20000)}1${')'.repeat(20000)}; }\n`,
    [`${folder}/empty.c`]: '',
    'notes.txt': 'no patch, no log\n',
  });
  mkdirSync(join(tree.root, folder, 'folder.c'));
  symlinkSync('loop.c', join(tree.root, folder, 'loop.c'));
  chmodSync(join(tree.root, folder, 'empty.c'), 0o644);
});
afterAll(() => tree.remove());

/** Words that make each command go as far as it can with a file. */
const callsOf = (file: string): string[][] => [
  ['check', file],
  ['state', file],
  ['trace', 'small_read', file],
  ['who', `${file}:1`],
  ['compare', '--base', tree.root, file],
  ['review', file],
  ['check', '--diff', file],
  ['splat', file],
  ['baseline', 'add', file, '--reason', 'x'],
  ['baseline', 'list', '--baseline', file],
  ['check', '--baseline', file],
  ['check', '--config', file],
  ['doctor', file],
  ['rc', file],
  ['explain', file],
  ['completion', file],
];

describe('whatever a file holds', () => {
  test.each([
    'binary.c',
    'windows.c',
    'latin.c',
    'deep.c',
    'empty.c',
    'folder.c',
    'loop.c',
    'none.c',
    '..',
    '/dev/null',
    'x\ny.c',
  ])(
    '%j: an answer or one sentence, and never the code of an internal error',
    async (name) => {
      for (const words of callsOf(name)) {
        const { code, stderr } = await tpmIn(tree.root, words);
        expect([0, 1, 2, 3], `${words.join(' ')}: ${stderr}`).toContain(code);
        expect(stderr, words.join(' ')).not.toMatch(/internal error|\n\s+at /);
        if (code >= 2) expect(stderr).toMatch(/^tpm-lifecycle: .+/);
      }
    },
    60_000,
  );

  test('line ends and encodings make no difference to what is found', async () => {
    const { stdout } = await tpmIn(tree.root, ['check', '--format', 'json']);
    const found = JSON.parse(stdout).findings.map(
      (one: { function: string; line: number }) => `${one.function} ${one.line}`,
    );
    expect(found).toEqual(['latin_read 8', 'small_read 7', 'windows_read 7']);
  });

  test('what is no C source is told, alone and in a folder', async () => {
    const alone = await tpmIn(tree.root, ['check', 'binary.c']);
    expect([alone.code, alone.stderr]).toEqual([
      3,
      'tpm-lifecycle: binary.c is a binary file, no C source.\n',
    ]);
    const { stdout } = await tpmIn(tree.root, ['doctor']);
    expect(stdout).toContain('holds NUL bytes: no C source');
    expect(stdout).toContain('nested too deeply: not looked at');
  });

  test('no command takes an empty word', async () => {
    for (const { name, words } of commandRows) {
      if (words.most === 0) continue;
      const { code, stderr } = await tpmIn(tree.root, [name, '']);
      expect([code, stderr.split('\n')[0]]).toEqual([2, `tpm-lifecycle: ${name} got an empty word.`]);
    }
  });
});

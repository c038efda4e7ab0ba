import { describe, expect, test } from 'vitest';
import { parseArguments } from '../../server/src/cli/args';
import { absolute } from '../../server/src/cli/targets';
import { file } from '../features/fake';
import { tpm } from './fake-environment';

const first = (stderr: string): string => stderr.split('\n')[0]?.replace('tpm-lifecycle: ', '') ?? '';

describe('arguments', () => {
  test('are read in every spelling', () => {
    const words = [
      'check',
      'a.c',
      '--kernel=/l',
      '-o',
      'x',
      '--enable',
      'r1,r2',
      '--enable',
      'r3',
      '-q',
      '--',
      '-b.c',
    ];
    const given = parseArguments(words);
    expect(given).toMatchObject({
      command: 'check',
      words: ['a.c', '-b.c'],
      texts: { kernel: '/l', output: 'x' },
      lists: { enable: ['r1', 'r2', 'r3'] },
    });
    expect([...given.switches]).toEqual(['quiet']);
  });

  test.each([
    ['', 'No command given; the usual one is tpm-lifecycle check.'],
    ['chekc', 'Unknown command chekc; did you mean check?'],
    ['frobnicate', 'Unknown command frobnicate; tpm-lifecycle --help lists the commands.'],
    ['index', 'The command index is not available in this version.'],
    ['check --kernle /x', 'Unknown option --kernle; did you mean --kernel?'],
    ['check -x', 'Unknown option -x.'],
    ['check --kernel', '--kernel needs a value: --kernel DIR.'],
    ['check --kernel --strict', '--kernel needs a value: --kernel DIR.'],
    ['check --strict=1', '--strict takes no value.'],
    [
      'check --format sarof',
      'check has no format sarof; its formats are text, gcc, json, jsonl, sarif, github.',
    ],
    ['check --depth 3', '--depth does not go with check.'],
    ['state --base HEAD', '--base does not go with state.'],
    ['check --min-confidence sure', '--min-confidence must be one of proved, likely, possible, not sure.'],
    ['trace x --depth 0', '--depth must be a number from 1 on, not 0.'],
    ['audit', 'audit needs a FIELD: tpm-lifecycle audit FIELD [PATH...].'],
    ['who', 'who needs a FILE:LINE: tpm-lifecycle who FILE:LINE.'],
    ['explain', 'explain needs a RULE: tpm-lifecycle explain RULE.'],
    ['rules x', 'rules takes no x.'],
  ])('%s -> one sentence, exit 2', async (line, message) => {
    const { code, stdout, stderr } = await tpm(line);
    expect(first(stderr)).toBe(message);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^Try 'tpm-lifecycle[^']* --help'\.$/m);
  });
});

describe('PATH', () => {
  const opened = async (line: string, from?: string) => {
    const { opened: all } = await tpm(line, from === undefined ? {} : { from });
    return all.map(({ root, options }) => [root, options.folders, options.paths]);
  };
  const whole = ['drivers/char/tpm'];

  test('is looked up here first, then below the root; the tree is found from inside', async () => {
    expect(await opened('check')).toEqual([['/linux', whole, whole]]);
    expect(await opened('check', '/linux/drivers/char/tpm')).toEqual([['/linux', whole, whole]]);
    expect(await opened('check chip.c', '/linux/drivers/char/tpm')).toEqual([['/linux', whole, [file]]]);
    expect(await opened('check ../tpm/chip.c', '/linux/drivers/char/other')).toEqual([
      ['/linux', whole, [file]],
    ]);
    expect(await opened('check drivers/char/tpm/chip.c', '/linux/drivers')).toEqual([
      ['/linux', whole, [file]],
    ]);
    expect(await opened(`check /linux/${file}`, '/nothing')).toEqual([['/linux', whole, [file]]]);
    expect(await opened('check --kernel ../linux', '/nothing')).toEqual([['/linux', whole, whole]]);
  });

  test('may be a bare folder of C files', async () => {
    expect(await opened('check --kernel /bare', '/nothing')).toEqual([['/bare', ['.'], ['.']]]);
    expect(await opened('check /bare/chip.c', '/nothing')).toEqual([['/bare', ['.'], ['chip.c']]]);
    expect(await opened('check', '/bare')).toEqual([['/bare', ['.'], ['.']]]);
  });

  test.each([
    [
      'check',
      '/nothing',
      3,
      'No kernel tree and no C files in /nothing, and no tree above it; name a kernel tree with --kernel DIR, or the files to analyse.',
    ],
    [
      'check --kernel /none',
      '/linux',
      2,
      '--kernel /none does not exist; give the top folder of a Linux source tree.',
    ],
    [
      'check --kernel README',
      '/linux',
      2,
      '--kernel README is not a folder; give the top folder of a Linux source tree.',
    ],
    ['check none.c', '/linux', 2, 'none.c does not exist, neither here nor below /linux.'],
    ['check README', '/linux', 2, 'README is not a C file; name a .c or .h file, or a folder.'],
    [
      'check drivers/char/other',
      '/linux',
      3,
      'drivers/char/other holds no C files; name a folder with .c or .h files.',
    ],
    ['check big.c', '/linux', 3, 'big.c has 10.0 MB and is not analysed; the limit is 4 MB.'],
    ['check secret.c', '/linux', 3, 'secret.c cannot be read; check its permissions.'],
    [
      'check --kernel /locked',
      '/linux',
      3,
      '/locked cannot be read; check its permissions, or name a kernel tree with --kernel DIR, or the files to analyse.',
    ],
    [
      'check /bare/chip.c',
      '/linux',
      2,
      '/bare/chip.c lies outside of the tree /linux; name its tree with --kernel DIR.',
    ],
    ['check --config none', '/linux', 2, '--config none cannot be read; name a .config file, or both.'],
  ])('%s from %s: exit %i', async (line, from, code, message) => {
    const outcome = await tpm(line, { from });
    expect(first(outcome.stderr)).toBe(message);
    expect([outcome.code, outcome.stdout]).toEqual([code, '']);
  });

  test('that cannot be used does not hide the others', async () => {
    const { code, stdout, stderr } = await tpm('check none.c chip.c');
    expect(stdout).toContain('[lock-leak]');
    expect(stderr).toContain('none.c does not exist');
    expect(code).toBe(2);
  });

  test('a .config is handed over with its text', async () => {
    const { opened: all } = await tpm('check --config .config');
    expect(all[0]?.options.config).toEqual({ name: '.config', text: 'CONFIG_X=y' });
  });

  test('becomes absolute without dots', () => {
    expect(absolute('/a/b', '../c/./d.c')).toBe('/a/c/d.c');
    expect(absolute('/a', '/x//y/')).toBe('/x/y');
    expect(absolute('/a', '../../..')).toBe('/');
  });
});

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readBaseline, writeBaseline } from '../../server/src/features/baseline';
import { Scratch } from '../harness/scratch';
import { tpmIn } from './real-environment';
import { driver, driverFile, smallTree } from './small-tree';

let tree: Scratch;
beforeEach(() => {
  tree = new Scratch().write({ ...smallTree, [driverFile]: driver(true) });
});
afterEach(() => tree.remove());

const file = '.tpm-lifecycle/baseline.json';
const run = async (...words: string[]) => {
  const answer = await tpmIn(tree.root, words);
  for (const [path, text] of answer.written) tree.write({ [path.slice(tree.root.length + 1)]: text });
  return answer;
};
const first = (text: string) => text.split('\n')[0];

describe('baseline', () => {
  test('accepts a finding with a reason; check then leaves it out and says so', async () => {
    const added = await run('baseline', 'add', 'small.c:7', '--reason', 'the caller unlocks');
    expect(added.stdout).toMatch(
      /^[0-9a-f]+ {2}drivers\/char\/tpm\/small\.c {2}small_read\(\) {2}lock-leak {2}the caller unlocks\n$/,
    );
    expect(added.stderr).toBe(`tpm-lifecycle: 1 finding accepted in ${file}\n`);
    const check = await run('check');
    expect([check.code, check.stdout]).toEqual([0, '']);
    expect(check.stderr).toContain(`0 findings, 1 accepted by ${file}`);
    expect((await run('check', '--baseline', 'none')).code).toBe(1);
    expect((await run('baseline', 'list')).stdout).toBe(added.stdout);
  });

  test('stays true when lines move, and is pruned when the finding is gone', async () => {
    await run('baseline', 'add', 'small.c', '--reason', 'known');
    tree.write({ [driverFile]: `/* more */\n\n${driver(true)}` });
    expect((await run('check')).code).toBe(0);
    expect((await run('baseline', 'prune')).stderr).toBe(`tpm-lifecycle: 0 entries dropped from ${file}\n`);
    tree.write({ [driverFile]: driver(false) });
    const check = await run('check', '--baseline', file);
    expect(check.stderr).toContain(`1 accepted finding in ${file} is gone`);
    expect((await run('baseline', 'prune')).stderr).toBe(`tpm-lifecycle: 1 entry dropped from ${file}\n`);
    expect((await run('baseline', 'list', '--format', 'json')).stdout).toBe(writeBaseline([]));
  });

  test('takes fingerprints, adds nothing twice, and goes into the file that is named', async () => {
    const [{ fingerprint }] = JSON.parse((await run('check', '--format', 'json')).stdout).findings;
    const words = ['baseline', 'add', fingerprint, '--reason', 'r', '--baseline', 'mine.json'];
    expect((await run(...words)).stderr).toBe('tpm-lifecycle: 1 finding accepted in mine.json\n');
    expect((await run(...words)).stderr).toBe('tpm-lifecycle: 0 findings accepted in mine.json\n');
    expect((await run('check', '--baseline', 'mine.json')).code).toBe(0);
    expect((await run('check')).code).toBe(1);
  });

  test('is told to code scanning as suppressed, with the reason', async () => {
    await run('baseline', 'add', 'small.c', '--reason', 'known');
    const [{ results }] = JSON.parse((await run('check', '--format', 'sarif')).stdout).runs;
    expect(results).toMatchObject([
      { ruleId: 'lock-leak', suppressions: [{ kind: 'external', justification: 'known' }] },
    ]);
  });

  test.each([
    [['baseline'], 'baseline needs a add, list or prune'],
    [['baseline', 'clear'], 'baseline has no clear; it takes add, list or prune.'],
    [['baseline', 'list', 'x'], 'baseline list takes no x.'],
    [['baseline', 'add', '--reason', 'x'], 'baseline add needs WHERE'],
    [['baseline', 'add', 'small.c'], 'baseline add needs --reason TEXT: why the findings are accepted.'],
    [['baseline', 'add', 'small.c', '--reason', ' '], 'baseline add needs --reason TEXT'],
    [
      ['baseline', 'add', 'small.c:3', '--reason', 'x'],
      'No finding at small.c:3; tpm-lifecycle check lists them.',
    ],
    [['baseline', 'add', 'deadbeef01', '--reason', 'x'], 'No finding has the fingerprint deadbeef01.'],
    [
      ['check', '--baseline', 'none.json'],
      '--baseline none.json does not exist; tpm-lifecycle baseline add makes it.',
    ],
    [['check', '--baseline', 'Makefile'], 'Makefile is no JSON.'],
  ])('%j -> one sentence, exit 2', async (words, message) => {
    const { code, stdout, stderr } = await run(...words);
    expect(first(stderr)).toContain(message);
    expect([code, stdout]).toEqual([2, '']);
  });

  test('a damaged file is named, whatever is wrong with it', () => {
    const entry = { fingerprint: 'f', rule: 'r', file: 'a.c', function: 'f', message: 'm', reason: 'why' };
    expect(readBaseline(writeBaseline([entry]))).toEqual({ entries: [entry] });
    expect(readBaseline('[]')).toEqual({ problem: expect.stringContaining('is no baseline') });
    expect(readBaseline('null')).toEqual({ problem: expect.stringContaining('is no baseline') });
    const without = writeBaseline([entry, { ...entry, reason: ' ' }]);
    expect(readBaseline(without)).toEqual({ problem: 'has no "reason" in entry 2' });
  });
});

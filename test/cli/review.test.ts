import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Scratch } from '../harness/scratch';
import { tpmIn } from './real-environment';
import { driver, driverFile, smallTree } from './small-tree';

const repo = new Scratch();
let breaking = '';
let mending = '';

beforeAll(() => {
  repo.git('init', '-q');
  repo.commit({ ...smallTree, [driverFile]: driver(false) });
  repo.commit({ [driverFile]: driver(true) });
  breaking = repo.git('diff', 'HEAD~1', 'HEAD');
  mending = repo.git('diff', 'HEAD', 'HEAD~1');
});
afterAll(() => repo.remove());

describe('review', () => {
  test('of a change that the tree holds: what it brought, in the shape of a check', async () => {
    const { code, stdout, stderr } = await tpmIn(repo.root, ['review'], `${breaking}\n`);
    expect(stdout).toContain('The tree holds this change already.');
    expect(stdout).toMatch(
      /^>> drivers\/char\/tpm\/small\.c:7 small_read\(\) warn: .* \[lock-leak\]\n {2}1 {2}small\.c:5/m,
    );
    expect(stderr).toBe('tpm-lifecycle: 1 new finding, 0 fixed, 0 breaks\n');
    expect(code).toBe(1);
  });

  test('of a patch that is yet to come', async () => {
    repo.write({
      'fix.patch': `Subject: [PATCH] tpm: unlock\nFrom: A\n\nText.\n---\n${mending}\n-- \n2.39\n`,
    });
    const { code, stdout } = await tpmIn(repo.root, ['review', 'fix.patch', '--format', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'tpm-lifecycle/review@1',
      patch: { subjects: ['[PATCH] tpm: unlock'], files: [driverFile], applied: 'now' },
      findings: { new: [], fixed: [{ rule: 'lock-leak', function: 'small_read' }] },
    });
    expect(code).toBe(0);
  });

  test('of a range, in both notations', async () => {
    for (const range of ['HEAD~1..HEAD', 'HEAD~1..', 'HEAD~1...HEAD']) {
      const { code, stdout } = await tpmIn(repo.root, ['review', '--range', range, '--format', 'gcc']);
      expect([code, stdout.split('\n')[0]]).toEqual([
        1,
        expect.stringMatching(/^drivers\/char\/tpm\/small\.c:7:\d+: warning: .* \[lock-leak\]$/),
      ]);
    }
  });

  test('a change outside of the program is looked at as well', async () => {
    const other = 'drivers/char/other.c';
    // A rule that is sure of itself in every folder: the lock is taken twice.
    const twice = 'mutex_lock(&chip->tpm_mutex);\n';
    const text = driver(false).replace('"tpm.h"', '"tpm/tpm.h"').replace(twice, `${twice}\t${twice}`);
    const patch = `--- /dev/null\n+++ b/${other}\n@@ -0,0 +1,${text.split('\n').length - 1} @@\n${text.replace(/^(?=[\s\S])/gm, '+').replace(/\+$/, '')}`;
    const { stdout } = await tpmIn(repo.root, ['review', '-'], patch);
    expect(stdout).toContain(`>> ${other}:6 small_read()`);
  });

  test.each([
    [
      ['review', 'none.patch'],
      '',
      2,
      'none.patch does not exist; name a file with a patch, or - for standard input.',
    ],
    [['review', 'drivers'], '', 2, 'drivers is a folder;'],
    [['review', '/dev/zero'], '', 2, '/dev/zero is no file;'],
    [['review', 'Makefile'], '', 3, 'Makefile holds no patch.'],
    [['review', '-'], '\0\u0001', 3, 'Standard input is a binary file, no patch.'],
    [['review', '--range', 'HEAD'], '', 2, '--range must be two revisions, A..B, not HEAD.'],
    [['review', '--range', 'HEAD..nope'], '', 2, 'There is no revision nope'],
    [['review', 'x', '--range', 'a..b'], '', 2, 'review takes a patch or --range A..B, not both.'],
    [['review', 'a', 'b'], '', 2, 'review takes one FILE, not 2.'],
  ])('%j -> one sentence', async (words, input, code, message) => {
    const answer = await tpmIn(repo.root, words, input);
    expect(answer.stderr).toContain(message);
    expect([answer.code, answer.stdout]).toEqual([code, '']);
  });

  test('a patch for other sources says which lines it misses', async () => {
    const patch = breaking.replaceAll('small_read', 'large_read').replaceAll('count', 'length');
    const { code, stderr } = await tpmIn(repo.root, ['review', '-'], `${patch}\n`);
    expect(stderr).toContain(
      `does not apply to ${repo.root}, neither as it is nor backwards: the hunk at line 3 of ${driverFile} does not find its lines.`,
    );
    expect(code).toBe(3);
  });
});

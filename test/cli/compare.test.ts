import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Scratch } from '../harness/scratch';
import { tpmIn } from './real-environment';
import { driver, driverFile, smallTree } from './small-tree';

const repo = new Scratch();
const plain = new Scratch();
let first = '';

beforeAll(() => {
  repo.git('init', '-q');
  first = repo.commit({ ...smallTree, [driverFile]: driver(false), 'README.bin': Buffer.from([0, 255, 10]) });
  repo.commit({ [driverFile]: driver(true) });
  plain.write({ ...smallTree, [driverFile]: driver(false) });
});
afterAll(() => {
  repo.remove();
  plain.remove();
});

const { PATH } = process.env;

describe('compare', () => {
  test('with a revision: new findings, and what a function promises', async () => {
    const { code, stdout, stderr } = await tpmIn(repo.root, ['compare', '--base', 'HEAD~1']);
    expect([code, stderr]).toEqual([0, 'tpm-lifecycle: 0 breaks, 1 new finding, 0 fixed\n']);
    expect(stdout).toContain(`>> ${driverFile}:7 small_read()`);
    expect(stdout).toContain('[lock-leak]');
    expect(stdout).toMatch(
      /small.c small_read\(\)\n.*- no change of what is held\n.*\+ if it returns an error/,
    );
  });

  test('with a folder of another tree, either way round', async () => {
    const words = ['compare', '--format', 'json', '--base'];
    const forth = JSON.parse((await tpmIn(repo.root, [...words, plain.root])).stdout);
    expect(forth).toMatchObject({
      schema: 'tpm-lifecycle/compare@1',
      base: { label: plain.root },
      findings: { new: [{ rule: 'lock-leak', function: 'small_read' }], fixed: [] },
    });
    const back = JSON.parse((await tpmIn(plain.root, [...words, repo.root])).stdout);
    expect(back.findings).toMatchObject({ new: [], fixed: [{ rule: 'lock-leak' }] });
  });

  test('of a tree with itself says so, and neither touches the work tree nor the index', async () => {
    repo.write({ 'drivers/char/tpm/untracked.c': 'int untracked;\n' });
    const before = repo.git('status', '--porcelain');
    const { stdout } = await tpmIn(repo.root, ['compare', '--base', 'HEAD']);
    expect(stdout).toContain('No difference in removal, commands, summaries or findings.');
    expect(repo.git('status', '--porcelain')).toBe(before);
  });

  test('a commit by its number, seen from a folder below the tree', async () => {
    const below = join(repo.root, 'drivers/char/tpm');
    const { stdout } = await tpmIn(below, ['compare', '--base', first.slice(0, 10), 'small.c']);
    expect(stdout).toContain('>> drivers/char/tpm/small.c:7');
  });

  test.each([
    ['nowhere', 'There is no revision nowhere in the repository of'],
    ['HEAD..HEAD~1', 'There is no revision HEAD..HEAD~1'],
    ['HEAD:drivers', 'There is no revision HEAD:drivers'],
    ['-x', '-x is no revision.'],
    ['drivers', 'drivers holds none of drivers/char/tpm, and is no revision.'],
  ])('--base %s -> one sentence, exit 2', async (name, message) => {
    const { code, stdout, stderr } = await tpmIn(repo.root, ['compare', '--base', name]);
    expect(stderr).toContain(message);
    expect([code, stdout]).toEqual([2, '']);
  });

  test('outside of a repository, and without git, it says what else can be done', async () => {
    const outside = await tpmIn(plain.root, ['compare', '--base', 'HEAD']);
    expect(outside.stderr).toContain(
      'is in no git repository; compare with a second tree instead: --base DIR.',
    );
    Object.assign(process.env, { PATH: plain.root });
    try {
      const without = await tpmIn(repo.root, ['compare', '--base', 'HEAD']);
      expect(without.stderr).toContain('git is not installed, or not in PATH');
      expect([outside.code, without.code]).toEqual([2, 2]);
    } finally {
      Object.assign(process.env, { PATH });
    }
  });

  test('a shallow clone is named as the likely reason', async () => {
    const clone = new Scratch();
    try {
      clone.git('clone', '-q', '--depth', '1', `file://${repo.root}`, join(clone.root, 'c'));
      const { code, stderr } = await tpmIn(join(clone.root, 'c'), ['compare', '--base', 'HEAD~1']);
      expect(stderr).toContain('the clone is shallow, and may lack it (git fetch --unshallow)');
      expect(code).toBe(2);
    } finally {
      clone.remove();
    }
  });

  test('programs that the repository configures are not run', async () => {
    const evil = join(repo.root, 'evil.sh');
    repo.write({ 'evil.sh': `#!/bin/sh\ntouch ${repo.root}/ran\n` });
    chmodSync(evil, 0o755);
    repo.git('config', 'core.fsmonitor', evil);
    repo.git('config', 'diff.external', evil);
    try {
      expect((await tpmIn(repo.root, ['compare', '--base', 'HEAD~1'])).code).toBe(0);
      expect(existsSync(join(repo.root, 'ran'))).toBe(false);
    } finally {
      repo.git('config', '--unset', 'core.fsmonitor');
    }
  });

  test('needs --base', async () => {
    const { code, stderr } = await tpmIn(repo.root, ['compare']);
    expect([code, stderr.split('\n')[0]]).toEqual([
      2,
      'tpm-lifecycle: compare needs --base REV|DIR: a git revision, or the top folder of a second tree.',
    ]);
  });
});

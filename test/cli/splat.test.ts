import { afterAll, describe, expect, test } from 'vitest';
import { Scratch } from '../harness/scratch';
import { tpmIn } from './real-environment';
import { driver, driverFile, smallTree } from './small-tree';

const tree = new Scratch().write({ ...smallTree, [driverFile]: driver(true) });
afterAll(() => tree.remove());

const held = `WARNING: lock held when returning to user space!
1 lock held by cat/991:
 #0: ffff88810a2b4a58 (&chip->tpm_mutex){+.+.}-{3:3}, at: small_read+0x45/0xb0
`;

describe('splat', () => {
  test('names the lock, where it was taken, and the finding about it', async () => {
    const { code, stdout, stderr } = await tpmIn(tree.root, ['splat'], held);
    expect(stdout).toContain('held-at-return, line 1 of the log: WARNING: lock held when returning');
    expect(stdout).toMatch(/&chip->tpm_mutex {2}taken in small_read\(\) {2}small\.c:5/);
    expect(stdout).toMatch(/finding: drivers\/char\/tpm\/small\.c:7 small_read\(\)/);
    expect([code, stderr]).toEqual([0, 'tpm-lifecycle: 1 report\n']);
  });

  test('json, and a log of other code', async () => {
    const { stdout, stderr } = await tpmIn(
      tree.root,
      ['splat', '-', '--format', 'json'],
      'Call Trace:\n vfs_write+0x1/0x2\n',
    );
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'tpm-lifecycle/splat@1',
      splats: [{ kind: 'stack', stacks: [{ frames: [{ function: 'vfs_write', file: null }] }], race: null }],
    });
    expect(stderr).toContain('no frame is in the analysed files: name theirs as PATH');
  });

  test.each([
    [['splat'], 'all is well\n', 3, 'Standard input holds no report of the kernel'],
    [['splat'], '\0\u0001\u0002', 3, 'Standard input is a binary file, no kernel log.'],
    [['splat', 'none.txt'], '', 2, 'none.txt does not exist; name a file with a kernel log'],
    [['splat', '-', 'none.c'], held, 2, 'none.c does not exist'],
  ])('%j -> one sentence', async (words, input, code, message) => {
    const answer = await tpmIn(tree.root, words, input);
    expect(answer.stderr).toContain(message);
    expect([answer.code, answer.stdout]).toEqual([code, '']);
  });
});

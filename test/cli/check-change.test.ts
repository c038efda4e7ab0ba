import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Scratch } from '../harness/scratch';
import { tpmIn } from './real-environment';
import { driver, driverFile, smallTree } from './small-tree';

const repo = new Scratch();
const old = 'drivers/char/tpm/old.c';
const oldText = driver(true).replaceAll('small_read', 'old_read');
let diff = '';

beforeAll(() => {
  repo.git('init', '-q');
  repo.commit({ ...smallTree, [driverFile]: driver(false), [old]: oldText });
  // Moves what was there before, and brings one mistake: the line that is reported was not touched itself.
  repo.commit({ [driverFile]: driver(true), [old]: oldText.replace('\n', '\n\n\n') });
  diff = `${repo.git('diff', 'HEAD~1', 'HEAD')}\n`;
});
afterAll(() => repo.remove());

const heads = (text: string) => text.split('\n').filter((line) => / warn: /.test(line));

describe('check against a base', () => {
  test('marks what is new and exits for that only', async () => {
    const { code, stdout, stderr } = await tpmIn(repo.root, ['check', '--base', 'HEAD~1']);
    expect(heads(stdout).map((line) => line.replace(/\(\).*/, ''))).toEqual([
      `${old}:9 old_read`,
      `>> ${driverFile}:7 small_read`,
    ]);
    expect(stderr).toContain('2 findings, 1 new and 0 fixed since HEAD~1, ');
    expect(code).toBe(1);
    const same = await tpmIn(repo.root, ['check', '--base', 'HEAD']);
    expect([same.code, heads(same.stdout).length]).toEqual([0, 2]);
  });

  test('--changed-only leaves out what was there before, also against a patch', async () => {
    const base = await tpmIn(repo.root, ['check', '--base', 'HEAD~1', '--changed-only']);
    const patch = await tpmIn(repo.root, ['check', '--diff', '-', '--changed-only'], diff);
    expect(heads(base.stdout)).toEqual([expect.stringMatching(/^>> .*small_read/)]);
    expect(patch.stdout).toBe(base.stdout);
    const head = await tpmIn(repo.root, ['check', '--changed-only']);
    expect([head.code, head.stdout]).toEqual([0, '']);
  });

  test('a patch that is yet to come is checked as if it were applied', async () => {
    const reverse = `${repo.git('diff', 'HEAD', 'HEAD~1')}\n`;
    const { code, stdout, stderr } = await tpmIn(repo.root, ['check', '--diff', '-'], reverse);
    expect(heads(stdout)).toEqual([expect.stringMatching(`^${old}:7 old_read`)]);
    expect(stderr).toContain('0 new and 1 fixed since without the patch');
    expect(code).toBe(0);
  });

  test('json tells which are new, sarif the state of each', async () => {
    const words = ['check', '--base', 'HEAD~1', '--format'];
    const json = JSON.parse((await tpmIn(repo.root, [...words, 'json'])).stdout);
    expect(json.findings.map((one: { new: boolean }) => one.new)).toEqual([false, true]);
    expect([json.base, json.fixed]).toEqual(['HEAD~1', []]);
    const back = ['check', '--base', 'HEAD', '--diff', '-', '--format', 'sarif'];
    expect((await tpmIn(repo.root, back, diff)).stderr).toContain('give one of them');
    const reverse = `${repo.git('diff', 'HEAD', 'HEAD~1')}\n`;
    const sarif = JSON.parse(
      (await tpmIn(repo.root, ['check', '--diff', '-', '--format', 'sarif'], reverse)).stdout,
    );
    expect(sarif.runs[0].results.map((one: { baselineState: string }) => one.baselineState)).toEqual([
      'unchanged',
      'absent',
    ]);
  });

  test('--fail-on says what counts', async () => {
    const code = async (...words: string[]) => (await tpmIn(repo.root, ['check', ...words])).code;
    expect(await code('--fail-on', 'never')).toBe(0);
    expect(await code('--fail-on', 'error')).toBe(0);
    expect(await code('--fail-on', 'warning')).toBe(1);
    expect(await code('--fail-on', 'some')).toBe(2);
  });

  test('--bisect passes over what says nothing', async () => {
    const code = async (folder: string, ...words: string[]) =>
      (await tpmIn(folder, ['check', '--bisect', ...words])).code;
    expect(await code(repo.root)).toBe(1);
    expect(await code(repo.root, 'none.c')).toBe(125);
    expect(await code('/', '--kernel', '/')).toBe(125);
    expect((await tpmIn(repo.root, ['check', '--bisekt'])).code).toBe(2);
  });

  test('github shows new ones first and says what it hides', async () => {
    const { stdout } = await tpmIn(repo.root, ['check', '--base', 'HEAD~1', '--format', 'github']);
    expect(stdout.split('\n')[0]).toContain(`file=${driverFile},line=7`);
    const many = Array.from({ length: 12 }, (_, i) => driver(true).replaceAll('small_read', `read_${i}`));
    const names = many.map((text, i) => [`drivers/char/tpm/many${i}.c`, text] as const);
    const scratch = new Scratch().write({ ...smallTree, ...Object.fromEntries(names) });
    try {
      const lines = (await tpmIn(scratch.root, ['check', '--format', 'github'])).stdout.trimEnd().split('\n');
      expect(lines).toHaveLength(13);
      expect(lines.at(-1)).toMatch(/^::notice title=tpm-lifecycle::2 more not shown/);
    } finally {
      scratch.remove();
    }
  });
});

describe('fingerprints', () => {
  test('stay when lines move, and tell two of a kind apart', async () => {
    const prints = async (text: string) => {
      const scratch = new Scratch().write({ ...smallTree, [driverFile]: text });
      try {
        const { stdout } = await tpmIn(scratch.root, ['check', '--format', 'json']);
        return JSON.parse(stdout).findings.map((one: { fingerprint: string }) => one.fingerprint);
      } finally {
        scratch.remove();
      }
    };
    const two = driver(true).replace('\tif (count', '\tif (count == 7)\n\t\treturn -EIO;\n\tif (count');
    const [first] = await prints(driver(true));
    expect(await prints(driver(true).replace('#include', '/* moved */\n\n#include'))).toEqual([first]);
    const both = await prints(two);
    expect(new Set(both).size).toBe(2);
    expect(both).toContain(first);
  });
});

import { describe, expect, test } from 'vitest';
import { applyHunks } from '../../server/src/features/patch/apply-hunks';
import { applyPatches } from '../../server/src/features/patch/apply-patches';
import { readMails } from '../../server/src/features/patch/mail';
import { overlayFileSystem } from '../../server/src/features/patch/overlay';
import { reversed } from '../../server/src/features/patch/patch';
import { readDiff } from '../../server/src/features/patch/read-diff';
import { readPatches } from '../../server/src/features/patch/read-patches';
import { memoryFileSystem } from '../harness/memory-file-system';

const old = 'one\ntwo\nthree\nfour\nfive\nsix\n';
const diff = `diff --git a/x/a.c b/x/a.c
index 1..2 100644
--- a/x/a.c
+++ b/x/a.c
@@ -2,4 +2,5 @@ context
 two
 three
-four
+4
+4.5
 five
`;

const bytes = (text: string) => new TextEncoder().encode(text);
const filesOf = (text: string) => {
  const read = readDiff(text);
  if ('problem' in read) throw new Error(read.problem);
  return read.files;
};
const hunksOf = (text: string) => filesOf(text)[0]?.hunks ?? [];
const textOf = (text: string, patch = diff, fuzz = 0) => {
  const applied = applyHunks(text, hunksOf(patch), fuzz);
  return 'text' in applied ? applied.text : `hunk at ${applied.failed.oldStart} failed`;
};

describe('a diff', () => {
  test('is read by its counts, with text around it', () => {
    const files = filesOf(`A message.\n--- not a head\n\n${diff}-- \n2.39\n`);
    expect(files.map(({ from, to, hunks }) => [from, to, hunks.length])).toEqual([['a/x/a.c', 'b/x/a.c', 1]]);
    expect(files[0]?.hunks[0]?.lines.map(({ kind }) => kind).join(' ')).toBe('keep keep drop add add keep');
  });

  test('of other programs, of new, deleted and renamed files', () => {
    expect(filesOf('--- x/a.c\t2016-10-01 10:00\n+++ x/b.c\t2016\n@@ -1 +1 @@\n-one\n+1\n')).toMatchObject([
      { from: 'x/a.c', to: 'x/b.c' },
    ]);
    expect(
      filesOf('diff --git a/n.c b/n.c\nnew file mode 100644\n--- /dev/null\n+++ b/n.c\n@@ -0,0 +1 @@\n+x\n'),
    ).toMatchObject([{ from: null, to: 'b/n.c' }]);
    expect(
      filesOf(
        'diff --git a/n.c b/n.c\ndeleted file mode 100644\n--- a/n.c\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n',
      ),
    ).toMatchObject([{ from: 'a/n.c', to: null }]);
    expect(
      filesOf('diff --git a/o.c b/n.c\nsimilarity index 100%\nrename from o.c\nrename to n.c\n'),
    ).toMatchObject([{ from: 'a/o.c', to: 'b/n.c', hunks: [] }]);
    expect(
      filesOf(
        'diff --git "a/\\303\\244.c" "b/\\303\\244.c"\n--- "a/\\303\\244.c"\n+++ "b/\\303\\244.c"\n@@ -1 +1 @@\n-1\n+2\n',
      ),
    ).toMatchObject([{ from: 'a/ä.c', to: 'b/ä.c' }]);
    expect(filesOf('diff --git a/p.c b/p.c\nBinary files a/p.c and b/p.c differ\n')).toMatchObject([
      { isBinary: true },
    ]);
  });

  test.each([
    [diff.split('\n').slice(0, 8).join('\n'), 'cut off'],
    [diff.replace(' five', '*five'), 'no line of a hunk'],
    [diff.replace('@@ -2,4 +2,5 @@', '@@ -2,1 +2,5 @@'), 'more lines than it says'],
    ['@@@ -1,1 -1,1 +1,1 @@@\n', 'combined diff'],
  ])('that is damaged says where: %#', (text, words) => {
    expect(readDiff(text)).toMatchObject({ problem: expect.stringContaining(words) });
  });

  test('mail may take the blank of an empty line of context', () => {
    const text = 'a\n\nb\n';
    expect(textOf(text, '--- a/x.c\n+++ b/x.c\n@@ -1,3 +1,3 @@\n a\n\n-b\n+c\n')).toBe('a\n\nc\n');
  });
});

describe('hunks', () => {
  test('apply where they say, and elsewhere when lines moved', () => {
    expect(textOf(old)).toBe('one\ntwo\nthree\n4\n4.5\nfive\nsix\n');
    expect(textOf(`zero\n\n\n${old}`)).toBe('zero\n\n\none\ntwo\nthree\n4\n4.5\nfive\nsix\n');
  });

  test('take the nearest of several places', () => {
    const twice = `${old}${'x\n'.repeat(20)}${old}`;
    expect(textOf(twice).indexOf('4.5')).toBeLessThan(20);
    const late = diff.replace('-2,4 +2,5', '-28,4 +28,5');
    expect(textOf(twice, late).indexOf('4.5')).toBeGreaterThan(40);
  });

  test('with fuzz, the outer context may differ; without, it may not', () => {
    const other = old.replace('two', 'TWO');
    expect(textOf(other)).toBe('hunk at 2 failed');
    expect(textOf(other, diff, 2)).toBe('one\nTWO\nthree\n4\n4.5\nfive\nsix\n');
    expect(textOf(old.replace('four', 'FOUR'), diff, 2)).toBe('hunk at 2 failed');
  });

  test('keep the line ends of the file, whatever those of the patch', () => {
    const windows = old.replaceAll('\n', '\r\n');
    expect(textOf(windows)).toBe('one\r\ntwo\r\nthree\r\n4\r\n4.5\r\nfive\r\nsix\r\n');
    expect(textOf(old, diff.replaceAll('\n', '\r\n'))).toBe('one\ntwo\nthree\n4\n4.5\nfive\nsix\n');
  });

  test('know of a last line without an end', () => {
    const patch = '--- a/x.c\n+++ b/x.c\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c\n';
    expect(textOf('a\nb', patch)).toBe('a\nc\n');
    const back = '--- a/x.c\n+++ b/x.c\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n\\ No newline at end of file\n';
    expect(textOf('a\nb\n', back)).toBe('a\nc');
  });

  test('backwards give back what was', () => {
    const [file] = filesOf(diff);
    const back = file && reversed({ subject: null, files: [file] }).files[0]?.hunks;
    expect(applyHunks(textOf(old), back ?? [], 0)).toMatchObject({ text: old });
  });
});

describe('patches over a tree', () => {
  const tree = (files: Readonly<Record<string, string>>) => ({
    root: '/t',
    folders: ['drivers/char/tpm'],
    files: memoryFileSystem(new Map(Object.entries(files).map(([path, text]) => [`/t/${path}`, text]))),
  });
  const apply = (files: Readonly<Record<string, string>>, text: string) => {
    const read = readPatches(bytes(text));
    if ('problem' in read) throw new Error(read.problem);
    return applyPatches(tree(files), read.patches);
  };

  test('are found to be applied already, and taken back', () => {
    expect(apply({ 'x/a.c': old }, diff)).toMatchObject({ isReversed: false, files: ['x/a.c'] });
    const done = apply({ 'x/a.c': textOf(old) }, diff);
    expect(done).toMatchObject({ isReversed: true });
    expect('texts' in done && done.texts.get('x/a.c')).toBe(old);
  });

  test('find files whose paths have no prefix, more of it, or are of the driver folder', () => {
    const at = (name: string) => diff.replaceAll(/[ab]\/x\/a\.c/g, name);
    const bare = diff.replaceAll('a/x/a.c', 'before/x/a.c').replaceAll('b/x/a.c', 'after-it/x/a.c');
    expect(apply({ 'x/a.c': old }, bare.slice(bare.indexOf('---')))).toMatchObject({ files: ['x/a.c'] });
    expect(apply({ 'x/a.c': old }, at('x/a.c'))).toMatchObject({ files: ['x/a.c'] });
    expect(apply({ 'x/a.c': old }, at('a/linux/x/a.c'))).toMatchObject({ files: ['x/a.c'] });
    expect(apply({ 'drivers/char/tpm/a.c': old }, at('a/a.c'))).toMatchObject({
      files: ['drivers/char/tpm/a.c'],
    });
    expect(apply({ 'x/a.c': old }, at('a/../x/a.c'))).toMatchObject({
      problem: 'none of its files is in the tree',
    });
  });

  test('one after the other; what is no C file is passed over, what is missing is told', () => {
    const second = diff.replace('-four\n+4\n+4.5\n', '-4\n+IV\n').replace('@@ -2,4 +2,5', '@@ -2,4 +2,4');
    const series = apply({ 'x/a.c': old }, `${diff}\n${second}`);
    expect('texts' in series && series.texts.get('x/a.c')).toBe('one\ntwo\nthree\nIV\n4.5\nfive\nsix\n');
    const docs = '--- a/Doc.rst\n+++ b/Doc.rst\n@@ -1 +1 @@\n-x\n+y\n';
    expect(apply({ 'x/a.c': old }, docs + diff)).toMatchObject({ notes: [], files: ['x/a.c'] });
    const other = diff.replaceAll('x/a.c', 'x/none.c');
    expect(apply({ 'x/a.c': old }, other + diff)).toMatchObject({
      notes: ['x/none.c is not in the tree and is not looked at.'],
    });
  });

  test('bring files, take them away and rename them', () => {
    const added =
      'diff --git a/x/n.c b/x/n.c\nnew file mode 100644\n--- /dev/null\n+++ b/x/n.c\n@@ -0,0 +1,2 @@\n+x\n+y\n';
    const made = apply({ 'x/a.c': old }, added);
    expect('texts' in made && [...made.texts]).toEqual([['x/n.c', 'x\ny\n']]);
    const gone = apply({ 'x/n.c': 'x\ny\n', 'x/a.c': old }, added);
    expect(gone).toMatchObject({ isReversed: true });
    const renamed = apply(
      { 'x/a.c': old },
      'diff --git a/x/a.c b/x/b.c\nrename from x/a.c\nrename to x/b.c\n',
    );
    expect('texts' in renamed && [...renamed.texts]).toEqual([
      ['x/a.c', null],
      ['x/b.c', old],
    ]);
  });

  test('that fit neither way say which lines are missing', () => {
    expect(apply({ 'x/a.c': 'other\n' }, diff)).toEqual({
      problem: 'the hunk at line 2 of x/a.c does not find its lines',
    });
  });

  test('as files on top of others', () => {
    const base = memoryFileSystem(
      new Map([
        ['/t/x/a.c', 'a'],
        ['/t/x/b.c', 'b'],
      ]),
    );
    const files = overlayFileSystem(
      base,
      new Map([
        ['/t/x/a.c', null],
        ['/t/y/z/n.c', 'n'],
      ]),
    );
    expect(files.readFile('/t/x/a.c')).toBeNull();
    expect(files.stat('/t/x/a.c')).toBeNull();
    expect(files.listDirectory('/t/x')?.map(({ name }) => name)).toEqual(['b.c']);
    expect(files.listDirectory('/t')?.map(({ name }) => name)).toEqual(['x', 'y']);
    expect(files.listDirectory('/t/y/z')).toEqual([{ name: 'n.c', kind: 'file' }]);
    expect(files.stat('/t/y')).toMatchObject({ kind: 'directory' });
  });
});

describe('mail', () => {
  const mail = (head: string, body: string) =>
    `From: A <a@example.org>\nSubject: [PATCH] x\n${head}\n${body}`;

  test('in quoted-printable and base64, and of several parts', () => {
    const quoted = diff.replace('+4\n', '+=3D4=\n\n');
    expect(readMails(mail('Content-Transfer-Encoding: quoted-printable\n', quoted))[0]?.text).toContain(
      '+=4\n',
    );
    const coded = Buffer.from(diff).toString('base64').replace(/.{60}/g, '$&\n');
    expect(readMails(mail('Content-Transfer-Encoding: base64\n', coded))[0]?.text).toBe(diff);
    const parts = `--zz\nContent-Type: text/html\n\n<p>\n--zz\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n${coded}\n--zz--\n`;
    const [several] = readMails(mail('Content-Type: multipart/mixed; boundary="zz"\n', parts));
    expect(several?.text).toContain('+4.5');
    expect(several?.text).not.toContain('<p>');
  });

  test('of a mailbox come in the order of their numbers', () => {
    const from = 'From 0123456789 Mon Sep 17 00:00:00 2001\n';
    const one = (n: number) =>
      `${from}From: A\nSubject: =?UTF-8?q?[PATCH_v2_${n}/2]?=\n =?UTF-8?q?_=C3=A4?=\n\ntext\n>From here\n---\n${diff}-- \n2.39\n\n`;
    const read = readPatches(bytes(one(2) + one(1)));
    expect('patches' in read && read.patches.map(({ subject }) => subject)).toEqual([
      '[PATCH v2 1/2] ä',
      '[PATCH v2 2/2] ä',
    ]);
  });

  test.each([
    [new Uint8Array(), 'is empty'],
    [Uint8Array.from([0x7f, 0x45, 0, 1]), 'is a binary file, no patch'],
    [bytes('just words\n'), 'holds no patch'],
    [
      bytes(diff.split('\n').slice(0, 8).join('\n')),
      'cannot be read as a patch: b/x/a.c: the patch is cut off in the hunk of line 5',
    ],
  ])('and other input is refused in words: %#', (input, problem) => {
    expect(readPatches(input)).toEqual({ problem });
  });

  test('that is no UTF-8 is read all the same', () => {
    const latin = Buffer.from(`Signed-off-by: J\u00f6rg\n${diff}`, 'latin1');
    expect('patches' in readPatches(latin)).toBe(true);
  });
});

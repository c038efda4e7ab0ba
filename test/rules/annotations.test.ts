import { describe, expect, test } from 'vitest';
import { type ActualFinding, annotate, readExpectations } from '../harness/annotations';
import { parseFixture } from '../harness/fixture';
import { memoryFileSystem } from '../harness/memory-file-system';

const finding = (at: Partial<ActualFinding>): ActualFinding => ({
  line: 1,
  column: 2,
  endLine: 1,
  endColumn: 8,
  rule: 'lock-leak',
  message: "'m' still held at this return",
  object: 'm',
  steps: [],
  ...at,
});

describe('annotations', () => {
  test('an exact range counts a tab as one column', () => {
    const { findings } = readExpectations('\tif (take(m))\n\t// ^^^^ double-lock "m"');
    expect(findings).toEqual([
      { line: 1, column: 5, endColumn: 9, rule: 'double-lock', label: null, message: 'm' },
    ]);
  });

  test('an arrow gives the start only, and belongs to the nearest code line above', () => {
    const { findings } = readExpectations('\n\treturn 0;\n\t// <- lock-leak A "a"\n\t// <- ref-leak');
    expect(findings.map(({ line, column, endColumn, label }) => [line, column, endColumn, label])).toEqual([
      [2, 2, null, 'A'],
      [2, 2, null, null],
    ]);
  });

  test('steps name a finding and a number', () => {
    expect(readExpectations('\ttake(m);\n\t// <- A1 "taken"').steps).toEqual([
      { line: 1, label: 'A', n: 1, text: 'taken' },
    ]);
  });

  test('a state comment is read in parts, sorted, and nothing means nothing', () => {
    const { states } = readExpectations('\tx(); // must: ref dev, ops_sem(read); may: nothing; ops: valid');
    expect(states).toEqual([
      { line: 1, must: ['ops_sem(read)', 'ref dev'], may: [], ops: 'valid', released: null },
    ]);
  });

  test('a misspelt annotation is an error, not a comment', () => {
    expect(() => readExpectations('x;\n// ^^ lock_leak!')).toThrow('cannot read the annotation');
  });

  test('what is written is read back', () => {
    const code = '\tif (take(m))\n\t\treturn 0; // must: nothing';
    const found = [
      finding({ column: 6, endColumn: 10 }),
      finding({ line: 2, column: 3, endColumn: 12, endLine: 2 }),
    ];
    const text = annotate(code, found, () => ({ must: ['m'], may: [], ops: null, released: null }));
    expect(text.split('\n')).toEqual([
      '\tif (take(m))',
      '\t//  ^^^^ lock-leak "m"',
      '\t\treturn 0; // must: m',
      '\t\t// <- lock-leak "m"',
    ]);
    const again = readExpectations(text);
    expect(again.findings.map(({ line, column }) => [line, column])).toEqual([
      [1, 6],
      [3, 3],
    ]);
  });

  test('a rewrite keeps labels, steps and the substring a person chose', () => {
    const code = 'take(m);\n// <- A1 "taken"\n\treturn 0;\n\t// <- lock-leak A "still held"';
    expect(annotate(code, [finding({ line: 3 })], () => null)).toBe(code);
  });
});

describe('fixtures', () => {
  test('one file without header, several with', () => {
    expect(parseFixture('int a;').files).toEqual([{ path: 'drivers/char/tpm/a.c', text: 'int a;' }]);
    const several = parseFixture('// Tests: two files.\n//- /x/b.h\nint b;\n//- /x/c.c\nint c;').files;
    expect(several.map((file) => file.path)).toEqual(['x/b.h', 'x/c.c']);
    expect(several[0]?.text).toBe('int b;');
  });

  test('the cursor mark is taken out', () => {
    const fixture = parseFixture('int $0a;');
    expect(fixture.files[0]?.text).toBe('int a;');
    expect(fixture.cursor).toEqual({ path: 'drivers/char/tpm/a.c', offset: 4 });
  });

  test('the memory file system lists folders of its files', () => {
    const files = memoryFileSystem(
      new Map([
        ['/k/d/a.c', ''],
        ['/k/b.h', 'b'],
      ]),
    );
    expect(files.listDirectory('/k/')).toEqual([
      { name: 'b.h', kind: 'file' },
      { name: 'd', kind: 'directory' },
    ]);
    expect(files.readFile('/k/b.h')).toBe('b');
    expect(files.readFile('/k/none')).toBeNull();
    expect(files.listDirectory('/none')).toBeNull();
  });
});

import { describe, expect, test } from 'vitest';
import { type DialectAction, dialectRows } from '../../server/src/syntax/dialect-table';
import { errorsOf, inBody, kindsIn, readOne, topKinds } from './parse-text';

/** One text per row, built from what its action promises; the word stands where kernels use it. */
const places: Record<DialectAction, (word: string, name?: number) => string> = {
  blank: (word) => `static int ${word} f(struct a *b)\n{\n\treturn b->c;\n}\n`,
  record: (word) => `static int f(struct a *b)\n\t${word}(&b->lock)\n{\n\treturn b->c;\n}\n`,
  'type-word': (word) => inBody(`${word}(*a) *b = c(d, ${word}(*a) *);`),
  qualifier: (word) => `static ${word} int f(int a)\n{\n\treturn a;\n}\n`,
  asm: (word) => inBody(`${word} volatile ("nop %0 %1" : "=r" (a) : [b] "i" (sizeof(struct c)) : MACRO(x));`),
  offsetof: (word) => inBody(`a = ${word}(struct b, c.d[1]);`),
  loop: (word) => inBody(`${word}(a, &b->lock)\n\t\tc();`),
  branch: (word) => inBody(`${word}(a, b) {\n\t\treturn;\n\t}`),
  field: (word) => `struct a {\n\t${word}(b, c);\n\tint d;\n};\n`,
  'field-group': (word, name) =>
    `struct a {\n\t${word}(${['n,', 't, n,', 't, n, /* none */,'][(name ?? 1) - 1]}\n\t\tint b;\n\t\tint *c;\n\t);\n\tint d;\n};\n`,
  'define-function': (word) => `${word}(name, int, a, const char *, b)\n{\n\treturn a;\n}\n`,
};

describe.each(dialectRows.map((row) => [row.word, row] as const))('%s', (_, row) => {
  test('parses, keeps its length, and is gone or rewritten', () => {
    const text = places[row.action](row.word, row.name);
    const { item, tree } = readOne(text);
    expect(errorsOf(item)).toEqual([]);
    expect(topKinds(tree)[0]).toBe(
      row.action.startsWith('field') ? 'struct_specifier' : 'function_definition',
    );
    if (row.action === 'record')
      expect(item.annotations).toEqual([
        { name: row.word, args: '&b->lock', at: { start: text.indexOf(row.word), end: text.indexOf('\n{') } },
      ]);
    if (row.action === 'blank') expect(item.annotations).toEqual([]);
    if (row.action === 'blank' || row.action === 'record')
      expect(item.arms[0]?.masked).not.toContain(row.word);
    if (row.action === 'loop') expect(kindsIn(tree, ['while_statement'])).toHaveLength(1);
    if (row.action === 'branch') expect(kindsIn(tree, ['if_statement'])).toHaveLength(1);
    if (row.action === 'define-function') expect(item.name).toBe('name');
  });
});

test('no word has two rows', () => {
  const words = dialectRows.map((row) => row.word);
  expect(words.filter((word, at) => words.indexOf(word) !== at)).toEqual([]);
});

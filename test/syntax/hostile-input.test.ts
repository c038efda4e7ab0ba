import { expect, test } from 'vitest';
import { parseItem, readSource } from '../../server/src/syntax/source-file';

/** Reading is total: whatever the text, items are ordered, do not overlap, and keep their length. */
function checkItems(text: string): number {
  const { items } = readSource('a.c', text);
  let end = 0;
  for (const item of items) {
    if (item.span.start < end || item.span.end > text.length)
      throw new Error(`item at ${item.span.start} overlaps`);
    end = item.span.end;
    for (const arm of item.arms)
      if (arm.masked.length !== item.span.end - item.span.start) throw new Error(`length of ${item.name}`);
  }
  return items.length;
}

const sample = `#ifndef A_H
#define A_H
#ifdef CONFIG_A
static DEFINE_MUTEX(lock);
#endif
struct a { struct_group(g, int b; int c;); DECLARE_BITMAP(d, 4); } __packed;
static int __must_check f(struct a *a) __must_hold(&a->lock)
{
	struct b *b __free(kfree) = kzalloc(sizeof(*b), GFP_KERNEL);
#if IS_ENABLED(CONFIG_B)
	if (a)
#endif
		scoped_guard(mutex, &a->lock) { g(container_of(a, struct b, a), "}\\"", '{'); }
	switch (a->b) { case 1 ... 3: h(); }
out:
}
#endif
`;

test('every prefix and every text with one character gone', () => {
  for (let at = 0; at <= sample.length; at++) {
    checkItems(sample.slice(0, at));
    checkItems(sample.slice(0, at) + sample.slice(at + 1));
  }
  expect(checkItems(sample)).toBe(4);
});

test('every text with a bracket, quote, directive or comment inserted', () => {
  for (const piece of [
    '{',
    '}',
    '(',
    ')',
    '"',
    "'",
    '/*',
    '*/',
    '\n#if A\n',
    '\n#else\n',
    '\n#endif\n',
    '\n}\n',
    '\\',
    ';',
  ])
    for (let at = 0; at <= sample.length; at += 3) checkItems(sample.slice(0, at) + piece + sample.slice(at));
  expect(checkItems(`${sample}\0`)).toBe(4);
});

test.each([
  ['nothing', ''],
  ['white space', ' \n\t\r\n'],
  ['NUL', '\0\0int a;\0'],
  ['a surrogate half', 'int \ud800 = 1; \udfff'],
  ['an open comment', 'int a; /* b'],
  ['an open string', 'char *a = "b'],
  ['an open literal', "char a = '"],
  ['a last backslash', '#define A \\'],
  ['a lone hash', '#'],
  ['closing brackets', '}}}]]])))'],
  ['opening brackets', '{{{[[[((('],
  ['only directives', '#if A\n#else\n#endif\n#endif\n#else\n#elif B\n#if\n#ifdef\n'],
])('%s', (_, text) => {
  expect(() => checkItems(text)).not.toThrow();
});

test('CRLF text gives the same items', () => {
  const names = (text: string) =>
    readSource('a.c', text).items.map((item) => [item.kind, item.name, item.presence]);
  expect(names(sample.replaceAll('\n', '\r\n'))).toEqual(names(sample));
  const crlf = readSource('a.c', sample.replaceAll('\n', '\r\n')).items;
  expect(crlf.flatMap((item) => item.arms.map((_, arm) => parseItem(item, arm).errors.length))).toEqual(
    readSource('a.c', sample).items.flatMap((item) =>
      item.arms.map((_, arm) => parseItem(item, arm).errors.length),
    ),
  );
});

/** 1 MB each: linear is well under a second alone; a quadratic step anywhere would take minutes. */
const SIZE = 1_000_000;
const repeat = (piece: string) => piece.repeat(Math.ceil(SIZE / piece.length));
test.each([
  ['functions', repeat('static int f(struct a *b)\n{\n\treturn g(struct c, b);\n}\n')],
  ['opening braces', repeat('{')],
  ['opening braces in column 0', repeat('{\n')],
  ['headers without end', repeat('int f(int a)\n{\n')],
  ['closing braces', repeat('}\n')],
  ['parentheses', repeat('(')],
  ['quotes', repeat('"\'')],
  ['nested conditions', repeat('#if A\n')],
  ['conditions in a function', `int f(void)\n{\n${repeat('#if A\nx();\n')}}\n`],
  ['alternatives', `#if A\n${repeat('#elif B\nint a;\n')}`],
  ['a long condition', `#if ${repeat('(A && ')}\nint a;\n#endif\n`],
  ['annotations without end', repeat('__must_hold(')],
  ['calls in calls', `int f(void)\n{\n${repeat('a(')}\n}\n`],
  ['comments', repeat('/* a */ int /* b */ c;\n')],
  ['typeof in typeof', `int f(void)\n{\n${repeat('typeof(')}\n}\n`],
])('1 MB of %s take linear time', (_, text) => {
  const started = performance.now();
  checkItems(text);
  expect(performance.now() - started).toBeLessThan(5000);
});

import { describe, expect, test } from 'vitest';
import { presenceKey } from '../../server/src/syntax/conditions';
import { parseItem, readSource } from '../../server/src/syntax/source-file';
import type { SourceItem } from '../../server/src/syntax/source-item';
import { errorsOf, kindsIn } from './parse-text';

function outline(text: string): string[] {
  return readSource('a.c', text).items.map((item) => {
    const presence = item.presence.length > 0 ? ` if ${presenceKey(item.presence)}` : '';
    return `${item.kind} ${item.name}${presence}${item.broken ? ' broken' : ''}`;
  });
}

function only(items: readonly SourceItem[], name: string): SourceItem {
  const found = items.filter((item) => item.name === name);
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} items named ${name}`);
  return found[0];
}

test('kinds and names of items', () => {
  const text = `
#include <linux/a.h>
#include "b.h"
#define LIMIT 3
#define MAX_OF(a, b) \\
	((a) > (b) ? (a) : (b))
typedef int (*callback)(int);
typedef struct { int x; } pair;
struct forward;
struct record { int a; } __packed;
enum colour { RED, GREEN };
enum { ANONYMOUS };
static struct { int b; } single;
static const struct record table[] = { { .a = 1 }, { .a = 2 }, };
int plain, other;
static int (*hook)(struct record *r) = f;
struct record *make(struct record *from, int (*how)(int));
static int __init f(struct record *r)
{
	return r->a;
}
static inline void g(void) { }
struct record *h(void)
{
	return NULL;
}
int (*i(int a))(void)
{
	return NULL;
}
SYSCALL_DEFINE1(j, int, a)
{
	return a;
}
TEST_CASE(k)
{
}
static DEFINE_MUTEX(lock);
static DEVICE_ATTR_RO(name);
module_init(f)
module_exit(g);
EXPORT_SYMBOL_GPL(make);
MODULE_LICENSE("GPL");
`;
  expect(outline(text)).toEqual([
    'include linux/a.h',
    'include b.h',
    'define LIMIT',
    'define MAX_OF',
    'typedef callback',
    'typedef pair',
    'other forward',
    'record record',
    'enum colour',
    'enum null',
    'variable single',
    'variable table',
    'variable plain',
    'variable hook',
    'prototype make',
    'function f',
    'function g',
    'function h',
    'function i',
    'function j',
    'function k',
    'macro-use DEFINE_MUTEX',
    'macro-use DEVICE_ATTR_RO',
    'macro-use module_init',
    'macro-use module_exit',
    'macro-use EXPORT_SYMBOL_GPL',
    'macro-use MODULE_LICENSE',
  ]);
  // A macro without semicolon is read by `readMacroUse`, not parsed.
  const parsedItems = readSource('a.c', text).items.filter((item) => item.kind !== 'macro-use');
  expect(parsedItems.flatMap(errorsOf)).toEqual([]);
});

describe('presence', () => {
  test('of items between directives', () => {
    expect(
      outline(`
#ifdef CONFIG_A
int a;
#if IS_ENABLED(CONFIG_B) && !defined(CONFIG_C)
int b;
#elif VERSION >= KERNEL(1, 2)
int c;
#else
int d;
#endif
#else
int e;
#endif
int f;
`),
    ).toEqual([
      'variable a if CONFIG_A',
      'variable b if CONFIG_A && CONFIG_B && !CONFIG_C',
      'variable c if CONFIG_A && !IS_ENABLED(CONFIG_B) && !defined(CONFIG_C) && VERSION >= KERNEL(1, 2)',
      'variable d if CONFIG_A && !IS_ENABLED(CONFIG_B) && !defined(CONFIG_C) && !VERSION >= KERNEL(1, 2)',
      'variable e if !CONFIG_A',
      'variable f',
    ]);
  });

  test('of two definitions of one function', () => {
    const items = readSource(
      'a.c',
      '#ifdef CONFIG_A\nint f(void)\n{\n}\n#else\nint f(void)\n{\n}\n#endif\n',
    ).items;
    expect(items.map((item) => item.presence)).toEqual([
      [{ symbol: 'CONFIG_A', negated: false }],
      [{ symbol: 'CONFIG_A', negated: true }],
    ]);
  });

  test('include guards and dead code are none', () => {
    expect(
      outline('/* c */\n#ifndef A_H\n#define A_H\nint a;\n#if 0\nint b; }\n#else\nint c;\n#endif\n#endif\n'),
    ).toEqual(['define A_H', 'variable a', 'variable c']);
    expect(outline('#if !defined(A_H) || defined(MULTI)\n#define A_H\nint a;\n#endif\n')).toEqual([
      'define A_H',
      'variable a',
    ]);
    expect(outline('int a;\n#ifndef B\n#define B 1\n#endif\n')).toEqual(['variable a', 'define B if !B']);
  });
});

describe('directives inside an item', () => {
  const armsOf = (item: SourceItem) => item.arms.map((arm) => presenceKey(arm.presence));

  test('stay in place around whole statements', () => {
    const [item] = readSource(
      'a.c',
      'int f(void)\n{\n#ifdef CONFIG_A\n\ta();\n#else\n\tb();\n#endif\n\treturn 0;\n}\n',
    ).items;
    if (!item) throw new Error('no item');
    expect(armsOf(item)).toEqual(['']);
    expect(errorsOf(item)).toEqual([]);
    expect(kindsIn(parseItem(item), ['preproc_ifdef'])).toHaveLength(1);
  });

  test('split a statement into arms', () => {
    const text =
      'int f(int a)\n{\n#ifdef CONFIG_A\n\tif (a)\n#endif\n\t\tb();\n#define X 1\n\treturn 0;\n}\n';
    const [item] = readSource('a.c', text).items;
    if (!item) throw new Error('no item');
    expect(armsOf(item)).toEqual(['CONFIG_A', '!CONFIG_A']);
    expect(errorsOf(item)).toEqual([]);
    expect(item.arms.map((arm) => arm.masked.includes('if (a)'))).toEqual([true, false]);
    expect(item.arms.map((arm) => arm.masked.length)).toEqual([text.length - 1, text.length - 1]);
  });

  test('leave whole statements in place while others are split', () => {
    const text =
      'int f(int a)\n{\n#ifdef CONFIG_A\n\tif (a)\n#endif\n\t\tb();\n#ifdef CONFIG_B\n\tc();\n#endif\n\treturn 0;\n}\n';
    const [item] = readSource('a.c', text).items;
    if (!item) throw new Error('no item');
    expect(armsOf(item)).toEqual(['CONFIG_A', '!CONFIG_A']);
    expect(item.arms.map((arm) => arm.masked.includes('#ifdef CONFIG_B'))).toEqual([true, true]);
    expect(errorsOf(item)).toEqual([]);
  });

  test('give each of two headers its own arm', () => {
    const text =
      '#ifdef CONFIG_A\nint f(int a,\n#else\nint f(long a,\n#endif\n\tint b)\n{\n\treturn a;\n}\nint g;\n';
    const { items } = readSource('a.c', text);
    expect(items.map((item) => item.name)).toEqual(['f', 'g']);
    expect(armsOf(only(items, 'f'))).toEqual(['CONFIG_A', '!CONFIG_A']);
    expect(items.flatMap(errorsOf)).toEqual([]);
  });

  test('give each of two endings its own arm', () => {
    const text = 'int f(int a)\n{\n#ifdef CONFIG_A\n\treturn a;\n}\n#else\n\treturn 0;\n}\n#endif\nint g;\n';
    const { items } = readSource('a.c', text);
    expect(items.map((item) => item.name)).toEqual(['f', 'g']);
    expect(items.flatMap(errorsOf)).toEqual([]);
  });

  test('do not combine what contradicts itself or the presence of the item', () => {
    const text = `#ifdef CONFIG_A
int f(int a)
{
	if (a
#ifdef CONFIG_A
		&& b
#endif
#ifdef CONFIG_B
		&& c
#endif
#ifndef CONFIG_B
		&& d
#endif
	)
		return 1;
	return 0;
}
#endif
`;
    const { items } = readSource('a.c', text);
    expect(armsOf(only(items, 'f'))).toEqual(['CONFIG_B', '!CONFIG_B']);
    expect(items.flatMap(errorsOf)).toEqual([]);
  });

  test('are capped, and the item says so', () => {
    const cut = (n: number) => `#ifdef CONFIG_${n}\n\tif (a)\n#endif\n\t\tb();\n`;
    const [item] = readSource(
      'a.c',
      `int f(int a)\n{\n${[1, 2, 3, 4, 5].map(cut).join('')}\treturn 0;\n}\n`,
    ).items;
    expect(item?.arms).toHaveLength(8);
    expect(item?.armsOmitted).toBe(true);
  });

  test('of dead code vanish, whatever is in it', () => {
    const [item] = readSource('a.c', "int f(int a)\n{\n#if 0\n\tdon't { (\n#endif\n\treturn 0;\n}\n").items;
    if (!item) throw new Error('no item');
    expect(errorsOf(item)).toEqual([]);
    expect(item.broken).toBe(false);
    expect(item.arms[0]?.masked).not.toContain('don');
  });
});

describe('half-typed code spoils its own item only', () => {
  const good = 'int good(int a)\n{\n\treturn a;\n}\n';
  const cases: readonly (readonly [string, string, string[]])[] = [
    ['a missing closing brace', 'int f(int a)\n{\n\tif (a) {\n\t\tb();\n}\n', ['function f broken']],
    ['an unclosed call', 'int f(int a)\n{\n\tb(a, \n}\n', ['function f']],
    ['no closing brace at all', 'int f(int a)\n{\n\tb(a);\n\n', ['function f broken']],
    ['a header without its end', 'int f(int a\n{\n\tb(a);\n}\n', ['function f broken']],
    ['an unclosed prototype', 'int f(int a\n\n', ['prototype f broken']],
    ['an extra brace', 'int f(int a)\n{\n\tb(a);\n}\n}\n', ['function f', 'other null broken']],
    ['an open string', 'int f(int a)\n{\n\tb("abc);\n}\n', ['function f']],
  ];
  test.each(cases)('%s', (_, text, expected) => {
    expect(outline(`${good}${text}${good}`)).toEqual(['function good', ...expected, 'function good']);
  });

  test('braces in column 0 of an initialiser or a badly indented body are not its end', () => {
    expect(outline('int a[] = {\n{\n1\n},\n{\n2\n}\n};\n')).toEqual(['variable a']);
    expect(outline('int f(int a)\n{\n\tif (a) {\n\tb();\n}\n\treturn 0;\n}\n')).toEqual(['function f']);
    expect(outline('int f(int a)\n{\n\tif (a)\n{\n\tb();\n} else {\n}\n\treturn 0;\n}\n')).toEqual([
      'function f',
    ]);
  });
});

describe('reading again', () => {
  const text = 'int a;\nint f(void)\n{\n\treturn 1;\n}\nint g(void)\n{\n\treturn 2;\n}\n';

  test('returns the same items for the same text', () => {
    const before = readSource('a.c', text);
    const after = readSource('a.c', text, before);
    expect(after.items.map((item, at) => item === before.items[at])).toEqual([true, true, true]);
  });

  test('moves unchanged items and reads the changed one', () => {
    const before = readSource('a.c', text);
    const after = readSource('a.c', text.replace('return 1', 'return 100'), before);
    expect(after.items[0]).toBe(before.items[0]);
    expect(after.items[1]?.key).not.toBe(before.items[1]?.key);
    expect(after.items[2]?.arms).toBe(before.items[2]?.arms);
    expect(after.items[2]?.span.start).toBe((before.items[2]?.span.start ?? 0) + 2);
  });

  test('notices that only the presence changed', () => {
    const before = readSource('a.c', text);
    const after = readSource('a.c', `#ifdef CONFIG_A\n${text}#endif\n`, before);
    expect(after.items.map((item) => item.presence.length)).toEqual([1, 1, 1]);
  });
});

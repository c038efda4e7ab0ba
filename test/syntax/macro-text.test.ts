import { expect, test } from 'vitest';
import { maskBody, readMacro, readMacroUse } from '../../server/src/syntax/macro-text';

test('an object-like macro', () => {
  expect(readMacro('#define A_LIMIT (3 * 4)')).toEqual({
    name: 'A_LIMIT',
    params: null,
    body: { start: 15, end: 23 },
    masked: ' (3 * 4)',
  });
});

test('a macro with parameters over several lines', () => {
  const text =
    '#define each(a, b...) \\\n\tdo { \\\n\t\tlist_for_each_entry(a, b) /* c */ \\\n\t\t\td(a); \\\n\t} while (0)';
  const macro = readMacro(text);
  expect(macro?.name).toBe('each');
  expect(macro?.params).toEqual(['a', 'b...']);
  expect(macro?.masked.length).toBe(text.length - (macro?.body.start ?? 0));
  expect(macro?.masked.replace(/\s+/g, ' ')).toBe(' do { while (a, b) d(a); } while (0)');
});

test.each([
  ['#define', null],
  ['#define 3', null],
  ['#define A(', null],
  ['#include <a.h>', null],
  ['', null],
])('%s defines nothing', (text, expected) => {
  expect(readMacro(text)).toBe(expected);
});

test('a macro at file scope', () => {
  expect(readMacroUse('static DEVICE_ATTR(a, 0444, show(b, c), NULL);')).toEqual({
    name: 'DEVICE_ATTR',
    isStatic: true,
    args: [
      { text: 'a', at: { start: 19, end: 20 } },
      { text: '0444', at: { start: 22, end: 26 } },
      { text: 'show(b, c)', at: { start: 28, end: 38 } },
      { text: 'NULL', at: { start: 40, end: 44 } },
    ],
  });
  expect(readMacroUse('DEFINE_FREE(a, struct b *, if (_T) c(_T, 1))')?.args.map((arg) => arg.text)).toEqual([
    'a',
    'struct b *',
    'if (_T) c(_T, 1)',
  ]);
  expect(readMacroUse('MACRO()')?.args).toEqual([]);
  expect(readMacroUse('MACRO(a,, b)')?.args.map((arg) => arg.text)).toEqual(['a', '', 'b']);
  expect(readMacroUse('MACRO')?.args).toEqual([]);
  expect(readMacroUse('static')).toBeNull();
  expect(readMacroUse('MACRO(a, (b')?.args.map((arg) => arg.text)).toEqual(['a']);
});

test('a fragment of a body', () => {
  const { masked, annotations } = maskBody('T *a __free(kfree) = b(struct c); scoped_guard(d) e();');
  expect(masked).toBe('T *a               = b(       c); while       (d) e();');
  expect(annotations).toEqual([{ name: '__free', args: 'kfree', at: { start: 5, end: 18 } }]);
});

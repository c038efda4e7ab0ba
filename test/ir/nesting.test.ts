import { describe, expect, test } from 'vitest';
import { factsOf } from './print-file';

const many = 20000;
const nested = (open: string, inner: string, close: string, count = many) =>
  open.repeat(count) + inner + close.repeat(count);

/** What is nested beyond all sense is a gap of its item; what stands beside it is understood all the same. */
const sensible = 'int beside(int a)\n{\n\treturn a;\n}\n';

describe('text that is nested too deeply', () => {
  test.each([
    ['parentheses', `int deep(void) { return ${nested('(', '1', ')')}; }\n`],
    ['operators', `int deep(int a) { return ${'!'.repeat(many)}a; }\n`],
    ['a sum', `int deep(int a) { return ${'a+'.repeat(many)}a; }\n`],
    ['conditions', `int deep(int a) { ${'if (a) return 1; else '.repeat(5000)}return 2; }\n`],
    ['blocks', `int deep(int a) { ${nested('{', 'a++;', '}')} return a; }\n`],
    ['calls', `int deep(int a) { return ${nested('f(', 'a', ')')}; }\n`],
    ['initialisers', `int deep[] = ${nested('{', '1', '}')};\n`],
    ['constants', `#define DEEP ${nested('(', '1', ')')}\n`],
    ['pointers', `int ${'*'.repeat(many)}deep;\n`],
  ])('%s', (_, text) => {
    const facts = factsOf(`${sensible}${text}`);
    expect(facts.gaps.map(({ reason }) => reason)).toEqual(['nested too deeply: not looked at']);
    expect(facts.functions.map(({ ir }) => ir.name)).toContain('beside');
  });

  test('that has no end', () => {
    const open = `int deep(int a) { ${'if (a) { while (a) { switch (a) { case 1: '.repeat(500)}\n`;
    expect(factsOf(`${sensible}${open}`).gaps.length).toBeGreaterThan(0);
  });

  test('chains that generated code has are understood', () => {
    const branches = Array.from({ length: 200 }, (_, i) => `if (a == ${i}) a++; else `).join('');
    const facts = factsOf(`int chain(int a) { ${branches}a--; return ${'a && '.repeat(300)}a; }\n`);
    expect(facts.gaps).toEqual([]);
    expect(facts.functions.map(({ ir }) => [ir.name, ir.gaps])).toEqual([['chain', []]]);
  });
});

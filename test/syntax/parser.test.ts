import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseC, parseExactly, parseTogether } from '../../server/src/syntax/parser';
import { readSource } from '../../server/src/syntax/source-file';
import { fieldNames, kindNames, type SyntaxTree, textOf } from '../../server/src/syntax/tree';

/** All that a tree says, one line a node. */
function listing(tree: SyntaxTree): string[] {
  return Array.from({ length: tree.count }, (_, node) => {
    const { kind, field, start, end, after } = tree;
    const name = `${fieldNames[field[node] ?? 0]}:${kindNames[kind[node] ?? 0]}`;
    return `${name} ${start[node]}-${end[node]} ${after[node]} ${JSON.stringify(textOf(tree, node))}`;
  });
}

/** Whatever leaves a leaf's place open: blanks of all kinds, other alphabets, directives, words in other spellings. */
const samples = [
  'int f(void) { return 1; }',
  'static int x = -0x1fUL, *y = NULL, z = (0);',
  'void f(void)\n{\n\tfor (;;) {\r\n\t\tif (a \\\n && b)\n\t\t\tcontinue; else break;\n\t}\n}',
  'void f(void) { g("", "a\\n  b" " c", \'x\', \'\\0\', L"w"); }',
  'void f(void) { größe = naïve->é; g(); }',
  'void f(void) { a\u00a0= b; }',
  'void f(void) {\n#ifdef A\n\tg();\n#  else\n\th();\n#endif\n}',
  'void f(void) {\n#define X 1 // c\n\tg(X); /* d */ }',
  'int a[] = { [0 ... 3] = 1, /* e */ [4] = { .b = 2, }, };',
  'struct s { unsigned int a : 3; union { u8 b; } *c[2]; int (*d)(struct s *, ...); };',
  'enum e { A, B = 1 << 2, };',
  'typedef int (*t)(int);',
  'void f(void) { asm volatile ("x" : "=r" (a) : "r" (b) : "memory"); __asm__("y"); }',
  'void f(void) { switch (x) { case 1 ... 2: ; default: goto l; } l: return; }',
  'void f(void) { x = sizeof(struct s) + sizeof y + offsetof(struct s, a) + (int)z + ({ 1; }) + (a ? b : c); }',
  'void f(int a, ...) { do { ++a; a--; } while (!~-a); p->q.r[s] = *t & &u; }',
  '__attribute__((used)) int g; _Bool b; extern const volatile char c;',
  'void f(void) { ;; { } }',
  'int',
  '',
  ' \n\t',
  'void f(void) { if (',
  '} ) ;',
  'void f(void) { a = ; g(); }',
  '   int indented;',
];

test.each(samples)('what is read from the text is what the parser says: %j', (text) => {
  expect(listing(parseC(text))).toEqual(listing(parseExactly(text)));
  expect(parseC(text).errors).toEqual(parseExactly(text).errors);
});

test('kernel code is copied as the parser has it', () => {
  const folder = join(__dirname, '../fixtures/syntax');
  for (const name of readdirSync(folder).filter((file) => /\.[ch]$/.test(file)))
    for (const item of readSource(name, readFileSync(join(folder, name), 'utf8')).items)
      for (const { masked } of item.arms)
        expect(listing(parseC(masked))).toEqual(listing(parseExactly(masked)));
});

describe('texts that are parsed together', () => {
  const complete = samples.filter((text) => /[;}]$/.test(text) && parseExactly(text).errors.length === 0);

  test('give the trees that they give alone', () => {
    expect(complete.length).toBeGreaterThan(12);
    const together = parseTogether(complete) ?? [];
    expect(together.map(listing)).toEqual(complete.map((text) => listing(parseExactly(text))));
  });

  test('may be blank, first, last and in between', () => {
    const texts = ['', 'int a;', ' ', '', 'int b;', ''];
    expect((parseTogether(texts) ?? []).map((tree) => tree.count)).toEqual(
      texts.map((text) => (text.trim() === '' ? 1 : parseExactly(text).count)),
    );
  });

  test('are left to be parsed alone where one has an error', () => {
    expect(parseTogether(['int a;', 'void f(void) { if ( }', 'int b;'])).toBeNull();
  });

  test('are left to be parsed alone where one flows into the next', () => {
    expect(parseTogether(['int a', ', b;'])).toBeNull();
    expect(parseTogether(['int a = 1', '+ 2;'])).toBeNull();
  });
});

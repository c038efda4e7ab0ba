import { expect, test } from 'vitest';
import { errorsOf, inBody, kindsIn, readOne } from './parse-text';

/** Statements of a body, and the nodes of the tree that ir/ builds on. Blanked text shows as single spaces. */
const shapes: readonly (readonly [name: string, statements: string, nodes: readonly string[]])[] = [
  [
    'a loop macro',
    'list_for_each_entry_safe(a, b, &c->list, node) { d(a); }',
    ['while_statement while (a, b, &c->list, node) { d(a); }'],
  ],
  [
    'a loop macro without braces',
    'xa_for_each(&a, i, b)\n\t\tc(b);',
    ['while_statement while (&a, i, b) c(b);'],
  ],
  ['a loop macro without arguments', 'for_each_pci_dev() { a(); }', ['for_statement for(;;) { a(); }']],
  [
    'loop macros in each other',
    'for_each_a(x) for_each_b(y) z();',
    ['while_statement while (x) while (y) z();', 'while_statement while (y) z();'],
  ],
  [
    'a scoped guard as the arm of an if',
    'if (a) scoped_guard(mutex, &b->lock) return; else c();',
    [
      'if_statement if (a) while (mutex, &b->lock) return; else c();',
      'while_statement while (mutex, &b->lock) return;',
    ],
  ],
  ['an unknown block macro', 'with_power(dev, ref) { a(); }', ['while_statement while (dev, ref) { a(); }']],
  ['a short block macro', 'TRY(a) { b(); }', ['if_statement if (a) { b(); }']],
  ['a loop macro as an empty loop', 'for_each_a(x);', ['call_expression for_each_a(x)']],
  [
    'guard',
    'guard(mutex)(&a->lock);',
    ['call_expression guard(mutex)(&a->lock)', 'call_expression guard(mutex)'],
  ],
  ['a struct as argument', 'a = container_of(b, struct c, d);', ['call_expression container_of(b, c, d)']],
  ['a const type', 'a = container_of(b, const struct c, d.e);', ['call_expression container_of(b, c, d.e)']],
  ['a pointer type', 'a = va_arg(b, unsigned char * const *);', ['call_expression va_arg(b, char )']],
  ['a long type', 'a = min_t(unsigned long long, b, c);', ['call_expression min_t( long, b, c)']],
  ['a product stays', 'a = b(c * d, *e);', ['call_expression b(c * d, *e)']],
  ['typeof as argument', 'a = b(c, typeof(*d), e);', ['call_expression b(c, typeof____, e)']],
  ['typeof as type', 'typeof(*a) *b = c;', ['declaration typeof____ *b = c;']],
  ['offsetof of a name', 'a = offsetof(struct b, c);', ['offsetof_expression offsetof(struct b, c)']],
  ['offsetof of a path', 'a = offsetof(struct b, c.d);', ['call_expression offset_f( b, c.d)']],
  [
    'a case range',
    'switch (a) { case 1 ... B + 2: c(); }',
    ['case_statement case 1 || B + 2: c();', 'call_expression c()'],
  ],
  ['a label at the end', 'a();\nout:\n', ['call_expression a()', 'labeled_statement out:;']],
  [
    'a macro without semicolon',
    'A(b)\n\tif (c) d();',
    ['call_expression A(b)', 'if_statement if (c) d();', 'call_expression d()'],
  ],
  [
    'a bare macro before a brace',
    'a();\n\tEND_OF_IT\n',
    ['call_expression a()', 'expression_statement END_OF_IT;'],
  ],
  [
    'a hanging else',
    'if (a) A(b)\n\telse c();',
    ['if_statement if (a) A(b); else c();', 'call_expression A(b)', 'call_expression c()'],
  ],
  ['an array by macro', 'DECLARE_BITMAP(a, 8) = { 0 };', ['declaration DECLARE_BITMAP a = { 0 };']],
  ['a macro as type', 'A_TYPE(b) c = d;', ['declaration A_TYPE___ c = d;']],
  ['a static macro', 'static DEFINE_MUTEX(a);', ['call_expression DEFINE_MUTEX(a)']],
  ['asm', 'asm volatile("x" : "+r" (a) :: "memory");', ['gnu_asm_expression asm("")']],
  ['a statement expression', 'a = ({ int b = 1; b; });', ['declaration int b = 1;']],
  [
    'a statement expression as argument',
    'a(({ b(); }));',
    ['call_expression a(({ b(); }))', 'call_expression b()'],
  ],
  [
    'statements as argument',
    'wait_on(a, 10,\n\t\tif (b) return;\n\t);',
    ['call_expression wait_on(a, 10,({ if (b) return;}))', 'if_statement if (b) return;'],
  ],
  ['strings around a macro', 'a("b" C(d) "e");', ['call_expression a("b" "e")']],
  ['a name in front of a string macro', 'a(KERN_X b("c"), d);', ['call_expression a( b("c"), d)']],
  ['a loop over an increment', 'for_each_a(x)\n\t\t++y;', ['while_statement while (x) ++y;']],
  ['a static macro with a row', 'static DECLARE_BITMAP(a, 8);', ['call_expression DECLARE_BITMAP(a, 8)']],
  ['unnamed bits', 'struct { u32 a : 4; u32 : 28; } b;', ['field_declaration u _ : 28;']],
  ['a string behind a macro', 'a(B(c) "d");', ['call_expression a( "d")']],
  ['an unknown annotation', 'struct a b __aligned_somehow = c;', ['declaration struct a b = c;']],
  ['a compound literal', 'a((struct b){ .c = 1 });', ['call_expression a((struct b){ .c = 1 })']],
  ['a number glued to a name', 'a(b, 10000baseT);', ['call_expression a(b, 0 )']],
  ['a 128 bit type', 'unsigned __int128 a = 1ULL << 40;', ['declaration unsigned __int128 a = 1ULL << 40;']],
  ['_Generic', 'a = _Generic(b, int: 1, default: 2);', []],
  ['comments', 'a(/* "b */ c); // d(', ['call_expression a( c)']],
];

test.each(shapes)('%s', (_, statements, nodes) => {
  const { item, tree } = readOne(inBody(statements));
  expect(errorsOf(item)).toEqual([]);
  const kinds = nodes.map((node) => node.slice(0, node.indexOf(' ')));
  const found = kindsIn(tree, kinds).map((node) => node.replace(/\s+/g, ' '));
  expect(found).toEqual(expect.arrayContaining([...nodes]));
});

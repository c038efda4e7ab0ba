import { expect, test } from 'vitest';
import { uncovered } from '../../server/src/ir/coverage';
import { parseC } from '../../server/src/syntax/parser';
import { textOf } from '../../server/src/syntax/tree';
import { brokenPromise } from './invariants';
import { factsOf } from './print-file';

test('the audit names what no rule visited', () => {
  const tree = parseC('int f(int a) { return g(a, 3) + "x"; }');
  const missed = uncovered(tree, new Uint8Array(tree.count), 0);
  expect(missed.map((node) => textOf(tree, node))).toEqual(['int', 'f', 'int', 'a', 'g', 'a', '3', 'x']);
});

/** Every prefix of a function is a text that a user may have on the screen. */
const whole = `static int f(struct port *p, int n)
{
	struct item *it __free(kfree) = get(p, (struct item *)NULL);
	int rc = n ? first(p) : -1;

	guard(mutex)(&p->lock);
	list_for_each_entry(it, &p->list, node) {
		switch (it->kind) {
		case 'a' ... 'z':
			continue;
		default:
			goto out;
		}
	}
	do {
		rc |= ({ int x = get(n); x + 1; });
	} while (rc < 0 && !(n & BIT(2)));
#ifdef CONFIG_A
	asm volatile("x" : "=r" (rc) : "r" (n));
#endif
out:
	return rc;
}
`;

test('lowering never throws and never breaks a promise while a function is typed', () => {
  for (let end = 0; end <= whole.length; end++) {
    const text = `int before(void)\n{\n\treturn 1;\n}\n\n${whole.slice(0, end)}\n\nint after(void)\n{\n\treturn 2;\n}\n`;
    const facts = factsOf(text);
    expect(facts.functions.some(({ ir }) => ir.name === 'before')).toBe(true);
    for (const { ir } of facts.functions) expect(brokenPromise(ir), text.slice(40)).toBeNull();
  }
});

test('deleting any line of a function leaves the others alone', () => {
  const lines = whole.split('\n');
  for (let i = 0; i < lines.length; i++) {
    const text = `${lines.filter((_, index) => index !== i).join('\n')}\nint after(void)\n{\n\treturn 2;\n}\n`;
    const { functions } = factsOf(text);
    for (const { ir } of functions) expect(brokenPromise(ir), text).toBeNull();
    expect(
      functions.some(({ ir }) => ir.name === 'after' && ir.gaps.length === 0),
      text,
    ).toBe(true);
  }
});

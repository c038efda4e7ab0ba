import { describe, expect, test } from 'vitest';
import type { ItemCache } from '../../server/src/ir/file-facts';
import { lowerFile, pruneCache } from '../../server/src/ir/file-facts';
import { printType } from '../../server/src/ir/print-cfg';
import { readSource } from '../../server/src/syntax/source-file';
import { factsOf } from './print-file';

function leavesOf(text: string): string[] {
  return factsOf(text).tables.flatMap((table) =>
    table.leaves.map((leaf) => `${table.variable}.${leaf.path} = ${leaf.address ? '&' : ''}${leaf.ident}`),
  );
}

function fieldsOf(text: string): Record<string, string[]> {
  const structs = factsOf(text).structs.map(
    (struct) =>
      [struct.name, struct.fields.map((field) => `${field.name}: ${printType(field.type)}`)] as const,
  );
  return Object.fromEntries(structs);
}

describe('tables', () => {
  test('designated initialisers, nested, with & and casts', () => {
    const text = `static const struct port_ops ops = {
	.owner = THIS_MODULE,
	.send = port_send,
	.recv = (recv_fn)port_recv,
	.driver = { .name = "port", .pm = &port_pm, .group.first = g },
	.count = 3, .none = NULL,
};`;
    expect(leavesOf(text)).toEqual([
      'ops.owner = THIS_MODULE',
      'ops.send = port_send',
      'ops.recv = port_recv',
      'ops.driver.pm = &port_pm',
      'ops.driver.group.first = g',
    ]);
    const [table] = factsOf(text).tables;
    expect(table).toMatchObject({ isStatic: true, type: { name: 'port_ops', record: true } });
    expect(text.slice(table?.leaves[1]?.at.start, table?.leaves[1]?.at.end)).toBe('port_send');
  });

  test('arrays by position and by index', () => {
    const text = `struct attribute *attrs[] = { &dev_attr_a.attr, &dev_attr_b.attr, NULL };
static int (*const calls[])(int) = { [CMD_A] = a, [3] = b, c };
static const struct id ids[] = { { "x", 0, first }, { .name = second }, {} };`;
    expect(leavesOf(text)).toEqual([
      'attrs.[0] = &dev_attr_a',
      'attrs.[1] = &dev_attr_b',
      'calls.[CMD_A] = a',
      'calls.[3] = b',
      'calls.[4] = c',
      'ids.[0][2] = first',
      'ids.[1].name = second',
    ]);
  });

  test('macros as values and as members', () => {
    const text = `static struct driver d = {
	.pm = pm_sleep_ptr(&port_pm), .match = of_match_ptr(port_match), .x = IS_ENABLED(CONFIG_A) ? &a : &b,
};
static const struct dev_pm_ops port_pm = {
	SET_SYSTEM_SLEEP_PM_OPS(port_suspend, port_resume)
	SET_RUNTIME_PM_OPS(port_off, port_on, NULL)
	.complete = port_complete,
};`;
    expect(leavesOf(text)).toEqual([
      'd.pm = &port_pm',
      'd.match = port_match',
      'd.x = &a',
      'd.x = &b',
      'port_pm.suspend = port_suspend',
      'port_pm.freeze = port_suspend',
      'port_pm.poweroff = port_suspend',
      'port_pm.resume = port_resume',
      'port_pm.thaw = port_resume',
      'port_pm.restore = port_resume',
      'port_pm.runtime_suspend = port_off',
      'port_pm.runtime_resume = port_on',
      'port_pm.complete = port_complete',
    ]);
  });
});

describe('structs', () => {
  test('fields of every kind', () => {
    const text = `struct port {
	struct device dev, *parent;
	const struct port_ops *ops;
	u8 buf[4][8];
	unsigned long flags : 3;
	int (*send)(struct port *p, u8 *buf);
	struct item *(*find)(int id);
	struct list_head list;
	enum port_state state;
};`;
    expect(fieldsOf(text)).toEqual({
      port: [
        'dev: struct device',
        'parent: struct device *',
        'ops: struct port_ops *',
        'buf: u8 []',
        'flags: unsigned long',
        'send: int (*)()',
        'find: struct item *(*)()',
        'list: struct list_head',
        'state: port_state',
      ],
    });
  });

  test('anonymous members are flattened, unnamed types get the name of their place', () => {
    const text = `struct outer {
	union { int a; struct { int b; long c; }; };
	struct { int d; } inner;
	struct named { int e; } n;
#ifdef CONFIG_A
	int f;
#else
	long g;
#endif
	struct mutex lock __guarded_by(&x);
};
typedef struct { int h; } plain_t;
typedef int (*handler_t)(int);
typedef struct outer outer_t, *outer_p;`;
    const facts = factsOf(text);
    expect(fieldsOf(text)).toEqual({
      outer: [
        'a: int',
        'b: int',
        'c: long',
        'inner: struct outer.inner',
        'n: struct named',
        'f: int',
        'g: long',
        'lock: struct mutex',
      ],
      'outer.inner': ['d: int'],
      named: ['e: int'],
      plain_t: ['h: int'],
    });
    expect(facts.structs.find((one) => one.name === 'outer')?.fields.at(-1)?.annotations?.[0]).toMatchObject({
      name: '__guarded_by',
      args: '&x',
    });
    const typedefs = Object.entries(facts.typedefs).map(([name, type]) => `${name} = ${printType(type)}`);
    expect(typedefs).toEqual([
      'plain_t = struct plain_t',
      'handler_t = int (*)()',
      'outer_t = struct outer',
      'outer_p = struct outer *',
    ]);
  });
});

describe('constants', () => {
  test('enumerators and defines', () => {
    const text = `enum state { OFF, ON = 4, BUSY, LAST = BUSY | BIT(4), NEXT };
#define FLAG_A BIT(0)
#define FLAG_B	(1UL << 3)	/* comment */
#define BOTH (FLAG_A | FLAG_B)
#define MASK (~BOTH & 0xff)
#define SIZE (4 * (2 + 1) - 1)
#define LETTER 'a'
#define CASTED ((u32)0x80000000)
#define LATER (DEFINED_BELOW + 1)
#define DEFINED_BELOW \\
	6
#define NEGATIVE -1
#define STRING "x"
#define CALL foo(3)
#define EMPTY
#define SELF SELF
#define UNKNOWN (ELSEWHERE + 1)`;
    expect(factsOf(text).constants).toEqual({
      OFF: 0,
      ON: 4,
      BUSY: 5,
      LAST: 21,
      NEXT: 22,
      FLAG_A: 1,
      FLAG_B: 8,
      BOTH: 9,
      MASK: 246,
      SIZE: 11,
      LETTER: 97,
      CASTED: 2147483648,
      LATER: 7,
      DEFINED_BELOW: 6,
      NEGATIVE: -1,
    });
  });
});

describe('other facts', () => {
  const text = `#include <linux/port.h>
#include "local.h"
struct port *port_get(int id) __must_check;
extern int (*hook)(int);
static DEFINE_MUTEX(port_lock);
DEVICE_ATTR_RO(name);
module_init(port_init);
EXPORT_SYMBOL_GPL(port_get);
EXPORT_SYMBOL_NS_GPL(port_put, "PORT");
static struct class *port_class;
static int count = 3;
#ifdef CONFIG_A
int only_a;
#endif`;

  test('includes, macro uses, prototypes, globals, exports', () => {
    const facts = factsOf(text);
    expect(facts.includes).toEqual([
      { path: 'linux/port.h', quoted: false },
      { path: 'local.h', quoted: true },
    ]);
    expect(facts.macroUses.map(({ name, args, isStatic }) => [name, args.join('|'), isStatic])).toEqual([
      ['DEFINE_MUTEX', 'port_lock', true],
      ['DEVICE_ATTR_RO', 'name', false],
      ['module_init', 'port_init', false],
      ['EXPORT_SYMBOL_GPL', 'port_get', false],
      ['EXPORT_SYMBOL_NS_GPL', 'port_put|"PORT"', false],
    ]);
    expect(facts.prototypes.map((one) => `${one.name}: ${printType(one.returns)}`)).toEqual([
      'port_get: struct port *',
    ]);
    expect(
      facts.globals.map(({ name, type, isStatic }) => `${name}: ${printType(type)} ${isStatic}`),
    ).toEqual([
      'hook: int (*)() false',
      'port_class: struct class * true',
      'count: int true',
      'only_a: int false',
    ]);
    expect(facts.globals.at(-1)?.presence).toEqual([{ symbol: 'CONFIG_A', negated: false }]);
    expect(facts.exports).toEqual(['port_get', 'port_put']);
    const use = facts.macroUses[0];
    expect(text.slice(use?.at.start, use?.at.end)).toMatch(/^static DEFINE_MUTEX\(port_lock\);?$/);
  });
});

describe('cache', () => {
  const before = 'int f(int a)\n{\n\treturn a;\n}\n\nint g(int a)\n{\n\treturn f(a);\n}\n';
  const after = before.replace('return a', 'use(a);\n\treturn a');

  test('an edit lowers the edited function only, and equals a cold run', () => {
    const cache: ItemCache = new Map();
    const first = lowerFile(readSource('a.c', before), cache);
    const second = lowerFile(readSource('a.c', after), cache);
    expect(second).toEqual(lowerFile(readSource('a.c', after)));
    expect(second.functions[0]?.ir).not.toBe(first.functions[0]?.ir);
    expect(second.functions[1]?.ir).toBe(first.functions[1]?.ir);
    expect(second.functions[1]?.start).toBe((first.functions[1]?.start ?? 0) + after.length - before.length);
  });

  test('items that are gone are dropped', () => {
    const cache: ItemCache = new Map();
    lowerFile(readSource('a.c', before), cache);
    const now = readSource('a.c', after);
    lowerFile(now, cache);
    pruneCache(cache, [now]);
    expect(cache.size).toBe(2);
  });

  test('facts are plain data', () => {
    const facts = factsOf(before);
    expect(JSON.parse(JSON.stringify(facts))).toEqual(facts);
  });
});

import { expect, test } from 'vitest';
import { scan } from './c-tokens';
import { disguise } from './disguise';

const source = `#include "a.h"
#define WAIT(p) do { (p)->len = 0; } while (0)
#define USES_FREE (kept + 1)

static int helper(struct thing *thing, int len)
{
	struct thing *other = container_of(thing, struct thing, len), *more;
	u8 kept;
	unsigned long flags = 0, count[2];

	// len in a comment
	for (int len2 = 0; len2 < len; len2++)
		other->len = thing->len + len;
	pr_info("len %d 'helper'\\n", len);
	if (count[0] * len > flags)
		goto len_out;
	WAIT(more);
len_out:
	return USES_FREE;
}

static ssize_t size_show(struct device *dev)
{
	return helper((struct thing *)dev, 'l');
}
static DEVICE_ATTR_RO(size);

static const struct ops table = { .helper = helper, .len = 3 };
int not_static(int len) { return helper(NULL, len); }
`;

test('scanning loses nothing', () => {
  expect(
    scan(source)
      .map((token) => token.text)
      .join(''),
  ).toBe(source);
});

const changed = disguise(source, 3);
const back = changed.text
  .replace(/\bzq\w+x\b/g, (name) => changed.oldNames.get(name) ?? name)
  .replace(/\/\* noise .*\n/g, '');

test('with the old names and without the comments it is the source again', () => {
  expect(back).toBe(source);
  expect([...changed.oldNames.values()].sort()).toEqual(
    'count dev flags helper len len2 more other thing'.split(' '),
  );
});

test('members, tags, literals, macros that use a name, and what an attribute is built from stay', () => {
  for (const kept of [
    '->len',
    '.helper =',
    '.len = 3',
    'struct thing',
    "'helper'",
    'u8 kept',
    'size_show(',
    '(p)->len',
  ])
    expect(changed.text).toContain(kept);
  expect(changed.text).toMatch(/struct thing, len\)/);
  expect(changed.text).toMatch(/\.helper = zq/);
});

test('lines are mapped', () => {
  const old = source.split('\n');
  const lines = changed.text.split('\n');
  expect(changed.oldLines.length - 1).toBe(lines.length);
  lines.forEach((line, at) => {
    if (line.includes('/* noise')) return;
    const plain = line.replace(/\bzq\w+x\b/g, (name) => changed.oldNames.get(name) ?? name);
    expect(plain).toBe(old[(changed.oldLines[at + 1] ?? 0) - 1]);
  });
  expect(lines.length).toBeGreaterThan(old.length);
});

test('the same seed gives the same text, another seed another', () => {
  expect(disguise(source, 3).text).toBe(changed.text);
  expect(disguise(source, 4).text).not.toBe(changed.text);
});

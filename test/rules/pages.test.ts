import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ruleMarkdown } from '../../server/src/features/explain';
import { rules } from '../../server/src/model/rules';
import { openFixture } from '../harness/fixture';

const folder = join(__dirname, '../../client/media/rules');
const file = 'drivers/char/tpm/example.c';

/** A page has the rule's own text, so that neither can change without the other: `UPDATE_EXPECT=1` writes them anew. */
const { UPDATE_EXPECT } = process.env;
if (UPDATE_EXPECT === '1') {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const rule of rules) writeFileSync(join(folder, `${rule.id}.md`), ruleMarkdown(rule));
}

/** Shown when a page is missing or old. */
const renew =
  'write the pages anew: UPDATE_EXPECT=1 npx vitest run --config test/vitest.config.mts test/rules/pages';

test('there is one page for each rule, and no other', () => {
  expect(readdirSync(folder).sort(), renew).toEqual(rules.map((rule) => `${rule.id}.md`).sort());
});

test.each(rules.map((rule) => [rule.id, rule] as const))(
  'the page of %s says what the catalogue says',
  (id, rule) => {
    expect(readFileSync(join(folder, `${id}.md`), 'utf8'), renew).toBe(ruleMarkdown(rule));
  },
);

function found(example: string): readonly string[] {
  const text = `#include "tpm.h"\n\n${example}\n`;
  const snapshot = openFixture({ files: [{ path: file, text }], cursor: null });
  return snapshot.findings(file).map((finding) => finding.rule);
}

describe('the examples of a rule are what the rule finds', () => {
  test.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
    expect(found(rule.bad), 'in the bad example').toContain(id);
    expect(found(rule.good), 'in the good example').toEqual([]);
  });
});

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkFixture, fixtureRoot, openFixture, sharedKernel } from '../harness/fixture';

const cFiles = (folder: string): string[] =>
  readdirSync(join(fixtureRoot, folder))
    .filter((name) => name.endsWith('.c'))
    .sort();

for (const rule of readdirSync(join(fixtureRoot, 'rules')).sort())
  describe(rule, () => {
    test.each(cFiles(`rules/${rule}`))('%s', (name) => checkFixture(join(fixtureRoot, 'rules', rule, name)));
  });

describe('state before a line', () => {
  test.each(cFiles('state'))('%s', (name) => checkFixture(join(fixtureRoot, 'state', name)));
});

describe('the tree that all fixtures share', () => {
  const snapshot = () => openFixture({ files: [], cursor: null });

  test('has no findings and no gaps of its own', () => {
    const tree = snapshot();
    const problems = tree.files.flatMap((file) => [...tree.findings(file), ...tree.gaps(file)]);
    expect(problems).toEqual([]);
  });

  test('is a kernel tree with a version', () => {
    expect(sharedKernel().size).toBeGreaterThan(3);
    expect(snapshot().tree.version).toMatch(/^6\.12/);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { disagreements } from './disagreements';
import { expectedDrivers } from './expected-driver-states';
import { differencesAt, type ExpectedFunction, entryDifferences, placesOf } from './expected-state';
import { expectedCore } from './expected-states';
import { type Kernel, newest, sayMissing, workspaceOf } from './kernels';

const expected = { ...expectedCore, ...expectedDrivers };

/** `function:line` of the table, with what the tool says otherwise. */
function differencesIn(kernel: Kernel, file: string, wanted: ExpectedFunction): string[] {
  const report = workspaceOf(kernel).snapshot().state(file);
  const text = readFileSync(join(kernel.root, file), 'utf8').split('\n');
  const near = (line: number) => Math.abs(line - wanted.start);
  const [fn] = (report?.functions ?? [])
    .filter(({ name }) => name === wanted.name)
    .sort((a, b) => near(a.nameLine) - near(b.nameLine));
  if (fn === undefined) return [`${wanted.name}: no such function`];
  const moved = fn.nameLine - wanted.start;
  const rows = wanted.rows.flatMap((row) =>
    placesOf(row, text, moved, fn).flatMap((line) => {
      const found = fn.lines.find((entry) => entry.line === line);
      return differencesAt(row, found).map((words) => `${wanted.name}:${line - moved} ${words}`);
    }),
  );
  const entry = wanted.entry === undefined ? [] : entryDifferences(fn, wanted.entry);
  return [...rows, ...entry.map((words) => `${wanted.name}: ${words}`)];
}

if (newest) {
  const kernel = newest;
  test('the table is large enough to mean something', () => {
    const functions = Object.values(expected).flat();
    const lines = functions.flatMap((fn) =>
      fn.rows.flatMap((row) => row.at.split(' ').map(() => row.must ?? row.may ?? null)),
    );
    expect(Object.keys(expected).length).toBeGreaterThanOrEqual(30);
    expect(functions.length).toBeGreaterThanOrEqual(90);
    expect(lines.length).toBeGreaterThanOrEqual(650);
    expect(lines.filter((holds) => holds !== null).length).toBeGreaterThanOrEqual(lines.length / 2);
  });

  test.each(Object.keys(expected))('the states of %s are what a person reads there', (file) => {
    const differences = (expected[file] ?? []).flatMap((wanted) => differencesIn(kernel, file, wanted));
    expect(differences).toEqual(disagreements[file]?.differences ?? []);
  });

  test('every disagreement names a file of the table', () => {
    expect(Object.keys(disagreements).filter((file) => !(file in expected))).toEqual([]);
  });
} else sayMissing();

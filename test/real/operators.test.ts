import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { FindingReport } from '../../server/src/features/reports';
import { cutFunction } from '../mutants/function-text';
import { applyOperator, type Operator, type OperatorName, operators, sitesOf } from '../mutants/operators';
import { type Kernel, newest, sayMissing, workspaceOf } from './kernels';
import { missedMutants } from './missed-mutants';

interface Outcome {
  readonly name: string;
  readonly found: 'here' | 'elsewhere' | 'nowhere';
}

const words = (finding: FindingReport): string =>
  [finding.rule, finding.function, finding.object, finding.message].join('|');

/** Findings that were not there before: the message tells apart what one place can be accused of. */
function newFindings(before: readonly string[], after: readonly FindingReport[]): FindingReport[] {
  const left = [...before];
  return after.filter((finding) => {
    const at = left.indexOf(words(finding));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

const same = (message: string) => message.replace(/\d+ other returns?/, 'other returns');
const alike = (finding: FindingReport): FindingReport => ({ ...finding, message: same(finding.message) });

/** Every site of every operator in one file, one after the other. */
function outcomesIn(kernel: Kernel, file: string): Outcome[] {
  const workspace = workspaceOf(kernel);
  const base = workspace.snapshot();
  const source = readFileSync(join(kernel.root, file), 'utf8');
  const before = base.findings(file).map((finding) => words(alike(finding)));
  const functions = [...new Set(base.outline(file).map(({ name }) => name))];
  const outcomes: Outcome[] = [];
  try {
    for (const name of functions) {
      const fn = cutFunction(base, file, source, name);
      for (const [operatorName, operator] of Object.entries(operators) as [OperatorName, Operator][])
        for (let nth = 1; nth <= sitesOf(operator, fn).length; nth++) {
          workspace.setBuffer(file, fn.before + applyOperator(operator, fn, nth) + fn.after);
          const found = newFindings(before, workspace.snapshot().findings(file).map(alike));
          const right = found.filter((finding) => operator.rules.includes(finding.rule));
          const here = right.some((finding) => finding.function === name);
          outcomes.push({
            name: `${operatorName} ${file.split('/').at(-1)} ${name} ${nth}`,
            found: here ? 'here' : found.length > 0 ? 'elsewhere' : 'nowhere',
          });
        }
    }
  } finally {
    workspace.setBuffer(file, null);
  }
  return outcomes;
}

if (newest) {
  const kernel = newest;
  const outcomes = () => {
    const files = workspaceOf(kernel).snapshot().files;
    return files
      .filter((file) => /^(?:drivers\/char\/tpm|security\/keys\/trusted-keys)\/.*\.c$/.test(file))
      .flatMap((file) => outcomesIn(kernel, file));
  };
  let all: Outcome[] | null = null;
  const run = () => (all ??= outcomes());

  // Some four hundred revisions of the tree, on a machine that may be busy.
  const patience = 300_000;

  test('there are enough mistakes, of every kind, in many functions and files', { timeout: patience }, () => {
    const column = (at: number) => new Set(run().map(({ name }) => name.split(' ')[at]));
    expect(run().length).toBeGreaterThan(300);
    expect(column(0)).toEqual(new Set(Object.keys(operators)));
    expect(column(1).size).toBeGreaterThanOrEqual(25);
    expect(column(2).size).toBeGreaterThanOrEqual(120);
  });

  test('every mistake is found in its function, but for the known ones', { timeout: patience }, () => {
    const missed = run()
      .filter(({ found }) => found !== 'here')
      .map(({ name, found }) => `${name}: ${found}`);
    const known = missedMutants.flatMap((group) => group.mutants);
    expect({
      unknown: missed.filter((name) => !known.includes(name)),
      foundNow: known.filter((name) => !missed.includes(name)),
    }).toEqual({ unknown: [], foundNow: [] });
  });
} else sayMissing();

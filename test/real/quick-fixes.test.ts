import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type QuickFix, quickFixes } from '../../server/src/features/fixes/quick-fixes';
import { SourceText } from '../../server/src/features/fixes/source-text';
import type { FindingReport } from '../../server/src/features/reports';
import { cutFunction } from '../mutants/function-text';
import { applyOperator, type Operator, type OperatorName, operators, sitesOf } from '../mutants/operators';
import { type Kernel, newest, sayMissing, workspaceOf } from './kernels';

/** A mistake that leaves something held. */
interface Leak {
  readonly operator: OperatorName;
  readonly file: string;
  readonly name: string;
  readonly nth: number;
}

const leaks: readonly OperatorName[] = [
  ...(['delete-unlock', 'delete-put', 'delete-free', 'delete-buffer', 'delete-put-ops'] as const),
  ...(['delete-stop', 'delete-relinquish', 'return-after-lock'] as const),
];

/** Every nth mistake: the whole set takes minutes. Another offset gives another sample. */
const { TPM_FIX_STEP, TPM_FIX_OFFSET } = process.env;
const step = Number(TPM_FIX_STEP ?? 12);
const offset = Number(TPM_FIX_OFFSET ?? 2);

function leaksOf(kernel: Kernel): Leak[] {
  const base = workspaceOf(kernel).snapshot();
  const files = base.files.filter((file) => /^(?:drivers\/char\/tpm|security\/keys)\/.*\.c$/.test(file));
  return files.flatMap((file) => {
    const source = readFileSync(join(kernel.root, file), 'utf8');
    const names = [...new Set(base.outline(file).map(({ name }) => name))];
    return names.flatMap((name) => {
      const fn = cutFunction(base, file, source, name);
      return leaks.flatMap((operator) =>
        sitesOf(operators[operator], fn).map((_, at) => ({ operator, file, name, nth: at + 1 })),
      );
    });
  });
}

interface Outcome {
  readonly name: string;
  readonly finding: FindingReport;
  readonly fixes: readonly QuickFix[];
  /** Titles of fixes that left the finding, brought another, or broke the text. */
  readonly wrong: readonly string[];
}

const about = (finding: FindingReport): string =>
  `${finding.rule}|${finding.file}|${finding.function}|${finding.object}`;

/** The fixes offered for the findings that one mistake causes in its function. */
function outcomesOf(kernel: Kernel, leak: Leak): Outcome[] {
  const workspace = workspaceOf(kernel);
  const { file, name, operator, nth } = leak;
  workspace.setBuffer(file, null);
  const base = workspace.snapshot();
  const original = readFileSync(join(kernel.root, file), 'utf8');
  const before = new Set(base.findings(file).map(about));
  const fn = cutFunction(base, file, original, name);
  const text = fn.before + applyOperator(operators[operator] as Operator, fn, nth) + fn.after;
  const analysed = (changed: string) => {
    workspace.setBuffer(file, changed);
    return workspace.snapshot();
  };
  const snapshot = analysed(text);
  const rules: readonly string[] = operators[operator].rules;
  const found = snapshot
    .findings(file)
    .filter((one) => one.function === name && rules.includes(one.rule) && !before.has(about(one)));
  const read = (path: string): string =>
    path === file ? text : readFileSync(join(kernel.root, path), 'utf8');
  const first = found.filter((one, at) => found.findIndex((other) => about(other) === about(one)) === at);
  return first.map((finding) => {
    const fixes = quickFixes({ snapshot, finding, text, read, trial: analysed });
    const wrong = fixes.filter((fix) => {
      const fixed = new SourceText(text).apply(fix.edits);
      const after = analysed(fixed);
      const left = new Map<string, number>();
      for (const one of after.findings(file)) left.set(about(one), (left.get(about(one)) ?? 0) + 1);
      const had = (key: string): number => snapshot.findings(file).filter((one) => about(one) === key).length;
      const worse = [...left].some(([key, count]) => count > had(key));
      const gone = (left.get(about(finding)) ?? 0) < had(about(finding));
      return worse || !gone || !balanced(fixed) || after.gaps(file).length > snapshot.gaps(file).length;
    });
    const label = `${operator} ${file.split('/').at(-1)} ${name} ${nth}: ${finding.rule} ${finding.object}`;
    return { name: label, finding, fixes, wrong: wrong.map((fix) => `${label}: ${fix.title}`) };
  });
}

/** Brackets of all kinds, outside comments and literals, close as they open. */
function balanced(text: string): boolean {
  const source = new SourceText(text);
  const open: string[] = [];
  const pairs: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
  for (let line = 1; line <= text.split('\n').length; line++)
    for (const char of source.codeOf(line)) {
      if ('([{'.includes(char)) open.push(char);
      else if (pairs[char] !== undefined && open.pop() !== pairs[char]) return false;
    }
  return open.length === 0;
}

if (newest) {
  const kernel = newest;
  let all: Outcome[] | null = null;
  const run = (): Outcome[] => {
    if (all) return all;
    const sample = leaksOf(kernel).filter((_, at) => at % step === offset % step);
    try {
      all = sample.flatMap((leak) => outcomesOf(kernel, leak));
    } finally {
      for (const { file } of sample) workspaceOf(kernel).setBuffer(file, null);
    }
    return all;
  };
  const patience = 300_000;

  test('nine of ten leaks offer a preferred fix', { timeout: patience }, () => {
    const missing = run().filter(({ fixes }) => !fixes.some((fix) => fix.preferred));
    if (TPM_FIX_STEP) console.log(missing.map(({ name }) => name).join('\n'), run().length);
    expect(run().length).toBeGreaterThan(12);
    expect(missing.length, missing.map(({ name }) => name).join('\n')).toBeLessThanOrEqual(run().length / 10);
  });

  test('every offered fix takes its finding away, brings no other and leaves C', {
    timeout: patience,
  }, () => {
    expect(run().flatMap(({ wrong }) => wrong)).toEqual([]);
    expect(run().filter(({ fixes }) => fixes.filter((fix) => fix.preferred).length > 1)).toEqual([]);
  });
} else sayMissing();

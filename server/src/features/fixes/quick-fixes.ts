import { kernelModel } from '../../model/index';
import { functionAt } from '../lookup';
import type { FindingReport, FunctionReport } from '../reports';
import type { Snapshot } from '../snapshot';
import { checkCandidates, modeCandidates, removalCandidates } from './call-fixes';
import { type Candidate, leakCandidates } from './leak-fixes';
import { type LineEdit, SourceText } from './source-text';

/**
 * Repairs of a finding, each of which was tried: the changed file was analysed, the finding is gone, nothing new came,
 * and nothing became unreadable. The first is the preferred one.
 */
export interface QuickFix {
  readonly title: string;
  /** Whole lines, so that nothing else of the file changes; ordered, not overlapping. */
  readonly edits: readonly LineEdit[];
  readonly preferred: boolean;
}

export interface FixQuery {
  readonly snapshot: Snapshot;
  readonly finding: FindingReport;
  /** The file of the finding as it is now. */
  readonly text: string;
  /** Text of another file of the program. */
  readonly read: (file: string) => string;
  /** The program with this file changed. */
  readonly trial: (text: string) => Snapshot;
}

/** Tries for one finding: each is an analysis of what the change touches. */
const maxTrials = 24;

export function quickFixes(query: FixQuery): readonly QuickFix[] {
  const { snapshot, finding } = query;
  const fn = functionAt(snapshot, finding.file, finding.line);
  if (!fn) return [];
  const source = new SourceText(query.text);
  const before = new Standing(snapshot, finding.file);
  const offered: (QuickFix & Candidate)[] = [];
  for (const candidate of unique(candidatesOf(query, fn, source)).slice(0, maxTrials)) {
    if (offered.some(({ kind }) => kind === candidate.kind)) continue;
    const after = new Standing(query.trial(source.apply(candidate.edits)), finding.file);
    if (after.repairs(before, finding)) offered.push({ ...candidate, preferred: offered.length === 0 });
  }
  return offered;
}

function candidatesOf(query: FixQuery, fn: FunctionReport, source: SourceText): readonly Candidate[] {
  const { finding, snapshot, read } = query;
  const leak = () =>
    leakCandidates(finding, { snapshot, model: kernelModel(), fn, file: finding.file, source, read });
  switch (finding.rule) {
    case 'lock-leak':
    case 'ref-leak':
    case 'resource-leak':
    case 'buffer-leak':
      return leak();
    case 'double-lock':
    case 'unlock-not-held':
    case 'ref-underflow':
      return removalCandidates(finding, source);
    case 'power-unbalanced':
    case 'locality-unbalanced':
      return [...leak(), ...removalCandidates(finding, source)];
    case 'wrong-mode':
      return modeCandidates(finding, source, kernelModel());
    case 'get-ops-unchecked':
      return checkCandidates(finding, fn, source);
    default:
      return [];
  }
}

/** Candidates that write the same text are one. */
function unique(candidates: readonly Candidate[]): readonly Candidate[] {
  const byEdits = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const key = JSON.stringify(candidate.edits);
    if (!byEdits.has(key)) byEdits.set(key, candidate);
  }
  return [...byEdits.values()];
}

/** What is wrong with the program at one moment: findings by what they are about, and what was not understood. */
class Standing {
  private readonly counts = new Map<string, number>();
  private readonly gaps: number;

  constructor(snapshot: Snapshot, changed: string) {
    for (const file of snapshot.files)
      for (const finding of snapshot.findings(file)) add(this.counts, keyOf(finding));
    this.gaps = snapshot.gaps(changed).length;
  }

  /** True when the finding is gone, no other came instead, and the file is understood as well as before. */
  repairs(before: Standing, finding: FindingReport): boolean {
    const key = keyOf(finding);
    if ((this.counts.get(key) ?? 0) >= (before.counts.get(key) ?? 0)) return false;
    for (const [other, count] of this.counts) if (count > (before.counts.get(other) ?? 0)) return false;
    return this.gaps <= before.gaps;
  }
}

/** Lines and counts in messages move with a repair; what a finding is about does not. */
function keyOf(finding: FindingReport): string {
  return `${finding.rule}|${finding.file}|${finding.function}|${finding.object}`;
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

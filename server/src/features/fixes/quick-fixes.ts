import { kernelModel } from '../../model/index';
import { functionAt } from '../lookup';
import type { FindingReport, FunctionReport } from '../reports';
import type { Snapshot } from '../snapshot';
import { checkCandidates, modeCandidates, removalCandidates } from './call-fixes';
import { type Candidate, leakCandidates } from './leak-fixes';
import { nullCheckCandidates } from './null-check-fixes';
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
  const before = new Standing(snapshot);
  const offered: (QuickFix & Candidate)[] = [];
  for (const candidate of unique(candidatesOf(query, fn, source)).slice(0, maxTrials)) {
    if (offered.some(({ kind }) => kind === candidate.kind)) continue;
    const after = new Standing(query.trial(source.apply(candidate.edits)));
    if (after.repairs(before, finding)) offered.push({ ...candidate, preferred: offered.length === 0 });
  }
  return offered;
}

function candidatesOf(query: FixQuery, fn: FunctionReport, source: SourceText): readonly Candidate[] {
  const { finding, snapshot, read } = query;
  const about = { snapshot, model: kernelModel(), fn, file: finding.file, source, read };
  const leak = () => leakCandidates(finding, about);
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
    case 'ops-unchecked':
      return nullCheckCandidates(finding, about);
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
  private readonly snapshot: Snapshot;
  private readonly byFile = new Map<string, ReadonlyMap<string, number>>();

  constructor(snapshot: Snapshot) {
    this.snapshot = snapshot;
  }

  /** True when the finding is gone, no other came instead, and the file is understood as well as before. */
  repairs(before: Standing, finding: FindingReport): boolean {
    const { file } = finding;
    const key = keyOf(finding);
    if ((this.counts(file).get(key) ?? 0) >= (before.counts(file).get(key) ?? 0)) return false;
    if (this.snapshot.gaps(file).length > before.snapshot.gaps(file).length) return false;
    // The file itself first: most wrong guesses show there, and the rest of the program takes longer.
    const files = [file, ...this.snapshot.files.filter((other) => other !== file)];
    return files.every((other) => this.isNoWorse(before, other));
  }

  private isNoWorse(before: Standing, file: string): boolean {
    const had = before.counts(file);
    return [...this.counts(file)].every(([key, count]) => count <= (had.get(key) ?? 0));
  }

  private counts(file: string): ReadonlyMap<string, number> {
    const known = this.byFile.get(file);
    if (known) return known;
    const counts = new Map<string, number>();
    for (const finding of this.snapshot.findings(file)) {
      const key = keyOf(finding);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    this.byFile.set(file, counts);
    return counts;
  }
}

/** Lines and counts in messages move with a repair; what a finding is about does not. */
function keyOf(finding: FindingReport): string {
  return `${finding.rule}|${finding.file}|${finding.function}|${finding.object}`;
}

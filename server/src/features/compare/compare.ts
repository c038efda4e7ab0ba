import { type CancelToken, neverCancelled } from '../../base/cancel';
import type { FindingReport } from '../reports';
import type { Snapshot } from '../snapshot';
import type { CompareReport, Exposure, TraceDifference } from './compare-report';
import { exposures } from './exposures';
import { findingsDifference, functionsOf } from './findings-difference';
import { summariesDifference } from './summaries-difference';
import { traceDifference } from './trace-difference';

/** One side of a comparison: an analysed tree and how it is called. */
export interface Side {
  readonly label: string;
  readonly snapshot: Snapshot;
}

export interface CompareOptions {
  /** Files whose findings and summaries are compared. */
  readonly files: readonly string[];
  /** Functions to trace besides those of the lifecycle model. */
  readonly roots: readonly string[];
  readonly keep: (finding: FindingReport) => boolean;
}

/** Compares two analysed trees. Files that only one of them has count as empty in the other. */
export function compareSnapshots(
  base: Side,
  head: Side,
  options: CompareOptions,
  token: CancelToken = neverCancelled,
): CompareReport {
  const traces: TraceDifference[] = [];
  const breaks: Exposure[] = [];
  const mends: Exposure[] = [];
  for (const { name, direction } of rootsOf(base, head, options.roots)) {
    const [old, now] = [base, head].map((side) => side.snapshot.trace(name, { direction }, token));
    const pair = { root: name, direction, base: old ?? null, head: now ?? null };
    traces.push(traceDifference(pair));
    if (direction === 'callers' || !old || !now) continue;
    const [before, after] = [base, head].map((side) => side.snapshot.removalFacts(name, token));
    if (!before || !after) continue;
    breaks.push(...exposures({ root: name, base: before, head: after }));
    mends.push(...exposures({ root: name, base: after, head: before }));
  }
  const side = ({ snapshot }: Side) => ({
    findings: options.files
      .filter((file) => snapshot.files.includes(file))
      .flatMap((file) => snapshot.findings(file, token))
      .filter(options.keep),
    has: functionsOf(snapshot),
  });
  return {
    schema: 'tpm-lifecycle/compare@1',
    base: { label: base.label, tree: base.snapshot.tree },
    head: { label: head.label, tree: head.snapshot.tree },
    breaks,
    mends,
    traces,
    summaries: summariesDifference(base.snapshot, head.snapshot, options.files),
    findings: findingsDifference(side(base), side(head)),
  };
}

/** What the lifecycle model traces, as far as either side has it, and what was asked for. */
function rootsOf(
  base: Side,
  head: Side,
  asked: readonly string[],
): readonly { readonly name: string; readonly direction: 'calls' | 'callers' }[] {
  const known = new Map<string, 'calls' | 'callers'>();
  for (const { snapshot } of [head, base])
    for (const root of snapshot.roots ?? []) known.set(root.name, root.direction);
  for (const name of asked) if (!known.has(name)) known.set(name, 'calls');
  return [...known].map(([name, direction]) => ({ name, direction }));
}

/** True when nothing differs that a comparison tells. */
export function isSame(report: Omit<CompareReport, 'schema'>): boolean {
  const { findings, summaries, traces } = report;
  return findings.new.length + findings.fixed.length + summaries.length === 0 && traces.every(isSameTrace);
}

/** True when the two traces of a root tell the same. */
export function isSameTrace(trace: TraceDifference): boolean {
  const { steps, entryPoints, windows, ways, missing } = trace;
  const told = [steps.added, steps.removed, steps.moved, entryPoints, windows.opened, windows.closed, ways];
  return missing === null && told.every((list) => list.length === 0);
}

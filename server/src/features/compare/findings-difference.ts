import type { FindingReport } from '../reports';
import type { Snapshot } from '../snapshot';
import type { FindingsDifference } from './compare-report';

/** Findings of one side, with the functions that the side has. */
export interface FindingsSide {
  readonly findings: readonly FindingReport[];
  /** True when the side has the function. */
  readonly has: (file: string, name: string) => boolean;
}

/** Which functions a snapshot has, from syntax alone. */
export function functionsOf(snapshot: Snapshot): FindingsSide['has'] {
  const byFile = new Map<string, ReadonlySet<string>>();
  return (file, name) => {
    let known = byFile.get(file);
    if (known === undefined) {
      known = new Set(snapshot.outline(file).map((item) => item.name));
      byFile.set(file, known);
    }
    return known.has(name);
  };
}

/**
 * Findings that only one side has. The same finding has the same fingerprint wherever its lines went; where a function
 * was renamed or moved to another file, the same claim about the same object is taken for the same finding.
 */
export function findingsDifference(base: FindingsSide, head: FindingsSide): FindingsDifference {
  const print = ({ fingerprint }: FindingReport) => fingerprint;
  const fresh = without(head.findings, base.findings, print);
  const gone = without(base.findings, head.findings, print);
  const renamed = fresh.filter((one) => !base.has(one.file, one.function));
  const old = gone.filter((one) => !head.has(one.file, one.function));
  const claim = ({ rule, object, message }: FindingReport) => `${rule}|${object}|${message}`;
  const moved = new Set(renamed.filter((one) => !without(renamed, old, claim).includes(one)));
  const left = new Set(old.filter((one) => !without(old, renamed, claim).includes(one)));
  return { new: fresh.filter((one) => !moved.has(one)), fixed: gone.filter((one) => !left.has(one)) };
}

/** Those of `some` that have no partner among `others`; each partner counts once. */
function without(
  some: readonly FindingReport[],
  others: readonly FindingReport[],
  key: (finding: FindingReport) => string,
): FindingReport[] {
  const left = new Map<string, number>();
  for (const other of others) left.set(key(other), (left.get(key(other)) ?? 0) + 1);
  return some.filter((finding) => {
    const count = left.get(key(finding)) ?? 0;
    if (count > 0) left.set(key(finding), count - 1);
    return count === 0;
  });
}

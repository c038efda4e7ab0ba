import type { Analysis } from '../analyse';
import type { Contexts } from '../contexts';
import type { FunctionResult } from '../solve';
import { findAtomicSleeps } from './atomic';
import { findDrainDeadlocks } from './drain';
import { findUnheldReleases } from './entry';
import { findLeaks } from './exits';
import type { Finding } from './finding';
import { findGuardedFieldMistakes } from './guarded-fields';
import { findIncidents } from './incidents';
import { findMisuses } from './misuses';
import { findLockOrders } from './order';
import { findLostReleases, findMismatches } from './partners';
import { togetherAtReturns } from './together';
import { findUncheckedCalls } from './unchecked';

/** All findings in one function, in order of places; of two of one rule at one place the first. */
export function findAll(analysis: Analysis, contexts: Contexts, result: FunctionResult): Finding[] {
  const guarded = findGuardedFieldMistakes(analysis, result);
  const found = [
    ...guarded,
    ...findUncheckedCalls(analysis, result),
    ...findIncidents(analysis, result),
    ...findMisuses(analysis, result),
    ...findLeaks(analysis, result),
    ...findLostReleases(analysis, result),
    ...findMismatches(analysis, result),
    ...findUnheldReleases(analysis, contexts, result),
    ...findAtomicSleeps(analysis, result),
    ...findDrainDeadlocks(analysis, result),
    ...findLockOrders(analysis, contexts, result),
  ];
  const seen = new Set<string>();
  const underflow = new Set(found.filter((f) => f.rule === 'ref-underflow').map((f) => f.object));
  const findings = found.filter((finding) => {
    // Dropping once too often is why the object may be gone.
    if (finding.rule === 'use-after-put' && underflow.has(finding.object)) return false;
    const key = `${finding.rule}|${finding.at}|${finding.rule === 'get-ops-unchecked' ? '' : finding.object}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  });
  const order = (a: Finding, b: Finding) =>
    a.at - b.at || (a.rule < b.rule ? -1 : 1) || (a.object < b.object ? -1 : 1);
  return togetherAtReturns(findings.sort(order));
}

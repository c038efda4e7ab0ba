import type { HoldKind, RuleId } from '../../model/types';
import type { Analysis } from '../analyse';
import type { Contexts } from '../contexts';
import type { FunctionResult } from '../solve';
import { findAnnotationMismatches } from './annotations';
import { findAtomicSleeps } from './atomic';
import { findForgottenByPartners } from './callback-partners';
import { findDrainDeadlocks } from './drain';
import { findUnendedLives } from './endings';
import { findUnheldReleases } from './entry';
import { findEntryDoubleLocks } from './entry-locks';
import { findLeaks } from './exits';
import type { Finding } from './finding';
import { findGuardedFieldMistakes } from './guarded-fields';
import { findIncidents } from './incidents';
import { findInconsistentReturns, isLeftByCallee } from './inconsistent';
import { findKeptOnFailure } from './kept-on-failure';
import { findLifetimeMistakes } from './lifetimes';
import { findMissingGets } from './missing-get';
import { findMisuses } from './misuses';
import { findLockOrders } from './order';
import { findLostReleases, findMismatches } from './partners';
import { togetherAtReturns } from './together';
import { findUncheckedCalls } from './unchecked';
import { findMissingUndos } from './undo';
import { findUnguardedWrites } from './unguarded';
import { findUnpairedDrops } from './unpaired';

/** Kinds by which others come in for as long as they are held. */
const PUBLIC: ReadonlySet<HoldKind> = new Set(['registration', 'irq']);

/** Rules that say one thing of a call, whatever it is about. */
const ONE_PER_PLACE: ReadonlySet<RuleId> = new Set(['get-ops-unchecked', 'unregister-without-register']);

/** What a caller suffers from a function that returns with its lock now held and now released. */
const LEFT: ReadonlySet<RuleId> = new Set([
  'lock-leak',
  'unlock-not-held',
  'double-lock',
  'lock-held-to-user-space',
]);

/** All findings in one function, in order of places; of two of one rule at one place the first. */
export function findAll(analysis: Analysis, contexts: Contexts, result: FunctionResult): Finding[] {
  const guarded = findGuardedFieldMistakes(analysis, result);
  const found = [
    ...guarded,
    ...findUncheckedCalls(analysis, result),
    ...findIncidents(analysis, result),
    ...findMissingUndos(analysis, result),
    ...findLifetimeMistakes(analysis, result),
    ...findMisuses(analysis, result),
    ...findMissingGets(analysis, result),
    ...findUnpairedDrops(analysis, result),
    ...findLeaks(analysis, result),
    ...findKeptOnFailure(analysis, result),
    ...findLostReleases(analysis, result),
    ...findMismatches(analysis, result),
    ...findForgottenByPartners(analysis, result),
    ...findUnendedLives(analysis, result),
    ...findUnheldReleases(analysis, contexts, result),
    ...findAtomicSleeps(analysis, result),
    ...findDrainDeadlocks(analysis, result),
    ...findLockOrders(analysis, contexts, result),
    ...findEntryDoubleLocks(analysis, result),
    ...findInconsistentReturns(analysis, result),
    ...findAnnotationMismatches(analysis, result),
    ...findUnguardedWrites(analysis, contexts, result),
  ];
  const seen = new Set<string>();
  const underflow = new Set(found.filter((f) => f.rule === 'ref-underflow').map((f) => f.object));
  const lockedOut = found.filter((f) => f.rule === 'double-lock');
  const late = found.filter(({ rule }) => rule === 'removal-order' || rule === 'async-not-drained');
  const findings = found.filter((finding) => {
    // Users who are never kept out are more than something that is not given back.
    if (finding.rule === 'resource-leak' && PUBLIC.has(finding.hold.kind) && late.length > 0) return false;
    // Dropping once too often is why the object may be gone.
    if (finding.rule === 'use-after-put' && underflow.has(finding.object)) return false;
    if (LEFT.has(finding.rule) && isLeftByCallee(analysis, finding)) return false;
    // What comes after a thread has locked itself out is no second mistake.
    if (finding.rule === 'ops-unchecked' && lockedOut.some((f) => f.at < finding.at)) return false;
    if (finding.rule === 'lock-order' && lockedOut.some((f) => f.at === finding.at)) return false;
    const key = `${finding.rule}|${finding.at}|${ONE_PER_PLACE.has(finding.rule) ? '' : finding.object}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  });
  const order = (a: Finding, b: Finding) =>
    a.at - b.at || (a.rule < b.rule ? -1 : 1) || (a.object < b.object ? -1 : 1);
  return togetherAtReturns(findings.sort(order));
}

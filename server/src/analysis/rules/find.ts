import type { Analysis } from '../analyse';
import type { Contexts } from '../contexts';
import type { FunctionResult } from '../solve';
import { findUnheldReleases } from './entry';
import { findLeaks } from './exits';
import type { Finding } from './finding';
import { findIncidents } from './incidents';
import { findUncheckedCalls } from './unchecked';

/** All findings in one function, in order of places. */
export function findAll(analysis: Analysis, contexts: Contexts, result: FunctionResult): Finding[] {
  const findings = [
    ...findIncidents(analysis, result),
    ...findLeaks(analysis, result),
    ...findUncheckedCalls(analysis, result),
    ...findUnheldReleases(analysis, contexts, result),
  ];
  return findings.sort((a, b) => a.at - b.at || (a.rule < b.rule ? -1 : 1) || (a.object < b.object ? -1 : 1));
}

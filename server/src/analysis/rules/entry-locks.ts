import type { Analysis } from '../analyse';
import { entryContext } from '../contexts';
import { entriesOf } from '../entries';
import { lockClass } from '../lock-class';
import type { FunctionResult } from '../solve';
import { State } from '../state';
import { chainOf } from './chain';
import { type Finding, noHold, where } from './finding';

/** Locks that the kernel holds around a callback, and that the callback, or what it calls, takes again. */
export function findEntryDoubleLocks(analysis: Analysis, result: FunctionResult): Finding[] {
  const { frame, summary } = result;
  if (summary.takings.length === 0) return [];
  const { fn } = frame;
  const state = new State();
  const findings: Finding[] = [];
  for (const entry of entriesOf(analysis, fn.index)) {
    for (const held of entryContext(analysis, entry).holds) {
      if (held.kind !== 'lock' || held.object === null) continue;
      const taking = summary.takings.find((t) => t.object === held.object);
      const cls = taking === undefined ? null : lockClass(frame, state, taking.object);
      const use = summary.lockUses.find((u) => u.cls === cls);
      if (taking === undefined || use === undefined || (taking.mode === 'read' && held.mode === 'read'))
        continue;
      const usesOf = (at: number) =>
        (analysis.result(at)?.summary.lockUses ?? []).filter((u) => u.cls === cls && u.mode === use.mode);
      findings.push({
        rule: 'double-lock',
        confidence: 'likely',
        result,
        at: use.at,
        end: use.end,
        hold: noHold(analysis.terms, fn.index, use.at),
        state,
        object: held.name,
        message: `'${held.name}' taken${use.inside === null ? '' : ` in ${use.callee}()`} but already held on entry (${entry.label})`,
        steps: [
          where(fn.ir.nameSpan.start, `entered with '${held.name}' held (${entry.label})`),
          ...chainOf(use, usesOf).map(({ fn: inside, one }) =>
            where(one.at, one.inside === null ? `takes '${held.name}'` : `calls ${one.callee}()`, inside),
          ),
          where(use.at, 'here'),
        ],
      });
    }
  }
  return findings;
}

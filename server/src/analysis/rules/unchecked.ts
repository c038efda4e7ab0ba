import type { Op } from '../../ir/types';
import type { Analysis } from '../analyse';
import { targetsOf } from '../call-graph';
import type { FunctionResult } from '../solve';
import { type Hold, State } from '../state';
import { isBlamed } from './exits';
import type { Finding } from './finding';
import { uncheckedMessage } from './incidents';

type CallOp = Extract<Op, { op: 'call' }>;

/**
 * A call that takes the subject's reservation only when it succeeds, with its result thrown away: after it nobody
 * knows what is held.
 */
export function findUncheckedCalls(analysis: Analysis, result: FunctionResult): Finding[] {
  const findings: Finding[] = [];
  const { fn } = result.frame;
  for (const block of fn.ir.blocks) {
    for (const op of block.ops) {
      if (op.op !== 'call' || op.result !== null) continue;
      const hold = conditionalReservation(analysis, result, op);
      const name = op.callee.k === 'var' ? op.callee.name : 'call';
      if (hold === null) continue;
      findings.push({
        rule: 'get-ops-unchecked',
        confidence: 'proved',
        result,
        at: op.at.start,
        end: op.at.end,
        hold,
        state: new State(),
        object: name,
        message: uncheckedMessage(name),
        steps: [
          {
            at: op.at.start,
            what: 'note',
            text: `${name}() holds nothing when it fails`,
            hold: null,
            taken: true,
          },
        ],
      });
    }
  }
  return findings;
}

/** The reservation that some outcomes of the callee take and others do not, or null. */
function conditionalReservation(analysis: Analysis, result: FunctionResult, op: CallOp): Hold | null {
  const locks = new Set(analysis.model.guarded.map((row) => row.lock));
  for (const index of targetsOf(analysis.program, result.frame.fn, op.callee)) {
    const callee = analysis.result(index);
    const cases = callee?.summary.cases ?? [];
    const taken = cases.map((made) =>
      made.acquires.filter((h) => h.kind === 'lock' && isGuard(analysis, h, locks)),
    );
    const [hold] = taken.flat();
    if (callee === undefined || hold === undefined || taken.every((holds) => holds.length > 0)) continue;
    // What the callee leaks is no reservation.
    if (!isBlamed(analysis, callee, hold)) return hold;
  }
  return null;
}

function isGuard(analysis: Analysis, hold: Hold, locks: ReadonlySet<string>): boolean {
  const { terms } = analysis;
  const path = terms.children(hold.object).length > 0 ? terms.name(terms.b(hold.object)) : '';
  return locks.has(path);
}

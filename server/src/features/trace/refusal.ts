import type { CallSite } from '../../analysis/frame';
import type { FunctionResult } from '../../analysis/solve';
import type { State } from '../../analysis/state';
import { errnoNumbers } from '../../model/primitives/constants';
import type { GuardUsers } from './guard';
import type { TraceSource } from './trace-source';

/** Name of what a function returns once it cannot reserve the subject any more; null where that cannot be said. */
export function refusalOf(source: TraceSource, guard: GuardUsers, fn: number): string | null {
  const result = source.result(fn);
  if (result === undefined) return null;
  const codes = new Set<number | null>();
  for (const call of result.calls) {
    if (!call.callees.some((callee) => guard.reserves(callee))) continue;
    const next = nextBranch(result, call);
    for (const { state, value } of result.exits) {
      if (!passed(state, next) || taken(state, call)) continue;
      const code = value === null ? undefined : (source.terms.value(value) ?? state.equals.get(value));
      const isKnown = code !== undefined && code < 0;
      codes.add(isKnown ? code : null);
    }
  }
  const [code] = codes;
  if (codes.size !== 1 || code === null || code === undefined) return null;
  const name = Object.entries(errnoNumbers).find(([, number]) => number === -code)?.[0];
  return name === undefined ? null : `-${name}`;
}

/** Where the result of the call is looked at: the first condition at the call or after it. */
function nextBranch(result: FunctionResult, call: CallSite): number {
  const starts = result.frame.fn.ir.blocks.flatMap(({ end }) =>
    end.t === 'branch' && end.at.start >= call.at ? [end.at.start] : [],
  );
  return Math.min(...starts);
}

function passed(state: State, branch: number): boolean {
  for (let step = state.trail; step !== null; step = step.before)
    if (step.what === 'branch' && step.at === branch) return true;
  return false;
}

/** Something was taken by the call: it did not refuse. */
function taken(state: State, call: CallSite): boolean {
  for (let step = state.trail; step !== null; step = step.before)
    if (step.what === 'take' && step.at === call.at) return true;
  return false;
}

import type { CallSite } from '../../analysis/frame';
import type { FunctionResult } from '../../analysis/solve';
import type { State } from '../../analysis/state';
import type { Expr } from '../../ir/types';
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
  const [only] = codes;
  const code = codes.size === 1 && only !== null ? only : assigned(source, guard, result);
  if (code === null || code === undefined) return null;
  const name = Object.entries(errnoNumbers).find(
    ([id, number]) => /^E[A-Z]/.test(id) && number === -code,
  )?.[0];
  return name === undefined ? null : `-${name}`;
}

/** The error that is assigned right where the result of the call is looked at, when later paths have joined. */
function assigned(source: TraceSource, guard: GuardUsers, result: FunctionResult): number | null {
  const { blocks } = result.frame.fn.ir;
  const codes = new Set<number>();
  for (const call of result.calls) {
    if (!call.callees.some((callee) => guard.reserves(callee))) continue;
    const next = nextBranch(result, call);
    const end = blocks.find((block) => block.end.t === 'branch' && block.end.at.start === next)?.end;
    // `rc > 0` is an answer of the device, and no refusal.
    if (end?.t === 'branch' && end.cond.k === 'binary' && end.cond.op === '>') continue;
    for (const to of end?.t === 'branch' ? [end.yes, end.no] : [])
      for (const op of blocks[to]?.ops ?? [])
        if (op.op === 'assign' && op.target.k === 'var') {
          const value = constantOf(source, result, op.value);
          if (value !== null && value < 0) codes.add(value);
        }
  }
  const [code] = codes;
  return codes.size === 1 ? (code ?? null) : null;
}

function constantOf(source: TraceSource, result: FunctionResult, expr: Expr): number | null {
  if (expr.k === 'num') return expr.value;
  if (expr.k === 'unary' && expr.op === '-') {
    const value = constantOf(source, result, expr.arg);
    return value === null ? null : -value;
  }
  if (expr.k !== 'var') return null;
  const { file } = result.frame.fn;
  return source.program.constant(expr.name, file) ?? source.analysis.model.constant(expr.name) ?? null;
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

import type { CallSite } from '../../analysis/frame';
import type { ProgramFunction } from '../../analysis/program';
import { type FunctionResult, replay } from '../../analysis/solve';
import type { State } from '../../analysis/state';
import type { Op } from '../../ir/types';
import { kernelModel, type Model } from '../../model/index';
import { type SubsystemLifecycle, tpmLifecycle } from '../../model/lifecycles';
import type { Revision } from '../../project/revision';
import type { SourceLines } from '../source-lines';
import { BranchConditions } from './branch-conditions';

/** An operation of a function with the states around it; none where no path reaches it. */
export interface Operation {
  readonly op: Op;
  readonly block: number;
  readonly before: readonly State[];
  readonly after: readonly State[];
}

/** A call of a function, with the function that makes it. */
export interface Caller {
  readonly result: FunctionResult;
  readonly call: CallSite;
}

/** States of an operation that are kept; what must be held is settled long before. */
const MAX_STATES = 48;

/** Replayed functions, kept as long as their results are: an edit elsewhere leaves them as they are. */
const replayed = new WeakMap<FunctionResult, readonly Operation[]>();

/** What all traces of one revision share: who calls whom, operations with states, what branches decide. */
export class TraceSource {
  readonly revision: Revision;
  readonly lines: SourceLines;
  readonly lifecycle: SubsystemLifecycle;
  readonly model: Model = kernelModel();
  private callersOf: Map<number, Caller[]> | null = null;
  private readonly calleesOf = new Map<number, ReadonlySet<number>>();
  private readonly reachedFrom = new Map<number, ReadonlySet<number>>();
  private readonly branches = new Map<number, BranchConditions>();

  constructor(revision: Revision, lines: SourceLines, lifecycle: SubsystemLifecycle = tpmLifecycle) {
    this.revision = revision;
    this.lines = lines;
    this.lifecycle = lifecycle;
  }

  get program() {
    return this.revision.program;
  }
  get analysis() {
    return this.revision.analysis;
  }
  get terms() {
    return this.revision.analysis.terms;
  }

  result(fn: number): FunctionResult | undefined {
    return this.analysis.results[fn];
  }
  fn(index: number): ProgramFunction {
    return this.program.functions[index] as ProgramFunction;
  }
  line(fn: ProgramFunction, at: number): number {
    return this.lines.line(fn.file, fn.start + at);
  }
  /** Source text of a span of a function, on one line. */
  text(fn: ProgramFunction, start: number, end: number): string {
    return this.lines
      .slice(fn.file, fn.start + start, fn.start + end)
      .replace(/\s+/g, ' ')
      .trim();
  }

  /** Operations of a function in source order: arguments before the call that gets them. */
  operations(fn: number): readonly Operation[] {
    const result = this.result(fn);
    if (result === undefined) return [];
    let known = replayed.get(result);
    if (known === undefined) {
      known = operationsOf(result);
      replayed.set(result, known);
    }
    return known;
  }

  /** Calls into the program that an operation makes, one per state. */
  callsAt(fn: number, op: Extract<Op, { at: object }>): readonly CallSite[] {
    return (this.result(fn)?.calls ?? []).filter(
      (call) => call.at === op.at.start && call.end === op.at.end,
    );
  }

  callers(fn: number): readonly Caller[] {
    if (this.callersOf === null) {
      this.callersOf = new Map();
      for (const caller of this.program.list) {
        const result = this.result(caller.index);
        for (const call of result?.calls ?? [])
          for (const callee of call.callees) {
            const list = this.callersOf.get(callee) ?? [];
            if (list.length === 0) this.callersOf.set(callee, list);
            list.push({ result: result as FunctionResult, call });
          }
      }
    }
    return this.callersOf.get(fn) ?? [];
  }

  callees(fn: number): ReadonlySet<number> {
    let known = this.calleesOf.get(fn);
    if (known === undefined) {
      known = new Set((this.result(fn)?.calls ?? []).flatMap((call) => call.callees));
      this.calleesOf.set(fn, known);
    }
    return known;
  }

  /** The function and all that it may call. */
  reached(fn: number): ReadonlySet<number> {
    let known = this.reachedFrom.get(fn);
    if (known === undefined) {
      known = closure([fn], (at) => this.callees(at));
      this.reachedFrom.set(fn, known);
    }
    return known;
  }

  conditions(fn: ProgramFunction): BranchConditions {
    let known = this.branches.get(fn.index);
    if (known === undefined) {
      known = new BranchConditions(fn.ir.blocks, (start, end) => this.text(fn, start, end));
      this.branches.set(fn.index, known);
    }
    return known;
  }
}

/** Everything that can be reached from `start`. */
export function closure<T>(start: Iterable<T>, next: (at: T) => Iterable<T>): Set<T> {
  const seen = new Set<T>(start);
  const waiting = [...seen];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop())
    for (const to of next(at))
      if (!seen.has(to)) {
        seen.add(to);
        waiting.push(to);
      }
  return seen;
}

function operationsOf(result: FunctionResult): readonly Operation[] {
  const seen = new Map<Op, { before: State[]; after: State[] }>();
  replay(result.frame, (op, before, after) => {
    let states = seen.get(op);
    if (states === undefined) {
      states = { before: [], after: [] };
      seen.set(op, states);
    }
    if (states.before.length >= MAX_STATES) return;
    states.before.push(before);
    states.after.push(...after);
  });
  const operations: (Operation & { readonly end: number })[] = [];
  for (const block of result.frame.fn.ir.blocks)
    for (const op of block.ops) {
      if (op.op === 'mark' || op.op === 'gap' || op.op === 'declare') continue;
      operations.push({
        op,
        block: block.id,
        ...(seen.get(op) ?? { before: [], after: [] }),
        end: op.at.end,
      });
    }
  return operations.sort((a, b) => a.end - b.end);
}

import { targetsOf } from '../../analysis/call-graph';
import { allEntries, type Entry } from '../../analysis/entries';
import type { CallSite } from '../../analysis/frame';
import type { Program, ProgramFunction } from '../../analysis/program';
import { type FunctionResult, replay } from '../../analysis/solve';
import type { State } from '../../analysis/state';
import type { Expr, Op } from '../../ir/types';
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
  private readonly callersOf = new Map<number, Caller[]>();
  private callerFunctionsOf: Map<number, number[]> | null = null;
  private entryList: readonly Entry[] | null = null;
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
    return this.analysis.result(fn);
  }
  fn(index: number): ProgramFunction {
    return this.program.functions[index] as ProgramFunction;
  }
  line(fn: ProgramFunction, at: number): number {
    return this.lines.line(fn.file, fn.start + at);
  }
  /** 1-based line and column of an offset in a function. */
  place(fn: ProgramFunction, at: number): { readonly line: number; readonly column: number } {
    const index = this.lines.index(fn.file);
    const line = index.line(fn.start + at);
    return { line, column: fn.start + at - index.lineStart(line) + 1 };
  }
  /** Source text of a span of a function as it stands there. */
  rawText(fn: ProgramFunction, start: number, end: number): string {
    return this.lines.slice(fn.file, fn.start + start, fn.start + end);
  }
  /** Source text of a span of a function, on one line. */
  text(fn: ProgramFunction, start: number, end: number): string {
    return this.rawText(fn, start, end).replace(/\s+/g, ' ').trim();
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
    return (this.result(fn)?.calls ?? []).filter((call) => call.at === op.at.start && call.end === op.at.end);
  }

  /** Calls of a function with their states. */
  callers(fn: number): readonly Caller[] {
    let known = this.callersOf.get(fn);
    if (known === undefined) {
      known = [];
      for (const caller of this.callerFunctions(fn)) {
        const result = this.result(caller);
        for (const call of result?.calls ?? [])
          if (result !== undefined && call.callees.includes(fn)) known.push({ result, call });
      }
      this.callersOf.set(fn, known);
    }
    return known;
  }

  /** Functions that call a function, as far as the text says; no states are needed to know. */
  callerFunctions(fn: number): readonly number[] {
    if (this.callerFunctionsOf === null) {
      this.callerFunctionsOf = new Map();
      for (const { index } of this.program.list)
        for (const callee of this.callees(index)) {
          const list = this.callerFunctionsOf.get(callee);
          if (list === undefined) this.callerFunctionsOf.set(callee, [index]);
          else list.push(index);
        }
    }
    return this.callerFunctionsOf.get(fn) ?? [];
  }

  /** Functions that a function calls, as far as the text says; of all its calls, or of those through some callees. */
  callees(fn: number, through?: (callee: Expr) => boolean): ReadonlySet<number> {
    if (through !== undefined) return calledBy(this.program, this.model, this.fn(fn), through);
    let known = this.calleesOf.get(fn);
    if (known === undefined) {
      known = calledBy(this.program, this.model, this.fn(fn), () => true);
      this.calleesOf.set(fn, known);
    }
    return known;
  }

  /** Ways in from outside: callbacks, with what their caller holds. */
  get entries(): readonly Entry[] {
    this.entryList ??= allEntries(this.analysis);
    return this.entryList;
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

/** Functions of the program that the calls of a function name; what the model knows as a primitive is none. */
function calledBy(
  program: Program,
  model: Model,
  fn: ProgramFunction,
  through: (callee: Expr) => boolean,
): ReadonlySet<number> {
  const called = new Set<number>();
  const add = (name: string | undefined) => {
    if (name === undefined || model.primitivesByName.has(name)) return;
    for (const index of program.resolve(name, fn.file)) called.add(index);
  };
  for (const { ops } of fn.ir.blocks)
    for (const op of ops) {
      if (op.op === 'cleanup') {
        const form = op.form === 'class' || op.form === 'free' ? op.form : 'guard';
        const row = model.cleanupByName.get(`${form}:${op.name}`);
        add(row?.enter);
        add(row?.exit);
      } else if (op.op !== 'call' || !through(op.callee)) continue;
      else if (op.callee.k === 'var') add(op.callee.name);
      else for (const index of targetsOf(program, fn, op.callee)) called.add(index);
    }
  return called;
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

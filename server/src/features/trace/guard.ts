import { guardStateOf } from '../../analysis/guarded';
import type { ProgramFunction } from '../../analysis/program';
import type { FunctionResult } from '../../analysis/solve';
import type { State } from '../../analysis/state';
import { K } from '../../analysis/term-kinds';
import type { Expr } from '../../ir/types';
import type { GuardedField } from '../../model/lifecycles';
import { closure, type TraceSource } from './trace-source';

interface Call {
  readonly callee: number;
  /** The guard is held, or nobody else can see the object. */
  readonly protected: boolean;
  /** Through the guarded table itself. */
  readonly use: boolean;
}

/**
 * Who uses the protected field (`chip->ops`) under its guard with a test, and who does without: the former are stopped
 * by a retraction under the guard, whatever their names are.
 */
export class GuardUsers {
  readonly row: GuardedField | undefined;
  private readonly source: TraceSource;
  private readonly reserving: ReadonlySet<number>;
  private readonly reservesByFn = new Map<number, boolean>();
  private readonly calls = new Map<number, readonly Call[]>();

  constructor(source: TraceSource) {
    this.source = source;
    this.row = source.lifecycle.guarded[0];
    const takes = new Set(source.program.list.filter((fn) => this.mayTakeGuard(fn)).map((fn) => fn.index));
    const reserving = new Set<number>();
    for (const { index } of source.program.list) {
      const near = takes.has(index) || [...source.callees(index)].some((callee) => takes.has(callee));
      const result = near ? source.result(index) : undefined;
      if (result !== undefined && this.reservesItself(result)) reserving.add(index);
    }
    this.reserving = reserving;
  }

  /** Names the guard in a call of its own, or has it for its caller afterwards: only such functions are looked into. */
  private mayTakeGuard(fn: ProgramFunction): boolean {
    const path = this.row?.lock.path;
    const { terms } = this.source;
    const names = (expr: Expr): boolean =>
      expr.k === 'addr' || expr.k === 'cast'
        ? names(expr.k === 'addr' ? expr.base : expr.arg)
        : expr.k === 'field' && expr.name === path;
    const cases = this.source.result(fn.index)?.summary.cases ?? [];
    return (
      fn.ir.blocks.some(({ ops }) =>
        ops.some((op) => (op.op === 'call' || op.op === 'cleanup') && op.args.some(names)),
      ) ||
      cases.some(({ acquires }) =>
        acquires.some(
          ({ kind, object }) =>
            kind === 'lock' && terms.kind(object) === K.Field && terms.name(terms.b(object)) === path,
        ),
      )
    );
  }

  get lockKey(): string {
    return `${this.source.lifecycle.subject.struct}.${this.row?.lock.path}`;
  }
  get fieldKey(): string {
    return `${this.source.lifecycle.subject.struct}.${this.row?.field}`;
  }

  /** The function takes the guard and tests the field, itself or in something it calls before it gets to the table. */
  reserves(fn: number): boolean {
    let known = this.reservesByFn.get(fn);
    if (known === undefined) {
      const reached = closure([fn], (at) =>
        this.source.callees(at, (callee) => !this.isUse(this.source.fn(at), callee)),
      );
      known = [...reached].some((at) => this.reserving.has(at));
      this.reservesByFn.set(fn, known);
    }
    return known;
  }

  /** Others may call it at any time: it reserves what it uses, and is no part of the removal itself. */
  serves(fn: number): boolean {
    if (!this.reserves(fn)) return false;
    for (const at of this.source.reached(fn)) if (this.retracts(at)) return false;
    return true;
  }

  /** Clears the protected field. */
  retracts(fn: number): boolean {
    const { program } = this.source;
    const at = this.source.fn(fn);
    return at.ir.blocks.some((block) =>
      block.ops.some(
        (op) =>
          op.op === 'assign' &&
          op.target.k === 'field' &&
          op.target.name === this.row?.field &&
          op.value.k === 'num' &&
          op.value.value === 0 &&
          program.typeOf(op.target.base, at)?.name === this.source.lifecycle.subject.struct,
      ),
    );
  }

  private reservesItself(result: FunctionResult): boolean {
    const states = (function* () {
      for (const mark of result.marks) yield* mark.states;
      for (const exit of result.exits) yield exit.state;
    })();
    for (const state of states) if (this.isReserved(result, state)) return true;
    return false;
  }

  private isReserved(result: FunctionResult, state: State): boolean {
    const { terms, model } = this.source.analysis;
    const { row } = this;
    if (row === undefined) return false;
    return state.holds.some((hold) => {
      if (hold.kind !== 'lock' || hold.mode !== row.use || terms.kind(hold.object) !== K.Field) return false;
      if (terms.name(terms.b(hold.object)) !== row.lock.path) return false;
      const guarded = model.guarded.find((one) => one.field === row.field && one.lock === row.lock.path);
      return (
        guarded !== undefined && guardStateOf(result.frame, state, terms.a(hold.object), guarded) === 'valid'
      );
    });
  }

  /** Some way from the function to a use of the protected field is not under the guard. */
  usesUnguarded(fn: number): boolean {
    const seen = new Set([fn]);
    const waiting = [fn];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop())
      for (const call of this.callsOf(at)) {
        if (call.protected) continue;
        if (call.use) return true;
        if (!seen.has(call.callee)) {
          seen.add(call.callee);
          waiting.push(call.callee);
        }
      }
    return false;
  }

  private callsOf(fn: number): readonly Call[] {
    let known = this.calls.get(fn);
    if (known === undefined) {
      const list = new Map<string, Call>();
      const result = this.source.result(fn);
      for (const { state, callees } of result?.calls ?? []) {
        const guarded = this.isGuarded(state);
        for (const callee of callees)
          list.set(`${callee}|${guarded}`, { callee, protected: guarded, use: false });
      }
      if (result !== undefined && this.hasBareUse(result))
        list.set('use', { callee: fn, protected: false, use: true });
      known = [...list.values()];
      this.calls.set(fn, known);
    }
    return known;
  }

  /** A call through the protected table in a statement that can be reached without the guard. */
  private hasBareUse(result: FunctionResult): boolean {
    const { fn } = result.frame;
    return fn.ir.blocks.some(({ ops }) =>
      ops.some((op) => {
        if (op.op !== 'call' || !this.isUse(fn, op.callee)) return false;
        const marks = result.marks.filter((mark) => mark.at <= op.at.start);
        const last = marks.reduce((a, b) => (b.at >= a.at ? b : a), marks[0] ?? { at: 0, states: [] });
        return last.states.some((state) => !this.isGuarded(state));
      }),
    );
  }

  /** Some call of the function goes through the protected table. */
  usesTable(fn: number): boolean {
    const at = this.source.fn(fn);
    return at.ir.blocks.some(({ ops }) => ops.some((op) => op.op === 'call' && this.isUse(at, op.callee)));
  }

  /** The call goes through a member of the table that the protected field points to. */
  isUse(fn: ProgramFunction, callee: Expr): boolean {
    if (callee.k !== 'field') return false;
    const { program, lifecycle } = this.source;
    const table = program.member(lifecycle.subject.struct, this.row?.field ?? '')?.name ?? this.row?.table;
    return table !== undefined && program.typeOf(callee.base, fn)?.name === table;
  }

  /** The guard of any object is held, in any mode. */
  isGuarded(state: State): boolean {
    const { terms } = this.source;
    return state.holds.some(
      (hold) =>
        hold.kind === 'lock' &&
        terms.kind(hold.object) === K.Field &&
        terms.name(terms.b(hold.object)) === this.row?.lock.path,
    );
  }
}

import type { EntryHold } from '../../analysis/contexts';
import type { CallSite } from '../../analysis/frame';
import type { ProgramFunction } from '../../analysis/program';
import type { FunctionResult } from '../../analysis/solve';
import { type CancelToken, throwIfCancelled } from '../../base/cancel';
import type { Op } from '../../ir/types';
import { presenceText } from '../function-report';
import type { TraceStep } from '../reports';
import { type Managed, managedBy, managedEffect } from './devres';
import { type Effect, effectOf } from './effects';
import type { GuardUsers } from './guard';
import { commonEntry, heldOnEntry, lastPart, mustHold } from './held';
import { globalName, type Place } from './objects';
import type { Operation, TraceSource } from './trace-source';

/** A step of the tree with what later passes need of it. */
export interface Step extends TraceStep {
  readonly fn: number;
  readonly effect: Effect | null;
  /** The guard is held here, in any mode. */
  readonly guarded: boolean;
}

/** A function as it is entered on the way from the root. */
interface Scope {
  readonly result: FunctionResult;
  readonly inherited: readonly EntryHold[];
  readonly above: Place['above'];
  readonly parent: number | null;
  readonly depth: number;
}

/** Steps of one trace; a tree that is larger says so and ends, for nobody reads on. */
const MAX_STEPS = 2000;
/** Functions named where a table may hold any of several. */
const MAX_NAMED = 4;

export interface CallTreeOptions {
  /** Levels of calls below the root. */
  readonly depth: number;
  readonly token: CancelToken;
}

/**
 * Everything that a function does, in source order: calls into the program with what they do in turn, and every
 * primitive with an effect. A function is expanded where it is first called; a later call refers to that step, unless
 * the function keeps others out, for then it does so with other objects.
 */
export class CallTree {
  readonly steps: Step[] = [];
  private readonly source: TraceSource;
  private readonly guard: GuardUsers;
  private readonly options: CallTreeOptions;
  private readonly shown = new Map<number, { readonly n: number; last: number }>();
  private readonly open = new Set<number>();

  constructor(source: TraceSource, guard: GuardUsers, options: CallTreeOptions) {
    this.source = source;
    this.guard = guard;
    this.options = options;
  }

  build(root: number): readonly Step[] {
    const result = this.source.result(root);
    if (result === undefined) return [];
    this.shown.set(root, { n: 0, last: 0 });
    this.open.add(root);
    this.walk({ result, inherited: [], above: () => [], parent: null, depth: 0 });
    for (const managed of managedBy(this.source, root)) this.managed(managed);
    return this.steps;
  }

  /** What the device core does after the driver: shown where it was registered. */
  private managed(managed: Managed): void {
    const { fn, edge, kind, runs, text, waitsFor, condition } = managed;
    const n = this.steps.length + 1;
    const line = this.source.line(fn, edge.op.at.start);
    const held = { before: [], after: [] };
    this.steps.push({
      ...{ n, parent: null, file: fn.file, line, function: fn.name, callee: runs, text, kind, condition },
      ...{ ...held, cuts: [], waitsFor, fn: fn.index, effect: managedEffect(managed), guarded: false },
    });
    const [callee] = runs === null ? [] : this.source.program.resolve(runs, fn.file);
    const result = callee === undefined || kind !== 'call' ? undefined : this.source.result(callee);
    if (callee === undefined || result === undefined || this.shown.has(callee)) return;
    this.shown.set(callee, { n, last: n });
    this.walk({ result, inherited: [], above: () => [], parent: n, depth: 1 });
  }

  private walk(scope: Scope): void {
    throwIfCancelled(this.options.token);
    const fn = this.functionOf(scope);
    for (const operation of this.source.operations(fn.index)) {
      if (operation.before.length === 0 || this.steps.length >= MAX_STEPS) continue;
      const calls = callsOf(this.source, fn.index, operation.op);
      const { op } = operation;
      if (calls.length > 0) this.calls(scope, operation, calls);
      else if (op.op === 'call' && this.guard.isUse(fn, op.callee))
        this.add(scope, operation, { callee: null, text: this.textOf(scope, op), kind: 'use' });
      else this.primitive(scope, operation);
    }
  }

  private primitive(scope: Scope, operation: Operation): void {
    const place = this.place(scope, operation);
    const effect = place === null ? null : effectOf(this.source, this.guard, place, operation.op);
    if (effect === null) return;
    this.add(scope, operation, {
      callee: effect.callee,
      text: this.textOf(scope, operation.op),
      kind: effect.kind,
      waitsFor: effect.waitsFor,
      effect,
    });
  }

  /** A place in the first state: all states of an operation speak of the same objects. */
  private place(scope: Scope, operation: Operation): Place | null {
    const state = operation.before[0];
    return state === undefined ? null : { result: scope.result, state, above: scope.above };
  }

  private calls(scope: Scope, operation: Operation, calls: readonly CallSite[]): void {
    const callees = [...new Set(calls.flatMap((call) => call.callees))].map((index) => this.source.fn(index));
    const [first] = callees;
    if (first === undefined) return;
    const text = this.textOf(scope, operation.op);
    const member = calls[0]?.member ?? null;
    const { op } = operation;
    const kind = op.op === 'call' && this.guard.isUse(this.functionOf(scope), op.callee) ? 'use' : 'call';
    if (callees.some((fn) => fn.name !== first.name)) {
      const names = [...new Set(callees.map((fn) => fn.name))];
      const more = names.length > MAX_NAMED ? `, ${names.length - MAX_NAMED} more` : '';
      const among = `one of ${names.slice(0, MAX_NAMED).join(', ')}${more}`;
      this.add(scope, operation, { callee: member, text: `${text}, ${among}`, kind });
      return;
    }
    for (const callee of callees) this.call(scope, operation, callee, calls, text, kind);
  }

  /** One function; where `#if` arms define it differently, each definition is a step of its own. */
  private call(
    scope: Scope,
    operation: Operation,
    callee: ProgramFunction,
    calls: readonly CallSite[],
    text: string,
    kind: 'call' | 'use',
  ): void {
    const before = this.shown.get(callee.index);
    const again = before !== undefined && (this.open.has(callee.index) || !this.fences(before));
    const tooDeep = scope.depth + 1 > this.options.depth;
    const note = again ? (before.n > 0 ? `, shown at step ${before.n}` : ', the root itself') : '';
    const step = this.add(scope, operation, {
      callee: callee.name,
      text: text + (tooDeep && !again ? ', not followed further' : note),
      kind,
      presence: presenceText(callee.ir.presence),
    });
    const result = this.source.result(callee.index);
    if (again || tooDeep || result === undefined) return;
    const into = calls.filter((call) => call.callees.includes(callee.index));
    const inherited = commonEntry(
      into.map((call) => heldOnEntry(this.source, scope.result, call, scope.inherited)),
    );
    const above = () =>
      into.map(({ state, args }) => ({ place: { result: scope.result, state, above: scope.above }, args }));
    const entry = { n: step.n, last: step.n };
    if (before === undefined) this.shown.set(callee.index, entry);
    this.open.add(callee.index);
    this.walk({ result, inherited, above, parent: step.n, depth: scope.depth + 1 });
    this.open.delete(callee.index);
    entry.last = this.steps.length;
  }

  /** Something below the step keeps others out. */
  private fences(range: { readonly n: number; readonly last: number }): boolean {
    return this.steps
      .slice(range.n, range.last)
      .some(({ kind }) => kind === 'fence' || kind === 'retract' || kind === 'publish');
  }

  private add(
    scope: Scope,
    operation: Operation,
    step: Pick<Step, 'callee' | 'text' | 'kind'> &
      Partial<Pick<Step, 'waitsFor' | 'effect'>> & { readonly presence?: string | null },
  ): Step {
    const { source, guard } = this;
    const fn = this.functionOf(scope);
    const { before, after, op, block } = operation;
    const own = source.conditions(fn).of(block);
    const conditions = [own, step.presence ?? null].filter((one) => one !== null && one !== undefined);
    const held = mustHold(source, scope.result, before, scope.inherited);
    const made: Step = {
      n: this.steps.length + 1,
      parent: scope.parent,
      file: fn.file,
      line: source.line(fn, 'at' in op && typeof op.at === 'object' ? op.at.start : 0),
      function: fn.name,
      callee: step.callee,
      text: step.text,
      kind: step.kind,
      condition: conditions.length === 0 ? null : conditions.join(' && '),
      before: held,
      after: mustHold(source, scope.result, succeeded(before, after), scope.inherited),
      cuts: [],
      waitsFor: step.waitsFor ?? null,
      fn: fn.index,
      effect: step.effect ?? null,
      guarded: held.some((hold) => hold.kind === 'lock' && lastPart(hold.object) === guard.row?.lock.path),
    };
    this.steps.push(made);
    return made;
  }

  /** As it stands now: a result may be older than an edit above the function that moved it. */
  private functionOf(scope: Scope): ProgramFunction {
    return this.source.fn(scope.result.frame.fn.index);
  }

  private textOf(scope: Scope, op: Op): string {
    const fn = this.functionOf(scope);
    return op.op === 'mark' ? '' : this.source.text(fn, op.at.start, op.at.end);
  }
}

function callsOf(source: TraceSource, fn: number, op: Op): readonly CallSite[] {
  if (op.op === 'call' && op.callee.k === 'var') {
    // A primitive that the program happens to define is what the model says it is.
    const name = globalName(source.fn(fn), op.callee);
    if (name !== null && source.model.primitivesByName.has(name)) return [];
  }
  if (op.op === 'mark' || op.op === 'assign') return [];
  return source.callsAt(fn, op);
}

/** States after a call that took something: its success is what the story goes on with. */
function succeeded(before: Operation['before'], after: Operation['after']): Operation['after'] {
  const size = Math.max(0, ...before.map((state) => state.holds.length));
  const taken = after.filter((state) => state.holds.length > size);
  const dropped = after.some((state) => state.holds.length < size);
  return taken.length > 0 && !dropped ? taken : after;
}

import type { EntryHold } from '../../analysis/contexts';
import type { CallSite } from '../../analysis/frame';
import { type CancelToken, throwIfCancelled } from '../../base/cancel';
import type { TraceStep } from '../reports';
import { blockOf } from './callers';
import { commonEntry, heldOnEntry, mustHold } from './held';
import { closure, type TraceSource } from './trace-source';

/** Steps of all paths together; more paths than that are not read, and a last step says that there are. */
const MAX_STEPS = 400;

export interface PathOptions {
  readonly direction: 'calls' | 'callers';
  readonly depth: number;
  readonly token: CancelToken;
}

/** One call on the way, made at one place in one or more states. */
interface Hop {
  readonly from: number;
  readonly to: number;
  readonly calls: readonly CallSite[];
}

/**
 * Call paths between two functions, as a tree of call sites: from the first function down, or, for callers, from the
 * called function up. What does not lead to the other end is left out. No function comes twice on one path.
 */
export function findPaths(
  source: TraceSource,
  from: number,
  to: ReadonlySet<number>,
  options: PathOptions,
): TraceStep[] {
  return new Paths(source, to, options).find(from);
}

class Paths {
  private readonly source: TraceSource;
  private readonly to: ReadonlySet<number>;
  private readonly options: PathOptions;
  private readonly leading: ReadonlySet<number>;
  private readonly steps: TraceStep[] = [];
  private cut = false;

  constructor(source: TraceSource, to: ReadonlySet<number>, options: PathOptions) {
    this.source = source;
    this.to = to;
    this.options = options;
    this.leading = closure(to, (fn) =>
      options.direction === 'calls' ? source.callerFunctions(fn) : source.callees(fn),
    );
  }

  find(from: number): TraceStep[] {
    this.walk(from, [], null, [from]);
    const last = this.steps.at(-1);
    if (this.cut && last !== undefined)
      this.steps.push({
        ...last,
        n: last.n + 1,
        parent: null,
        callee: null,
        kind: 'branch',
        text: 'more paths not shown',
        condition: null,
      });
    return this.steps;
  }

  private walk(at: number, held: readonly EntryHold[], parent: number | null, path: readonly number[]): void {
    throwIfCancelled(this.options.token);
    if (this.to.has(at) && path.length > 1) return;
    if (path.length > this.options.depth) return;
    for (const hop of this.hops(at)) {
      const next = this.options.direction === 'calls' ? hop.to : hop.from;
      if (!this.leading.has(next) || path.includes(next)) continue;
      if (this.steps.length >= MAX_STEPS) {
        this.cut = true;
        return;
      }
      const step = this.step(hop, held, parent);
      this.walk(next, this.entering(hop, held), step.n, [...path, next]);
    }
  }

  /** Calls that `at` makes, or is reached by, in source order. */
  private hops(at: number): Hop[] {
    const hops = new Map<string, { from: number; to: number; calls: CallSite[] }>();
    const add = (from: number, to: number, call: CallSite) => {
      const key = `${from}|${to}|${call.at}`;
      const hop = hops.get(key) ?? { from, to, calls: [] };
      hops.set(key, hop);
      hop.calls.push(call);
    };
    if (this.options.direction === 'calls')
      for (const call of this.source.result(at)?.calls ?? [])
        for (const to of call.callees) add(at, to, call);
    else for (const { result, call } of this.source.callers(at)) add(result.frame.fn.index, at, call);
    const order = (hop: Hop) => hop.calls[0]?.end ?? 0;
    return [...hops.values()].sort((a, b) => (a.from === b.from ? order(a) - order(b) : 0));
  }

  private entering(hop: Hop, held: readonly EntryHold[]): EntryHold[] {
    const result = this.source.result(hop.from);
    if (result === undefined || this.options.direction === 'callers') return [];
    return commonEntry(hop.calls.map((call) => heldOnEntry(this.source, result, call, held)));
  }

  private step(hop: Hop, held: readonly EntryHold[], parent: number | null): TraceStep {
    const { source } = this;
    const fn = source.fn(hop.from);
    const result = source.result(hop.from);
    const call = hop.calls[0] as CallSite;
    const states = hop.calls.map((one) => one.state);
    const before = result === undefined ? [] : mustHold(source, result, states, held);
    const step: TraceStep = {
      n: this.steps.length + 1,
      parent,
      file: fn.file,
      line: source.line(fn, call.at),
      function: fn.name,
      callee: source.fn(hop.to).name,
      text: source.text(fn, call.at, call.end),
      kind: 'call',
      condition: source.conditions(fn).of(blockOf(source, hop.from, call)),
      before,
      after: before,
      cuts: [],
      waitsFor: null,
    };
    this.steps.push(step);
    return step;
  }
}

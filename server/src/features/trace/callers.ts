import { type EntryHold, entryContext, outsideLabel } from '../../analysis/contexts';
import type { CallSite } from '../../analysis/frame';
import type { FunctionResult } from '../../analysis/solve';
import { K } from '../../analysis/term-kinds';
import { type CancelToken, throwIfCancelled } from '../../base/cancel';
import type { HoldReport, TraceStep } from '../reports';
import type { GuardUsers } from './guard';
import { commonEntry, entryKey, entryKeys, heldOnEntry, lastMember, mustHold } from './held';
import { closure, type TraceSource } from './trace-source';

/** One way of being entered: a function with what its callers hold there. */
interface Way {
  readonly fn: number;
  /** Tells the sets of holds apart that make a difference. */
  readonly key: string;
  held: EntryHold[];
  /** Ways from outside that end here. */
  readonly labels: Set<string>;
  readonly from: Map<string, Arrival>;
}

/** A call site through which a way goes on. */
interface Arrival {
  readonly way: Way;
  readonly call: CallSite;
  readonly before: HoldReport[];
}

/** Sets of holds kept apart per function; the rest joins the last one, with what they have in common. */
const MAX_WAYS = 64;
/** Steps of one answer; more is said in a last step. */
const MAX_STEPS = 1500;

export interface CallersOptions {
  readonly depth: number;
  readonly token: CancelToken;
}

/**
 * Every way into a function, from the entry points down, told from the function up. What is held is followed downwards
 * first, so that a call site stands once for each distinct set of holds, however many ways lead to it.
 */
export function findCallers(
  source: TraceSource,
  guard: GuardUsers,
  root: number,
  options: CallersOptions,
): TraceStep[] {
  const relevant = closure([root], (fn) => source.callerFunctions(fn));
  const ways = new WaysIn(source, guard, relevant, options.token).find();
  return new UpwardSteps(source, options.depth).tell(ways.get(root) ?? new Map());
}

class WaysIn {
  private readonly source: TraceSource;
  private readonly guard: GuardUsers;
  private readonly relevant: ReadonlySet<number>;
  private readonly token: CancelToken;
  private readonly ways = new Map<number, Map<string, Way>>();
  private readonly waiting: Way[] = [];

  constructor(source: TraceSource, guard: GuardUsers, relevant: ReadonlySet<number>, token: CancelToken) {
    this.source = source;
    this.guard = guard;
    this.relevant = relevant;
    this.token = token;
  }

  find(): ReadonlyMap<number, ReadonlyMap<string, Way>> {
    const { source } = this;
    for (const entry of source.entries)
      if (this.relevant.has(entry.fn))
        this.arrive(entry.fn, [...entryContext(source.analysis, entry).holds], entry.label);
    const entered = new Set(source.entries.map((entry) => entry.fn));
    for (const fn of this.relevant)
      if (!entered.has(fn) && source.callerFunctions(fn).length === 0)
        this.arrive(fn, [], outsideLabel(source.analysis, source.fn(fn)));
    for (const fn of source.program.list)
      if (fn.exported && this.relevant.has(fn.index) && this.guard.serves(fn.index))
        this.arrive(fn.index, [], 'exported: in-kernel callers');
    for (let way = this.waiting.pop(); way !== undefined; way = this.waiting.pop()) {
      throwIfCancelled(this.token);
      this.goOn(way);
    }
    return this.ways;
  }

  private arrive(fn: number, held: EntryHold[], label: string | null): Way {
    const all = this.ways.get(fn) ?? new Map<string, Way>();
    this.ways.set(fn, all);
    const own = this.distinct(held);
    const key = all.size < MAX_WAYS || all.has(own) ? own : 'rest';
    let way = all.get(key);
    if (way === undefined) {
      way = { fn, key, held, labels: new Set(), from: new Map() };
      all.set(key, way);
      this.waiting.push(way);
    } else {
      const joined = common(way.held, held);
      // What was told of it before must be told again.
      if (describe(joined) !== describe(way.held)) this.waiting.push(way);
      way.held = joined;
    }
    if (label !== null) way.labels.add(label);
    return way;
  }

  /** A reference on something else than the subject keeps nobody out, and makes no way of its own. */
  private distinct(held: readonly EntryHold[]): string {
    const { terms, lifecycle } = this.source;
    return entryKeys(
      held.filter(
        ({ kind, object }) =>
          kind !== 'ref' ||
          (object !== null &&
            terms.kind(object) === K.Field &&
            terms.name(terms.b(object)) === lifecycle.subject.device),
      ),
    );
  }

  private goOn(way: Way): void {
    const result = this.source.result(way.fn);
    if (result === undefined) return;
    for (const { calls, entries } of this.groups(result, way)) {
      const [call] = calls;
      if (call === undefined) continue;
      const held = commonEntry(entries);
      const before = mustHold(
        this.source,
        result,
        calls.map((one) => one.state),
        way.held,
      );
      for (const callee of call.callees) {
        if (!this.relevant.has(callee)) continue;
        const next = this.arrive(callee, held, null);
        const key = `${way.fn}|${call.at}|${way.key}|${this.distinct(held)}`;
        next.from.set(key, { way, call, before });
      }
    }
  }

  /** Calls by place and by what is held there: buffers and memory make no way of their own. */
  private groups(result: FunctionResult, way: Way): Group[] {
    const groups = new Map<string, Group>();
    for (const call of result.calls) {
      if (!call.callees.some((callee) => this.relevant.has(callee))) continue;
      const held = heldOnEntry(this.source, result, call, way.held);
      const key = `${call.at}|${call.callees.join()}|${this.distinct(held)}`;
      const group = groups.get(key) ?? { calls: [], entries: [] };
      groups.set(key, group);
      group.calls.push(call);
      group.entries.push(held);
    }
    return [...groups.values()];
  }
}

interface Group {
  readonly calls: CallSite[];
  readonly entries: EntryHold[][];
}

/** What is held in both. Where callers call one object by different names, none of them is told. */
function common(a: readonly EntryHold[], b: readonly EntryHold[]): EntryHold[] {
  return a.flatMap((hold) => {
    const other = b.find((one) => entryKey(one) === entryKey(hold));
    if (other === undefined) return [];
    if (other.name === hold.name) return [hold];
    const bare = (name: string) => name.replace(/ \(.*\)$/, '');
    const name = bare(hold.name) === bare(other.name) ? bare(hold.name) : lastMember(hold.name);
    return [{ ...hold, name: `${name} (callers)` }];
  });
}

function describe(held: readonly EntryHold[]): string {
  return held.map((hold) => `${entryKey(hold)} ${hold.name}`).join();
}

class UpwardSteps {
  private readonly source: TraceSource;
  private readonly depth: number;
  private readonly steps: TraceStep[] = [];
  private readonly shown = new Map<Way, number>();
  private cut = 0;

  constructor(source: TraceSource, depth: number) {
    this.source = source;
    this.depth = depth;
  }

  tell(ways: ReadonlyMap<string, Way>): TraceStep[] {
    const roots = [...ways.values()];
    for (const way of roots) this.shown.set(way, 0);
    const arrivals = roots.flatMap((way) => [...way.from.values()].map((one) => [way, one] as const));
    for (const [way, arrival] of this.sorted(arrivals)) this.step(way, arrival, null, 1);
    const last = this.steps.at(-1);
    if (this.cut > 0 && last !== undefined)
      this.steps.push({
        ...last,
        n: last.n + 1,
        parent: null,
        callee: null,
        kind: 'branch',
        text: `${this.cut} more call sites not shown`,
        condition: null,
        before: [],
        after: [],
      });
    return this.steps;
  }

  private sorted(arrivals: readonly (readonly [Way, Arrival])[]): (readonly [Way, Arrival])[] {
    const rank = new Map(this.source.program.list.map((fn, i) => [fn.index, i]));
    return [...arrivals].sort(
      ([, a], [, b]) => (rank.get(a.way.fn) ?? 0) - (rank.get(b.way.fn) ?? 0) || a.call.at - b.call.at,
    );
  }

  private step(callee: Way, { way, call, before }: Arrival, parent: number | null, depth: number): void {
    if (this.steps.length >= MAX_STEPS) {
      this.cut++;
      return;
    }
    const { source } = this;
    const fn = source.fn(way.fn);
    const n = this.steps.length + 1;
    const seen = this.shown.get(way);
    const labels = [...way.labels];
    const notes = [
      ...labels,
      ...(seen !== undefined && way.from.size > 0
        ? [seen === 0 ? 'the root itself' : `its callers shown at step ${seen}`]
        : []),
    ];
    this.steps.push({
      n,
      parent,
      file: fn.file,
      line: source.line(fn, call.at),
      function: fn.name,
      callee: source.fn(callee.fn).name,
      text: [source.text(fn, call.at, call.end), ...notes].join('; '),
      kind: 'call',
      condition: source.conditions(fn).of(blockOf(source, way.fn, call)),
      before,
      after: before,
      cuts: [],
      waitsFor: null,
    });
    if (seen !== undefined) return;
    this.shown.set(way, n);
    if (depth >= this.depth) return;
    const arrivals = [...way.from.values()].map((one) => [way, one] as const);
    for (const [to, arrival] of this.sorted(arrivals)) this.step(to, arrival, n, depth + 1);
  }
}

export function blockOf(source: TraceSource, fn: number, call: CallSite): number {
  for (const block of source.fn(fn).ir.blocks)
    for (const op of block.ops)
      if ('at' in op && typeof op.at === 'object' && op.at.start === call.at && op.at.end === call.end)
        return block.id;
  return 0;
}

import { type EntryHold, entryContext, guardPassed, outsideLabel } from '../../analysis/contexts';
import type { CallSite } from '../../analysis/frame';
import type { GuardState } from '../../analysis/guarded';
import type { FunctionResult } from '../../analysis/solve';
import { K } from '../../analysis/term-kinds';
import { type CancelToken, throwIfCancelled } from '../../base/cancel';
import { once } from '../../base/once';
import type { HoldReport } from '../reports';
import type { GuardUsers } from './guard';
import { commonEntry, entryKey, entryKeys, heldKey, heldOnEntry, lastMember, mustHold } from './held';
import type { TraceSource } from './trace-source';

/** A way from outside that ends at a function. */
export interface WayEntry {
  /** Kind of the entry row; `exported` and `outside` for functions that nobody in the program calls. */
  readonly kind: string;
  readonly label: string;
  readonly fn: number;
}

/** One way of being entered: a function with what its callers hold there. */
export interface Way {
  readonly fn: number;
  /** Tells the sets of holds apart that make a difference. */
  readonly key: string;
  held: EntryHold[];
  /** What is known of the guarded field of the subject that is passed in; only where origins are told apart. */
  readonly guard: GuardState;
  /** Why the way is safe without a lock, as its entry says; empty where nothing does. */
  readonly origin: string;
  /** Ways from outside that end here. */
  readonly entries: WayEntry[];
  readonly from: Map<string, Arrival>;
}

/** A call site through which a way goes on. */
export interface Arrival {
  readonly way: Way;
  readonly call: CallSite;
  /** What is held there, on this way. */
  readonly before: () => HoldReport[];
}

/** Tells ways apart by more than by what is held. */
export interface Origins {
  /** Why ways from this entry are safe without a lock. */
  of(entry: WayEntry): string;
  /** The same at a call, where the way may have lost its reason. */
  at(origin: string, result: FunctionResult, call: CallSite): string;
  /** Calls with equal keys, made at one place with the same holds, lose the same reasons. */
  key(result: FunctionResult, call: CallSite): string;
}

export interface WaysOptions {
  readonly token: CancelToken;
  readonly origins?: Origins;
}

/** Sets of holds kept apart per function; the rest joins the last one, with what they have in common. */
const MAX_WAYS = 64;

/** Follows what is held from the entry points down to some functions: each with the ways into it. */
export class WaysIn {
  private readonly source: TraceSource;
  private readonly guard: GuardUsers;
  private readonly relevant: ReadonlySet<number>;
  private readonly options: WaysOptions;
  private readonly ways = new Map<number, Map<string, Way>>();
  private readonly waiting: Way[] = [];
  private readonly distinctCalls = new Map<FunctionResult, readonly CallSite[]>();

  /** `relevant` are the functions asked about and all that lead to them. */
  constructor(source: TraceSource, guard: GuardUsers, relevant: ReadonlySet<number>, options: WaysOptions) {
    this.source = source;
    this.guard = guard;
    this.relevant = relevant;
    this.options = options;
  }

  find(): ReadonlyMap<number, ReadonlyMap<string, Way>> {
    const { source } = this;
    for (const entry of source.entries)
      if (this.relevant.has(entry.fn))
        this.enter(entry.fn, entry.kind, entry.label, [...entryContext(source.analysis, entry).holds]);
    const entered = new Set(source.entries.map((entry) => entry.fn));
    for (const fn of this.relevant)
      if (!entered.has(fn) && source.callerFunctions(fn).length === 0)
        this.enter(fn, 'outside', outsideLabel(source.analysis, source.fn(fn)), []);
    for (const fn of source.program.list)
      if (fn.exported && this.relevant.has(fn.index) && this.guard.serves(fn.index))
        this.enter(fn.index, 'exported', 'exported: in-kernel callers', []);
    for (let way = this.waiting.pop(); way !== undefined; way = this.waiting.pop()) {
      throwIfCancelled(this.options.token);
      this.goOn(way);
    }
    return this.ways;
  }

  private enter(fn: number, kind: string, label: string, held: EntryHold[]): void {
    const entry = { kind, label, fn };
    const way = this.arrive(fn, held, 'unknown', this.options.origins?.of(entry) ?? '');
    if (!way.entries.some((one) => one.label === label)) way.entries.push(entry);
  }

  private arrive(fn: number, held: EntryHold[], guard: GuardState, origin: string): Way {
    const all = this.ways.get(fn) ?? new Map<string, Way>();
    this.ways.set(fn, all);
    const own = `${this.distinct(held)}${this.options.origins === undefined ? '' : `|${guard}|${origin}`}`;
    const key = all.size < MAX_WAYS || all.has(own) ? own : 'rest';
    let way = all.get(key);
    if (way === undefined) {
      const known = key === 'rest' ? { guard: 'unknown' as const, origin: '' } : { guard, origin };
      way = { fn, key, held, ...known, entries: [], from: new Map() };
      all.set(key, way);
      this.waiting.push(way);
    } else {
      const joined = common(way.held, held);
      // What was told of it before must be told again.
      if (describe(joined) !== describe(way.held)) this.waiting.push(way);
      way.held = joined;
    }
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
    for (const { calls, entries, origin, guards } of this.groups(result, way)) {
      const [call] = calls;
      if (call === undefined) continue;
      const held = commonEntry(entries);
      const before = once(() =>
        mustHold(
          this.source,
          result,
          calls.map((one) => one.state),
          way.held,
        ),
      );
      call.callees.forEach((callee, i) => {
        if (!this.relevant.has(callee)) return;
        const next = this.arrive(callee, held, guards[i] ?? 'unknown', origin);
        const key = `${way.fn}|${call.at}|${way.key}|${this.distinct(held)}`;
        next.from.set(key, { way, call, before });
      });
    }
  }

  /** Calls by place and by what is held there: buffers and memory make no way of their own. */
  private groups(result: FunctionResult, way: Way): Group[] {
    const groups = new Map<string, Group>();
    for (const call of this.callsOf(result)) {
      const held = heldOnEntry(this.source, result, call, way.held);
      const { origin, guards } = this.known(result, call, way);
      const key = `${call.at}|${call.callees.join()}|${this.distinct(held)}|${origin}|${guards.join()}`;
      const group = groups.get(key) ?? { calls: [], entries: [], origin, guards };
      groups.set(key, group);
      group.calls.push(call);
      group.entries.push(held);
    }
    return [...groups.values()];
  }

  /** Calls that lead on, those in like states once. */
  private callsOf(result: FunctionResult): readonly CallSite[] {
    let calls = this.distinctCalls.get(result);
    if (calls === undefined) {
      const all = new Map<string, CallSite>();
      for (const call of result.calls) {
        if (!call.callees.some((callee) => this.relevant.has(callee))) continue;
        const { at, callees, args, state } = call;
        const key = `${at}|${callees.join()}|${args.join()}|${heldKey(state)}|${this.stateKey(result, call)}`;
        if (!all.has(key)) all.set(key, call);
      }
      calls = [...all.values()];
      this.distinctCalls.set(result, calls);
    }
    return calls;
  }

  private stateKey(result: FunctionResult, call: CallSite): string {
    const { origins } = this.options;
    if (origins === undefined) return '';
    const { source } = this;
    const guards = call.callees.map((callee) =>
      guardPassed(source.analysis, result, call, source.fn(callee), 'entry'),
    );
    return `${guards.join()}|${origins.key(result, call)}`;
  }

  private known(result: FunctionResult, call: CallSite, way: Way): Pick<Group, 'origin' | 'guards'> {
    const { origins } = this.options;
    if (origins === undefined) return { origin: '', guards: [] };
    const { source } = this;
    const guards = call.callees.map((callee) =>
      guardPassed(source.analysis, result, call, source.fn(callee), way.guard),
    );
    return { origin: origins.at(way.origin, result, call), guards };
  }
}

interface Group {
  readonly calls: CallSite[];
  readonly entries: EntryHold[][];
  readonly origin: string;
  /** By callee. */
  readonly guards: readonly GuardState[];
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

/** All entries from which a way comes, in order of files and lines. */
export function entriesOf(source: TraceSource, way: Way): WayEntry[] {
  const found = new Map<string, WayEntry>();
  const ways = new Set([way]);
  for (const at of ways) {
    for (const entry of at.entries) found.set(`${entry.kind}|${entry.fn}`, entry);
    for (const { way: above } of at.from.values()) ways.add(above);
  }
  return [...found.values()].sort((a, b) => order(source, a.fn, b.fn) || (a.kind < b.kind ? -1 : 1));
}

function order(source: TraceSource, a: number, b: number): number {
  const x = source.fn(a);
  const y = source.fn(b);
  if (x.file !== y.file) return x.file < y.file ? -1 : 1;
  return x.start - y.start;
}

/** Calls of a shortest way from one of some entries down to the function of the way. */
export function shortestPath(
  way: Way,
  from: ReadonlySet<number>,
): readonly { readonly fn: number; readonly at: number }[] {
  const below = new Map<Way, { readonly to: Way; readonly at: number } | null>([[way, null]]);
  for (const [at] of below) {
    if (at.entries.some((entry) => from.has(entry.fn))) {
      const path: { fn: number; at: number }[] = [];
      for (let next = below.get(at), start = at; next; start = next.to, next = below.get(next.to))
        path.push({ fn: start.fn, at: next.at });
      return path;
    }
    for (const { way: above, call } of at.from.values())
      if (!below.has(above)) below.set(above, { to: at, at: call.at });
  }
  return [];
}

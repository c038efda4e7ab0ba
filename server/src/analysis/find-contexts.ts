import type { Analysis } from './analyse';
import {
  type Context,
  type Contexts,
  distinctCalls,
  entryContext,
  foldContexts,
  isGuardedTable,
  outsideLabel,
  spread,
} from './contexts';
import { allEntries, type Entry } from './entries';
import type { CallSite } from './frame';
import { sameContext } from './same-context';
import type { FunctionResult } from './solve';
import { subjectParam } from './subject';
import type { Terms } from './terms';

/** Answers kept of one function: half-typed code goes back to what it was. */
const MAX_KEPT = 8;

/** What one function contributed to the contexts of those that it calls, and from what. */
interface Contribution {
  readonly result: FunctionResult;
  readonly own: readonly Context[];
  /** What was asked of the functions called. */
  readonly asked: string;
  readonly ways: readonly Way[];
}

type Way = readonly [fn: number, context: Context];

interface Folded {
  readonly ways: readonly Context[];
  readonly contexts: readonly Context[];
}

/**
 * Kept between revisions: a function's contexts are found again only where its own calls, or the contexts of a
 * caller, changed. What comes out equal stays the same object, so that a change ends where it makes no difference.
 */
export class ContextMemory {
  private terms: Terms | null = null;
  private calls = new WeakMap<FunctionResult, readonly CallSite[]>();
  private readonly entries = new Map<string, Context>();
  private readonly outside = new Map<number, Context>();
  private readonly contributions = new Map<number, readonly Contribution[]>();
  /** What a function passes on, and what it has in the end: more where functions call each other. */
  private readonly passed = new Map<number, readonly Folded[]>();
  private readonly folded = new Map<number, readonly Folded[]>();

  /** Finds, top down, in which contexts each function is entered. `groups` are all functions, callees first. */
  find(analysis: Analysis, groups: readonly (readonly number[])[]): Contexts {
    this.forgetOther(analysis.terms);
    const incoming = new Map<number, Context[]>();
    const offer = (fn: number, context: Context) => {
      const ways = incoming.get(fn);
      if (ways === undefined) incoming.set(fn, [context]);
      else ways.push(context);
    };
    const entries: Entry[] = [];
    for (const found of allEntries(analysis)) {
      const context = this.entry(analysis, found);
      entries.push(context.entry ?? found);
      offer(found.fn, context);
    }
    this.offerOutside(analysis, incoming, offer);
    const asked = new Questions(analysis);
    for (let i = groups.length - 1; i >= 0; i--) {
      for (const index of groups[i] as readonly number[]) {
        const result = analysis.result(index);
        if (result === undefined) continue;
        const own = this.fold(this.passed, index, incoming.get(index));
        for (const [fn, context] of this.contribution(analysis, result, index, own, asked))
          offer(fn, context);
      }
    }
    return { of: (fn) => this.fold(this.folded, fn, incoming.get(fn)), entries };
  }

  /** Terms mean nothing in another store of terms. */
  private forgetOther(terms: Terms): void {
    if (this.terms === terms) return;
    this.terms = terms;
    this.calls = new WeakMap();
    for (const kept of [this.entries, this.outside, this.contributions, this.passed, this.folded])
      kept.clear();
  }

  private entry(analysis: Analysis, entry: Entry): Context {
    const key = `${entry.fn}|${entry.kind}`;
    const old = this.entries.get(key);
    const same = old?.entry?.label === entry.label && old.entry.holds === entry.holds;
    const context = entryContext(analysis, same && old.entry.atomic === entry.atomic ? old.entry : entry);
    return keep(this.entries, key, context);
  }

  /** Functions that nobody in the program calls. */
  private offerOutside(
    analysis: Analysis,
    incoming: ReadonlyMap<number, unknown>,
    offer: (fn: number, context: Context) => void,
  ): void {
    const called = new Set<number>();
    for (const { index } of analysis.program.list) {
      const result = analysis.result(index);
      if (result === undefined) continue;
      for (const call of this.callsOf(analysis, result)) for (const fn of call.callees) called.add(fn);
    }
    for (const fn of analysis.program.list) {
      if (incoming.has(fn.index) || called.has(fn.index)) continue;
      const label = outsideLabel(analysis, fn);
      const context: Context = { entry: null, label, holds: [], guard: 'unknown', path: [], ways: 1 };
      offer(fn.index, keep(this.outside, fn.index, context));
    }
  }

  private callsOf(analysis: Analysis, result: FunctionResult): readonly CallSite[] {
    let calls = this.calls.get(result);
    if (calls === undefined) {
      calls = distinctCalls(analysis, result);
      this.calls.set(result, calls);
    }
    return calls;
  }

  private contribution(
    analysis: Analysis,
    result: FunctionResult,
    fn: number,
    own: readonly Context[],
    questions: Questions,
  ): readonly Way[] {
    const calls = this.callsOf(analysis, result);
    const asked = questions.of(calls);
    const kept = this.contributions.get(fn) ?? [];
    const [old] = kept;
    const same = kept.find((one) => one.result === result && one.own === own && one.asked === asked);
    if (same !== undefined) {
      this.contributions.set(fn, newest(kept, same));
      return same.ways;
    }
    const ways: Way[] = [];
    const add = (callee: number, context: Context) => {
      const before = old?.ways[ways.length];
      const same = before !== undefined && before[0] === callee && sameContext(before[1], context);
      ways.push(same ? before : [callee, context]);
    };
    for (const call of calls) spread(analysis, result, call, own, add);
    this.contributions.set(fn, newest(kept, { result, own, asked, ways }));
    return ways;
  }

  /** Equal ways in give the same contexts, as an array of the same identity. */
  private fold(
    memory: Map<number, readonly Folded[]>,
    fn: number,
    ways: readonly Context[] = [],
  ): readonly Context[] {
    const kept = memory.get(fn) ?? [];
    const [old] = kept;
    const same = kept.find((one) => isSameList(one.ways, ways));
    if (same !== undefined) {
      memory.set(fn, newest(kept, same));
      return same.contexts;
    }
    const made = foldContexts(ways).map((context, i) => {
      const before = old?.contexts[i];
      return before !== undefined && sameContext(before, context) ? before : context;
    });
    const contexts = old !== undefined && isSameList(old.contexts, made) ? old.contexts : made;
    // Offers are still being added to the list while callers are worked through.
    memory.set(fn, newest(kept, { ways: [...ways], contexts }));
    return contexts;
  }
}

/** What `spread` asks of the functions that are called, as text: an answer that changed changes the contexts. */
class Questions {
  private readonly analysis: Analysis;
  private readonly byFn = new Map<number, string>();
  private readonly byMember = new Map<string, string>();

  constructor(analysis: Analysis) {
    this.analysis = analysis;
  }

  of(calls: readonly CallSite[]): string {
    let text = '';
    for (const call of calls) {
      if (call.member !== null) text += this.ofMember(call.member);
      for (const fn of call.callees) text += this.ofFunction(fn);
    }
    return text;
  }

  private ofFunction(index: number): string {
    let text = this.byFn.get(index);
    if (text === undefined) {
      const fn = this.analysis.program.functions[index];
      const relies = (this.analysis.result(index)?.summary.relies.length ?? 0) > 0;
      text = fn === undefined ? '-' : `${subjectParam(this.analysis.model, fn)}${relies ? 'r' : ','}`;
      this.byFn.set(index, text);
    }
    return text;
  }

  private ofMember(member: string): string {
    let text = this.byMember.get(member);
    if (text === undefined) {
      text = isGuardedTable(this.analysis, member) ? '!' : '.';
      this.byMember.set(member, text);
    }
    return text;
  }
}

/** Puts an entry in front; the oldest falls out. */
function newest<T>(kept: readonly T[], entry: T): readonly T[] {
  if (kept[0] === entry) return kept;
  return [entry, ...kept.filter((one) => one !== entry).slice(0, MAX_KEPT - 1)];
}

function keep<Key>(kept: Map<Key, Context>, key: Key, context: Context): Context {
  const old = kept.get(key);
  if (old !== undefined && sameContext(old, context)) return old;
  kept.set(key, context);
  return context;
}

function isSameList<T>(a: readonly T[], b: readonly T[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

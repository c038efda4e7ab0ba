import type { Analysis } from '../analyse';
import { entriesOf } from '../entries';
import type { FunctionResult } from '../solve';
import type { Hold } from '../state';
import { K } from '../term-kinds';

/**
 * The function that lost the release of what `result`'s function keeps for its callers, by number, or null when
 * somebody gives it back. A helper may keep a lock for its callers, a callback for its partner (`start` and `stop`).
 * Where all callers give back other things of the same call through one function, that function lost it; a lock that
 * nobody relies on was lost where it was taken.
 */
export function whoLost(analysis: Analysis, result: FunctionResult, hold: Hold): number | null {
  const known = answers.get(analysis) ?? new Map<string, number | null>();
  answers.set(analysis, known);
  const key = `${result.frame.fn.index}|${hold.kind}|${hold.object}`;
  const old = known.get(key);
  if (old !== undefined) return old;
  const answer = new Search(analysis).whoLost(result, hold);
  known.set(key, answer);
  return answer;
}

/** Answers of one revision: the same function may have other callers in the next. */
const answers = new WeakMap<Analysis, Map<string, number | null>>();

/** Kinds that nobody keeps beyond the call that took them, but for a partner. */
const BRIEF: ReadonlySet<Hold['kind']> = new Set(['lock', 'rcu', 'power', 'locality', 'buf']);

/** A caller gives back what the function keeps on some of its returns; where it has none, another of the file may. */
export function isGivenBack(analysis: Analysis, result: FunctionResult, hold: Hold): boolean {
  return new Search(analysis).isGivenBack(result, hold);
}

/** Another function of the file keeps, at some return, a lock of this name: this one gives it back for that one. */
export function isKeptElsewhere(analysis: Analysis, result: FunctionResult, hold: Hold): boolean {
  return othersInFile(analysis, result).some((other) =>
    other.exits.some((exit) => exit.state.holds.some((h) => isSameLock(result, h, hold))),
  );
}

function othersInFile(analysis: Analysis, result: FunctionResult): FunctionResult[] {
  const { fn } = result.frame;
  return analysis.program
    .inFile(fn.file)
    .filter((other) => other.index !== fn.index)
    .flatMap((other) => analysis.result(other.index) ?? []);
}

function isSameLock(result: FunctionResult, a: Hold, b: Hold): boolean {
  return a.kind === b.kind && a.mode === b.mode && lastName(result, a.object) === lastName(result, b.object);
}

class Search {
  private readonly analysis: Analysis;
  private readonly seen = new Set<number>();

  constructor(analysis: Analysis) {
    this.analysis = analysis;
  }

  whoLost(result: FunctionResult, hold: Hold): number | null {
    if (hold.kind !== 'ref' && !BRIEF.has(hold.kind)) return null;
    if (this.isReliedOn(result, hold)) return null;
    this.seen.clear();
    const partner = this.partner(result, hold);
    if (partner !== null) return partner;
    return BRIEF.has(hold.kind) && !this.hasPartner(result, hold) ? result.frame.fn.index : null;
  }

  isGivenBack(result: FunctionResult, hold: Hold): boolean {
    const alone = this.callersOf(result).length === 0;
    return alone ? this.hasPartner(result, hold) : this.isReliedOn(result, hold);
  }

  private isReliedOn(result: FunctionResult, hold: Hold): boolean {
    const { fn } = result.frame;
    // Functions that call each other rely on each other no more than the rest does.
    if (this.seen.has(fn.index)) return false;
    this.seen.add(fn.index);
    const callers = this.callersOf(result);
    if (callers.length === 0) return !this.isWayIn(result) && !keepsOnAll(result, hold);
    return callers.some((caller) => caller.capped || this.relies(caller, fn.index, hold));
  }

  /** A function that gives back at least half of the other things that the same calls took. */
  private partner(result: FunctionResult, hold: Hold): number | null {
    const { fn } = result.frame;
    if (this.seen.has(fn.index)) return null;
    this.seen.add(fn.index);
    for (const caller of this.callersOf(result)) {
      const { takenBy, settled } = caller.frame;
      const taken = [...(takenBy.get(fn.index) ?? [])];
      const by = new Map<string, number>();
      for (const key of taken)
        for (const name of settled.get(`${fn.index}|${key}`) ?? []) by.set(name, (by.get(name) ?? 0) + 1);
      for (const [name, ended] of by) {
        const [partner] = this.analysis.program.resolve(name, caller.frame.fn.file);
        if (partner === undefined || partner === fn.index || ended * 2 < taken.length - 1) continue;
        if (!this.takesItself(partner, hold)) return partner;
      }
      const handedOn = kept(caller, fn.index, hold);
      const found = handedOn === undefined ? null : this.partner(caller, handedOn);
      if (found !== null) return found;
    }
    return null;
  }

  /** The caller gives it back on some path, or hands it on to somebody who does. */
  private relies(caller: FunctionResult, callee: number, hold: Hold): boolean {
    const { takenBy, settled } = caller.frame;
    const back = [...(takenBy.get(callee) ?? [])].filter((key) => settled.has(`${callee}|${key}`));
    if (back.some((key) => key.startsWith(`${hold.kind}|`) && isLike(caller, key, hold))) return true;
    const handedOn = kept(caller, callee, hold);
    // Who gives back the rest of what the call took does not hand this on; a looked-up object may leave its lock.
    if (handedOn === undefined || back.length > (BRIEF.has(hold.kind) ? 0 : 1)) return false;
    return this.isReliedOn(caller, handedOn);
  }

  private callersOf(result: FunctionResult): FunctionResult[] {
    const { fn } = result.frame;
    return this.analysis
      .callers(fn.index)
      .filter((caller) => caller.index !== fn.index)
      .flatMap((caller) => this.analysis.result(caller.index) ?? []);
  }

  /** What a function takes for itself it does not give back for another. */
  private takesItself(fn: number, hold: Hold): boolean {
    const result = this.analysis.result(fn);
    if (result === undefined) return false;
    return [...result.frame.takings.values()].some((taking) => sameName(result, taking.object, hold.object));
  }

  /** Called by the kernel: through a table, or by its address. */
  private isWayIn(result: FunctionResult): boolean {
    const { fn } = result.frame;
    return (
      this.analysis.program.membersOf(fn.index).length > 0 || entriesOf(this.analysis, fn.index).length > 0
    );
  }

  /** Another function of the file gives back, without having taken it, a thing of the same name. */
  private hasPartner(result: FunctionResult, hold: Hold): boolean {
    return othersInFile(this.analysis, result).some((other) =>
      other.exits.some((exit) => exit.state.released.some((h) => isSameLock(result, h, hold))),
    );
  }
}

/** `kind|object` of a caller is the thing that the callee holds: both end in the same member. */
function isLike(caller: FunctionResult, key: string, hold: Hold): boolean {
  return sameName(caller, Number(key.slice(key.indexOf('|') + 1)), hold.object);
}

function sameName(result: FunctionResult, object: number, other: number): boolean {
  const [a, b] = [lastName(result, object), lastName(result, other)];
  return a === null || b === null || a === b;
}

/** What a function still holds at a return because a call of `callee` took it. */
function kept(result: FunctionResult, callee: number, hold: Hold): Hold | undefined {
  for (const { state } of result.exits)
    for (const h of state.holds)
      if (h.kind === hold.kind && h.site.inside?.fn === callee && sameName(result, h.object, hold.object))
        return h;
  return undefined;
}

/** No return is without it: nobody outside could tell when to give it back. */
function keepsOnAll(result: FunctionResult, hold: Hold): boolean {
  const all = result.exits.every((exit) =>
    exit.state.holds.some((h) => h.kind === hold.kind && h.object === hold.object),
  );
  return all && result.summary.cases.length > 1;
}

/** The last member of the path to an object, or the name of a global. */
export function lastName(result: FunctionResult, object: number): string | null {
  const { terms } = result.frame;
  const kind = terms.kind(object);
  if (kind === K.Field) return terms.name(terms.b(object));
  return kind === K.Global ? terms.name(terms.a(object)) : null;
}

import { once } from '../base/once';
import { bottomUp, calleesOf } from './call-graph';
import type { EngineModel } from './engine-model';
import { Frame } from './frame';
import type { Program, ProgramFunction } from './program';
import { type FunctionResult, solve } from './solve';
import type { Hold } from './state';
import type { Case, Summary } from './summary';
import { K, type Term } from './term-kinds';
import { Terms } from './terms';

/** Results of one revision. A function is solved, after all that it calls, when somebody first asks for it. */
export interface Analysis {
  readonly program: Program;
  readonly terms: Terms;
  readonly model: EngineModel;
  /** What was found of a function, by its number; undefined when the program has none of that number. */
  result(fn: number): FunctionResult | undefined;
  /** Functions that a function may call, as far as the text says. */
  callees(fn: number): readonly number[];
  /** Functions that may call a function, in order of the program. */
  callers(fn: number): readonly ProgramFunction[];
}

type Summaries = readonly (Summary | undefined)[];

interface Stored {
  readonly key: Key;
  readonly result: FunctionResult;
  /** Changes when, and only when, what callers can see of the function changes. */
  readonly version: number;
  /** What callers can see. */
  readonly text: () => string;
}

/** What a result depends on. */
interface Key {
  /** The function's text and the versions of its callees. */
  readonly own: string;
  /** Everything outside function bodies; asked for only where there is an older result to compare with. */
  readonly declarations: () => string;
}

/** Rounds over functions that call each other; effects settle in two, a third finds what the second changed. */
const ROUNDS = 3;
/**
 * Results kept of one function: what it was before the last edits. Typing goes through states that come again, and
 * what is typed half goes back to what it was; callers then find their results of that time.
 */
const MAX_KEPT = 8;
/** Terms are never thrown away one by one; past this many the store starts over. */
const MAX_TERMS = 2_000_000;

/** What revisions share: terms, the numbers of operations, and the newest result of each function. */
class Generation {
  readonly terms = new Terms();
  /** Of each function, newest first. */
  readonly stored: (Stored[] | undefined)[] = [];
  private readonly sites = new WeakMap<object, number>();
  private siteCount = 1;
  private versions = 0;

  /** The result that a function had under a key, or undefined. */
  find(fn: number, key: Key): Stored | undefined {
    const kept = this.stored[fn];
    const at = kept?.findIndex((old) => isSameKey(old.key, key)) ?? -1;
    const found = kept?.[at];
    if (kept === undefined || found === undefined || at === 0) return found;
    kept.splice(at, 1);
    kept.unshift(found);
    return found;
  }

  solve(program: Program, model: EngineModel, fn: ProgramFunction, summaries: Summaries): FunctionResult {
    // Where somebody looked closely before, somebody will again: once is less work than twice.
    const detailed = this.stored[fn.index]?.[0]?.result.isDetailed ?? false;
    const nextSite = () => this.siteCount++;
    return solve(new Frame(program, this.terms, model, fn, summaries, this.sites, nextSite, detailed));
  }

  /** Keeps a result. It gets a version of its own unless callers cannot tell it from one that is kept. */
  keep(fn: number, key: Key, result: FunctionResult): Stored {
    const text = once(() => summaryText(this.terms, result.summary));
    const kept = this.stored[fn] ?? [];
    // Texts are compared only where there is something to compare with: a first run makes none.
    const same = kept.find((old) => old.text() === text());
    const version = same?.version ?? ++this.versions;
    const stored = { key, result, version, text: same?.text ?? text };
    this.stored[fn] = [stored, ...kept.slice(0, MAX_KEPT - 1)];
    return stored;
  }
}

/**
 * Keeps results between revisions. A function is solved again when its text, the declarations it may use, or the
 * summary of a callee changed; a run with an empty store is the same code.
 */
export class ResultStore {
  private generation = new Generation();

  /** The results of a program. `declarations` makes a key of everything outside function bodies. */
  analyse(program: Program, model: EngineModel, declarations: () => string): Analysis {
    if (this.generation.terms.size > MAX_TERMS) this.generation = new Generation();
    return new LazyAnalysis(program, model, declarations, this.generation);
  }
}

function isSameKey(a: Key, b: Key): boolean {
  return a.own === b.own && (a.declarations === b.declarations || a.declarations() === b.declarations());
}

class LazyAnalysis implements Analysis {
  readonly program: Program;
  readonly terms: Terms;
  readonly model: EngineModel;
  private readonly declarations: () => string;
  private readonly generation: Generation;
  private readonly known: (Stored | undefined)[] = [];
  private readonly summaries: (Summary | undefined)[] = [];
  private readonly calleesByFn: (readonly number[] | undefined)[] = [];
  private callersByFn: Map<number, ProgramFunction[]> | null = null;

  constructor(program: Program, model: EngineModel, declarations: () => string, generation: Generation) {
    this.program = program;
    this.model = model;
    this.declarations = declarations;
    this.generation = generation;
    this.terms = generation.terms;
  }

  callees(fn: number): readonly number[] {
    let callees = this.calleesByFn[fn];
    if (callees === undefined) {
      const of = this.program.functions[fn];
      callees = of === undefined ? [] : calleesOf(this.program, of);
      this.calleesByFn[fn] = callees;
    }
    return callees;
  }

  callers(fn: number): readonly ProgramFunction[] {
    if (this.callersByFn === null) {
      this.callersByFn = new Map();
      for (const caller of this.program.list) {
        for (const callee of this.callees(caller.index)) {
          const callers = this.callersByFn.get(callee);
          if (callers === undefined) this.callersByFn.set(callee, [caller]);
          else callers.push(caller);
        }
      }
    }
    return this.callersByFn.get(fn) ?? [];
  }

  result(fn: number): FunctionResult | undefined {
    const known = this.known[fn];
    if (known !== undefined) return known.result;
    const asked = this.program.functions[fn];
    if (asked === undefined) return undefined;
    const unsolved = (at: number) => this.callees(at).filter((callee) => this.known[callee] === undefined);
    for (const group of bottomUp([asked], unsolved)) this.solveGroup(group);
    return this.known[fn]?.result;
  }

  /** Functions that call each other are solved in the order of the program, whoever of them was asked for. */
  private solveGroup(group: readonly number[]): void {
    const only = group[0] as number;
    if (group.length === 1 && !this.callees(only).includes(only)) {
      this.solveOne(only);
      return;
    }
    const members = new Set(group);
    const ordered = this.program.list.filter((fn) => members.has(fn.index)).map((fn) => fn.index);
    for (let round = 0; round < ROUNDS; round++) {
      let changed = false;
      for (const fn of ordered) {
        const before = this.known[fn]?.version;
        changed = this.solveOne(fn).version !== before || changed;
      }
      if (!changed) break;
    }
  }

  private solveOne(fn: number): Stored {
    const versions = this.callees(fn).map((callee) => `${callee}:${this.known[callee]?.version ?? '-'}`);
    const of = this.program.functions[fn] as ProgramFunction;
    const key = { own: `${of.key}|${versions.join()}`, declarations: this.declarations };
    const { generation } = this;
    const stored =
      generation.find(fn, key) ??
      generation.keep(fn, key, generation.solve(this.program, this.model, of, this.summaries));
    this.known[fn] = stored;
    this.summaries[fn] = stored.result.summary;
    return stored;
  }
}

/** What callers can see of a summary, with inner values numbered in order of appearance. */
export function summaryText(terms: Terms, summary: Summary): string {
  const inner = new Map<Term, number>();
  const text = (t: Term): string => {
    const kind = terms.kind(t);
    if (kind === K.Fresh || kind === K.Phi) {
      if (!inner.has(t)) inner.set(t, inner.size);
      return `#${inner.get(t)}`;
    }
    const children = terms.children(t);
    if (children.length === 0) return `t${t}`;
    const name =
      kind === K.Field || kind === K.Container
        ? terms.name(terms.b(t))
        : kind === K.Unary
          ? terms.name(terms.a(t))
          : '';
    return `${kind}${name}(${children.map(text).join()})`;
  };
  const conditions = (given: Case['given']) =>
    given
      .map(([t, m]) => `${text(t)}=${m}`)
      .sort()
      .join();
  const hold = (h: Hold) =>
    `${h.kind} ${h.primitive} ${h.mode} ${text(h.object)}*${h.count}${h.initial ? 'i' : ''}${h.managed ? 'm' : ''}${h.condition ?? ''}`;
  const deeds = () =>
    [
      summary.sleeps,
      summary.sleepings.map((s) => `${s.callee}${conditions(s.given)}`),
      summary.lockUses.map((u) => `${u.cls}${u.mode}${conditions(u.given)}`),
      summary.requires.map((r) => `${text(r.object)}${r.by}${conditions(r.given)}`),
      summary.drains.map((d) => `${d.fence}${d.object}${conditions(d.given)}`),
    ].join(';');
  const outcome = (c: Case) =>
    [
      c.value === null ? '' : text(c.value),
      c.mask,
      c.exactly,
      conditions(c.given),
      c.acquires.map(hold).join(),
      c.releases.map(hold).join(),
      c.writes.map(([p, v]) => `${text(p)}:=${text(v)}`).join(),
      c.facts.map(([t, m]) => `${text(t)}=${m}`).join(),
    ].join(';');
  return `${summary.cases.map(outcome).join('\n')}\n${summary.relies.map(text).join()};${summary.takings.map((t) => `${text(t.object)}${t.mode}${conditions(t.given)}`).join()};${deeds()}`;
}

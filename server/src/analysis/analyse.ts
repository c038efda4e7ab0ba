import { type CancelToken, throwIfCancelled } from '../base/cancel';
import { bottomUp, calleesOf } from './call-graph';
import type { EngineModel } from './engine-model';
import { Frame } from './frame';
import type { Program, ProgramFunction } from './program';
import { type FunctionResult, solve } from './solve';
import type { Hold } from './state';
import type { Case, Summary } from './summary';
import { K, type Term, Terms } from './terms';

/** Results of one revision: per function (by number) what was found. */
export interface Analysis {
  readonly program: Program;
  readonly terms: Terms;
  readonly model: EngineModel;
  readonly results: readonly (FunctionResult | undefined)[];
  readonly callees: readonly (readonly number[] | undefined)[];
}

interface Stored {
  readonly key: string;
  readonly result: FunctionResult;
  /** Changes when, and only when, what callers can see of the function changes. */
  readonly version: number;
  /** What callers can see, once somebody asked. */
  readonly text: string | null;
}

/** Rounds over functions that call each other; effects settle in two, a third finds what the second changed. */
const ROUNDS = 3;
/** Terms are never thrown away one by one; past this many the store starts over. */
const MAX_TERMS = 2_000_000;

/**
 * Keeps results between revisions. A function is solved again when its text, the declarations it may use, or the
 * summary of a callee changed; a run with an empty store is the same code.
 */
export class ResultStore {
  private terms = new Terms();
  private sites = new WeakMap<object, number>();
  private siteCount = 1;
  private stored: (Stored | undefined)[] = [];
  private versions = 0;

  /** Analyses a program. `declarations` is a key of everything outside function bodies. */
  analyse(program: Program, model: EngineModel, declarations: string, token: CancelToken): Analysis {
    if (this.terms.size > MAX_TERMS) this.clear();
    const callees: (readonly number[])[] = [];
    for (const fn of program.list) callees[fn.index] = calleesOf(program, fn);
    const summaries: (Summary | undefined)[] = [];
    const results: (FunctionResult | undefined)[] = [];
    for (const group of bottomUp(program.list, (fn) => callees[fn] ?? [])) {
      throwIfCancelled(token);
      const recursive = group.length > 1 || (callees[group[0] as number] ?? []).includes(group[0] as number);
      for (let round = 0; round < (recursive ? ROUNDS : 1); round++) {
        let changed = false;
        for (const index of group) {
          const fn = program.functions[index] as ProgramFunction;
          const before = this.stored[index]?.version;
          const stored = this.solveOne(program, model, fn, declarations, callees[index] ?? [], summaries);
          summaries[index] = stored.result.summary;
          results[index] = stored.result;
          changed ||= stored.version !== before;
        }
        if (!changed) break;
      }
    }
    return { program, terms: this.terms, model, results, callees };
  }

  private solveOne(
    program: Program,
    model: EngineModel,
    fn: ProgramFunction,
    declarations: string,
    callees: readonly number[],
    summaries: readonly (Summary | undefined)[],
  ): Stored {
    const versions = callees.map(
      (callee) => `${callee}:${summaries[callee] === undefined ? '-' : this.stored[callee]?.version}`,
    );
    const key = `${fn.key}|${declarations}|${versions.join()}`;
    const old = this.stored[fn.index];
    if (old !== undefined && old.key === key) return old;
    const frame = new Frame(program, this.terms, model, fn, summaries, this.sites, () => this.siteCount++);
    const result = solve(frame);
    // Texts are compared only where there is something to compare with: a first run makes none.
    const text = old === undefined ? null : summaryText(this.terms, result.summary);
    const same = old !== undefined && (old.text ?? summaryText(this.terms, old.result.summary)) === text;
    const version = same ? (old as Stored).version : ++this.versions;
    const kept = same ? result.withSummary((old as Stored).result.summary) : result;
    const stored = { key, result: kept, version, text };
    this.stored[fn.index] = stored;
    return stored;
  }

  private clear(): void {
    this.terms = new Terms();
    this.sites = new WeakMap();
    this.stored = [];
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
  const hold = (h: Hold) =>
    `${h.kind} ${h.primitive} ${h.mode} ${text(h.object)}*${h.count}${h.initial ? 'i' : ''}${h.managed ? 'm' : ''}${h.condition ?? ''}`;
  const outcome = (c: Case) =>
    [
      c.value === null ? '' : text(c.value),
      c.mask,
      c.exactly,
      c.given
        .map(([t, m]) => `${text(t)}=${m}`)
        .sort()
        .join(),
      c.acquires.map(hold).join(),
      c.releases.map(hold).join(),
      c.writes.map(([p, v]) => `${text(p)}:=${text(v)}`).join(),
      c.facts.map(([t, m]) => `${text(t)}=${m}`).join(),
    ].join(';');
  return `${summary.cases.map(outcome).join('\n')}\n${summary.relies.map(text).join()};${summary.takings.map((t) => `${text(t.object)}${t.mode}`).join()}${summary.sleeps}`;
}

import type { Analysis } from '../analyse';
import { entriesOf } from '../entries';
import type { ProgramFunction } from '../program';
import { type Act, type Acts, actsOf, type Direct } from './acts';
import { flowOf, type Place } from './flow';
import { holdersOf, type Key } from './keys';

/** Calls down that are followed; deeper is another subsystem. */
const MAX_DEPTH = 10;

const NONE: Acts = { acts: [], calls: [] };

/** What the functions of a program do to the life of objects, by themselves and with all that they call by name. */
export class Lifetimes {
  readonly analysis: Analysis;
  private readonly own = new Map<number, Acts>();
  private readonly reached = new Map<number, ReadonlySet<number>>();
  private readonly holders = new Map<string, ReadonlySet<string>>();
  private readonly callersByFn = new Map<number, { fn: ProgramFunction; call: Direct }[]>();
  /** All acts of one kind, in order of the program. */
  private readonly all = new Map<Act['what'], { fn: ProgramFunction; act: Act }[]>();

  constructor(analysis: Analysis) {
    this.analysis = analysis;
    for (const fn of analysis.program.list) {
      const acts = actsOf(analysis, fn);
      this.own.set(fn.index, acts);
      for (const act of acts.acts) push(this.all, act.what, { fn, act });
      for (const call of acts.calls) push(this.callersByFn, call.callee, { fn, call });
    }
  }

  of(fn: number): Acts {
    return this.own.get(fn) ?? NONE;
  }
  every(what: Act['what']): readonly { fn: ProgramFunction; act: Act }[] {
    return this.all.get(what) ?? [];
  }
  fn(index: number): ProgramFunction {
    return this.analysis.program.functions[index] as ProgramFunction;
  }
  callers(fn: number): readonly { fn: ProgramFunction; call: Direct }[] {
    return this.callersByFn.get(fn) ?? [];
  }
  isEntry(fn: number): boolean {
    return entriesOf(this.analysis, fn).length > 0 || this.analysis.program.membersOf(fn).length > 0;
  }

  /** The function and all that it calls by name. */
  closure(fn: number): ReadonlySet<number> {
    let known = this.reached.get(fn);
    if (known === undefined) {
      const found = new Map([[fn, 0]]);
      for (const [at, depth] of found)
        if (depth < MAX_DEPTH)
          for (const { callee } of this.of(at).calls) if (!found.has(callee)) found.set(callee, depth + 1);
      known = new Set(found.keys());
      this.reached.set(fn, known);
    }
    return known;
  }

  /** The acts of a function and of all that it calls by name. */
  *within(fn: number): Generator<Act> {
    for (const at of this.closure(fn)) yield* this.of(at).acts;
  }

  holdersOf(struct: string): ReadonlySet<string> {
    let known = this.holders.get(struct);
    if (known === undefined) {
      known = holdersOf(this.analysis.program, struct);
      this.holders.set(struct, known);
    }
    return known;
  }

  /** Places in a function where an act is done, by itself or by what it calls. */
  places(fn: number, test: (act: Act) => boolean): (Place & { at: number; end: number; act: Act })[] {
    const { acts, calls } = this.of(fn);
    const found: (Place & { at: number; end: number; act: Act })[] = [];
    for (const act of acts)
      if (test(act)) found.push({ block: act.block, index: act.index, at: act.at, end: act.end, act });
    for (const call of calls)
      for (const act of this.within(call.callee))
        if (test(act)) {
          found.push({ block: call.block, index: call.index, at: call.at, end: call.end, act });
          break;
        }
    return found;
  }

  /** Some way from `a` to `b` inside a function; an act that can fail counts where it succeeded. */
  leads(fn: number, a: Place & { readonly act?: Act }, b: Place): boolean {
    const own = a.act !== undefined && a.act.block === a.block && a.act.index === a.index;
    return flowOf(this.fn(fn).ir).leads(a, b, own ? a.act?.when : undefined);
  }

  /** Functions that run when a callback of this key runs: `INIT_WORK(&x->work, f)`. */
  callbacks(key: Key): readonly number[] {
    const found = new Set<number>();
    for (const what of ['init', 'arm'] as const)
      for (const { fn, act } of this.every(what))
        if (act.key === key && act.callback !== null)
          for (const target of this.analysis.program.resolve(act.callback, fn.file)) found.add(target);
    return [...found];
  }
}

const indices = new WeakMap<Analysis, Lifetimes>();

/** Made on first use, from the text alone: nothing is solved for it. */
export function lifetimesOf(analysis: Analysis): Lifetimes {
  let index = indices.get(analysis);
  if (index === undefined) {
    index = new Lifetimes(analysis);
    indices.set(analysis, index);
  }
  return index;
}

function push<K, T>(map: Map<K, T[]>, key: K, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

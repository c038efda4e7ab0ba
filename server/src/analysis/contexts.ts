import { once } from '../base/once';
import type { HoldKind, Mode } from '../model/types';
import type { Analysis } from './analyse';
import { namesIn } from './describe';
import type { Entry } from './entries';
import type { CallSite } from './frame';
import { type GuardState, guardState } from './guarded';
import type { ProgramFunction } from './program';
import { rebase } from './rebase';
import type { FunctionResult } from './solve';
import type { Hold, Site } from './state';
import { subjectParam } from './subject';
import type { Term } from './term-kinds';

/** Something that is held when a function is entered. */
export interface EntryHold {
  readonly kind: HoldKind;
  readonly primitive: string;
  readonly mode: Mode | null;
  readonly count: number;
  /** In the function's own terms, or null when it cannot reach the object; then `name` is the holder's name for it. */
  readonly object: Term | null;
  readonly name: string;
  readonly site: Site | null;
  readonly condition: string | null;
}

/** One kind of way into a function: what is held on entry, and whether the guarded field is good. */
export interface Context {
  readonly entry: Entry | null;
  readonly label: string;
  readonly holds: readonly EntryHold[];
  readonly guard: GuardState;
  /** Calls from the entry point down to the function; empty for the entry point itself. */
  readonly path: readonly Site[];
  /** Number of ways that this stands for. */
  readonly ways: number;
}

/** Contexts kept apart per function; further ways in are joined into one with what they have in common. */
const MAX_CONTEXTS = 16;
/** Longest call path followed; deeper is recursion or generated code. */
const MAX_PATH = 24;

/** Kinds that decide who else can run, or whether the subject is usable; memory and buffers are the caller's business. */
const SHOWN: ReadonlySet<HoldKind> = new Set(['lock', 'ref', 'ops', 'power', 'locality', 'rcu', 'rpm']);

export interface Contexts {
  of(fn: number): readonly Context[];
  readonly entries: readonly Entry[];
}

/** Contexts that are found on first use: a check of a tree without doubtful releases never asks for them. */
export class LazyContexts implements Contexts {
  private found: Contexts | null = null;
  private readonly find: () => Contexts;

  constructor(find: () => Contexts) {
    this.find = find;
  }
  of(fn: number): readonly Context[] {
    return this.all().of(fn);
  }
  get entries(): readonly Entry[] {
    return this.all().entries;
  }
  private all(): Contexts {
    this.found ??= this.find();
    return this.found;
  }
}

/** Ways in that hold the same things: one context, known by the kinds of entry it stands for and its shortest path. */
function alike(old: Context, next: Context): Context {
  const shorter = next.path.length < old.path.length ? next : old;
  const labels = old.label.split(', ');
  const news = next.label.split(', ').filter((label) => !labels.includes(label));
  const all = [...labels, ...news].filter((label) => label !== OTHERS);
  const label = all.length <= MAX_LABELS ? all.join(', ') : [...all.slice(0, MAX_LABELS), OTHERS].join(', ');
  return { ...shorter, label, ways: old.ways + next.ways };
}

/** Kinds of entry that are named of one context. */
const MAX_LABELS = 3;
const OTHERS = 'others';

/** The contexts of one function, from all ways in to it: those that are alike are one, and so is what is too much. */
export function foldContexts(ways: readonly Context[]): Context[] {
  const all = new Map<string, Context>();
  for (const context of ways) {
    const key = contextKey(context);
    const old = all.get(key);
    if (old !== undefined) {
      all.set(key, alike(old, context));
    } else if (all.size < MAX_CONTEXTS) all.set(key, context);
    else {
      const rest = all.get('rest');
      all.set('rest', rest === undefined ? { ...context, label: 'further ways in' } : common(rest, context));
    }
  }
  return [...all.values()];
}

/** How a function without a known caller is reached. */
export function outsideLabel(analysis: Analysis, fn: ProgramFunction): string {
  const member = analysis.program.membersOf(fn.index)[0];
  if (member !== undefined) return `called through ${member}`;
  return fn.exported || !fn.ir.isStatic ? 'called from outside the analysed files' : 'no caller found';
}

/** States of one call that hold the same things and know the same of the guarded field count once. */
export function distinctCalls(analysis: Analysis, result: FunctionResult): CallSite[] {
  const seen = new Set<string>();
  return result.calls.filter((call) => {
    const guards = call.args.map((arg) => guardState(analysis, result.frame, call.state, arg)).join();
    const key = `${call.at}|${call.callees.join()}|${call.state.signature()}|${guards}|${call.args.join()}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Ways in to what a call reaches: one for each way in to the caller. */
export function spread(
  analysis: Analysis,
  result: FunctionResult,
  call: CallSite,
  own: readonly Context[],
  add: (fn: number, context: Context) => void,
): void {
  const { terms, program } = analysis;
  const caller = result.frame.fn;
  const names = once(() => namesIn(result.frame, call.state));
  const here: Site = { fn: caller.index, at: call.at, inside: null };
  const local = call.state.holds
    .filter((hold) => SHOWN.has(hold.kind) && hold.certain && !hold.informational)
    .map((hold) => toEntryHold(analysis, hold, call, names().of(hold.object), caller.name));
  for (const callee of call.callees) {
    const fn = program.functions[callee];
    if (fn === undefined) continue;
    const subject = subjectParam(analysis.model, fn);
    const arg = subject < 0 ? undefined : call.args[subject];
    const relies = (analysis.result(callee)?.summary.relies.length ?? 0) > 0;
    const local_ = arg === undefined ? 'unknown' : guardState(analysis, result.frame, call.state, arg);
    for (const context of own) {
      if (context.path.length >= MAX_PATH || context.path.some((site) => site.fn === callee)) continue;
      const inherited: EntryHold[] = [];
      for (const hold of context.holds) {
        if (hold.object !== null && isReleased(call.state.released, hold)) continue;
        const object = hold.object === null ? null : rebase(terms, hold.object, call.args, call.state.store);
        const name =
          hold.object === null || object !== null ? hold.name : `${names().of(hold.object)} (${caller.name})`;
        inherited.push({ ...hold, object, name });
      }
      const guard =
        call.member !== null && isGuardedTable(analysis, call.member)
          ? 'valid'
          : combine(local_, context.guard);
      add(callee, {
        entry: context.entry,
        label: context.label,
        holds: mergeHolds(inherited, local),
        guard: guard === 'unknown' && relies ? 'relied' : guard,
        path: [...context.path, here],
        ways: context.ways,
      });
    }
  }
}

export function isGuardedTable(analysis: Analysis, member: string): boolean {
  const struct = member.slice(0, member.indexOf('.'));
  return analysis.model.guarded.some(
    (row) => analysis.program.member(row.struct, row.field)?.name === struct,
  );
}

/** What is known of the guarded field of what a call passes on, given what the caller's own way in says. */
export function guardPassed(
  analysis: Analysis,
  result: FunctionResult,
  call: CallSite,
  callee: ProgramFunction,
  own: GuardState,
): GuardState {
  const subject = subjectParam(analysis.model, callee);
  const arg = subject < 0 ? undefined : call.args[subject];
  const local = arg === undefined ? 'unknown' : guardState(analysis, result.frame, call.state, arg);
  return combine(local, own);
}

function isReleased(released: readonly Hold[], hold: EntryHold): boolean {
  return released.some((h) => h.kind === hold.kind && h.object === hold.object);
}

/** What is known at the call, completed by what the caller's own way in says. */
export function combine(local: GuardState, own: GuardState): GuardState {
  if (local === 'entry') return own;
  if (local !== 'tested') return local;
  // Tested or not, nobody else can see the object.
  if (own === 'unpublished') return own;
  return own === 'valid' || own === 'relied' ? 'valid' : 'tested';
}

function toEntryHold(
  analysis: Analysis,
  hold: Hold,
  call: CallSite,
  ownName: string,
  holder: string,
): EntryHold {
  const { kind, primitive, mode, count, site, condition } = hold;
  const object = rebase(analysis.terms, hold.object, call.args, call.state.store);
  const name = object === null ? `${ownName} (${holder})` : ownName;
  return { kind, primitive, mode, count, name, site, condition, object };
}

/** The same object may be held by the caller's caller and here: references then count together. */
function mergeHolds(inherited: readonly EntryHold[], local: readonly EntryHold[]): EntryHold[] {
  const all = [...inherited];
  for (const hold of local) {
    const same = all.findIndex(
      (h) => h.kind === hold.kind && h.object !== null && h.object === hold.object && h.mode === hold.mode,
    );
    const old = all[same];
    if (old === undefined) all.push(hold);
    else all[same] = { ...old, count: old.count + hold.count };
  }
  return all;
}

export function entryContext(analysis: Analysis, entry: Entry): Context {
  const { terms } = analysis;
  const params = analysis.program.functions[entry.fn]?.ir.params ?? [];
  const holds: EntryHold[] = [];
  for (const { kind, primitive, mode, target } of entry.holds) {
    if (!('arg' in target)) continue;
    let object = terms.param(target.arg);
    let name = params[target.arg]?.name ?? `arg${target.arg}`;
    for (const step of target.path?.split(/(?=->)|\./) ?? []) {
      const pointer = step.startsWith('->');
      const field = pointer ? step.slice(2) : step;
      name = pointer || object === terms.param(target.arg) ? `${name}->${field}` : `${name}.${field}`;
      object = terms.field(pointer ? terms.load(object) : object, field);
    }
    holds.push({ kind, primitive, mode: mode ?? null, count: 1, object, name, site: null, condition: null });
  }
  return { entry, label: entry.label, holds, guard: 'unknown', path: [], ways: 1 };
}

/** Contexts are made once and folded often. */
const keys = new WeakMap<Context, string>();

function contextKey(context: Context): string {
  let key = keys.get(context);
  if (key === undefined) {
    key = makeKey(context);
    keys.set(context, key);
  }
  return key;
}

function makeKey(context: Context): string {
  // By last member: each driver has its own path to the mutex of its device, and to a reader it is one kind of way in.
  const holds = context.holds.map((h) => `${h.kind}${h.mode ?? ''}${lastMember(h.name)}`).sort();
  return `${holds.join()}|${context.guard}`;
}

function lastMember(name: string): string {
  const aside = name.indexOf(' (');
  const path = aside < 0 ? name : name.slice(0, aside);
  return path.slice(Math.max(path.lastIndexOf('.') + 1, path.lastIndexOf('->') + 2, 0));
}

function common(a: Context, b: Context): Context {
  const holds = a.holds.filter((x) =>
    b.holds.some((y) => x.kind === y.kind && x.object === y.object && x.name === y.name),
  );
  return { ...a, holds, guard: a.guard === b.guard ? a.guard : 'unknown', ways: a.ways + b.ways };
}

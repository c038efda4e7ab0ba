import type { EntryHold } from '../../analysis/contexts';
import { type Names, namesIn } from '../../analysis/describe';
import type { CallSite } from '../../analysis/frame';
import { rebase } from '../../analysis/rebase';
import type { FunctionResult } from '../../analysis/solve';
import type { Hold, State } from '../../analysis/state';
import type { HoldKind } from '../../model/types';
import { holdKey, isShown, type NamedHold, toHoldReport, withComposites } from '../hold-report';
import type { HoldReport } from '../reports';
import type { TraceSource } from './trace-source';

/** Kinds that decide who else can run or whether the object is usable; memory and buffers are the holder's business. */
export const decisiveKinds: ReadonlySet<HoldKind> = new Set([
  'lock',
  'ref',
  'ops',
  'power',
  'locality',
  'rcu',
  'rpm',
]);

/** Names are asked for again and again for the same states. */
const namesByState = new WeakMap<State, Names>();

function namesAt(result: FunctionResult, state: State): Names {
  let names = namesByState.get(state);
  if (names === undefined) {
    names = namesIn(result.frame, state);
    namesByState.set(state, names);
  }
  return names;
}

/** Says what a reader sees of the holds of a state: states with equal keys hold the same. */
export function heldKey(state: State): string {
  const own = state.holds.filter((hold) => hold.certain && isShown(hold));
  const key = (hold: Hold) => `${hold.kind}${hold.mode ?? ''}${hold.object}*${hold.count}`;
  return `${own.map(key).join()}-${state.released.map(key).join()}`;
}

/** What is certainly held in all the states, by the function itself and by its callers on the way. */
export function mustHold(
  source: TraceSource,
  result: FunctionResult,
  states: readonly State[],
  inherited: readonly EntryHold[],
): HoldReport[] {
  const each = states.map((state) => {
    const names = namesAt(result, state);
    const own = state.holds.filter((hold) => hold.certain && isShown(hold));
    return withComposites(source.analysis, [
      ...stillHeld(state, inherited).map((hold) => named(hold, names)),
      ...own.map((hold) => ({ ...hold, name: names.of(hold.object) })),
    ]);
  });
  const common = (each[0] ?? inherited.map((hold) => ({ ...hold }))).filter((hold) =>
    each.every((all) => all.some((other) => holdKey(other) === holdKey(hold))),
  );
  return merged(common).map((hold) => toHoldReport(source.analysis, source.lines, hold));
}

/** One object held by the caller and here again is one hold to a reader, with both counted. */
function merged(holds: readonly NamedHold[]): NamedHold[] {
  const all = new Map<string, NamedHold>();
  for (const hold of holds) {
    const old = all.get(holdKey(hold));
    all.set(holdKey(hold), old === undefined ? hold : { ...old, count: old.count + hold.count });
  }
  return [...all.values()];
}

function named(hold: EntryHold, names: Names): NamedHold {
  const own = hold.object === null ? null : names.of(hold.object);
  return { ...hold, name: own === null || isVague(own) ? hold.name : own };
}

/** A path through something that has no name in this function. */
function isVague(name: string): boolean {
  return name.includes('(container of') || name.includes('(value)');
}

/** What callers held and the function has not given back. */
export function stillHeld(state: State, inherited: readonly EntryHold[]): EntryHold[] {
  return inherited.filter(
    (hold) =>
      hold.object === null ||
      !state.released.some((gone) => gone.kind === hold.kind && gone.object === hold.object),
  );
}

/** What a callee finds held when it is called: by its caller at the call, and by the callers before. */
export function heldOnEntry(
  source: TraceSource,
  result: FunctionResult,
  call: CallSite,
  inherited: readonly EntryHold[],
): EntryHold[] {
  const { state, args } = call;
  const names = namesAt(result, state);
  const caller = result.frame.fn.name;
  const pass = (hold: EntryHold, from: Hold['object'] | null): EntryHold => {
    const object = from === null ? null : rebase(source.terms, from, args, state.store);
    const own = from === null ? hold.name : names.of(from);
    return { ...hold, object, name: from === null || isVague(own) ? hold.name : `${own} (${caller})` };
  };
  const all = stillHeld(state, inherited).map((hold) => pass(hold, hold.object));
  for (const hold of state.holds) {
    if (!decisiveKinds.has(hold.kind) || !hold.certain || hold.informational) continue;
    const { kind, primitive, mode, count, site, condition } = hold;
    const one = pass(
      { kind, primitive, mode, count, site, condition, object: null, name: names.of(hold.object) },
      hold.object,
    );
    const same = all.findIndex((old) => entryKey(old) === entryKey(one));
    const old = all[same];
    if (old === undefined) all.push(one);
    else all[same] = { ...old, count: old.count + one.count };
  }
  return all;
}

/** Equal keys are one hold to who is called. An object that cannot be reached goes by its last member. */
export function entryKey(hold: EntryHold): string {
  return `${hold.kind}|${hold.mode ?? ''}|${hold.object ?? lastMember(hold.name)}`;
}

export function entryKeys(holds: readonly EntryHold[]): string {
  return holds.map(entryKey).sort().join();
}

export function lastMember(name: string): string {
  return /([\w]+)\W*(?: \(.*\))?$/.exec(name)?.[1] ?? name;
}

/** What is held in both, for a call that is made in several states. */
export function commonEntry(all: readonly (readonly EntryHold[])[]): EntryHold[] {
  const [first = [], ...rest] = all;
  return first.filter((hold) => rest.every((other) => other.some((one) => entryKey(one) === entryKey(hold))));
}

/** Last member of a path as it is printed. */
export function lastPart(object: string): string {
  return (
    object
      .replace(/ \(.*\)$/, '')
      .split(/->|\./)
      .at(-1) ?? object
  );
}

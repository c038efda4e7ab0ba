import type { Mode } from '../model/types';
import type { Target } from './call-target';
import type { Cause } from './effects';
import { admit, knownOfInputs } from './facts';
import type { Frame, Taking } from './frame';
import { lockClass } from './lock-class';
import type { Hold, State } from './state';
import type { Summary } from './summary';
import { K, type Term } from './term-kinds';

/** Something that happens in a call, here or further down. */
export interface Deed {
  readonly at: number;
  readonly end: number;
  /** What is called there. */
  readonly callee: string;
  /** The function of the program in which it happens, or null when the callee itself does it. */
  readonly inside: number | null;
  /** What was known on the way there. */
  readonly given: Taking['given'];
  /** Only one of several functions that a callback table may hold does it. */
  readonly fanned?: boolean;
}

/** A lock of a class is waited for. Attempts that do not wait are not among these, nor are nested classes. */
export interface LockUse extends Deed {
  readonly cls: string;
  readonly mode: Mode | null;
}

/** One lock is waited for while another one is held. */
export interface LockOrder {
  readonly from: string;
  readonly held: Hold;
  readonly use: LockUse;
  /** Classes of what else is held, exclusively: two orders under one such lock never meet. */
  readonly outer: readonly string[];
  readonly state: State;
}

/** A call waits until callbacks of some kind are done. */
export interface Drain extends Deed {
  /** The function outside of the program that waits. */
  readonly fence: string;
  /** Class of the object whose callbacks it waits for, or null. */
  readonly object: string | null;
}

/** A drain with locks held. */
export interface HeldDrain {
  readonly drain: Drain;
  readonly holds: readonly Hold[];
  readonly state: State;
}

/** Places kept of one lock or fence in one function. */
const MAX_PLACES = 3;

/** Notes that a lock is waited for, and what is held then. */
export function noteLockUse(frame: Frame, state: State, use: LockUse): void {
  if (!isInsideOf(state)) keepDeed(frame, frame.lockUses, useKey(use), use, state);
  const held = state.holds.filter(isLock);
  // Waiting for what is held already, or for another of its class, is no order.
  if (held.some((h) => lockClass(frame, state, h.object) === use.cls)) return;
  for (const hold of held) {
    // What one call takes in an order of its own is that function's order.
    if (hold.site.inside !== null && hold.site.at === use.at) continue;
    const from = lockClass(frame, state, hold.object);
    if (from === null || (hold.mode === 'read' && use.mode === 'read')) continue;
    const places = frame.lockOrders.filter((o) => o.from === from && o.use.cls === use.cls);
    if (places.length >= MAX_PLACES || places.some((o) => o.use.at === use.at)) continue;
    const outer = held
      .filter((h) => h !== hold && h.mode !== 'read')
      .flatMap((h) => lockClass(frame, state, h.object) ?? []);
    frame.lockOrders.push({ from, held: hold, use, outer, state: state.copy() });
  }
}

/** The caller's lock has been dropped, or something else of his: what follows does not happen under it. */
function isInsideOf(state: State): boolean {
  return state.released.some(isLock);
}

function isLock(hold: Hold): boolean {
  return hold.kind === 'lock' && hold.certain && !hold.informational;
}

/** What the callee waits for, and takes in doing so, happens in this call too. */
export function noteCalleeDeeds(
  frame: Frame,
  state: State,
  { index, summary, among }: { readonly index: number; readonly summary: Summary; readonly among: boolean },
  sub: (t: Term) => Term,
  cause: Cause,
): void {
  const here = { at: cause.at, end: cause.end, callee: cause.callee ?? '', inside: index, given: [] };
  const fanned = (deed: Deed) => among || deed.fanned === true;
  const { lockUses, drains } = summary;
  if (lockUses.length === 0 && drains.length === 0) return;
  // Without a lock in hand, or one of the caller's dropped, a deed that is kept already says nothing new.
  const held = state.holds.some(isLock);
  const inside = isInsideOf(state);
  const isNews = (known: Deed | undefined, deed: Deed) =>
    (held || (!inside && known?.given.length !== 0)) && isPossible(frame, state, deed.given, sub);
  for (const use of lockUses)
    if (isNews(frame.lockUses.get(useKey(use)), use))
      noteLockUse(frame, state, { ...use, ...here, fanned: fanned(use) });
  for (const drain of drains)
    if (isNews(frame.drains.get(drainKey(drain)), drain))
      noteDrain(frame, state, { ...drain, ...here, fanned: fanned(drain) });
}

function useKey({ cls, mode }: LockUse): string {
  return `${cls}|${mode}`;
}

function drainKey({ fence, object }: Drain): string {
  return `${fence}|${object}`;
}

function isPossible(frame: Frame, state: State, given: Taking['given'], sub: (t: Term) => Term): boolean {
  if (given.length === 0) return true;
  const possible = state.copy();
  return given.every((pair) => admit(frame.terms, possible, sub(pair[0]), pair[1]));
}

/** Notes a call of something outside of the program that waits for callbacks. */
export function noteFence(
  frame: Frame,
  state: State,
  target: Target,
  args: readonly Term[],
  cause: Cause,
): void {
  const fence = target.name ?? '';
  const { at, end } = cause;
  for (const row of frame.model.fences(fence)) {
    if (!row.waits) continue;
    const value = 'arg' in row.target ? args[row.target.arg] : undefined;
    const object = value === undefined ? null : objectClass(frame, state, value);
    noteDrain(frame, state, { at, end, callee: fence, inside: null, given: [], fence, object });
  }
}

/** `struct.member` of the work, timer or queue that an argument is or points to. */
function objectClass(frame: Frame, state: State, value: Term): string | null {
  const { terms } = frame;
  const place = terms.kind(value) === K.Load ? terms.a(value) : value;
  return lockClass(frame, state, place);
}

function noteDrain(frame: Frame, state: State, drain: Drain): void {
  if (!isInsideOf(state)) keepDeed(frame, frame.drains, drainKey(drain), drain, state);
  const holds = state.holds.filter(isLock);
  if (
    holds.length > 0 &&
    !frame.heldDrains.some((d) => d.drain.at === drain.at && d.drain.object === drain.object)
  )
    frame.heldDrains.push({ drain, holds, state: state.copy() });
}

/** One deed by key: what is known on every way there is what callers may go by. */
function keepDeed<T extends Deed>(
  frame: Frame,
  deeds: Map<string, T>,
  key: string,
  deed: T,
  state: State,
): void {
  const old = deeds.get(key);
  const given = knownOfInputs(frame.terms, state, old?.given);
  if (given !== old?.given) deeds.set(key, { ...(old ?? deed), given });
}

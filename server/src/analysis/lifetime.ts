import { maskOf } from './facts';
import type { Frame } from './frame';
import { type Dead, ERROR_POINTER, type State, ZERO } from './state';
import { K, type Term } from './term-kinds';
import type { Terms } from './terms';

/** The value is a pointer into the object, however it was reached: `&p->member`, `p + 4`, `container_of(p, …)`. */
export function isWithin(terms: Terms, t: Term, object: Term): boolean {
  const anchor = anchorOf(terms, object);
  for (let at = t; ; at = terms.a(at)) {
    if (at === anchor || at === object) return true;
    const kind = terms.kind(at);
    if (kind !== K.Field && kind !== K.Index && kind !== K.Container && !terms.isBinary(at, '+'))
      return false;
  }
}

/** An object that is known by a member (`container_of(dev, …)`) ends with that member's whole allocation. */
function anchorOf(terms: Terms, object: Term): Term {
  let at = object;
  while (terms.kind(at) === K.Container) at = terms.a(at);
  return at;
}

/** The object that has ended and that a pointer value leads into, or undefined. */
export function deadAt(terms: Terms, state: State, pointer: Term): Dead | undefined {
  return state.dead.find((d) =>
    d.content === null ? isWithin(terms, pointer, d.object) : isContent(terms, pointer, d),
  );
}

/** What a destroyed holder led to: the holder itself is the function's own variable and stays. */
function isContent(terms: Terms, pointer: Term, dead: Dead): boolean {
  const root = terms.rootOf(pointer);
  if (dead.content?.includes(root)) return true;
  return terms.kind(root) === K.Load && isBelow(terms, terms.a(root), dead.object);
}

export function isBelow(terms: Terms, place: Term, object: Term): boolean {
  for (let at = place; ; at = terms.a(at)) {
    if (at === object) return true;
    const kind = terms.kind(at);
    if (kind !== K.Field && kind !== K.Index) return false;
  }
}

/** Memory at the place is read or written: an incident when its life has ended on this path. Said once per path. */
export function noteAccess(frame: Frame, state: State, place: Term): void {
  if (state.dead.length === 0) return;
  const dead = deadAt(frame.terms, state, place);
  if (dead !== undefined) reportUse(frame, state, dead, null);
}

/** A use of what has ended. `inside` is the function that uses it, when a call does. */
export function reportUse(
  frame: Frame,
  state: State,
  dead: Dead,
  inside: string | null,
  what: 'used' | 'returned' = 'used',
): void {
  state.dead = state.dead.filter((d) => d !== dead);
  if (dead.frees === 'later') return;
  const { kind, object, primitive } = dead;
  frame.noteMisuse(state, { what, kind, object, primitive, dead, callee: inside, looks: null });
}

/** A pointer to what has ended is handed to the caller. */
export function noteReturn(frame: Frame, state: State, value: Term | null): void {
  if (value === null || state.dead.length === 0 || frame.fn.ir.returns.pointers === 0) return;
  const dead = deadAt(frame.terms, state, value);
  if (dead !== undefined) reportUse(frame, state, dead, null, 'returned');
}

/** Values that are made again at this place: what the last round's value was is over. */
export function forgetDead(terms: Terms, state: State, made: Term): void {
  if (state.dead.length > 0) state.dead = state.dead.filter((d) => !terms.mentions(d.object, made));
}

/** Some variable or place still leads to the object. */
function isNamed(terms: Terms, state: State, object: Term): boolean {
  const anchor = anchorOf(terms, object);
  if (terms.kind(anchor) === K.Load && !state.store.has(terms.a(anchor))) return true;
  for (const value of state.store.values())
    if (terms.kind(value) !== K.Num && isWithin(terms, value, anchor)) return true;
  return false;
}

/** On the other path the object has ended too, or there was none. */
function stands(terms: Terms, dead: Dead, other: State): boolean {
  if (other.dead.some((d) => d.object === dead.object)) return true;
  return (maskOf(terms, other, dead.object) & ~(ZERO | ERROR_POINTER)) === 0;
}

/** An object that both paths can name has ended on one of them only: which one decides what may be done with it. */
export function differsInDead(terms: Terms, a: State, b: State): boolean {
  if (a.dead === b.dead) return false;
  const parts = (one: State, other: State) =>
    one.dead.some(
      (d) => !stands(terms, d, other) && isNamed(terms, one, d.object) && isNamed(terms, other, d.object),
    );
  return parts(a, b) || parts(b, a);
}

/** What has ended on both of two paths. */
export function joinDead(terms: Terms, a: State, b: State): readonly Dead[] {
  if (a.dead === b.dead) return a.dead;
  const both = a.dead.filter((d) => stands(terms, d, b));
  const added = b.dead.filter((d) => !a.dead.some((o) => o.object === d.object) && stands(terms, d, a));
  return added.length === 0 ? both : [...both, ...added];
}

/** The variable's object has ended on both paths, whichever it was. */
export function joinedDead(terms: Terms, a: State, x: Term, b: State, y: Term, value: Term): Dead | null {
  const dead = exactly(a, x) ?? exactly(b, y);
  if (dead === undefined) return null;
  const gone = (state: State, t: Term) =>
    exactly(state, t) !== undefined || (maskOf(terms, state, t) & ~(ZERO | ERROR_POINTER)) === 0;
  return gone(a, x) && gone(b, y) ? { ...dead, object: value } : null;
}

function exactly(state: State, t: Term): Dead | undefined {
  return state.dead.find((d) => d.object === t && d.content === null);
}

/**
 * The next round of a loop finds another object under the same name (`list_first_entry(&head)`), so only what was there
 * before the loop is still known to have ended.
 */
export function deadNextRound(terms: Terms, state: State): void {
  if (state.dead.length === 0) return;
  state.dead = state.dead.filter((d) => {
    const kind = terms.kind(anchorOf(terms, d.object));
    return kind !== K.Load;
  });
}

/** Its release callback has run, as somebody waited for: what it was embedded in is its owner's again. */
export function outlive(terms: Terms, state: State, part: Term): void {
  const root = terms.rootOf(part);
  if (state.dead.length > 0)
    state.dead = state.dead.filter((d) => d.kind !== 'ref' || terms.rootOf(d.object) !== root);
}

/** A function that nobody knows may have put something else where the pointer to the ended object was. */
export function refreshReachable(terms: Terms, state: State, args: readonly Term[]): void {
  if (state.dead.length === 0) return;
  state.dead = state.dead.filter((d) => {
    const anchor = anchorOf(terms, d.object);
    if (terms.kind(anchor) !== K.Load) return true;
    return !args.some((arg) => terms.value(arg) === undefined && leadsTo(terms, arg, terms.a(anchor)));
  });
}

/** The place can be reached from the pointer, through members and loads. */
function leadsTo(terms: Terms, from: Term, place: Term): boolean {
  const root = terms.rootOf(from);
  for (let at = place; ; at = terms.a(at)) {
    if (at === root) return true;
    const kind = terms.kind(at);
    if (kind !== K.Field && kind !== K.Index && kind !== K.Load && kind !== K.Container) return false;
  }
}

import type { PrimitiveRow } from '../model/types';
import type { Cause, Taking } from './effects';
import { maskOf } from './facts';
import type { Frame, Misuse } from './frame';
import { isBelow, isWithin } from './lifetime';
import { type Dead, ERROR_POINTER, type Hold, type State, ZERO } from './state';
import { K, type Term } from './term-kinds';
import type { Terms } from './terms';

type Ending = Taking & { readonly frees: Hold['frees'] };

/** A release ends the life of its object: from here on the path must not use it. `found` is the hold that it ends. */
export function endLife(
  frame: Frame,
  state: State,
  ending: Ending,
  found: Hold | undefined,
  cause: Cause,
): void {
  if (ending.frees === 'not' || (found !== undefined && found.count > 1)) return;
  const { terms } = frame;
  if ((maskOf(terms, state, ending.object) & ~(ZERO | ERROR_POINTER)) === 0) return;
  const end = (object: Term, content: readonly Term[] | null) => {
    const { kind, primitive, frees } = ending;
    const { at, callee } = cause;
    const direct = ending.direct ?? false;
    const dead: Dead = { kind, primitive, object, at, end: cause.end, callee, direct, frees, content };
    state.dead = [...state.dead, dead];
  };
  if (ending.kind === 'buf') {
    end(ending.object, contentOf(terms, state, ending.object));
    return;
  }
  const object = ending.kind === 'ref' ? lastUseOf(frame, state, ending, found) : ending.object;
  if (object !== null && (isPointer(terms, object) || isMember(terms, object, ending))) end(object, null);
}

/** A counted object may be embedded in another: its place says which it is. */
function isMember(terms: Terms, object: Term, { kind }: Ending): boolean {
  return kind === 'ref' && terms.kind(object) === K.Field && isPointer(terms, terms.rootOf(object));
}

/** Values that a holder leads to: they end with it, the holder is only a variable. */
function contentOf(terms: Terms, state: State, holder: Term): readonly Term[] {
  const content: Term[] = [];
  for (let i = 0; i < state.store.size; i++) {
    const place = state.store.termAt(i);
    const value = state.store.numberAt(i);
    if (place !== holder && isPointer(terms, value) && isBelow(terms, place, holder)) content.push(value);
  }
  return content;
}

/**
 * What may not be used after a reference was dropped. What this function looked up or made lives by that reference
 * alone. Of what somebody handed in, only a reference that was not taken here was the one that kept it alive; somebody
 * may hold another on what it is part of.
 */
function lastUseOf(frame: Frame, state: State, ending: Ending, found: Hold | undefined): Term | null {
  const { terms } = frame;
  const root = terms.rootOf(ending.object);
  const kept = state.holds.some(
    (h) => h !== found && (h.kind === 'ref' || h.kind === 'mem') && terms.rootOf(h.object) === root,
  );
  if (kept) return null;
  if (found === undefined) return ending.frees === 'whole' || ownsWhole(frame, ending) ? root : ending.object;
  if (!found.certain) return null;
  if (isBornWith(frame, root, found)) return root;
  // Whoever handed the memory in may have been told when the last reference goes.
  return found.initial ? (terms.kind(root) === K.Fresh ? root : ending.object) : null;
}

/** The member whose reference keeps the subject's memory: with its last reference the whole goes. */
function ownsWhole({ terms, model, fn }: Frame, { object }: Ending): boolean {
  if (terms.kind(object) !== K.Field || terms.kind(terms.a(object)) !== K.Param) return false;
  const member = terms.name(terms.b(object));
  const struct = fn.ir.params[terms.a(terms.a(object))]?.type.name;
  return model.guarded.some((row) => row.published === member && row.struct === struct);
}

/** The call that made the value also took the reference. */
function isBornWith(frame: Frame, value: Term, hold: Hold): boolean {
  const { terms } = frame;
  if (terms.kind(value) !== K.Fresh) return false;
  const origin = terms.b(value);
  if (terms.kind(origin) === K.Pair && terms.value(terms.a(origin)) === hold.site.at) return true;
  return frame.bornAt.get(terms.a(value)) === hold.site.at;
}

function isPointer(terms: Terms, t: Term): boolean {
  const kind = terms.kind(t);
  return kind === K.Fresh || kind === K.Load || kind === K.Param || kind === K.Phi || kind === K.Container;
}

/** Memory that has been freed is freed again: an incident, and no further effect. */
export function isEndedTwice(frame: Frame, state: State, ending: Ending, cause: Cause): boolean {
  if (state.dead.length === 0 || ending.kind === 'ref' || ending.frees === 'not') return false;
  const { terms } = frame;
  const dead = state.dead.find((d) =>
    d.content === null ? isWithin(terms, ending.object, d.object) : d.object === ending.object,
  );
  if (dead === undefined || (maskOf(terms, state, ending.object) & ~ZERO) === 0) return false;
  state.dead = state.dead.filter((d) => d !== dead);
  frame.noteMisuse(state, misuse('ended-twice', ending, dead, ending.direct ? null : cause.callee));
  return true;
}

/**
 * Memory that was made by one allocator is given to the free function of another, or an object whose reference count is
 * in use is freed past it.
 */
export function noteWrongRelease(
  frame: Frame,
  state: State,
  ending: Ending,
  families: readonly string[],
  cause: Cause,
): void {
  // What a function of the program frees, or one that it defines itself, has its own idea of the family.
  if (ending.kind !== 'mem' || !ending.direct) return;
  if (cause.callee !== null && frame.program.named(cause.callee).length > 0) return;
  const { terms } = frame;
  const { object, primitive } = ending;
  const fits = (made: string) => made === primitive || families.includes(made);
  const held = state.holds.find((h) => h.kind === 'mem' && h.object === object);
  const counted = state.holds.find(
    (h) => h.kind === 'ref' && h.initial && terms.rootOf(h.object) === object && !fits(h.primitive),
  );
  const made = held?.primitive ?? frame.madeBy.get(object);
  if (counted === undefined && (made === undefined || fits(made))) return;
  if (counted !== undefined) state.holds = state.holds.filter((h) => h !== counted);
  const owner = counted?.primitive ?? made ?? primitive;
  frame.noteMisuse(state, misuse('wrong-release', { ...ending, primitive: owner }, null, cause.callee));
}

/** The argument of a release is certainly an error pointer, which the primitive does not take. */
export function noteErrorPointer(
  frame: Frame,
  state: State,
  row: Pick<PrimitiveRow, 'kind' | 'primitive' | 'nullOk'>,
  pointer: Term,
  cause: Cause,
): void {
  if (row.nullOk === 'err' || maskOf(frame.terms, state, pointer) !== ERROR_POINTER) return;
  frame.noteMisuse(state, misuse('ended-error', { ...row, object: pointer }, null, cause.callee));
}

function misuse(
  what: Misuse['what'],
  of: Pick<Misuse, 'kind' | 'primitive' | 'object'>,
  dead: Dead | null,
  callee: string | null,
): Omit<Misuse, 'at' | 'end' | 'state'> {
  const { kind, primitive, object } = of;
  return { what, kind, primitive, object, dead, callee, looks: null };
}

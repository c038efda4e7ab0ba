import type { Target } from './call-target';
import { looksAtArgument } from './dereferences';
import type { CallOp, Frame } from './frame';
import { deadAt, isBelow, isWithin, reportUse } from './lifetime';
import type { Returned } from './primitives';
import type { Dead, State } from './state';
import { K, type Term } from './term-kinds';
import type { Terms } from './terms';

/**
 * Arguments of a call that lead to what ended before it: a use when the callee looks there. Said of the states after
 * the call, so that a release by the callee counts as ending it twice and not as a use.
 */
export function noteCallUses(
  frame: Frame,
  before: readonly Dead[],
  op: CallOp,
  target: Target,
  args: readonly Term[],
  results: readonly Returned[],
): void {
  for (const { state } of results)
    for (const dead of before)
      if (state.dead.includes(dead))
        for (let at = 0; at < args.length; at++)
          if (target.functions.length > 0) noteHandedOn(frame, state, dead, target, args[at] as Term, at);
          else if (isUsedOutside(frame, state, dead, op, target, args[at] as Term, at)) {
            reportUse(frame, state, dead, target.name ?? target.member);
            break;
          }
}

/** The argument is a pointer into what has ended. */
function isItself(terms: Terms, state: State, dead: Dead, arg: Term): boolean {
  if (dead.content === null) return isWithin(terms, arg, dead.object);
  return isBelow(terms, arg, dead.object) || deadAt(terms, state, arg) === dead;
}

function isUsedOutside(
  frame: Frame,
  state: State,
  dead: Dead,
  op: CallOp,
  target: Target,
  arg: Term,
  at: number,
): boolean {
  const { terms, model } = frame;
  if (terms.value(arg) !== undefined || !isItself(terms, state, dead, arg)) return false;
  const rows = target.name === null ? [] : model.primitives(target.name);
  // Freeing and dropping again are said as that; unlocking what is gone is a use of it.
  const again = (row: (typeof rows)[number]) =>
    row.effect === 'release' &&
    'arg' in row.target &&
    row.target.arg === at &&
    (row.kind === dead.kind || row.kind === 'mem');
  if (rows.some(again)) return false;
  return looksAtArgument(model, target.name, op.args, at);
}

/** A function of the program gets the pointer: whether it looks there is asked when findings are made. */
function noteHandedOn(
  frame: Frame,
  state: State,
  dead: Dead,
  target: Target,
  arg: Term,
  param: number,
): void {
  const { terms } = frame;
  if (!frame.recording || dead.frees === 'later' || terms.value(arg) !== undefined) return;
  const path = isItself(terms, state, dead, arg) ? '' : pathTo(terms, state, arg, dead);
  if (path === null) return;
  const functions = target.functions.filter((fn) => !setsUp(frame, fn, dead, param));
  const { kind, object, primitive } = dead;
  const callee = target.name ?? target.member;
  const looks = { functions, param, path };
  frame.noteMisuse(state, { what: 'used', kind, object, primitive, dead, callee, looks });
}

/** Setting a holder up again is no use of what it was. */
function setsUp(frame: Frame, fn: number, dead: Dead, param: number): boolean {
  const cases = frame.summaryOf(fn)?.cases ?? [];
  const object = frame.terms.param(param);
  return cases.some((made) => made.acquires.some((h) => h.kind === dead.kind && h.object === object));
}

/** How a callee gets from its argument to the object: `>.buffer` for `arg->buffer`. Null when it does not. */
function pathTo(terms: Terms, state: State, arg: Term, dead: Dead): string | null {
  if (dead.content !== null) return null;
  const place = placeOf(terms, state, dead.object, arg);
  if (place === null) return null;
  let path = '';
  for (let at = place; ; at = terms.a(at)) {
    if (at === arg) return `>${path}`;
    if (terms.kind(at) !== K.Field) return null;
    path = `.${terms.name(terms.b(at))}${path}`;
  }
}

/** A member below the argument that holds the pointer: one that was stored there, or that was there on entry. */
function placeOf(terms: Terms, state: State, object: Term, arg: Term): Term | null {
  for (let i = 0; i < state.store.size; i++) {
    if (state.store.numberAt(i) !== object) continue;
    const place = state.store.termAt(i);
    if (place !== arg && isBelow(terms, place, arg)) return place;
  }
  if (terms.kind(object) !== K.Load) return null;
  const place = terms.a(object);
  return !state.store.has(place) && isBelow(terms, place, arg) ? place : null;
}

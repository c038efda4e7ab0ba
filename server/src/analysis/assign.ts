import type { Op } from '../ir/types';
import { applyCounter } from './counters';
import { evaluate, placeOf } from './evaluate';
import { noteFieldWrite } from './field-writes';
import type { Frame } from './frame';
import { noteRetraction } from './guard-uses';
import { skipsIterator } from './iterators';
import { forgetDead, noteAccess } from './lifetime';
import type { State } from './state';
import { K, type Term } from './term-kinds';

type AssignOp = Extract<Op, { op: 'assign' }>;

/** Stores a value at a place. Values that are not understood are new ones. */
export function assign(frame: Frame, state: State, op: AssignOp): State[] {
  const { terms } = frame;
  applyCounter(frame, state, op);
  if (op.value.k === 'opaque' && skipsIterator(frame, state, op.target)) return [state];
  const value = op.value.k === 'opaque' ? terms.fresh(frame.site(op), 0) : evaluate(frame, state, op.value);
  if (op.value.k === 'opaque') forgetDead(terms, state, value);
  if (terms.kind(value) === K.Container && op.target.k === 'var')
    frame.containerNames.set(value, op.target.name);
  const place = placeOf(frame, state, op.target);
  if (op.target.k !== 'var') noteAccess(frame, state, place);
  if (frame.recording && op.target.k === 'field') noteFieldWrite(frame, state, op, place);
  noteRetraction(frame, state, op, place, value);
  if (terms.kind(value) === K.Fresh && !frame.firstPlaces.has(value)) frame.firstPlaces.set(value, place);
  if (frame.repeated) leaveInElement(frame, state, place, value);
  state.write(place, value);
  return [state];
}

/** A loop fills an array or a list: once the element's name is gone with its round, the object is still in there. */
function leaveInElement(frame: Frame, state: State, place: Term, value: Term): void {
  const root = frame.terms.kind(frame.terms.rootOf(place));
  if (root === K.Local || !state.holds.some((h) => h.object === value && !h.escaped)) return;
  state.holds = state.holds.map((h) => (h.object === value ? { ...h, escaped: true } : h));
}

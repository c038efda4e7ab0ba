import type { Expr } from '../ir/types';
import { acquire, type Cause } from './effects';
import { placeOf } from './evaluate';
import type { CallOp, Frame } from './frame';
import { forgetDead } from './lifetime';
import type { Returned } from './primitives';
import type { State } from './state';

/**
 * `for_each_child_of_node(parent, child)`: each round drops the item of the round before and holds the next one;
 * running out drops the last. Leaving the body by break, goto or return keeps it. Null when the macro is none of these.
 */
export function stepIterator(
  frame: Frame,
  state: State,
  name: string,
  op: CallOp,
  cause: Cause,
): Returned[] | null {
  const row = frame.model.iterator(name);
  const item = row === undefined ? undefined : op.args[row.item];
  if (row === undefined || item === undefined) return null;
  const { terms } = frame;
  const place = placeOf(frame, state, item.k === 'addr' ? item.base : item);
  const past = state.store.get(place);
  state.holds = state.holds.filter(
    (h) => h.kind !== row.kind || h.primitive !== row.primitive || h.object !== past,
  );
  const over = state.copy();
  over.write(place, terms.zero);
  over.write(terms.unary('item', place), terms.one);
  const object = terms.fresh(frame.site(op), place);
  forgetDead(terms, state, object);
  state.write(place, object);
  state.write(terms.unary('item', place), terms.one);
  const { kind, primitive } = row;
  acquire(
    frame,
    state,
    { kind, primitive, mode: null, object, site: frame.here(cause.at), counted: true },
    cause,
  );
  return [
    { state, value: terms.one },
    { state: over, value: terms.zero },
  ];
}

/** The loop variable was set by the macro's own step: the opaque assignment that follows it says nothing more. */
export function skipsIterator(frame: Frame, state: State, target: Expr): boolean {
  const mark = frame.terms.unary('item', placeOf(frame, state, target));
  if (state.store.get(mark) !== frame.terms.one) return false;
  state.ownStore();
  state.store.delete(mark);
  return true;
}

import type { Analysis } from './analyse';
import type { GuardedField } from './engine-model';
import { readPlace } from './evaluate';
import { maskOf } from './facts';
import type { Frame } from './frame';
import { isUnpublished } from './primitives';
import { type State, ZERO } from './state';
import type { Term } from './term-kinds';

/**
 * What is known of a guarded field (`chip->ops`) of an object at a point:
 *  - `valid`: tested under its guard and the guard still held, or the object is not published yet;
 *  - `unpublished`: nobody else can see the object;
 *  - `null`: retracted;
 *  - `tested`: known not NULL, but without the guard;
 *  - `entry`: as it was when the function was entered;
 *  - `relied`: used untested by contract, so the caller must have made sure;
 *  - `unknown`: anything may have happened to it.
 */
export type GuardState = 'valid' | 'unpublished' | 'null' | 'tested' | 'entry' | 'relied' | 'unknown';

export function guardState(analysis: Analysis, frame: Frame, state: State, subject: Term): GuardState {
  const row = analysis.model.guarded[0];
  if (row === undefined) return 'unknown';
  return guardStateOf(frame, state, subject, row);
}

export function guardStateOf(frame: Frame, state: State, subject: Term, row: GuardedField): GuardState {
  const { terms } = frame;
  const place = terms.field(subject, row.field);
  const value = readPlace(frame, state, place);
  if (maskOf(terms, state, value) === ZERO) return 'null';
  if (terms.value(subject) === 0) return 'unknown';
  const marker = state.store.get(terms.unary('unpublished', subject));
  if (
    isUnpublished(frame, state, subject) ||
    state.holds.some((h) => h.kind === 'mem' && h.object === subject && !h.escaped)
  )
    return 'unpublished';
  if ((maskOf(terms, state, value) & ZERO) === 0) {
    const lock = terms.field(subject, row.lock);
    return state.holds.some((h) => h.kind === 'lock' && h.object === lock) ? 'valid' : 'tested';
  }
  return value === terms.load(place) && marker === undefined ? 'entry' : 'unknown';
}

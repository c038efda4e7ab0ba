import type { Op } from '../ir/types';
import type { Frame } from './frame';
import { lockClass } from './lock-class';
import { isUnpublished } from './primitives';
import type { State } from './state';
import { K, type Term } from './term-kinds';

type AssignOp = Extract<Op, { op: 'assign' }>;

/** A store to a member of a struct that has a lock, with the classes of the locks that are held on all ways to it. */
export interface FieldWrite {
  readonly at: number;
  readonly end: number;
  /** `struct.member`. */
  readonly cls: string;
  readonly locks: ReadonlySet<string>;
  readonly state: State;
}

/** Notes a store to an object that others can see. `place` is where the operation stores to. */
export function noteFieldWrite(frame: Frame, state: State, op: AssignOp, place: Term): void {
  const cls = classOfWrite(frame, op);
  if (cls === null || isOwn(frame, state, place)) return;
  const held = state.holds.filter((h) => h.kind === 'lock' && h.certain && !h.informational);
  const locks = held.flatMap((h) => lockClass(frame, state, h.object) ?? []);
  // What the caller held is given back: nothing is known of what else he holds.
  const old = frame.fieldWrites.get(op.at.start);
  if (old === undefined)
    frame.fieldWrites.set(op.at.start, {
      at: op.at.start,
      end: op.at.end,
      cls,
      locks: new Set(locks),
      state: state.copy(),
    });
  else
    frame.fieldWrites.set(op.at.start, {
      ...old,
      locks: new Set(locks.filter((lock) => old.locks.has(lock))),
    });
}

function classOfWrite(frame: Frame, op: AssignOp): string | null {
  if (op.target.k !== 'field') return null;
  const struct = frame.typeOf(op.target.base);
  if (!struct?.record || !frame.program.hasLock(struct.name, (type) => frame.model.isLockType(type)))
    return null;
  return `${struct.name}.${op.target.name}`;
}

/** Nobody else sees the object yet, or it is a local variable. */
function isOwn(frame: Frame, state: State, place: Term): boolean {
  const { terms } = frame;
  for (let at = place; terms.kind(at) === K.Field; ) {
    at = terms.a(at);
    if (terms.kind(at) === K.Local || isUnpublished(frame, state, at)) return true;
    if (state.holds.some((h) => h.kind === 'mem' && h.object === at)) return true;
  }
  return false;
}

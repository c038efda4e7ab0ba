import type { Op } from '../ir/types';
import { acquire, release } from './effects';
import type { Frame } from './frame';
import type { State } from './state';
import { subjectParam } from './subject';

type AssignOp = Extract<Op, { op: 'assign' }>;

/**
 * A driver that counts who uses its locality takes it by counting up and gives it back by counting down. The hold is
 * on the subject that the function is called with.
 */
export function applyCounter(frame: Frame, state: State, op: AssignOp): void {
  const { target, value } = op;
  if (target.k !== 'field' || value.k !== 'binary' || value.right.k !== 'num' || value.right.value !== 1)
    return;
  if ((value.op !== '+' && value.op !== '-') || value.left.k !== 'field' || value.left.name !== target.name)
    return;
  const struct = frame.typeOf(target.base)?.name;
  const row = struct === undefined ? undefined : frame.model.counter(struct, target.name);
  const subject = subjectParam(frame.model, frame.fn);
  if (row === undefined || subject < 0) return;
  const object = frame.terms.param(subject);
  const { kind, primitive } = row;
  const taking = { kind, primitive, mode: null, object, site: frame.here(op.at.start), counted: true };
  const cause = { at: op.at.start, end: op.at.end, callee: null };
  if (value.op === '+') acquire(frame, state, taking, cause);
  else release(frame, state, taking, [], cause);
}

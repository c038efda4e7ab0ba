import type { Expr, Op } from '../ir/types';
import { applyCall } from './calls';
import { evaluate } from './evaluate';
import { maskOf, restrict } from './facts';
import type { CallOp, Frame } from './frame';
import { ANY, type State, ZERO } from './state';

type CleanupOp = Extract<Op, { op: 'cleanup' }>;
type ScopeEndOp = Extract<Op, { op: 'scope-end' }>;

/**
 * `guard(mutex)(&l)`, `CLASS(name, var)(…)`, `T *p __free(kfree)`: the model says which function runs on the way in
 * and which on the way out. The variable remembers the object; NULL when entering failed.
 */
export function enterCleanup(frame: Frame, state: State, op: CleanupOp): State[] {
  frame.cleanups.set(op.variable, op);
  if (op.form === 'free') return [state];
  const row = frame.model.cleanup(op.name, op.form === 'class' ? 'class' : 'guard');
  if (row?.enter === undefined) return [state];
  const made = row.form === 'class';
  const result = `%in:${op.variable}`;
  const states = applyCall(
    frame,
    state,
    call(frame, op, 'enter', row.enter, op.args, made ? op.variable : result),
  );
  if (made) return states;
  const { terms } = frame;
  const variable = terms.local(frame.scope, op.variable);
  for (const after of states) {
    const object = op.args[0] === undefined ? terms.one : evaluate(frame, after, op.args[0]);
    const entered = after.store.get(terms.local(frame.scope, result));
    const failed =
      row.conditional !== undefined && entered !== undefined && !after.holds.some((h) => h.object === object);
    after.write(variable, failed ? terms.zero : object);
    // Entering used the object: a guard that leaves "if not NULL" leaves.
    if (!failed) restrict(terms, after, object, ANY & ~ZERO);
  }
  return states;
}

/** Runs what the cleanup variables of an ended scope owe, last declared first. */
export function leaveScope(frame: Frame, state: State, op: ScopeEndOp): State[] {
  let states = [state];
  for (const variable of op.variables) states = states.flatMap((one) => leave(frame, one, variable, op));
  return states;
}

function leave(frame: Frame, state: State, variable: string, at: ScopeEndOp): State[] {
  const { terms } = frame;
  const op = frame.cleanups.get(variable);
  if (op === undefined) return [state];
  const row = frame.model.cleanup(
    op.name,
    op.form === 'free' ? 'free' : op.form === 'class' ? 'class' : 'guard',
  );
  if (row === undefined) return [state];
  const place = terms.local(frame.scope, variable);
  const value = state.store.get(place);
  if (value === undefined) return [state];
  const mask = maskOf(terms, state, value);
  if (mask === ZERO || (row.unless === 'null-or-error' && (mask & ~9) === 0)) return [state];
  const skipped = state.copy();
  const skipMask = row.unless === 'null-or-error' ? 9 : ZERO;
  const exit = call(
    frame,
    { ...op, at: at.at },
    `exit:${at.at.start}`,
    row.exit,
    [{ k: 'var', name: variable }],
    null,
  );
  if ((mask & skipMask) === 0) return applyCall(frame, state, exit);
  const states = restrict(terms, state, value, ANY & ~skipMask) ? applyCall(frame, state, exit) : [];
  return restrict(terms, skipped, value, skipMask) ? [...states, skipped] : states;
}

/** The call that a cleanup stands for, the same object each time so that its site stays the same. */
function call(
  frame: Frame,
  op: CleanupOp,
  which: string,
  name: string,
  args: readonly Expr[],
  result: string | null,
): CallOp {
  const key = `${op.variable}:${which}`;
  let made = frame.cleanupCalls.get(key);
  if (made === undefined) {
    made = { op: 'call', result, callee: { k: 'var', name }, args, at: op.at };
    frame.cleanupCalls.set(key, made);
  }
  return made;
}

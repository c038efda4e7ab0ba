import type { Expr } from '../ir/types';
import { evaluate, placeOf } from './evaluate';
import type { CallOp, Frame } from './frame';
import type { State } from './state';
import { K } from './term-kinds';

/** Who a call reaches. */
export interface Target {
  /** The name of a function called directly, known or not. */
  readonly name: string | null;
  readonly functions: readonly number[];
  /** `struct.field` of the callback table that the call goes through. */
  readonly member: string | null;
}

/** Finds who is called: by name, by the value of a pointer, or by the member that holds the pointer. */
export function findTarget(frame: Frame, state: State, op: CallOp): Target {
  const { program, terms, fn } = frame;
  const callee = stripCasts(op.callee);
  if (callee.k === 'var' && !frame.isLocal(callee.name))
    return { name: callee.name, functions: program.resolve(callee.name, fn.file), member: null };
  const value = evaluate(frame, state, callee);
  if (terms.kind(value) === K.Function) {
    const name = terms.name(terms.a(value));
    return { name, functions: program.resolve(name, fn.file), member: null };
  }
  if (callee.k !== 'field') return { name: null, functions: pointees(frame, op), member: null };
  const struct = frame.typeOf(callee.base)?.name ?? program.onlyOwner(callee.name);
  if (struct === null) return { name: null, functions: [], member: null };
  const member = `${struct}.${callee.name}`;
  const table = terms.a(placeOf(frame, state, callee));
  if (terms.kind(table) === K.Global) {
    const exact = program.inTable(terms.name(terms.a(table)), callee.name, fn.file);
    if (exact !== undefined) return { name: null, functions: [exact], member };
  }
  return { name: null, functions: program.candidates(struct, callee.name), member };
}

/** A pointer in a variable: functions of this file's tables whose first parameter fits the first argument. */
function pointees(frame: Frame, op: CallOp): readonly number[] {
  const first = op.args[0];
  const type = first === undefined ? null : frame.typeOf(first);
  if (type === null || !type.record) return [];
  const all = frame.program.addressTaken(frame.fn.file, op.args.length);
  return all.filter(
    (fn) => frame.program.functions[fn]?.ir.params[0]?.type.name === type.name && fn !== frame.fn.index,
  );
}

function stripCasts(expr: Expr): Expr {
  return expr.k === 'cast' ? stripCasts(expr.arg) : expr.k === 'deref' ? stripCasts(expr.base) : expr;
}

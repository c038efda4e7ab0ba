import type { Expr, Op } from '../../ir/types';
import type { Program, ProgramFunction } from '../program';
import { isLocal, type Key, keyOf, pointedStruct } from './keys';

const known = new WeakMap<ProgramFunction, ReadonlySet<Key>>();

/** Objects that a function reads, writes or hands on, by their keys. */
export function usesOf(program: Program, fn: ProgramFunction): ReadonlySet<Key> {
  let uses = known.get(fn);
  if (uses === undefined) {
    const found = new Set<Key>();
    for (const { ops, end } of fn.ir.blocks) {
      for (const op of ops) for (const expr of expressionsOf(op)) addUses(program, fn, expr, found);
      if (end.t === 'branch') addUses(program, fn, end.cond, found);
      else if ((end.t === 'return' || end.t === 'switch') && end.value !== null)
        addUses(program, fn, end.value, found);
    }
    uses = found;
    known.set(fn, uses);
  }
  return uses;
}

function expressionsOf(op: Op): readonly Expr[] {
  if (op.op === 'assign') return [op.target, op.value];
  if (op.op === 'call') return [op.callee, ...op.args];
  return op.op === 'cleanup' ? op.args : [];
}

function addUses(program: Program, fn: ProgramFunction, expr: Expr, found: Set<Key>): void {
  switch (expr.k) {
    case 'field': {
      const key = keyOf(program, fn, expr);
      if (key !== null) found.add(key);
      addUses(program, fn, expr.base, found);
      return;
    }
    case 'deref': {
      const struct = pointedStruct(program, fn, expr.base);
      if (struct !== null) found.add(`struct ${struct}`);
      addUses(program, fn, expr.base, found);
      return;
    }
    case 'index':
      addUses(program, fn, expr.base, found);
      addUses(program, fn, expr.index, found);
      return;
    case 'addr':
      addUses(program, fn, expr.base, found);
      return;
    case 'cast':
    case 'unary':
      addUses(program, fn, expr.arg, found);
      return;
    case 'container':
      addUses(program, fn, expr.ptr, found);
      return;
    case 'binary':
      addUses(program, fn, expr.left, found);
      addUses(program, fn, expr.right, found);
      return;
    case 'var':
      if (!isLocal(fn.ir, expr.name)) found.add(`variable ${expr.name}`);
      return;
    default:
  }
}

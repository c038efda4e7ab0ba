import type { BinaryOp, Expr } from './types';

/** Makers of expressions that keep one spelling for one meaning. */

/** `*base`; `*&x` is `x`. */
export function deref(base: Expr): Expr {
  return base.k === 'addr' ? base.base : { k: 'deref', base };
}

/** `&base`; `&*x` is `x`. */
export function addr(base: Expr): Expr {
  return base.k === 'deref' ? base.base : { k: 'addr', base };
}

export function variable(name: string): Expr {
  return { k: 'var', name };
}

export function isVar(expr: Expr, name: string): boolean {
  return expr.k === 'var' && expr.name === name;
}

export function negate(arg: Expr): Expr {
  return arg.k === 'num' ? { k: 'num', value: -arg.value } : { k: 'unary', op: '-', arg };
}

/** All operators with two operands; terms are numbered in this order. */
export const binaryOps: readonly BinaryOp[] = [
  '+',
  '-',
  '*',
  '/',
  '%',
  '<<',
  '>>',
  '&',
  '|',
  '^',
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  '&&',
  '||',
];

const binaryOpNames: ReadonlySet<string> = new Set(binaryOps);

export function isBinaryOp(op: string): op is BinaryOp {
  return binaryOpNames.has(op);
}

import { childBy, type Node } from '../syntax/tree';
import { argumentsOf, lowerRest } from './arguments';
import { variable } from './expr';
import { KindSet, KindTable } from './kind-table';
import {
  close,
  emit,
  jump,
  type Lowering,
  lowerValue,
  newBlock,
  next,
  operandOf,
  see,
  seeAll,
  spanOf,
  start,
  symbol,
  text,
} from './lowering';
import { conditionMacros } from './macro-names';
import type { Expr } from './types';

/**
 * Conditions as control flow: `&&`, `||`, `!`, `?:`, comma and the transparent macros around them become
 * edges; what remains is an atom that a branch tests.
 */
type ConditionRule = (f: Lowering, node: Node, yes: number, no: number) => void;

const identifier = new KindSet('identifier');
const rules = new KindTable<ConditionRule>();

/** Closes the current block with a branch on the node. */
export function lowerCondition(f: Lowering, node: Node, yes: number, no: number): void {
  if (node < 0) {
    jump(f, yes);
    return;
  }
  const rule = rules.get(f.tree.kind[node] ?? 0);
  if (rule) rule(f, node, yes, no);
  else branchOn(f, lowerValue(f, node), node, [yes, no]);
}

/** Branches on a pure value; a constant takes its edge. */
export function branchOn(f: Lowering, value: Expr, node: Node, to: readonly [number, number]): void {
  let cond = value;
  let [yes, no] = to;
  while (cond.k === 'unary' && cond.op === '!') {
    cond = cond.arg;
    [yes, no] = [no, yes];
  }
  if (cond.k === 'num') {
    jump(f, cond.value !== 0 ? yes : no);
    return;
  }
  if (cond.k === 'binary' && (cond.op === '&&' || cond.op === '||')) {
    const right = newBlock(f);
    branchOn(f, cond.left, node, cond.op === '&&' ? [right, no] : [yes, right]);
    start(f, right);
    branchOn(f, cond.right, node, [yes, no]);
    return;
  }
  close(f, { t: 'branch', cond, yes, no, at: spanOf(f, node) });
}

function lowerParenthesized(f: Lowering, node: Node, yes: number, no: number): void {
  const inner = operandOf(f, node);
  // A statement expression has no operand of its own; its value is tested.
  if (inner < 0) branchOn(f, lowerValue(f, node), node, [yes, no]);
  else lowerCondition(f, inner, yes, no);
}

function lowerNot(f: Lowering, node: Node, yes: number, no: number): void {
  if (symbol(f, node + 1) === '!') lowerCondition(f, next(f, node + 1), no, yes);
  else branchOn(f, lowerValue(f, node), node, [yes, no]);
}

function lowerLogical(f: Lowering, node: Node, yes: number, no: number): void {
  const operator = next(f, node + 1);
  const op = symbol(f, operator);
  if (op !== '&&' && op !== '||') {
    branchOn(f, lowerValue(f, node), node, [yes, no]);
    return;
  }
  const right = newBlock(f);
  const left = node + 1;
  if (op === '&&') lowerCondition(f, left, right, no);
  else lowerCondition(f, left, yes, right);
  start(f, right);
  lowerCondition(f, next(f, operator), yes, no);
}

function lowerComma(f: Lowering, node: Node, yes: number, no: number): void {
  lowerValue(f, childBy(f.tree, node, 'left'));
  lowerCondition(f, childBy(f.tree, node, 'right'), yes, no);
}

function lowerChoice(f: Lowering, node: Node, yes: number, no: number): void {
  const consequence = childBy(f.tree, node, 'consequence');
  const first = consequence < 0 ? yes : newBlock(f);
  const second = newBlock(f);
  lowerCondition(f, childBy(f.tree, node, 'condition'), first, second);
  if (consequence >= 0) {
    start(f, first);
    lowerCondition(f, consequence, yes, no);
  }
  start(f, second);
  lowerCondition(f, childBy(f.tree, node, 'alternative'), yes, no);
}

/** `unlikely(c)` is `c`; `WARN(c, "…", x)` is `c` with a call on the way where it holds. */
function lowerCallCondition(f: Lowering, node: Node, yes: number, no: number): void {
  const callee = node + 1;
  const name = identifier.has(f.tree.kind[callee]) ? text(f, callee) : '';
  if (name === 'likely' || name === 'unlikely' || name === '__builtin_expect') {
    const [first] = argumentsOf(f, node);
    see(f, callee);
    if (first !== undefined) {
      seeRest(f, node, first);
      lowerCondition(f, first, yes, no);
      return;
    }
  }
  const index = conditionMacros.get(name);
  const args = index === undefined ? [] : argumentsOf(f, node);
  const condition = index === undefined ? undefined : args[index];
  if (condition === undefined) {
    branchOn(f, lowerValue(f, node), node, [yes, no]);
    return;
  }
  see(f, callee);
  const warned = newBlock(f);
  lowerCondition(f, condition, warned, no);
  start(f, warned);
  const rest = lowerRest(f, args, condition);
  emit(f, { op: 'call', result: null, callee: variable(name), args: rest, at: spanOf(f, node) });
  jump(f, yes);
}

function seeRest(f: Lowering, node: Node, first: Node): void {
  for (const arg of argumentsOf(f, node)) if (arg !== first) seeAll(f, arg);
}

rules.add({
  parenthesized_expression: lowerParenthesized,
  unary_expression: lowerNot,
  binary_expression: lowerLogical,
  comma_expression: lowerComma,
  conditional_expression: lowerChoice,
  call_expression: lowerCallCondition,
});

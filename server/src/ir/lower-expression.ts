import { childBy, type Node } from '../syntax/tree';
import { addr, deref, isBinaryOp, isVar, negate, variable } from './expr';
import { KindSet } from './kind-table';
import { lowerAsm } from './lower-asm';
import { lowerCall } from './lower-call';
import { lowerCondition } from './lower-condition';
import { lowerInitialiser } from './lower-initialiser';
import { leafRules } from './lower-leaf';
import {
  assign,
  close,
  closeScope,
  gapValue,
  jump,
  type Lowering,
  lowerStatement,
  lowerValue,
  newBlock,
  newTemp,
  next,
  one,
  openScope,
  operandOf,
  see,
  seeAll,
  spanOf,
  start,
  stripParens,
  symbol,
  text,
  typeOfName,
  type ValueRule,
  zero,
} from './lowering';
import { isScalarType } from './macro-names';
import type { Expr } from './types';
import { descriptorType, typeFromText } from './types-of';

const call = new KindSet('call_expression');
const choice = new KindSet('conditional_expression');
const identifier = new KindSet('identifier');
const parenthesized = new KindSet('parenthesized_expression');
const compound = new KindSet('compound_statement');
const cast = new KindSet('cast_expression');
const comma = new KindSet('comma_expression');
const comment = new KindSet('comment');
const effects = new KindSet(
  'call_expression',
  'assignment_expression',
  'update_expression',
  'conditional_expression',
  'compound_statement',
  'gnu_asm_expression',
);

/**
 * Lowers an expression so that its value ends up in a variable or temporary. A call writes there directly,
 * the arms of `?:` each write there.
 */
export function lowerInto(f: Lowering, node: Node, name: string): void {
  const inner = stripParens(f, node);
  let value: Expr;
  if (call.has(f.tree.kind[inner])) value = lowerCall(f, inner, name);
  else if (choice.has(f.tree.kind[inner])) {
    lowerChoice(f, inner, name);
    return;
  } else value = lowerValue(f, inner);
  if (!isVar(value, name)) assign(f, variable(name), value, spanOf(f, node));
}

/** Lowers an expression whose value is dropped. */
export function lowerEffect(f: Lowering, node: Node): void {
  const inner = stripParens(f, node);
  const kind = f.tree.kind[inner];
  if (call.has(kind)) lowerCall(f, inner, null);
  else if (choice.has(kind)) lowerChoice(f, inner, null);
  else if (cast.has(kind)) {
    seeAll(f, childBy(f.tree, inner, 'type'));
    lowerEffect(f, childBy(f.tree, inner, 'value'));
  } else if (comma.has(kind)) {
    lowerEffect(f, childBy(f.tree, inner, 'left'));
    lowerEffect(f, childBy(f.tree, inner, 'right'));
  } else if (update.has(kind)) lowerUpdate(f, inner, false);
  else if (logical.has(kind) && isLogical(f, inner)) {
    const operator = next(f, inner + 1);
    const more = newBlock(f);
    const after = newBlock(f);
    if (symbol(f, operator) === '&&') lowerCondition(f, inner + 1, more, after);
    else lowerCondition(f, inner + 1, after, more);
    start(f, more);
    lowerEffect(f, next(f, operator));
    jump(f, after);
    start(f, after);
  } else lowerValue(f, inner);
}
const update = new KindSet('update_expression');
const logical = new KindSet('binary_expression');

/** Whether evaluating the node may do something, or must not happen when a condition is false. */
export function hasEffects(f: Lowering, node: Node): boolean {
  const { kind, after } = f.tree;
  const end = after[node] ?? 0;
  for (let at = node; at < end; at++) if (effects.has(kind[at])) return true;
  return false;
}

function isLogical(f: Lowering, node: Node): boolean {
  const op = symbol(f, next(f, node + 1));
  return op === '&&' || op === '||';
}

/** `c ? a : b` and `c ?: b`; a null name drops the value. */
function lowerChoice(f: Lowering, node: Node, name: string | null): void {
  const condition = childBy(f.tree, node, 'condition');
  const consequence = childBy(f.tree, node, 'consequence');
  const alternative = childBy(f.tree, node, 'alternative');
  const yes = newBlock(f);
  const no = newBlock(f);
  const after = newBlock(f);
  if (consequence < 0) {
    // The condition is evaluated once and is the value.
    const value = name ?? newTemp(f);
    lowerInto(f, condition, value);
    close(f, { t: 'branch', cond: variable(value), yes: after, no, at: spanOf(f, condition) });
  } else {
    lowerCondition(f, condition, yes, no);
    start(f, yes);
    lowerArm(f, consequence, name);
    jump(f, after);
  }
  start(f, no);
  lowerArm(f, alternative, name);
  jump(f, after);
  start(f, after);
}

function lowerArm(f: Lowering, node: Node, name: string | null): void {
  if (name === null) lowerEffect(f, node);
  else lowerInto(f, node, name);
}

function lowerField(f: Lowering, node: Node): Expr {
  const base = lowerValue(f, node + 1);
  const operator = next(f, node + 1);
  const name = next(f, operator);
  see(f, name);
  const arrow = symbol(f, operator) === '->';
  return { k: 'field', base: arrow ? deref(base) : base, name: text(f, name) };
}

function lowerSubscript(f: Lowering, node: Node): Expr {
  const base = lowerValue(f, node + 1);
  const index = childBy(f.tree, node, 'index');
  return { k: 'index', base, index: index < 0 ? zero : lowerValue(f, index) };
}

function lowerPointer(f: Lowering, node: Node): Expr {
  const isAddress = symbol(f, node + 1) === '&';
  const base = lowerValue(f, next(f, node + 1));
  return isAddress ? addr(base) : deref(base);
}

function lowerUnary(f: Lowering, node: Node): Expr {
  const op = symbol(f, node + 1);
  const arg = lowerValue(f, next(f, node + 1));
  if (op === '-') return negate(arg);
  if (op === '~' || op === '!') return { k: 'unary', op, arg };
  return arg;
}

function lowerBinary(f: Lowering, node: Node): Expr {
  const leftNode = node + 1;
  const operator = next(f, leftNode);
  const rightNode = next(f, operator);
  const op = symbol(f, operator);
  const castTo = castName(f, leftNode);
  if (castTo !== null) return lowerMistakenCast(f, leftNode, rightNode, { castTo, op });
  if (!isBinaryOp(op)) return gapValue(f, node, `operator ${op} is not understood`);
  if ((op === '&&' || op === '||') && hasEffects(f, rightNode)) return lowerTruth(f, node);
  const left = lowerValue(f, leftNode);
  const right = lowerValue(f, rightNode);
  return { k: 'binary', op, left, right };
}

/** The grammar reads `(u32)*p` as a product; the name in the parentheses tells. */
function castName(f: Lowering, left: Node): string | null {
  if (!parenthesized.has(f.tree.kind[left])) return null;
  const inner = operandOf(f, left);
  if (inner < 0 || !identifier.has(f.tree.kind[inner])) return null;
  const name = text(f, inner);
  return isScalarType(name) && typeOfName(f, name) === undefined ? name : null;
}

function lowerMistakenCast(
  f: Lowering,
  left: Node,
  right: Node,
  how: { readonly castTo: string; readonly op: string },
): Expr {
  seeAll(f, left);
  let arg = lowerValue(f, right);
  if (how.op === '*') arg = deref(arg);
  else if (how.op === '&') arg = addr(arg);
  else if (how.op === '-') arg = negate(arg);
  return { k: 'cast', type: typeFromText(how.castTo), arg };
}

/** `a && f()` as a value: 1 or 0 in a temporary. */
function lowerTruth(f: Lowering, node: Node): Expr {
  const temp = newTemp(f);
  const yes = newBlock(f);
  const no = newBlock(f);
  const after = newBlock(f);
  lowerCondition(f, node, yes, no);
  for (const [block, value] of [
    [yes, one],
    [no, zero],
  ] as const) {
    start(f, block);
    assign(f, variable(temp), value, spanOf(f, node));
    jump(f, after);
  }
  start(f, after);
  return variable(temp);
}

function lowerAssignment(f: Lowering, node: Node): Expr {
  const left = node + 1;
  const assigns = next(f, left);
  const right = next(f, assigns);
  const op = symbol(f, assigns);
  const target = lowerValue(f, left);
  if (op === '=') {
    if (compoundLiteral.has(f.tree.kind[stripParens(f, right)]))
      assignLiteral(f, stripParens(f, right), target);
    else if (target.k === 'var') lowerInto(f, right, target.name);
    else assign(f, target, lowerValue(f, right), spanOf(f, node));
    return target;
  }
  const operator = op.slice(0, -1);
  const value = lowerValue(f, right);
  if (isBinaryOp(operator))
    assign(f, target, { k: 'binary', op: operator, left: target, right: value }, spanOf(f, node));
  return target;
}

const compoundLiteral = new KindSet('compound_literal_expression');

/** `*p = (struct msg){ .id = 3 }`: the named members are assigned one by one. */
function assignLiteral(f: Lowering, literal: Node, target: Expr): void {
  seeAll(f, childBy(f.tree, literal, 'type'));
  assign(f, target, { k: 'opaque', what: 'compound literal' }, spanOf(f, literal));
  lowerInitialiser(f, childBy(f.tree, literal, 'value'), target);
}

function lowerUpdate(f: Lowering, node: Node, wanted: boolean): Expr {
  const argument = childBy(f.tree, node, 'argument');
  const operator = childBy(f.tree, node, 'operator');
  const target = lowerValue(f, argument);
  const postfix = (f.tree.start[operator] ?? 0) > (f.tree.start[argument] ?? 0);
  let value = target;
  if (postfix && wanted) {
    value = variable(newTemp(f));
    assign(f, value, target, spanOf(f, node));
  }
  const op = symbol(f, operator) === '++' ? '+' : '-';
  assign(f, target, { k: 'binary', op, left: target, right: one }, spanOf(f, node));
  return value;
}

function lowerCast(f: Lowering, node: Node): Expr {
  const type = childBy(f.tree, node, 'type');
  seeAll(f, type);
  const arg = lowerValue(f, childBy(f.tree, node, 'value'));
  return { k: 'cast', type: descriptorType(f.tree, type), arg };
}

/** `(x)`, or `({ …; x; })`, whose last statement is the value. */
function lowerParenthesized(f: Lowering, node: Node): Expr {
  const { kind, after } = f.tree;
  const end = after[node] ?? 0;
  for (let child = node + 1; child < end; child = after[child] ?? end)
    if (compound.has(kind[child])) return lowerStatementExpression(f, child);
  const inner = operandOf(f, node);
  return inner < 0 ? gapValue(f, node, 'empty parentheses') : lowerValue(f, inner);
}

function lowerStatementExpression(f: Lowering, block: Node): Expr {
  const { kind, after } = f.tree;
  const end = after[block] ?? 0;
  const statements: Node[] = [];
  for (let child = block + 1; child < end; child = after[child] ?? end)
    if (!comment.has(kind[child]) && !braces.has(kind[child])) statements.push(child);
  const last = statements.at(-1);
  const scope = openScope(f);
  let value: Expr = zero;
  for (const statement of statements) {
    const operand = expressionStatement.has(kind[statement]) ? operandOf(f, statement) : -1;
    if (statement === last && operand >= 0) {
      value = variable(newTemp(f));
      f.ops.push({ op: 'mark', what: 'statement', at: f.tree.start[statement] ?? 0 });
      lowerInto(f, operand, value.k === 'var' ? value.name : '');
    } else lowerStatement(f, statement);
  }
  closeScope(f, scope, spanOf(f, block));
  return value;
}
const braces = new KindSet('{', '}');
const expressionStatement = new KindSet('expression_statement');

export const expressionRules: Readonly<Record<string, ValueRule>> = {
  ...leafRules,
  field_expression: lowerField,
  subscript_expression: lowerSubscript,
  pointer_expression: lowerPointer,
  unary_expression: lowerUnary,
  binary_expression: lowerBinary,
  assignment_expression: lowerAssignment,
  update_expression: (f, node) => lowerUpdate(f, node, true),
  cast_expression: lowerCast,
  call_expression: (f, node) => lowerCall(f, node, undefined),
  parenthesized_expression: lowerParenthesized,
  conditional_expression: (f, node) => {
    const temp = newTemp(f);
    lowerChoice(f, node, temp);
    return variable(temp);
  },
  comma_expression: (f, node) => {
    lowerEffect(f, childBy(f.tree, node, 'left'));
    return lowerValue(f, childBy(f.tree, node, 'right'));
  },
  compound_literal_expression: (f, node) => {
    seeAll(f, childBy(f.tree, node, 'type'));
    lowerInitialiser(f, childBy(f.tree, node, 'value'), null);
    return { k: 'opaque', what: 'compound literal' };
  },
  initializer_list: (f, node) => {
    lowerInitialiser(f, node, null);
    return { k: 'opaque', what: 'initializer' };
  },
  extension_expression: (f, node) => lowerValue(f, operandOf(f, node)),
  gnu_asm_expression: lowerAsm,
};

import { readCondition } from '../syntax/conditions';
import { childBy, fieldNames, type Node } from '../syntax/tree';
import { KindSet } from './kind-table';
import { lowerSiblings } from './lower-sequence';
import {
  close,
  closeDead,
  jump,
  type Lowering,
  newBlock,
  operandOf,
  type StatementRule,
  seeAll,
  spanOf,
  start,
  text,
} from './lowering';

/** `#if` inside a body: each arm is lowered, behind a branch on the build-time symbol. */

const logical = new KindSet('binary_expression');
const not = new KindSet('unary_expression');
const parenthesized = new KindSet('parenthesized_expression');
const skipped = new KindSet(
  '\n',
  '#if',
  '#ifdef',
  '#ifndef',
  '#elif',
  '#elifdef',
  '#elifndef',
  '#else',
  '#endif',
);
const elseArm = new KindSet('preproc_else');

function lowerConditional(f: Lowering, node: Node): void {
  const after = newBlock(f);
  lowerArm(f, node, after);
  start(f, after);
}

function lowerArm(f: Lowering, node: Node, after: number): void {
  if (elseArm.has(f.tree.kind[node])) {
    lowerArmBody(f, node);
    jump(f, after);
    return;
  }
  const body = newBlock(f);
  const otherwise = newBlock(f);
  const alternative = childBy(f.tree, node, 'alternative');
  const dead = branch(f, node, body, otherwise);
  if (dead) skipArmBody(f, node);
  else {
    start(f, body);
    lowerArmBody(f, node);
    jump(f, after);
  }
  start(f, otherwise);
  if (alternative >= 0) lowerArm(f, alternative, after);
  else jump(f, after);
}

/** Branches on an arm's condition; true when the arm is in no build (`#if 0`). */
function branch(f: Lowering, node: Node, yes: number, no: number): boolean {
  const name = childBy(f.tree, node, 'name');
  if (name >= 0) {
    seeAll(f, name);
    const word = text(f, node + 1);
    return branchOnDirective(f, `${word} ${text(f, name)}`, name, [yes, no]) === false;
  }
  const condition = childBy(f.tree, node, 'condition');
  seeAll(f, condition);
  return branchOnExpression(f, condition, yes, no) === false;
}

/** The constant value, or undefined when a branch was needed. */
function branchOnExpression(f: Lowering, node: Node, yes: number, no: number): boolean | undefined {
  const kind = f.tree.kind[node];
  if (parenthesized.has(kind)) return branchOnExpression(f, operandOf(f, node), yes, no);
  if (not.has(kind) && text(f, node + 1) === '!') {
    const inner = branchOnExpression(f, childBy(f.tree, node, 'argument'), no, yes);
    return inner === undefined ? undefined : !inner;
  }
  const op = logical.has(kind) ? text(f, childBy(f.tree, node, 'operator')) : '';
  if (op !== '&&' && op !== '||') return branchOnDirective(f, `#if ${text(f, node)}`, node, [yes, no]);
  const right = newBlock(f);
  const left = childBy(f.tree, node, 'left');
  const first =
    op === '&&' ? branchOnExpression(f, left, right, no) : branchOnExpression(f, left, yes, right);
  start(f, right);
  const second = branchOnExpression(f, childBy(f.tree, node, 'right'), yes, no);
  if (op === '&&') return first === false || second === false ? false : first && second;
  return first === true || second === true ? true : first === undefined ? undefined : second;
}

function branchOnDirective(
  f: Lowering,
  directive: string,
  node: Node,
  to: readonly [number, number],
): boolean | undefined {
  const condition = readCondition(directive);
  const [yes, no] = to;
  if ('value' in condition) {
    jump(f, condition.value ? yes : no);
    return condition.value;
  }
  const [literal] = condition.literals;
  if (literal === undefined || condition.literals.length > 1) {
    const symbol = directive.replace(/^#\w+\s*/, '');
    close(f, { t: 'branch', cond: { k: 'config', symbol }, yes, no, at: spanOf(f, node) });
    return undefined;
  }
  const cond = { k: 'config', symbol: literal.symbol } as const;
  const [first, second] = literal.negated ? [no, yes] : [yes, no];
  close(f, { t: 'branch', cond, yes: first, no: second, at: spanOf(f, node) });
  return undefined;
}

function isBody(f: Lowering, child: Node): boolean {
  const field = fieldNames[f.tree.field[child] ?? 0];
  return (
    field !== 'name' && field !== 'condition' && field !== 'alternative' && !skipped.has(f.tree.kind[child])
  );
}

/** Declarations in an arm belong to the scope around the `#if`, so no scope is opened. */
function lowerArmBody(f: Lowering, node: Node): void {
  const { after } = f.tree;
  const end = after[node] ?? 0;
  const statements: Node[] = [];
  for (let child = node + 1; child < end; child = after[child] ?? end)
    if (isBody(f, child)) statements.push(child);
  lowerSiblings(f, statements);
}

function skipArmBody(f: Lowering, node: Node): void {
  const { after } = f.tree;
  const end = after[node] ?? 0;
  for (let child = node + 1; child < end; child = after[child] ?? end) if (isBody(f, child)) seeAll(f, child);
}

/** `#error` ends the build; `#pragma`, `#define` and the like inside a body do nothing when it runs. */
function lowerDirective(f: Lowering, node: Node): void {
  seeAll(f, node);
  if (text(f, node).startsWith('#error')) closeDead(f, { t: 'stop' });
}

export const preprocRules: Readonly<Record<string, StatementRule>> = {
  preproc_if: lowerConditional,
  preproc_ifdef: lowerConditional,
  preproc_call: lowerDirective,
  preproc_def: lowerDirective,
  preproc_function_def: lowerDirective,
};

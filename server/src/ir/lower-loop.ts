import { childBy, childrenOf, fieldNames, type Node } from '../syntax/tree';
import { KindSet } from './kind-table';
import { endOf, lowerMaskedBlock, maskedName } from './lower-block-macro';
import { lowerCondition } from './lower-condition';
import { lowerDeclaration } from './lower-declaration';
import { lowerEffect } from './lower-expression';
import { lowerSiblings } from './lower-sequence';
import {
  closeDead,
  closeScope,
  type DraftCase,
  endCleanups,
  gap,
  jump,
  type Lowering,
  lowerStatement,
  lowerValue,
  mark,
  newBlock,
  openScope,
  operandOf,
  reportErrors,
  type StatementRule,
  see,
  spanOf,
  start,
  symbol,
  text,
} from './lowering';
import type { Expr } from './types';

/** Loops, `switch`, and the statements that leave them. */

const declaration = new KindSet('declaration');

function lowerBody(f: Lowering, body: Node, breakTo: number, continueTo: number): void {
  const outer = { breakTo: f.breakTo, continueTo: f.continueTo };
  f.breakTo = { block: breakTo, active: f.active };
  f.continueTo = { block: continueTo, active: f.active };
  if (body >= 0) lowerStatement(f, body);
  f.breakTo = outer.breakTo;
  f.continueTo = outer.continueTo;
}

function lowerWhile(f: Lowering, node: Node): void {
  const body = childBy(f.tree, node, 'body');
  const macro = maskedName(f, node, 'while');
  if (macro !== null) {
    lowerMaskedBlock(f, node, macro, body);
    return;
  }
  const header = newBlock(f);
  const inside = newBlock(f);
  const exit = newBlock(f);
  jump(f, header);
  start(f, header);
  mark(f, 'condition', node);
  lowerTest(f, childBy(f.tree, node, 'condition'), inside, exit);
  start(f, inside);
  lowerBody(f, body, exit, header);
  jump(f, header);
  start(f, exit);
}

/** A condition, with the syntax errors in it. */
function lowerTest(f: Lowering, condition: Node, yes: number, no: number): void {
  if (f.tree.errors.length > 0 && condition >= 0) reportErrors(f, condition);
  lowerCondition(f, condition, yes, no);
}

function lowerFor(f: Lowering, node: Node): void {
  const macro = maskedName(f, node, 'for');
  if (macro !== null) {
    lowerMaskedBlock(f, node, macro, childBy(f.tree, node, 'body'));
    return;
  }
  const scope = openScope(f);
  const initialiser = childBy(f.tree, node, 'initializer');
  const update = childBy(f.tree, node, 'update');
  if (initialiser >= 0) {
    if (declaration.has(f.tree.kind[initialiser])) lowerDeclaration(f, initialiser);
    else lowerEffect(f, initialiser);
  }
  const header = newBlock(f);
  const inside = newBlock(f);
  const exit = newBlock(f);
  const step = update < 0 ? header : newBlock(f);
  jump(f, header);
  start(f, header);
  mark(f, 'condition', node);
  lowerTest(f, childBy(f.tree, node, 'condition'), inside, exit);
  start(f, inside);
  const body = childBy(f.tree, node, 'body');
  lowerBody(f, body, exit, step);
  jump(f, step);
  if (update >= 0) {
    start(f, step);
    lowerEffect(f, update);
    jump(f, header);
  }
  start(f, exit);
  closeScope(f, scope, endOf(f, node));
}

function lowerDo(f: Lowering, node: Node): void {
  const inside = newBlock(f);
  const check = newBlock(f);
  const exit = newBlock(f);
  jump(f, inside);
  start(f, inside);
  mark(f, 'statement', node);
  lowerBody(f, childBy(f.tree, node, 'body'), exit, check);
  jump(f, check);
  start(f, check);
  const keyword = childrenOf(f.tree, node).find((child) => whileKeyword.has(f.tree.kind[child]));
  if (keyword !== undefined) mark(f, 'condition', keyword);
  lowerTest(f, childBy(f.tree, node, 'condition'), inside, exit);
  start(f, exit);
}
const whileKeyword = new KindSet('while');

function lowerSwitch(f: Lowering, node: Node): void {
  mark(f, 'condition', node);
  const condition = childBy(f.tree, node, 'condition');
  if (f.tree.errors.length > 0 && condition >= 0) reportErrors(f, condition);
  const value = lowerValue(f, condition);
  const dispatch = f.blocks[f.current];
  const exit = newBlock(f);
  const outer = { cases: f.cases, breakTo: f.breakTo };
  const cases: DraftCase[] = [];
  f.cases = cases;
  f.breakTo = { block: exit, active: f.active };
  // What stands before the first label never runs.
  start(f, newBlock(f));
  const body = childBy(f.tree, node, 'body');
  if (body >= 0) lowerStatement(f, body);
  jump(f, exit);
  if (!cases.some((one) => one.values === null)) cases.push({ values: null, to: exit });
  if (dispatch && dispatch.end === null)
    dispatch.end = { t: 'switch', value, cases, at: spanOf(f, condition) };
  f.cases = outer.cases;
  f.breakTo = outer.breakTo;
  start(f, exit);
}

/** A label and the statements up to the next one; the grammar nests them, the flow does not. */
function lowerCase(f: Lowering, node: Node): void {
  const block = newBlock(f);
  jump(f, block);
  start(f, block);
  mark(f, 'label', node);
  const { after } = f.tree;
  const end = after[node] ?? 0;
  const statements: Node[] = [];
  let colon = false;
  for (let child = node + 1; child < end; child = after[child] ?? end) {
    const field = fieldNames[f.tree.field[child] ?? 0];
    if (colonToken.has(f.tree.kind[child]) && !colon) colon = true;
    else if (colon && field !== 'value') statements.push(child);
  }
  const value = childBy(f.tree, node, 'value');
  if (f.cases === null) gap(f, node, 'case outside a switch');
  else if (value < 0) f.cases.push({ values: null, to: block });
  else f.cases.push({ values: [caseValue(f, value)], to: block });
  lowerSiblings(f, statements);
}
const colonToken = new KindSet(':');

/** `case A:` or `case A ... B:`, whose `...` the mask made `||`. */
function caseValue(f: Lowering, value: Node): Expr | readonly [Expr, Expr] {
  const operator = binary.has(f.tree.kind[value]) ? childBy(f.tree, value, 'operator') : -1;
  if (operator < 0 || !f.original.startsWith('...', f.tree.start[operator])) return lowerValue(f, value);
  const low = lowerValue(f, childBy(f.tree, value, 'left'));
  return [low, lowerValue(f, childBy(f.tree, value, 'right'))];
}
const binary = new KindSet('binary_expression');

function lowerLeave(f: Lowering, node: Node, exit: Lowering['breakTo']): void {
  mark(f, 'statement', node);
  if (exit === null) {
    gap(f, node, `${symbol(f, node + 1)} outside a loop`);
    return;
  }
  see(f, node);
  endCleanups(f, f.active, exit.active, spanOf(f, node));
  closeDead(f, { t: 'jump', to: exit.block });
}

function lowerGoto(f: Lowering, node: Node): void {
  mark(f, 'statement', node);
  const label = childBy(f.tree, node, 'label');
  if (label < 0) {
    const target = operandOf(f, node);
    if (target >= 0) lowerValue(f, target);
    gap(f, node, 'computed goto is not understood');
    closeDead(f, { t: 'stop' });
    return;
  }
  see(f, label);
  const at = spanOf(f, node);
  f.gotos.push({ block: f.current, label: text(f, label), active: f.active, at });
  start(f, newBlock(f));
}

function lowerLabel(f: Lowering, node: Node): void {
  const nameNode = childBy(f.tree, node, 'label');
  const name = text(f, nameNode);
  see(f, nameNode);
  let label = f.labels.get(name);
  if (label === undefined) f.labels.set(name, (label = { block: newBlock(f), placed: false, active: null }));
  if (label.placed) {
    // The other arm of an `#if` has the same label; jumps go to the first.
    label = { block: newBlock(f), placed: false, active: null };
  }
  jump(f, label.block);
  start(f, label.block);
  label.placed = true;
  label.active = f.active;
  mark(f, 'label', node);
  const { after } = f.tree;
  const end = after[node] ?? 0;
  const statements: Node[] = [];
  for (let child = after[nameNode] ?? end; child < end; child = after[child] ?? end)
    if (!colonToken.has(f.tree.kind[child])) statements.push(child);
  lowerSiblings(f, statements);
}

export const loopRules: Readonly<Record<string, StatementRule>> = {
  while_statement: lowerWhile,
  for_statement: lowerFor,
  do_statement: lowerDo,
  switch_statement: lowerSwitch,
  case_statement: lowerCase,
  break_statement: (f, node) => lowerLeave(f, node, f.breakTo),
  continue_statement: (f, node) => lowerLeave(f, node, f.continueTo),
  goto_statement: lowerGoto,
  labeled_statement: lowerLabel,
};

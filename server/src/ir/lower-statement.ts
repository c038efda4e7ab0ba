import { childBy, childrenOf, type Node } from '../syntax/tree';
import { variable } from './expr';
import { KindSet } from './kind-table';
import {
  endOf,
  endReturnCleanups,
  lowerCleanupCall,
  lowerMaskedBlock,
  maskedName,
} from './lower-block-macro';
import { lowerCondition } from './lower-condition';
import { declareCallable, declareMacroLocal, lowerDeclarationStatement } from './lower-declaration';
import { lowerEffect, lowerInto } from './lower-expression';
import { loopRules } from './lower-loop';
import { preprocRules } from './lower-preproc';
import { lowerChecked, lowerSiblings } from './lower-sequence';
import {
  assign,
  closeDead,
  closeScope,
  gap,
  jump,
  type Lowering,
  lowerValue,
  mark,
  newBlock,
  newTemp,
  openScope,
  operandOf,
  reportErrors,
  type StatementRule,
  see,
  seeAll,
  spanOf,
  start,
  statementRules,
  text,
  valueRules,
  zero,
} from './lowering';
import type { Expr } from './types';

const braces = new KindSet('{', '}');
const call = new KindSet('call_expression');
const assignment = new KindSet('assignment_expression');
const identifier = new KindSet('identifier');
const elseKeyword = new KindSet('else', 'comment');

function lowerCompound(f: Lowering, node: Node): void {
  const scope = openScope(f);
  const { after, kind } = f.tree;
  const end = after[node] ?? 0;
  const statements: Node[] = [];
  for (let child = node + 1; child < end; child = after[child] ?? end)
    if (!braces.has(kind[child])) statements.push(child);
  lowerSiblings(f, statements);
  closeScope(f, scope, endOf(f, node));
}

function lowerIf(f: Lowering, node: Node): void {
  const consequence = childBy(f.tree, node, 'consequence');
  const macro = maskedName(f, node, 'if');
  if (macro !== null) {
    lowerMaskedBlock(f, node, macro, consequence);
    return;
  }
  mark(f, 'condition', node);
  const condition = childBy(f.tree, node, 'condition');
  const alternative = childBy(f.tree, node, 'alternative');
  const yes = newBlock(f);
  const after = newBlock(f);
  const no = alternative < 0 ? after : newBlock(f);
  if (f.tree.errors.length > 0 && condition >= 0) reportErrors(f, condition);
  lowerCondition(f, condition, yes, no);
  start(f, yes);
  if (consequence >= 0) lowerChecked(f, consequence);
  jump(f, after);
  if (alternative >= 0) {
    start(f, no);
    lowerElse(f, alternative);
    jump(f, after);
  }
  start(f, after);
}

function lowerElse(f: Lowering, clause: Node): void {
  for (const child of childrenOf(f.tree, clause))
    if (!elseKeyword.has(f.tree.kind[child])) lowerChecked(f, child);
}

function lowerExpressionStatement(f: Lowering, node: Node): void {
  const operand = operandOf(f, node);
  mark(f, 'statement', node);
  if (operand < 0) return;
  if (call.has(f.tree.kind[operand])) {
    lowerCallStatement(f, operand);
    return;
  }
  if (assignment.has(f.tree.kind[operand]) && call.has(f.tree.kind[operand + 1])) {
    if (declareCallable(f, operand + 1, childBy(f.tree, operand, 'right'))) return;
  }
  // A lone identifier is a macro without arguments: `fallthrough;`.
  if (identifier.has(f.tree.kind[operand])) {
    lowerBareMacro(f, operand);
    return;
  }
  lowerEffect(f, operand);
}

const silentWords = new Set(['fallthrough', '__fallthrough']);

function lowerBareMacro(f: Lowering, node: Node): void {
  see(f, node);
  const name = text(f, node);
  if (silentWords.has(name) || f.visible.has(name)) return;
  f.ops.push({ op: 'call', result: null, callee: variable(name), args: [], at: spanOf(f, node) });
}

const cleanupForms: Readonly<Record<string, 'guard' | 'class' | 'acquire'>> = {
  guard: 'guard',
  CLASS: 'class',
  ACQUIRE: 'acquire',
};

function lowerCallStatement(f: Lowering, node: Node): void {
  const callee = childBy(f.tree, node, 'function');
  if (call.has(f.tree.kind[callee])) {
    const head = childBy(f.tree, callee, 'function');
    const form = identifier.has(f.tree.kind[head]) ? cleanupForms[text(f, head)] : undefined;
    if (form !== undefined) {
      lowerCleanupCall(f, node, form);
      return;
    }
    if (declareCallable(f, node, -1)) return;
  } else if (identifier.has(f.tree.kind[callee]) && text(f, callee) === 'return_ptr') {
    lowerReturnPointer(f, node);
    return;
  }
  declareMacroLocal(f, node);
  lowerEffect(f, node);
}

/** `return_ptr(p);` is `return no_free_ptr(p);`. */
function lowerReturnPointer(f: Lowering, node: Node): void {
  see(f, childBy(f.tree, node, 'function'));
  const pointer = operandOf(f, childBy(f.tree, node, 'arguments'));
  const place = pointer < 0 ? zero : lowerValue(f, pointer);
  const value = variable(newTemp(f));
  assign(f, value, place, spanOf(f, node));
  assign(f, place, zero, spanOf(f, node));
  leave(f, node, value);
}

function lowerReturn(f: Lowering, node: Node): void {
  mark(f, 'statement', node);
  const operand = operandOf(f, node);
  if (operand < 0) {
    leave(f, node, null);
    return;
  }
  let value: Expr;
  if (f.active === null) value = lowerValue(f, operand);
  else {
    // The value is computed before the cleanups run.
    const temp = newTemp(f);
    lowerInto(f, operand, temp);
    value = variable(temp);
  }
  leave(f, node, value);
}

function leave(f: Lowering, node: Node, value: Expr | null): void {
  const at = spanOf(f, node);
  endReturnCleanups(f, at);
  closeDead(f, { t: 'return', value, at });
}

/** Broken text: what can be recognised inside is lowered, the rest is a gap. */
function lowerError(f: Lowering, node: Node): void {
  if (!f.seen[node]) {
    f.seen[node] = 1;
    f.ops.push({ op: 'gap', reason: 'syntax is not understood', at: spanOf(f, node) });
    f.gaps.push({ span: spanOf(f, node), reason: 'syntax is not understood' });
  }
  for (const child of childrenOf(f.tree, node)) {
    const kind = f.tree.kind[child] ?? 0;
    if (statementRules.get(kind) !== null) lowerChecked(f, child);
    else if (valueRules.get(kind) !== null && !identifier.has(kind)) lowerEffect(f, child);
    else seeAll(f, child);
  }
}

function lowerNestedFunction(f: Lowering, node: Node): void {
  mark(f, 'statement', node);
  gap(f, node, 'a function inside a function');
}

function lowerAttributed(f: Lowering, node: Node): void {
  for (const child of childrenOf(f.tree, node)) {
    if (statementRules.get(f.tree.kind[child] ?? 0) !== null) lowerChecked(f, child);
    else seeAll(f, child);
  }
}

/** A type on its own, or a stray token: nothing happens when it runs. */
function skip(f: Lowering, node: Node): void {
  seeAll(f, node);
}

export const statementRuleTable: Readonly<Record<string, StatementRule>> = {
  ...loopRules,
  ...preprocRules,
  compound_statement: lowerCompound,
  if_statement: lowerIf,
  expression_statement: lowerExpressionStatement,
  return_statement: lowerReturn,
  declaration: lowerDeclarationStatement,
  attributed_statement: lowerAttributed,
  else_clause: (f, node) => {
    gap(f, node, 'else without if');
  },
  function_definition: lowerNestedFunction,
  ERROR: lowerError,
  type_definition: skip,
  struct_specifier: skip,
  union_specifier: skip,
  enum_specifier: skip,
  comment: skip,
  ';': skip,
  '\n': skip,
};

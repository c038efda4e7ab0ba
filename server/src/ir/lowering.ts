import type { Gap, Span } from '../base/span';
import type { Annotation } from '../syntax/facts';
import { kindNames, type Node, type SyntaxTree } from '../syntax/tree';
import { KindSet, KindTable } from './kind-table';
import type { Expr, Op, Terminator, TypeRef } from './types';

/**
 * The state of one function while it is lowered, and the few operations on it that every rule uses:
 * open and close blocks, emit operations, make temporaries, keep scopes. Rules live in `lower-*.ts`.
 *
 * There is always a current block. After `return` or `goto` it is one that nothing jumps to; what is
 * lowered into it is dropped when the graph is finished, except for its marks and gaps.
 */
export interface Lowering {
  /** Swapped while a piece of original text is parsed on its own (a statement as a macro argument). */
  tree: SyntaxTree;
  /** One flag per node of `tree`: it has been lowered, or is known to mean nothing here. */
  seen: Uint8Array;
  /** The text as the user wrote it, as long as the parsed one. */
  readonly original: string;
  readonly annotations: readonly Annotation[];
  /** Text that was blanked because it is unfinished; see repair.ts. */
  blanked: readonly Span[];
  readonly blocks: DraftBlock[];
  /** Block ids in the order in which they were started. */
  readonly order: number[];
  current: number;
  ops: Op[];
  temps: number;
  guards: number;
  /** Cleanup variables in force, innermost first. */
  active: Cleanup | null;
  breakTo: Exit | null;
  continueTo: Exit | null;
  cases: DraftCase[] | null;
  readonly labels: Map<string, Label>;
  readonly gotos: {
    readonly block: number;
    readonly label: string;
    readonly active: Cleanup | null;
    readonly at: Span;
  }[];
  readonly params: { readonly name: string; readonly type: TypeRef }[];
  readonly locals: Record<string, TypeRef>;
  /** Scope depth at which a visible name was declared; parameters are at 0. */
  readonly visible: Map<string, number>;
  /** Source name to IR name, for the rare local that hides another one. */
  readonly renames: Map<string, string>;
  depth: number;
  undo: Undo[];
  readonly gaps: Gap[];
  /** Other trees that were lowered on the way, for the coverage audit. */
  readonly nested: { readonly tree: SyntaxTree; readonly seen: Uint8Array }[];
}

export interface DraftBlock {
  readonly ops: Op[];
  end: Terminator | null;
}
export interface DraftCase {
  readonly values: (Expr | readonly [Expr, Expr])[] | null;
  readonly to: number;
}
/** A persistent list: a jump compares its own with that of its target to see which variables end. */
export interface Cleanup {
  readonly variable: string;
  readonly outer: Cleanup | null;
}
export interface Exit {
  readonly block: number;
  readonly active: Cleanup | null;
}
export interface Label {
  readonly block: number;
  placed: boolean;
  active: Cleanup | null;
}
export interface Undo {
  readonly name: string;
  readonly depth: number | undefined;
  readonly rename: string | undefined;
}

export type ValueRule = (f: Lowering, node: Node) => Expr;
export type StatementRule = (f: Lowering, node: Node) => void;

/** Filled by lower-function.ts; a table, so that rules may recurse without import cycles. */
export const valueRules = new KindTable<ValueRule>();
export const statementRules = new KindTable<StatementRule>();

export const zero: Expr = { k: 'num', value: 0 };
export const one: Expr = { k: 'num', value: 1 };

export function newLowering(
  tree: SyntaxTree,
  original: string,
  annotations: readonly Annotation[],
): Lowering {
  const f: Lowering = {
    tree,
    seen: new Uint8Array(tree.count),
    original,
    annotations,
    blanked: [],
    blocks: [],
    order: [],
    current: 0,
    ops: [],
    temps: 0,
    guards: 0,
    active: null,
    breakTo: null,
    continueTo: null,
    cases: null,
    labels: new Map(),
    gotos: [],
    params: [],
    locals: {},
    visible: new Map(),
    renames: new Map(),
    depth: 0,
    undo: [],
    gaps: [],
    nested: [],
  };
  start(f, newBlock(f));
  return f;
}

/** Lowers an expression to a pure one, emitting its calls and side effects before. */
export function lowerValue(f: Lowering, node: Node): Expr {
  const rule = valueRules.get(f.tree.kind[node] ?? 0);
  return rule ? rule(f, node) : gapValue(f, node, 'expression is not understood');
}

export function lowerStatement(f: Lowering, node: Node): void {
  const rule = statementRules.get(f.tree.kind[node] ?? 0);
  if (rule) rule(f, node);
  else gap(f, node, 'statement is not understood');
}

export function spanOf(f: Lowering, node: Node): Span {
  return { start: f.tree.start[node] ?? 0, end: f.tree.end[node] ?? 0 };
}

export function text(f: Lowering, node: Node): string {
  return f.tree.text.slice(f.tree.start[node], f.tree.end[node]);
}

/** Marks a node as lowered. */
export function see(f: Lowering, node: Node): void {
  if (node >= 0) f.seen[node] = 1;
}

/** Marks a whole subtree as known: types, `sizeof` operands, constant text. */
export function seeAll(f: Lowering, node: Node): void {
  if (node >= 0) f.seen.fill(1, node, f.tree.after[node]);
}

export function newBlock(f: Lowering): number {
  return f.blocks.push({ ops: [], end: null }) - 1;
}

/** Makes a block the current one; the one before must have been closed. */
export function start(f: Lowering, block: number): void {
  f.order.push(block);
  f.current = block;
  f.ops = f.blocks[block]?.ops ?? [];
}

/** Closes the current block. A block that is already closed stays as it is. */
export function close(f: Lowering, end: Terminator): void {
  const block = f.blocks[f.current];
  if (block && block.end === null) block.end = end;
}

export function jump(f: Lowering, to: number): void {
  close(f, { t: 'jump', to });
}

/** Closes the current block and goes on in one that nothing reaches. */
export function closeDead(f: Lowering, end: Terminator): void {
  close(f, end);
  start(f, newBlock(f));
}

export function emit(f: Lowering, op: Op): void {
  f.ops.push(op);
}

export function assign(f: Lowering, target: Expr, value: Expr, at: Span): void {
  f.ops.push({ op: 'assign', target, value, at });
}

export function mark(f: Lowering, what: 'statement' | 'label' | 'condition', node: Node): void {
  const at = f.tree.start[node] ?? 0;
  f.ops.push({ op: 'mark', what, at });
  for (const span of f.blanked) if (span.start === at) gapAt(f, span, 'statement is not understood');
}

export function newTemp(f: Lowering): string {
  return `%${++f.temps}`;
}

/** Records that a node was not understood, in the graph and in the list. */
export function gap(f: Lowering, node: Node, reason: string): void {
  gapAt(f, spanOf(f, node), reason);
  seeAll(f, node);
}

export function gapAt(f: Lowering, at: Span, reason: string): void {
  f.ops.push({ op: 'gap', reason, at });
  f.gaps.push({ span: at, reason });
}

export function gapValue(f: Lowering, node: Node, reason: string): Expr {
  gap(f, node, reason);
  return { k: 'opaque', what: 'gap' };
}

export function opaque(f: Lowering, node: Node, what: string): Expr {
  seeAll(f, node);
  return { k: 'opaque', what };
}

/** Reports the ERROR and MISSING nodes below a node once, where its operations are about to go. */
export function reportErrors(f: Lowering, node: Node): void {
  const after = f.tree.after[node] ?? 0;
  for (const error of f.tree.errors) {
    if (error < node || error >= after || f.seen[error]) continue;
    f.seen[error] = 1;
    gapAt(f, spanOf(f, error), 'syntax is not understood');
  }
}

/** Emits the end of every cleanup variable inside `outer`, innermost first. */
export function endCleanups(f: Lowering, from: Cleanup | null, outer: Cleanup | null, at: Span): void {
  if (from === outer) return;
  const variables: string[] = [];
  for (let cleanup = from; cleanup !== null && cleanup !== outer; cleanup = cleanup.outer)
    variables.push(cleanup.variable);
  if (variables.length > 0) f.ops.push({ op: 'scope-end', variables, at });
}

export function addCleanup(f: Lowering, variable: string): void {
  f.active = { variable, outer: f.active };
}

/** What a block restores at its end. */
export interface Scope {
  readonly active: Cleanup | null;
  readonly undo: Undo[];
}

export function openScope(f: Lowering): Scope {
  const scope = { active: f.active, undo: f.undo };
  f.undo = [];
  f.depth++;
  return scope;
}

export function closeScope(f: Lowering, scope: Scope, at: Span): void {
  endCleanups(f, f.active, scope.active, at);
  f.active = scope.active;
  for (let i = f.undo.length - 1; i >= 0; i--) {
    const undo = f.undo[i];
    if (undo === undefined) continue;
    if (undo.depth === undefined) f.visible.delete(undo.name);
    else f.visible.set(undo.name, undo.depth);
    if (undo.rename === undefined) f.renames.delete(undo.name);
    else f.renames.set(undo.name, undo.rename);
  }
  f.undo = scope.undo;
  f.depth--;
}

/**
 * Declares a local and gives its IR name: its own, unless it hides a visible one or another scope used the
 * name for another type. `#if` arms may declare a name twice in one scope: that is one variable.
 */
export function declareName(f: Lowering, name: string, type: TypeRef): string {
  const visibleAt = f.visible.get(name);
  const known = f.locals[name];
  const clash =
    visibleAt === f.depth
      ? false
      : visibleAt !== undefined || (known !== undefined && !sameType(known, type));
  f.undo.push({ name, depth: visibleAt, rename: f.renames.get(name) });
  f.visible.set(name, f.depth);
  if (!clash) {
    if (visibleAt !== f.depth) f.renames.delete(name);
    const ir = f.renames.get(name) ?? name;
    f.locals[ir] = type;
    return ir;
  }
  let count = 2;
  while (`${name}#${count}` in f.locals) count++;
  const renamed = `${name}#${count}`;
  f.renames.set(name, renamed);
  f.locals[renamed] = type;
  return renamed;
}

function sameType(a: TypeRef, b: TypeRef): boolean {
  return a.name === b.name && a.pointers === b.pointers && a.record === b.record && a.array === b.array;
}

export function nameOf(f: Lowering, name: string): string {
  return f.renames.size === 0 ? name : (f.renames.get(name) ?? name);
}

/** Declared type of a local or parameter. */
export function typeOfName(f: Lowering, name: string): TypeRef | undefined {
  const ir = nameOf(f, name);
  return f.locals[ir] ?? f.params.find((param) => param.name === ir)?.type;
}

const comment = new KindSet('comment');

/** The next sibling that is no comment; only asked where the grammar has one. */
export function next(f: Lowering, node: Node): Node {
  const { after, kind } = f.tree;
  let sibling = after[node] ?? 0;
  while (comment.has(kind[sibling])) sibling = after[sibling] ?? 0;
  return sibling;
}

/** Text of an operator or keyword: the grammar names those nodes by their text. */
export function symbol(f: Lowering, node: Node): string {
  return kindNames[f.tree.kind[node] ?? 0] ?? '';
}

/** First child that is an operand: neither a comment nor punctuation. */
export function operandOf(f: Lowering, node: Node): Node {
  const { after, kind } = f.tree;
  const end = after[node] ?? 0;
  for (let child = node + 1; child < end; child = after[child] ?? end)
    if (valueRules.get(kind[child] ?? 0) !== null) return child;
  return -1;
}

/** The expression inside any parentheses around it. */
export function stripParens(f: Lowering, node: Node): Node {
  let at = node;
  while (parenthesized.has(f.tree.kind[at])) {
    const inner = operandOf(f, at);
    if (inner < 0) return at;
    at = inner;
  }
  return at;
}

const parenthesized = new KindSet('parenthesized_expression');

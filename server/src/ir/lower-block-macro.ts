import type { Span } from '../base/span';
import { childBy, childrenOf, type Node } from '../syntax/tree';
import {
  argumentsOf,
  isWordUnit,
  type LoweredArguments,
  lowerWrittenArguments,
  splitArguments,
} from './arguments';
import { variable } from './expr';
import { KindSet } from './kind-table';
import { lowerOriginal } from './lower-original';
import {
  addCleanup,
  assign,
  close,
  closeScope,
  declareName,
  emit,
  endCleanups,
  jump,
  type Lowering,
  lowerStatement,
  lowerValue,
  mark,
  newBlock,
  newTemp,
  openScope,
  reportErrors,
  see,
  seeAll,
  spanOf,
  start,
} from './lowering';
import { loopVariables, scopedLoops } from './macro-names';
import type { Expr } from './types';

/**
 * Macros that are followed by a statement: `list_for_each_entry(…) {…}`, `scoped_guard(…) {…}`. The mask
 * makes them `while (…)` or `if (…)`; the name and the arguments are read from the original text.
 */
interface MacroBlock {
  readonly name: string;
  /** The node that starts at the macro's name. */
  readonly head: Node;
  readonly at: Span;
  /** Arguments as written, and the parsed nodes in them. */
  readonly spans: readonly Span[];
  readonly nodes: readonly Node[];
  readonly body: Node;
}

const comma = new KindSet('comma_expression');
const parenthesized = new KindSet('parenthesized_expression');
const punctuation = new KindSet('(', ')', ',', 'comment');
const argumentList = new KindSet('argument_list');

/** Name of the macro that a masked `while` or `if` stands for, or null when the keyword is the user's. */
export function maskedName(f: Lowering, node: Node, keyword: string): string | null {
  const from = f.tree.start[node] ?? 0;
  if (f.original === f.tree.text) return null;
  let end = from;
  while (isWordUnit(f.original.charCodeAt(end))) end++;
  if (end - from === keyword.length && f.original.startsWith(keyword, from)) return null;
  return f.original.slice(from, end);
}

/** A masked `while (args) body` or `if (args) body`. */
export function lowerMaskedBlock(f: Lowering, node: Node, name: string, body: Node): void {
  const condition = childBy(f.tree, node, 'condition');
  const from = f.tree.start[node] ?? 0;
  // `for (;;)` stands for a macro without arguments.
  const parsed = parenthesized.has(f.tree.kind[condition]);
  const to = parsed ? (f.tree.end[condition] ?? 0) : from + name.length;
  const open = parsed ? (f.tree.start[condition] ?? 0) + 1 : to;
  const spans = parsed ? splitArguments(f.original, open, to - 1) : [];
  const nodes = parsed ? flatten(f, condition) : [];
  lowerNamed(f, { name, head: node, at: { start: from, end: to }, spans, nodes, body });
}

/** `macro(args)` and the statement behind it, where the text was not masked. */
export function lowerMacroBlock(f: Lowering, call: Node, body: Node): void {
  const callee = childBy(f.tree, call, 'function');
  const list = childBy(f.tree, call, 'arguments');
  see(f, callee);
  const name = f.tree.text.slice(f.tree.start[callee], f.tree.end[callee]);
  const spans = splitArguments(f.original, (f.tree.start[list] ?? 0) + 1, (f.tree.end[list] ?? 0) - 1);
  lowerNamed(f, { name, head: call, at: spanOf(f, call), spans, nodes: argumentsOf(f, call), body });
}

function flatten(f: Lowering, node: Node): Node[] {
  const nodes: Node[] = [];
  const { kind } = f.tree;
  for (const child of childrenOf(f.tree, node)) {
    if (punctuation.has(kind[child])) continue;
    if (comma.has(kind[child]) || argumentList.has(kind[child])) nodes.push(...flatten(f, child));
    else if (parenthesized.has(kind[node]) || comma.has(kind[node]) || argumentList.has(kind[node]))
      nodes.push(child);
  }
  return nodes;
}

function lowerNamed(f: Lowering, block: MacroBlock): void {
  if (f.tree.errors.length > 0) for (const node of block.nodes) reportErrors(f, node);
  switch (block.name) {
    case 'scoped_guard':
      lowerScopedGuard(f, block);
      return;
    case 'scoped_cond_guard':
      lowerConditionalGuard(f, block);
      return;
    case 'if_not_guard':
    case 'if_not_cond_guard':
      lowerIfNotGuard(f, block);
      return;
    default:
      lowerLoopMacro(f, block);
      return;
  }
}

function argumentText(f: Lowering, block: MacroBlock, index: number): string {
  const span = block.spans[index];
  return span === undefined ? '' : f.original.slice(span.start, span.end);
}

/** Lowers the arguments from `first` on; the nodes before it are names, not values. */
function argumentsFrom(f: Lowering, block: MacroBlock, first: number): LoweredArguments {
  const from = block.spans[first]?.start ?? Number.POSITIVE_INFINITY;
  const nodes: Node[] = [];
  for (const node of block.nodes) {
    if ((f.tree.start[node] ?? 0) >= from) nodes.push(node);
    else seeAll(f, node);
  }
  return lowerWrittenArguments(f, block.spans.slice(first), nodes);
}

/** Whether a guard may fail to take its lock, so that its body may be skipped. */
function isConditional(guard: string): boolean {
  return guard.endsWith('_try') || guard.endsWith('_intr') || guard.endsWith('_kill');
}

function takeGuard(f: Lowering, block: MacroBlock, first: number, form: 'scoped-guard' | 'cond-guard'): void {
  const { args } = argumentsFrom(f, block, first);
  enterGuard(f, block, args, form);
}

function enterGuard(
  f: Lowering,
  block: MacroBlock,
  args: readonly Expr[],
  form: 'scoped-guard' | 'cond-guard',
): void {
  const guard = `%guard${++f.guards}`;
  emit(f, { op: 'cleanup', form, name: argumentText(f, block, 0), variable: guard, args, at: block.at });
  addCleanup(f, guard);
}

/** The body of a guard, which `break` and `continue` leave. */
function lowerGuardBody(f: Lowering, block: MacroBlock, after: number, outer: Lowering['active']): void {
  const { breakTo, continueTo } = f;
  f.breakTo = { block: after, active: outer };
  f.continueTo = f.breakTo;
  lowerStatement(f, block.body);
  f.breakTo = breakTo;
  f.continueTo = continueTo;
}

function lowerScopedGuard(f: Lowering, block: MacroBlock): void {
  mark(f, 'statement', block.head);
  const outer = f.active;
  const after = newBlock(f);
  const scope = openScope(f);
  if (isConditional(argumentText(f, block, 0))) {
    const { args } = argumentsFrom(f, block, 1);
    branchOnGuard(f, block, after);
    enterGuard(f, block, args, 'scoped-guard');
  } else takeGuard(f, block, 1, 'scoped-guard');
  lowerGuardBody(f, block, after, outer);
  closeScope(f, scope, endOf(f, block.body));
  jump(f, after);
  start(f, after);
}

/** Branches on whether the lock could be taken; goes on where it was. */
function branchOnGuard(f: Lowering, block: MacroBlock, failed: number): void {
  const taken = newTemp(f);
  const yes = newBlock(f);
  assign(f, variable(taken), { k: 'opaque', what: argumentText(f, block, 0) }, block.at);
  close(f, { t: 'branch', cond: variable(taken), yes, no: failed, at: block.at });
  start(f, yes);
}

/** `scoped_cond_guard(name, fail, args…) body`: `fail` is a statement, parsed from the original text. */
function lowerConditionalGuard(f: Lowering, block: MacroBlock): void {
  mark(f, 'statement', block.head);
  const outer = f.active;
  const failed = newBlock(f);
  const after = newBlock(f);
  const scope = openScope(f);
  const { args } = argumentsFrom(f, block, 2);
  branchOnGuard(f, block, failed);
  enterGuard(f, block, args, 'cond-guard');
  lowerGuardBody(f, block, after, outer);
  closeScope(f, scope, endOf(f, block.body));
  jump(f, after);
  start(f, failed);
  const fail = block.spans[1];
  if (fail !== undefined) lowerOriginal(f, fail, 'statement as an argument is not understood');
  jump(f, after);
  start(f, after);
}

/** `if_not_guard(name, args…) { fail }`: the guard stays in force until the scope around it ends. */
function lowerIfNotGuard(f: Lowering, block: MacroBlock): void {
  mark(f, 'condition', block.head);
  const failed = newBlock(f);
  const after = newBlock(f);
  const { args } = argumentsFrom(f, block, 1);
  branchOnGuard(f, block, failed);
  const taken = f.current;
  start(f, failed);
  lowerStatement(f, block.body);
  jump(f, after);
  resume(f, taken);
  enterGuard(f, block, args, 'cond-guard');
  jump(f, after);
  start(f, after);
}

/** Goes back to an open block. */
function resume(f: Lowering, block: number): void {
  f.current = block;
  f.ops = f.blocks[block]?.ops ?? [];
}

/** A loop whose header says that the macro runs and sets its variables. */
function lowerLoopMacro(f: Lowering, block: MacroBlock): void {
  const scope = openScope(f);
  declareLoopVariable(f, block);
  const header = newBlock(f);
  const body = newBlock(f);
  const exit = newBlock(f);
  jump(f, header);
  start(f, header);
  mark(f, 'condition', block.head);
  const { args, types } = argumentsFrom(f, block, 0);
  const result = newTemp(f);
  const call = { op: 'call', result, callee: variable(block.name), args, at: block.at } as const;
  emit(f, types === null || Object.keys(types).length === 0 ? call : { ...call, typeArgs: types });
  assignLoopVariables(f, block, args);
  close(f, { t: 'branch', cond: variable(result), yes: body, no: exit, at: block.at });
  start(f, body);
  const { breakTo, continueTo } = f;
  f.breakTo = { block: exit, active: f.active };
  f.continueTo = { block: header, active: f.active };
  lowerStatement(f, block.body);
  f.breakTo = breakTo;
  f.continueTo = continueTo;
  jump(f, header);
  start(f, exit);
  closeScope(f, scope, endOf(f, block.body));
}

function assignLoopVariables(f: Lowering, block: MacroBlock, args: readonly Expr[]): void {
  for (const index of variablesOf(f, block.name, args)) {
    const target = args[index];
    if (target !== undefined && isPlace(target))
      assign(f, target, { k: 'opaque', what: block.name }, block.at);
  }
}

/**
 * Arguments that a loop macro sets: by table, else the first one that is a local variable, since a list head
 * or a parent is rarely one. `with_power(p) {…}` and the like set nothing.
 */
function variablesOf(f: Lowering, name: string, args: readonly Expr[]): readonly number[] {
  const known = loopVariables.get(name);
  if (known !== undefined) return known;
  if (!/each|EACH/.test(name)) return [];
  const local = args.findIndex((arg) => arg.k === 'var' && f.locals[arg.name] !== undefined);
  const first = Math.max(local, 0);
  return name.includes('_safe') ? [first, first + 1] : [first];
}

function isPlace(expr: Expr): boolean {
  return expr.k === 'var' || expr.k === 'field' || expr.k === 'deref' || expr.k === 'index';
}

/** `for_each_child_of_node_scoped(parent, child)` declares `child` and frees it on every way out. */
function declareLoopVariable(f: Lowering, block: MacroBlock): void {
  const free = scopedLoops.get(block.name);
  if (free === undefined) return;
  const index = loopVariables.get(block.name)?.[0] ?? 0;
  const type = { name: free, record: true, pointers: 1, array: false, callable: false };
  const name = declareName(f, argumentText(f, block, index), type);
  emit(f, { op: 'declare', name, type, at: block.at });
  emit(f, { op: 'cleanup', form: 'free', name: free, variable: name, args: [], at: block.at });
  addCleanup(f, name);
}

/** The closing brace of a body, where what it opened ends. */
export function endOf(f: Lowering, node: Node): Span {
  // A brace that repair.ts added stands behind the text.
  const end = Math.min(f.tree.end[node] ?? 0, f.original.length);
  return { start: Math.max(end - 1, 0), end };
}

/** `guard(mutex)(&l)`, `CLASS(name, var)(args)`, `ACQUIRE(name, var)(args)` as a statement. */
export function lowerCleanupCall(f: Lowering, call: Node, form: 'guard' | 'class' | 'acquire'): void {
  const head = childBy(f.tree, call, 'function');
  const spans = splitArguments(
    f.original,
    (f.tree.start[childBy(f.tree, head, 'arguments')] ?? 0) + 1,
    (f.tree.end[head] ?? 0) - 1,
  );
  seeAll(f, head);
  const args: Expr[] = [];
  for (const arg of argumentsOf(f, call)) args.push(lowerValue(f, arg));
  const [nameAt, variableAt] = spans;
  const name = nameAt === undefined ? '' : f.original.slice(nameAt.start, nameAt.end);
  const at = spanOf(f, call);
  let local = `%guard${f.guards + 1}`;
  if (variableAt === undefined) f.guards++;
  else {
    const type = { name: `class_${name}_t`, record: false, pointers: 0, array: false, callable: false };
    local = declareName(f, f.original.slice(variableAt.start, variableAt.end), type);
    emit(f, { op: 'declare', name: local, type, at });
  }
  emit(f, { op: 'cleanup', form, name, variable: local, args, at });
  addCleanup(f, local);
}

export function endReturnCleanups(f: Lowering, at: Span): void {
  endCleanups(f, f.active, null, at);
}

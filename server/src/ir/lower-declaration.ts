import { childBy, childrenOf, fieldNames, kindOf, type Node } from '../syntax/tree';
import { argumentsOf } from './arguments';
import { variable } from './expr';
import { KindSet } from './kind-table';
import { lowerInto } from './lower-expression';
import { lowerInitialiser } from './lower-initialiser';
import { lowerOriginal } from './lower-original';
import {
  addCleanup,
  assign,
  declareName,
  emit,
  gapAt,
  type Lowering,
  mark,
  reportErrors,
  seeAll,
  spanOf,
  text,
  typeOfName,
} from './lowering';
import { localMacros, pointerLocalMacros } from './macro-names';
import type { TypeRef } from './types';
import { type Declared, readDeclarator, specifierType, typeFromText } from './types-of';

/** Declarations of locals, with their initialisers and `__free` annotations. */

const storage = new KindSet('storage_class_specifier');
const initialiserList = new KindSet('initializer_list');
const initDeclarator = new KindSet('init_declarator');
const parenthesized = new KindSet('parenthesized_declarator');
const asm = new KindSet('gnu_asm_expression');

export function lowerDeclarationStatement(f: Lowering, node: Node): void {
  mark(f, 'statement', node);
  if (isUnfinished(f, node)) lowerUnfinished(f, node);
  else lowerDeclaration(f, node);
}

/**
 * A word, and a statement on the next line: `mut⏎unlock(p);` reads as a declaration of `unlock`, and would hide
 * the call while the user types the word.
 */
function isUnfinished(f: Lowering, node: Node): boolean {
  const { after, kind, start, end, text: source } = f.tree;
  const word = node + 1;
  if (!typeIdentifier.has(kind[word])) return false;
  const lineEnd = source.indexOf('\n', end[word]);
  const following = after[word] ?? 0;
  return lineEnd >= 0 && following < (after[node] ?? 0) && lineEnd < (start[following] ?? 0);
}

function lowerUnfinished(f: Lowering, node: Node): void {
  const word = node + 1;
  gapAt(f, spanOf(f, word), 'unfinished statement');
  seeAll(f, node);
  const from = f.tree.start[f.tree.after[word] ?? 0] ?? 0;
  lowerOriginal(f, { start: from, end: f.tree.end[node] ?? 0 }, 'syntax is not understood');
}

const typeIdentifier = new KindSet('type_identifier');

/**
 * `u8 (*status)(int);`, which reads as a call of the result of `u8(*status)`. True when it was declared: the
 * name in the parentheses is not known yet.
 */
export function declareCallable(f: Lowering, call: Node, value: Node): boolean {
  const inner = call + 1;
  const head = inner + 1;
  const { kind } = f.tree;
  if (!callExpression.has(kind[inner]) || !identifier.has(kind[head])) return false;
  const [pointer, more] = argumentsOf(f, inner);
  if (pointer === undefined || more !== undefined || !pointerExpression.has(kind[pointer])) return false;
  const name = pointer + 2;
  if (!identifier.has(kind[name]) || f.visible.has(text(f, name)) || f.visible.has(text(f, head)))
    return false;
  const type = { ...typeFromText(text(f, head)), callable: true };
  const at = spanOf(f, call);
  const declared = declareName(f, text(f, name), type);
  seeAll(f, call);
  emit(f, { op: 'declare', name: declared, type, at });
  if (value >= 0) lowerInto(f, value, declared);
  return true;
}

const callExpression = new KindSet('call_expression');
const pointerExpression = new KindSet('pointer_expression');
const identifier = new KindSet('identifier');

export function lowerDeclaration(f: Lowering, node: Node): void {
  if (f.tree.errors.length > 0) reportErrors(f, node);
  const typeNode = childBy(f.tree, node, 'type');
  seeAll(f, typeNode);
  const base = writtenType(f, typeNode);
  const persistent = isPersistent(f, node);
  const { after, field, kind } = f.tree;
  const end = after[node] ?? 0;
  for (let child = node + 1; child < end; child = after[child] ?? end) {
    if (storage.has(kind[child])) seeAll(f, child);
    if (fieldNames[field[child] ?? 0] !== 'declarator') continue;
    if (asm.has(kind[child])) seeAll(f, child);
    else if (parenthesized.has(kind[child]) && localMacros.has(base.name))
      lowerMacroLocal(f, child, base.name);
    else lowerDeclarator(f, child, base, persistent);
  }
}

/** The type of a specifier; for `typeof(*p)`, which the mask made one word, that of the local. */
function writtenType(f: Lowering, typeNode: Node): TypeRef {
  const base = specifierType(f.tree, typeNode);
  const from = f.tree.start[typeNode] ?? 0;
  if (!base.name.includes('typeof')) return base;
  const operand = /^_*typeof\w*\s*\(\s*(\*?)\s*\(?\s*(\w+)\s*\)?\s*\)/.exec(f.original.slice(from));
  const known = operand?.[2] === undefined ? undefined : typeOfName(f, operand[2]);
  if (known === undefined) return { ...base, name: '' };
  return operand?.[1] === '*' ? { ...known, pointers: Math.max(known.pointers - 1, 0), array: false } : known;
}

/** `static` and `extern` locals keep their value: nothing happens where they are declared. */
function isPersistent(f: Lowering, node: Node): boolean {
  for (const child of childrenOf(f.tree, node)) {
    if (!storage.has(f.tree.kind[child])) continue;
    const word = text(f, child);
    if (word === 'static' || word === 'extern') return true;
  }
  return false;
}

function lowerDeclarator(f: Lowering, node: Node, base: TypeRef, persistent: boolean): void {
  const initialised = initDeclarator.has(f.tree.kind[node]);
  const declarator = initialised ? childBy(f.tree, node, 'declarator') : node;
  const value = initialised ? childBy(f.tree, node, 'value') : -1;
  const declared = readDeclarator(f.tree, declarator, base);
  seeAll(f, declarator);
  if (declared.name === '' || declared.functionNode >= 0) {
    seeAll(f, node);
    return;
  }
  // The initialiser already sees the new name, as in C.
  const name = declareName(f, declared.name, declared.type);
  if (persistent) {
    seeAll(f, node);
    return;
  }
  const at = spanOf(f, node);
  emit(f, { op: 'declare', name, type: declared.type, at });
  if (value >= 0) initialise(f, name, value);
  lowerFree(f, node, declared, name);
}

function initialise(f: Lowering, name: string, value: Node): void {
  if (!initialiserList.has(f.tree.kind[value])) {
    lowerInto(f, value, name);
    return;
  }
  assign(f, variable(name), { k: 'opaque', what: 'initializer' }, spanOf(f, value));
  lowerInitialiser(f, value, variable(name));
}

/** `__free(class)` behind the name; the mask blanked it and recorded it. */
function lowerFree(f: Lowering, node: Node, declared: Declared, name: string): void {
  if (f.annotations.length === 0) return;
  const from = f.tree.end[declared.nameNode] ?? 0;
  const to = followingToken(f, node, from);
  for (const annotation of f.annotations) {
    if (annotation.name !== '__free' || annotation.at.start < from || annotation.at.start >= to) continue;
    const at = annotation.at;
    emit(f, { op: 'cleanup', form: 'free', name: annotation.args.trim(), variable: name, args: [], at });
    addCleanup(f, name);
  }
}

/** Where the text behind a declarator's name goes on: its `=`, or the `,` or `;` behind it. */
function followingToken(f: Lowering, node: Node, from: number): number {
  if (initDeclarator.has(f.tree.kind[node])) return f.tree.start[childBy(f.tree, node, 'value')] ?? from;
  const next = f.tree.after[node] ?? 0;
  return next < f.tree.count ? (f.tree.start[next] ?? from) : from;
}

/** `static DEFINE_MUTEX(l)` parses as a declaration of type `DEFINE_MUTEX`. */
function lowerMacroLocal(f: Lowering, node: Node, macro: string): void {
  const declared = readDeclarator(f.tree, node, specifierType(f.tree, node));
  seeAll(f, node);
  declareName(f, declared.name, macroType(macro));
}

function macroType(macro: string): TypeRef {
  const pointers = pointerLocalMacros.has(macro) ? 1 : 0;
  return { name: localMacros.get(macro) ?? '', record: true, pointers, array: false, callable: false };
}

/** `LIST_HEAD(x);` and the like parse as calls; their first argument is a new local. */
export function declareMacroLocal(f: Lowering, call: Node): void {
  const callee = childBy(f.tree, call, 'function');
  if (kindOf(f.tree, callee) !== 'identifier') return;
  const macro = text(f, callee);
  if (!localMacros.has(macro)) return;
  const list = childBy(f.tree, call, 'arguments');
  const first = childrenOf(f.tree, list).find((child) => kindOf(f.tree, child) === 'identifier');
  if (first === undefined) return;
  const type = macroType(macro);
  emit(f, { op: 'declare', name: declareName(f, text(f, first), type), type, at: spanOf(f, call) });
}

import { childBy, type Node } from '../syntax/tree';
import { argumentsOf, lowerArguments, originalArguments } from './arguments';
import { deref, variable } from './expr';
import { KindSet } from './kind-table';
import { lowerCondition } from './lower-condition';
import {
  assign,
  close,
  closeDead,
  emit,
  gapValue,
  jump,
  type Lowering,
  lowerValue,
  nameOf,
  newBlock,
  newTemp,
  one,
  operandOf,
  see,
  seeAll,
  spanOf,
  start,
  text,
  typeOfName,
  zero,
} from './lowering';
import * as names from './macro-names';
import type { Expr } from './types';
import { typeFromText } from './types-of';

/**
 * Calls. `wanted` says where the value goes: a name (the caller accepts any other expression too), null when
 * it is dropped, undefined for a temporary.
 */
type Wanted = string | null | undefined;
type SpecialCall = (f: Lowering, node: Node, name: string, wanted: Wanted) => Expr;

const identifier = new KindSet('identifier');
const parenthesized = new KindSet('parenthesized_expression');
const specials = new Map<string, SpecialCall>();

export function lowerCall(f: Lowering, node: Node, wanted: Wanted): Expr {
  const functionNode = node + 1;
  let callee: Expr;
  if (identifier.has(f.tree.kind[functionNode])) {
    const name = text(f, functionNode);
    const special = specials.get(name);
    see(f, functionNode);
    if (special) return special(f, node, name, wanted);
    callee = variable(nameOf(f, name));
  } else {
    const castTo = castName(f, functionNode);
    if (castTo !== null) return lowerMistakenCast(f, node, castTo);
    callee = lowerValue(f, functionNode);
    // `(*fp)(x)` and `fp(x)` are the same call.
    if (callee.k === 'deref' && parenthesized.has(f.tree.kind[functionNode])) callee = callee.base;
  }
  return emitCall(f, node, callee, wanted);
}

/** Lowers the arguments and emits the call itself. */
export function emitCall(f: Lowering, node: Node, callee: Expr, wanted: Wanted): Expr {
  const { args, types } = lowerArguments(f, node);
  const result = wanted === undefined ? newTemp(f) : wanted;
  const at = spanOf(f, node);
  if (types === null) emit(f, { op: 'call', result, callee, args, at });
  else emit(f, { op: 'call', result, callee, args, typeArgs: types, at });
  return result === null ? zero : variable(result);
}

/** `(u32)(x)` looks like a call of `u32`. */
function castName(f: Lowering, functionNode: Node): string | null {
  if (!parenthesized.has(f.tree.kind[functionNode])) return null;
  const inner = operandOf(f, functionNode);
  if (inner < 0 || !identifier.has(f.tree.kind[inner])) return null;
  const name = text(f, inner);
  return names.isScalarType(name) && typeOfName(f, name) === undefined ? name : null;
}

function lowerMistakenCast(f: Lowering, node: Node, castTo: string): Expr {
  seeAll(f, childBy(f.tree, node, 'function'));
  let arg: Expr = zero;
  for (const child of argumentsOf(f, node)) arg = lowerValue(f, child);
  return { k: 'cast', type: typeFromText(castTo), arg };
}

function lowerTransparent(f: Lowering, node: Node): Expr {
  const [first, ...rest] = argumentsOf(f, node);
  for (const other of rest) seeAll(f, other);
  return first === undefined ? zero : lowerValue(f, first);
}

function lowerPointerRead(f: Lowering, node: Node, name: string): Expr {
  emitCall(f, node, variable(name), null);
  const [first] = argumentsOf(f, node);
  return first === undefined ? zero : lowerValue(f, first);
}

function lowerStore(f: Lowering, node: Node, name: string): Expr {
  const how = names.stores.get(name);
  const [left, right] = argumentsOf(f, node);
  if (left === undefined || right === undefined) return emitCall(f, node, variable(name), null);
  const place = lowerValue(f, left);
  const value = lowerValue(f, right);
  const at = spanOf(f, node);
  if (how?.call) emit(f, { op: 'call', result: null, callee: variable(name), args: [place, value], at });
  assign(f, how?.through ? deref(place) : place, value, at);
  return value;
}

function lowerConfig(f: Lowering, node: Node, name: string): Expr {
  const [span] = originalArguments(f, node);
  seeAll(f, childBy(f.tree, node, 'arguments'));
  const symbol = span === undefined ? '' : f.original.slice(span.start, span.end);
  const exact = name === 'IS_ENABLED' || name === 'IS_REACHABLE';
  return { k: 'config', symbol: exact ? symbol : `${name}(${symbol})` };
}

function lowerCompileTime(f: Lowering, node: Node, name: string): Expr {
  seeAll(f, childBy(f.tree, node, 'arguments'));
  return { k: 'opaque', what: name };
}

function lowerBit(f: Lowering, node: Node): Expr {
  const [first] = argumentsOf(f, node);
  const shift = first === undefined ? zero : lowerValue(f, first);
  if (shift.k === 'num') return { k: 'num', value: 2 ** shift.value };
  return { k: 'binary', op: '<<', left: one, right: shift };
}

function lowerStop(f: Lowering, node: Node, name: string): Expr {
  emitCall(f, node, variable(name), null);
  closeDead(f, { t: 'stop' });
  return zero;
}

/** `BUG_ON(c)`: where `c` holds, nothing follows. */
function lowerStopIf(f: Lowering, node: Node, name: string): Expr {
  const [condition] = argumentsOf(f, node);
  const yes = newBlock(f);
  const no = newBlock(f);
  if (condition === undefined) jump(f, no);
  else lowerCondition(f, condition, yes, no);
  start(f, yes);
  emit(f, { op: 'call', result: null, callee: variable(name), args: [], at: spanOf(f, node) });
  close(f, { t: 'stop' });
  start(f, no);
  return zero;
}

/** `WARN_ON(c)` where it is no condition: the call is kept, the value is that of the condition. */
function lowerWarning(f: Lowering, node: Node, name: string, wanted: Wanted): Expr {
  const { args } = lowerArguments(f, node);
  emit(f, { op: 'call', result: null, callee: variable(name), args, at: spanOf(f, node) });
  return wanted === null ? zero : (args[names.conditionMacros.get(name) ?? 0] ?? zero);
}

function lowerContainer(f: Lowering, node: Node, name: string): Expr {
  const form = names.containerForms.get(name);
  const spans = originalArguments(f, node);
  const list = childBy(f.tree, node, 'arguments');
  const at = form ? spans[form.ptr] : undefined;
  const ptrNode = argumentsOf(f, node).find(
    (arg) => at !== undefined && (f.tree.start[arg] ?? 0) >= at.start,
  );
  if (form === undefined || ptrNode === undefined) return gapValue(f, node, `${name} without a pointer`);
  let ptr = lowerValue(f, ptrNode);
  seeAll(f, list);
  if (form.link !== undefined && form.typeOf === undefined)
    ptr = { k: 'field', base: deref(ptr), name: form.link };
  const argument = (index: number | undefined): string => {
    const span = index === undefined ? undefined : spans[index];
    return span === undefined ? '' : f.original.slice(span.start, span.end);
  };
  const member = form.memberName ?? argument(form.member).replaceAll(/\s/g, '');
  if (form.link !== undefined && form.typeOf !== undefined)
    ptr = { k: 'field', base: memberOf(deref(ptr), member), name: form.link };
  const type =
    form.typeName ??
    (form.typeOf === undefined
      ? containerType(f, argument(form.type))
      : (typeOfName(f, argument(form.typeOf))?.name ?? ''));
  return { k: 'container', ptr, type, member };
}

function memberOf(base: Expr, path: string): Expr {
  let expr = base;
  for (const name of path.split('.')) expr = { k: 'field', base: expr, name };
  return expr;
}

/** `struct x`, or `typeof(*p)` with a declared `p`. */
function containerType(f: Lowering, written: string): string {
  const typeOf = /^_*typeof_*\s*\(\s*\*?\s*\(?(\w+)\)?\s*\)$/.exec(written);
  if (typeOf?.[1] !== undefined) return typeOfName(f, typeOf[1])?.name ?? '';
  return typeFromText(written).name;
}

/** `no_free_ptr(p)`: hands the pointer on and forgets it. */
function lowerHandOver(f: Lowering, node: Node, _name: string, wanted: Wanted): Expr {
  const [first] = argumentsOf(f, node);
  const place = first === undefined ? zero : lowerValue(f, first);
  const at = spanOf(f, node);
  const value = wanted === null ? null : variable(newTemp(f));
  if (value !== null) assign(f, value, place, at);
  assign(f, place, zero, at);
  return value ?? zero;
}

function install(which: Iterable<string>, rule: SpecialCall): void {
  for (const name of which) specials.set(name, rule);
}
install(names.transparentMacros, lowerTransparent);
install(names.pointerReads, lowerPointerRead);
install(names.stores.keys(), lowerStore);
install(names.configMacros, lowerConfig);
install(names.compileTimeMacros, lowerCompileTime);
install(names.bitMacros, lowerBit);
install(names.stopFunctions, lowerStop);
install(names.stopIfMacros, lowerStopIf);
install(names.conditionMacros.keys(), lowerWarning);
install(names.containerForms.keys(), lowerContainer);
install(['no_free_ptr', 'retain_and_null_ptr'], lowerHandOver);

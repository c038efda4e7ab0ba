import type { Expr } from '../ir/types';
import { maskOf, restrict } from './facts';
import type { Frame } from './frame';
import { useGuarded } from './guard-uses';
import { noteAccess } from './lifetime';
import { POSITIVE, type State, ZERO } from './state';
import { K, type Term } from './term-kinds';

/** Address of what an expression names. */
export function placeOf(frame: Frame, state: State, expr: Expr): Term {
  const { terms } = frame;
  switch (expr.k) {
    case 'var':
      return frame.localPlace(expr.name) ?? terms.global(expr.name);
    case 'field':
      return terms.field(placeOf(frame, state, expr.base), expr.name);
    case 'index': {
      const base = frame.isAggregate(expr.base)
        ? placeOf(frame, state, expr.base)
        : evaluate(frame, state, expr.base);
      const index = evaluate(frame, state, expr.index);
      return terms.value(index) === 0 && !frame.isAggregate(expr.base) ? base : terms.index(base, index);
    }
    case 'deref': {
      const pointer = evaluate(frame, state, expr.base);
      noteDereference(frame, state, expr.base, pointer);
      return pointer;
    }
    case 'cast':
      return placeOf(frame, state, expr.arg);
    default:
      return evaluate(frame, state, expr);
  }
}

/** Value of an expression; arrays and embedded structs give their address. */
export function evaluate(frame: Frame, state: State, expr: Expr): Term {
  const { terms } = frame;
  switch (expr.k) {
    case 'num':
      return terms.num(expr.value);
    case 'str':
      return terms.text(expr.text);
    case 'var':
      return variable(frame, state, expr);
    case 'field':
    case 'index':
    case 'deref': {
      const place = placeOf(frame, state, expr);
      if (frame.isAggregate(expr)) return place;
      if (state.dead.length > 0) noteAccess(frame, state, place);
      return readPlace(frame, state, place);
    }
    case 'addr':
      if (expr.base.k === 'var' && isFunction(frame, expr.base.name)) return terms.fn(expr.base.name);
      return placeOf(frame, state, expr.base);
    case 'unary':
      return terms.unary(expr.op, evaluate(frame, state, expr.arg));
    case 'binary': {
      const left = evaluate(frame, state, expr.left);
      const right = evaluate(frame, state, expr.right);
      const made = terms.binary(expr.op, left, right);
      return terms.tooDeep(made) ? terms.symbol('deep') : made;
    }
    case 'cast':
      return evaluate(frame, state, expr.arg);
    case 'container':
      return terms.container(evaluate(frame, state, expr.ptr), expr.member);
    case 'config':
      return terms.config(expr.symbol);
    case 'opaque':
      return terms.symbol(expr.what);
  }
}

function isFunction(frame: Frame, name: string): boolean {
  return !frame.isLocal(name) && frame.program.resolve(name, frame.fn.file).length > 0;
}

function variable(frame: Frame, state: State, expr: { readonly k: 'var'; readonly name: string }): Term {
  const { terms } = frame;
  const { name } = expr;
  const local = frame.localPlace(name);
  if (local !== null) {
    const stored = state.store.get(local);
    if (stored !== undefined) return stored;
    return frame.isAggregate(expr) ? local : terms.load(local);
  }
  const value = frame.meaning(name, () => constantValue(frame, name));
  if (value !== null) return value;
  const place = terms.global(name);
  return frame.isAggregate(expr) ? place : readPlace(frame, state, place);
}

/** What a name always stands for; null for a global variable. */
function constantValue({ terms, program, model, fn }: Frame, name: string): Term | null {
  const number = program.constant(name, fn.file) ?? model.constant(name);
  if (number !== undefined) return terms.num(number);
  if (program.resolve(name, fn.file).length > 0) return terms.fn(name);
  return program.global(name, fn.file) === null && isConstantName(name) ? terms.symbol(name) : null;
}

/** Macros that no analysed header defines are written in capitals. */
function isConstantName(name: string): boolean {
  return name === name.toUpperCase();
}

/** What stands at a place: what was stored on this path, 0 in zeroed memory, else what stood there on entry. */
export function readPlace(frame: Frame, state: State, place: Term): Term {
  const { terms } = frame;
  const stored = state.store.get(place);
  if (stored !== undefined) return stored;
  const root = terms.rootOf(place);
  if (terms.kind(root) === K.Fresh && state.store.has(terms.unary('zeroed', root))) return terms.zero;
  if (terms.tooDeep(place)) return terms.symbol('deep');
  return terms.load(place);
}

/** Using a guarded field's value on entry without a test relies on the caller; from here on it is known not to be NULL. */
function noteDereference(frame: Frame, state: State, expr: Expr, pointer: Term): void {
  if (expr.k !== 'field') return;
  const guarded = frame.model.guarded.find((row) => row.field === expr.name);
  if (guarded === undefined || frame.typeOf(expr.base)?.name !== guarded.struct) return;
  const subject = placeOf(frame, state, expr.base);
  const { start: at, end } = frame.now;
  useGuarded(frame, state, subject, guarded, pointer, { at, end, callee: null });
  if ((maskOf(frame.terms, state, pointer) & ZERO) === 0) return;
  frame.noteUse(state, subject, guarded.lock);
  if (frame.terms.kind(pointer) === K.Load) frame.relied.add(pointer);
  restrict(frame.terms, state, pointer, POSITIVE);
}

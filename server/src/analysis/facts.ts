import { ANY, ERROR_POINTER, type Mask, NEGATIVE, POSITIVE, type State, ZERO } from './state';
import { K, type Term } from './term-kinds';
import type { Terms } from './terms';

/** Classes that a term can be in, from its shape and from the facts of a state. */
export function maskOf(terms: Terms, state: State, t: Term): Mask {
  const known = state.facts.get(t);
  const shape = shapeMask(terms, state, t);
  return known === undefined ? shape : known & shape || known;
}

function shapeMask(terms: Terms, state: State, t: Term): Mask {
  switch (terms.kind(t)) {
    case K.Num: {
      const value = terms.value(t) as number;
      return value === 0 ? ZERO : value < 0 ? NEGATIVE : POSITIVE;
    }
    case K.Field:
    case K.Index:
    case K.Global:
    case K.Local:
    case K.Function:
    case K.Text:
    case K.Container:
      return POSITIVE;
    case K.Load:
    case K.Fresh:
    case K.Param:
    case K.Phi:
      return ANY;
    case K.Unary:
      return unaryMask(terms, state, t);
    default:
      return terms.binaryOp(t) === null ? ANY : binaryMask(terms, state, t);
  }
}

function unaryMask(terms: Terms, state: State, t: Term): Mask {
  const arg = maskOf(terms, state, terms.b(t));
  switch (terms.name(terms.a(t))) {
    case '!':
      return truthMask((arg & ~ZERO) === 0, (arg & ZERO) === 0);
    case 'IS_ERR':
      return truthMask(arg === ERROR_POINTER, (arg & ERROR_POINTER) === 0);
    case 'IS_ERR_OR_NULL':
      return truthMask((arg & ~(ERROR_POINTER | ZERO)) === 0, (arg & (ERROR_POINTER | ZERO)) === 0);
    case 'PTR_ERR':
      return arg === ERROR_POINTER ? NEGATIVE : arg === ZERO ? ZERO : NEGATIVE | POSITIVE | ZERO;
    case 'PTR_ERR_OR_ZERO':
      return (arg & ERROR_POINTER) === 0 ? ZERO : arg === ERROR_POINTER ? NEGATIVE : ZERO | NEGATIVE;
    case 'ERR_PTR':
      return (
        ((arg & NEGATIVE) !== 0 ? ERROR_POINTER : 0) | (arg & ZERO) | ((arg & POSITIVE) !== 0 ? POSITIVE : 0)
      );
    case '-':
      return (arg & ZERO) | ((arg & POSITIVE) !== 0 ? NEGATIVE : 0) | ((arg & NEGATIVE) !== 0 ? POSITIVE : 0);
    default:
      return ANY;
  }
}

/** Mask of a truth value that is known true, known false, or neither. */
function truthMask(yes: boolean, no: boolean): Mask {
  return yes ? POSITIVE : no ? ZERO : ZERO | POSITIVE;
}

function binaryMask(terms: Terms, state: State, t: Term): Mask {
  const op = terms.binaryOp(t);
  const left = terms.a(t);
  const right = terms.b(t);
  switch (op) {
    case '==': {
      const bound = terms.value(right);
      const is = state.equals.get(left);
      if (bound !== undefined && is !== undefined) return is === bound ? POSITIVE : ZERO;
      if (left === right) return POSITIVE;
      const x = maskOf(terms, state, left);
      const y = maskOf(terms, state, right);
      if ((x & y) === 0) return ZERO;
      return x === ZERO && y === ZERO ? POSITIVE : ZERO | POSITIVE;
    }
    case '<':
      return lessMask(terms, state, left, right);
    case '&':
      return bitsMask(terms, state, left, right);
    case '|': {
      const x = maskOf(terms, state, left);
      const y = maskOf(terms, state, right);
      if (x === ZERO && y === ZERO) return ZERO;
      return (x & ZERO) === 0 || (y & ZERO) === 0 ? ANY & ~ZERO & ~ERROR_POINTER : ANY & ~ERROR_POINTER;
    }
    case '&&': {
      const x = maskOf(terms, state, left);
      const y = maskOf(terms, state, right);
      return truthMask(((x | y) & ZERO) === 0, x === ZERO || y === ZERO);
    }
    case '||': {
      const x = maskOf(terms, state, left);
      const y = maskOf(terms, state, right);
      return truthMask((x & ZERO) === 0 || (y & ZERO) === 0, x === ZERO && y === ZERO);
    }
    default:
      return ANY & ~ERROR_POINTER;
  }
}

function lessMask(terms: Terms, state: State, left: Term, right: Term): Mask {
  const x = maskOf(terms, state, left);
  const y = maskOf(terms, state, right);
  const exactLeft = terms.value(left) ?? state.equals.get(left);
  const exactRight = terms.value(right) ?? state.equals.get(right);
  if (exactLeft !== undefined && exactRight !== undefined) return exactLeft < exactRight ? POSITIVE : ZERO;
  if (exactRight !== undefined) {
    if (exactRight <= 0 && (x & NEGATIVE) === 0) return ZERO;
    if (exactRight > 0 && (x & ~(NEGATIVE | ZERO)) === 0) return POSITIVE;
    if (exactRight === 0 && x === NEGATIVE) return POSITIVE;
  }
  if (exactLeft !== undefined) {
    if (exactLeft >= 0 && (y & (POSITIVE | ERROR_POINTER)) === 0) return ZERO;
    if (exactLeft < 0 && (y & NEGATIVE) === 0) return POSITIVE;
    if (exactLeft === 0 && y === POSITIVE) return POSITIVE;
  }
  return ZERO | POSITIVE;
}

/** A mask of several bits is zero when each bit is, and not zero when one is not. */
function bitsMask(terms: Terms, state: State, value: Term, bits: Term): Mask {
  const exact = state.equals.get(value);
  const number = terms.value(bits);
  if (exact !== undefined && number !== undefined) return (exact & number) === 0 ? ZERO : POSITIVE;
  if (state.facts.get(value) === ZERO) return ZERO;
  let allZero = true;
  let several = false;
  for (const bit of singleBits(terms, bits)) {
    if (bit !== bits) several = true;
    const known = state.facts.get(terms.binary('&', value, bit));
    if (known === undefined || known !== ZERO) allZero = false;
    if (known !== undefined && (known & ZERO) === 0 && bit !== bits) return POSITIVE | NEGATIVE;
  }
  return several && allZero ? ZERO : POSITIVE | ZERO | NEGATIVE;
}

function singleBits(terms: Terms, bits: Term): Term[] {
  const number = terms.value(bits);
  if (number === undefined) {
    if (!terms.isBinary(bits, '|')) return [bits];
    return [...singleBits(terms, terms.a(bits)), ...singleBits(terms, terms.b(bits))];
  }
  if (number <= 0 || number > 0x7fffffff) return [bits];
  const single: Term[] = [];
  for (let rest = number; rest !== 0; rest &= rest - 1) single.push(terms.num(rest & -rest));
  return single;
}

/** Narrows `t` to `mask`. False when nothing is left: the path cannot be taken. */
export function restrict(terms: Terms, state: State, t: Term, mask: Mask): boolean {
  const left = maskOf(terms, state, t) & mask;
  if (left === 0) return false;
  // That anything is possible is no fact.
  if (left === ANY || terms.kind(t) === K.Num || state.facts.get(t) === left) return true;
  state.ownFacts();
  state.facts.set(t, left);
  return true;
}

/** Takes the branch on which `t` is true (not zero) or false. False when it cannot be taken. */
export function assume(terms: Terms, state: State, t: Term, truth: boolean): boolean {
  const mask = maskOf(terms, state, t);
  if (truth ? mask === ZERO : (mask & ZERO) === 0) return false;
  if (terms.kind(t) === K.Unary) {
    const arg = terms.b(t);
    switch (terms.name(terms.a(t))) {
      case '!':
        return assume(terms, state, arg, !truth);
      case 'IS_ERR':
        return restrict(terms, state, arg, truth ? ERROR_POINTER : ANY & ~ERROR_POINTER);
      case 'IS_ERR_OR_NULL':
        return restrict(terms, state, arg, truth ? ERROR_POINTER | ZERO : POSITIVE | NEGATIVE);
      case 'PTR_ERR_OR_ZERO':
        return restrict(terms, state, arg, truth ? ERROR_POINTER : ANY & ~ERROR_POINTER);
      case '-':
        return assume(terms, state, arg, truth);
    }
  }
  const op = terms.binaryOp(t);
  if (op === '==') return assumeEqual(terms, state, t, truth);
  if (op === '<') return assumeLess(terms, state, t, truth);
  if (op === '&&' && truth)
    return assume(terms, state, terms.a(t), true) && assume(terms, state, terms.b(t), true);
  if (op === '||' && !truth)
    return assume(terms, state, terms.a(t), false) && assume(terms, state, terms.b(t), false);
  if (op === '&' && !truth) {
    const bits = singleBits(terms, terms.b(t));
    if (bits.length > 1)
      for (const bit of bits)
        if (!restrict(terms, state, terms.binary('&', terms.a(t), bit), ZERO)) return false;
  }
  return restrict(terms, state, t, truth ? ANY & ~ZERO : ZERO);
}

function assumeEqual(terms: Terms, state: State, t: Term, truth: boolean): boolean {
  const left = terms.a(t);
  const bound = terms.value(terms.b(t));
  if (bound === undefined) {
    if (truth) {
      const both = maskOf(terms, state, left) & maskOf(terms, state, terms.b(t));
      if (both === 0) return false;
    }
    return restrict(terms, state, t, truth ? POSITIVE : ZERO);
  }
  if (!truth) {
    if (bound === 0) return assume(terms, state, left, true);
    return restrict(terms, state, t, ZERO);
  }
  if (bound === 0) return assume(terms, state, left, false);
  if (!restrict(terms, state, left, bound < 0 ? NEGATIVE : POSITIVE)) return false;
  if (terms.kind(left) === K.Num) return true;
  state.ownEquals();
  state.equals.set(left, bound);
  return true;
}

function assumeLess(terms: Terms, state: State, t: Term, truth: boolean): boolean {
  const left = terms.a(t);
  const right = terms.b(t);
  const x = terms.value(left);
  const y = terms.value(right);
  const integers = ANY & ~ERROR_POINTER;
  if (y !== undefined) {
    const mask = truth
      ? y <= 0
        ? NEGATIVE
        : y === 1
          ? NEGATIVE | ZERO
          : integers
      : y > 0
        ? POSITIVE
        : y === 0
          ? POSITIVE | ZERO
          : integers;
    if (!restrict(terms, state, left, mask)) return false;
  } else if (x !== undefined) {
    const mask = truth
      ? x >= 0
        ? POSITIVE
        : integers
      : x < 0
        ? NEGATIVE
        : x === 0
          ? NEGATIVE | ZERO
          : integers;
    if (!restrict(terms, state, right, mask)) return false;
  }
  if (terms.kind(t) === K.Num) return true;
  state.ownFacts();
  const known = state.facts.get(t) ?? ZERO | POSITIVE;
  const left_ = known & (truth ? POSITIVE : ZERO);
  if (left_ === 0) return false;
  state.facts.set(t, left_);
  return true;
}

/** Assumes that a value is in a class. False when it cannot be. */
export function admit(terms: Terms, state: State, value: Term, mask: Mask): boolean {
  if (mask === ZERO) return assume(terms, state, value, false);
  if ((mask & ZERO) === 0 && isTruth(terms, value)) return assume(terms, state, value, true);
  return restrict(terms, state, value, mask);
}

function isTruth(terms: Terms, t: Term): boolean {
  return terms.binaryOp(t) !== null || terms.kind(t) === K.Unary;
}

/** What is known of what the function was given; with `before`, what of that is still so. */
export function knownOfInputs(terms: Terms, state: State, before: Given | undefined): Given {
  const { facts } = state;
  if (before !== undefined) {
    const stands = (pair: readonly [Term, Mask]) => facts.get(pair[0]) === pair[1];
    return before.every(stands) ? before : before.filter(stands);
  }
  const known: (readonly [Term, Mask])[] = [];
  for (let i = 0; i < facts.size; i++) {
    const term = facts.termAt(i);
    const mask = facts.numberAt(i);
    if (mask !== ANY && terms.isOuter(term)) known.push([term, mask]);
  }
  return known;
}

type Given = readonly (readonly [Term, Mask])[];

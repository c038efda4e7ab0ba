import { isBinaryOp, negate, variable } from './expr';
import { parseChar, parseNumber } from './literals';
import { bitMacros, isScalarType } from './macro-names';
import type { BinaryOp, Expr } from './types';

/**
 * Integer constant expressions of `#define` and `enum`, parsed from text: a full parse of every define of a
 * register header would cost far more than it tells.
 */
interface Reader {
  readonly text: string;
  at: number;
}

const precedence: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 2,
  '|': 3,
  '^': 4,
  '&': 5,
  '==': 6,
  '!=': 6,
  '<': 7,
  '>': 7,
  '<=': 7,
  '>=': 7,
  '<<': 8,
  '>>': 8,
  '+': 9,
  '-': 9,
  '*': 10,
  '/': 10,
  '%': 10,
};

/** The expression, or null when the text is anything but an integer expression over names. */
export function parseConstant(text: string): Expr | null {
  const reader: Reader = { text, at: 0 };
  const expr = readBinary(reader, 1);
  skipSpace(reader);
  return expr !== null && reader.at >= text.length ? expr : null;
}

function skipSpace(reader: Reader): void {
  const { text } = reader;
  for (;;) {
    const unit = text.charCodeAt(reader.at);
    if (unit <= 32 || unit === 92) reader.at++;
    else if (unit === 47 && text.charCodeAt(reader.at + 1) === 42) {
      const end = text.indexOf('*/', reader.at + 2);
      reader.at = end < 0 ? text.length : end + 2;
    } else if (unit === 47 && text.charCodeAt(reader.at + 1) === 47) reader.at = text.length;
    else return;
  }
}

function readBinary(reader: Reader, level: number): Expr | null {
  let left = readUnary(reader);
  while (left !== null) {
    const op = peekOperator(reader);
    if (op === null || (precedence[op] ?? 0) < level) return left;
    reader.at += op.length;
    const right = readBinary(reader, (precedence[op] ?? 0) + 1);
    left = right === null ? null : { k: 'binary', op, left, right };
  }
  return null;
}

function peekOperator(reader: Reader): BinaryOp | null {
  skipSpace(reader);
  const two = reader.text.slice(reader.at, reader.at + 2);
  if (two.length === 2 && precedence[two] !== undefined && isBinaryOp(two)) return two;
  const single = two.slice(0, 1);
  return precedence[single] !== undefined && isBinaryOp(single) ? single : null;
}

function readUnary(reader: Reader): Expr | null {
  skipSpace(reader);
  const { text } = reader;
  const c = text[reader.at] ?? '';
  if (c === '-' || c === '~' || c === '!' || c === '+') {
    reader.at++;
    const arg = readUnary(reader);
    if (arg === null || c === '+') return arg;
    return c === '-' ? negate(arg) : { k: 'unary', op: c, arg };
  }
  if (c === '(') return readParenthesized(reader);
  if (c === "'") return readChar(reader);
  if (isDigit(text.charCodeAt(reader.at))) {
    const value = parseNumber(readWord(reader));
    return Number.isNaN(value) ? null : { k: 'num', value };
  }
  return readName(reader);
}

function readChar(reader: Reader): Expr | null {
  let end = reader.at + 1;
  while (end < reader.text.length && reader.text[end] !== "'") end += reader.text[end] === '\\' ? 2 : 1;
  const value = parseChar(reader.text.slice(reader.at, end + 1));
  reader.at = end + 1;
  return Number.isNaN(value) ? null : { k: 'num', value };
}

/** `(expr)`, or a cast to a scalar type, which is dropped. */
function readParenthesized(reader: Reader): Expr | null {
  reader.at++;
  const inner = readBinary(reader, 1);
  skipSpace(reader);
  if (inner === null || reader.text[reader.at] !== ')') return null;
  reader.at++;
  if (inner.k !== 'var' || !isScalarType(inner.name)) return inner;
  return readUnary(reader);
}

function readName(reader: Reader): Expr | null {
  const word = readWord(reader);
  if (word === '') return null;
  skipSpace(reader);
  if (reader.text[reader.at] !== '(') return variable(word);
  if (!bitMacros.has(word)) return null;
  const shift = readParenthesized(reader);
  return shift === null ? null : { k: 'binary', op: '<<', left: { k: 'num', value: 1 }, right: shift };
}

function readWord(reader: Reader): string {
  const from = reader.at;
  while (isWordUnit(reader.text.charCodeAt(reader.at))) reader.at++;
  return reader.text.slice(from, reader.at);
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57;
}

function isWordUnit(unit: number): boolean {
  return isDigit(unit) || (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || unit === 95;
}

/** Value of a constant expression; null when a name in it has none. */
export function evaluateConstant(expr: Expr, lookup: (name: string) => number | null): number | null {
  switch (expr.k) {
    case 'num':
      return expr.value;
    case 'var':
      return lookup(expr.name);
    case 'unary': {
      const arg = evaluateConstant(expr.arg, lookup);
      if (arg === null) return null;
      if (expr.op === '-') return -arg;
      if (expr.op === '!') return arg === 0 ? 1 : 0;
      // As for `unsigned int`, which is what flags are made of.
      return arg >= 0 && arg <= 0xffffffff ? ~arg >>> 0 : null;
    }
    case 'binary': {
      const left = evaluateConstant(expr.left, lookup);
      const right = left === null ? null : evaluateConstant(expr.right, lookup);
      return left === null || right === null ? null : applyOp(expr.op, left, right);
    }
    default:
      return null;
  }
}

function applyOp(op: BinaryOp, left: number, right: number): number | null {
  switch (op) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0 ? null : Math.trunc(left / right);
    case '%':
      return right === 0 ? null : left % right;
    case '<<':
      return left * 2 ** right;
    case '>>':
      return Math.floor(left / 2 ** right);
    case '&':
    case '|':
    case '^':
      return applyBits(op, left, right);
    case '==':
      return left === right ? 1 : 0;
    case '!=':
      return left !== right ? 1 : 0;
    case '<':
      return left < right ? 1 : 0;
    case '<=':
      return left <= right ? 1 : 0;
    case '>':
      return left > right ? 1 : 0;
    case '>=':
      return left >= right ? 1 : 0;
    case '&&':
      return left !== 0 && right !== 0 ? 1 : 0;
    case '||':
      return left !== 0 || right !== 0 ? 1 : 0;
    default:
      return null;
  }
}

function applyBits(op: '&' | '|' | '^', left: number, right: number): number | null {
  if (!Number.isSafeInteger(left) || !Number.isSafeInteger(right)) return null;
  const a = BigInt(left);
  const b = BigInt(right);
  return Number(op === '&' ? a & b : op === '|' ? a | b : a ^ b);
}

/** Values of C literals. */

const DIGIT_0 = 48;
const LOWER_A = 97;

/** Value of a C integer or floating literal; NaN when it is none. Suffixes (`UL`, `u`) do not matter. */
export function parseNumber(text: string): number {
  // The grammar takes a sign into a literal where no operand precedes it.
  if (text.charCodeAt(0) === 45) return -parseNumber(text.slice(1));
  let end = text.length;
  const hex = text.charCodeAt(0) === DIGIT_0 && (text.charCodeAt(1) | 32) === 120;
  while (end > 0) {
    const lower = text.charCodeAt(end - 1) | 32;
    // `f` is a digit of a hexadecimal number, a suffix of a floating one.
    if (lower === 117 || lower === 108 || (!hex && lower === 102)) end--;
    else break;
  }
  if (hex) return parseDigits(text, 2, end, 16);
  if (text.charCodeAt(0) === DIGIT_0 && (text.charCodeAt(1) | 32) === 98) return parseDigits(text, 2, end, 2);
  if (text.charCodeAt(0) === DIGIT_0 && end > 1 && text.indexOf('.') < 0) return parseDigits(text, 1, end, 8);
  return end === 0 ? Number.NaN : Number(text.slice(0, end));
}

function parseDigits(text: string, from: number, end: number, base: number): number {
  let value = from < end ? 0 : Number.NaN;
  for (let i = from; i < end; i++) {
    const unit = text.charCodeAt(i) | 32;
    if (unit === 39) continue;
    const digit = unit >= LOWER_A ? unit - LOWER_A + 10 : unit - DIGIT_0;
    if (digit < 0 || digit >= base) return Number.NaN;
    value = value * base + digit;
  }
  return value;
}

const escapes: Readonly<Record<string, number>> = {
  n: 10,
  t: 9,
  r: 13,
  a: 7,
  b: 8,
  f: 12,
  v: 11,
  e: 27,
};

/** Value of a character literal with its quotes: `'a'`, `'\n'`, `'\x7f'`, `'\0'`. */
export function parseChar(text: string): number {
  const open = text.indexOf("'");
  const body = text.slice(open + 1, text.lastIndexOf("'"));
  if (body.charCodeAt(0) !== 92) return body.charCodeAt(0);
  const kind = body[1] ?? '';
  if (kind === 'x') return parseDigits(body, 2, body.length, 16);
  if (kind >= '0' && kind <= '7') return parseDigits(body, 1, body.length, 8);
  return escapes[kind] ?? body.charCodeAt(1);
}

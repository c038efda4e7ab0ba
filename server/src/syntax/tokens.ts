import { type WordRole, wordAt, words } from './words';

/**
 * One pass over a text: tokens as flat arrays, comments on the side. Linear, and total: any input gives tokens.
 * A directive is one token, from its `#` to the end of its last continued line.
 */
export interface Tokens {
  readonly text: string;
  readonly count: number;
  /** One of the `TOKEN_` constants, the character code of a punctuator, or `TOKEN_WORD` + word id. */
  readonly kind: Uint16Array;
  readonly start: Int32Array;
  readonly end: Int32Array;
  readonly comments: readonly number[];
}

export const TOKEN_NUMBER = 1;
export const TOKEN_STRING = 2;
export const TOKEN_CHAR = 3;
export const TOKEN_DIRECTIVE = 4;
export const TOKEN_ELLIPSIS = 5;
/** A comparison or compound assignment, so that a lone `=` is an assignment. */
export const TOKEN_OPERATOR = 6;
export const TOKEN_WORD = 256;

export const HASH = 35;
export const OPEN = 40;
export const CLOSE = 41;
export const STAR = 42;
export const COMMA = 44;
export const COLON = 58;
export const SEMICOLON = 59;
export const ASSIGN = 61;
export const OPEN_SQUARE = 91;
export const CLOSE_SQUARE = 93;
export const OPEN_BRACE = 123;
export const CLOSE_BRACE = 125;

const LINE_FEED = 10;
const QUOTE = 34;
const APOSTROPHE = 39;
const DOT = 46;
const SLASH = 47;
const BACKSLASH = 92;

const SPACE_CLASS = 1;
const WORD_CLASS = 2;
const DIGIT_CLASS = 3;
const QUOTE_CLASS = 4;
const MIXED_CLASS = 5;
/** Character class of the ASCII range; 0 is plain punctuation. Everything above counts as part of a word. */
const classes = new Uint8Array(128);
for (let code = 0; code <= 32; code++) classes[code] = SPACE_CLASS;
for (let code = 48; code <= 57; code++) classes[code] = DIGIT_CLASS;
for (let code = 65; code <= 90; code++) classes[code] = classes[code + 32] = WORD_CLASS;
classes[95] = classes[36] = classes[127] = WORD_CLASS;
classes[QUOTE] = classes[APOSTROPHE] = QUOTE_CLASS;
for (const c of '=!<>+-*/%&|^.#') classes[c.charCodeAt(0)] = MIXED_CLASS;

const wordPart = classes.map((group) => (group === WORD_CLASS || group === DIGIT_CLASS ? 1 : 0));

/** Role of a token's word; `none` for other words and everything that is not a word. */
export function roleOf(tokens: Tokens, index: number): WordRole {
  const kind = tokens.kind[index] ?? 0;
  return kind > TOKEN_WORD ? (words[kind - TOKEN_WORD]?.role ?? 'none') : 'none';
}

export function isWord(tokens: Tokens, index: number): boolean {
  return (tokens.kind[index] ?? 0) >= TOKEN_WORD;
}

export function tokenText(tokens: Tokens, index: number): string {
  return tokens.text.slice(tokens.start[index], tokens.end[index]);
}

/** Whether a token is the first character of its line. */
export function inColumnZero(tokens: Tokens, index: number): boolean {
  const start = tokens.start[index] ?? 0;
  return start === 0 || tokens.text.charCodeAt(start - 1) === LINE_FEED;
}

/** A text while it is being cut; the arrays grow. */
interface Scanner {
  readonly text: string;
  kind: Uint16Array;
  start: Int32Array;
  end: Int32Array;
  readonly comments: number[];
  /** Kind of the token that `otherEnd` has just found; 0 for a comment. */
  found: number;
}

/**
 * Cuts a text into tokens. Never fails.
 * The loop holds only what every file has: rare branches in it would make the engine compile it again and again.
 */
export function scanTokens(text: string): Tokens {
  const { length } = text;
  const capacity = (length >> 2) + 16;
  const scanner: Scanner = {
    text,
    kind: new Uint16Array(capacity),
    start: new Int32Array(capacity),
    end: new Int32Array(capacity),
    comments: [],
    found: 0,
  };
  let { kind: kinds, start: starts, end: ends } = scanner;
  let count = 0;
  let at = 0;
  while (at < length) {
    const code = text.charCodeAt(at);
    const group = code < 128 ? classes[code] : WORD_CLASS;
    if (group === SPACE_CLASS) {
      at++;
      continue;
    }
    const start = at++;
    let kind = code;
    if (group === WORD_CLASS) {
      at = wordEnd(text, at);
      kind = TOKEN_WORD + wordAt(text, start, at);
    } else if (group !== 0) {
      at = otherEnd(scanner, start, code);
      kind = scanner.found;
      if (kind === 0) continue;
    }
    if (count === kinds.length) {
      grow(scanner);
      kinds = scanner.kind;
      starts = scanner.start;
      ends = scanner.end;
    }
    kinds[count] = kind;
    starts[count] = start;
    ends[count++] = at;
  }
  return { text, count, kind: kinds, start: starts, end: ends, comments: scanner.comments };
}

function wordEnd(text: string, from: number): number {
  const { length } = text;
  let at = from;
  for (; at < length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 128 && wordPart[unit] === 0) break;
  }
  return at;
}

/** End of a number, literal, comment, directive or operator; its kind goes to `found`. */
function otherEnd(scanner: Scanner, at: number, code: number): number {
  const { text } = scanner;
  const next = text.charCodeAt(at + 1);
  scanner.found = code;
  switch (classes[code]) {
    case DIGIT_CLASS:
      scanner.found = TOKEN_NUMBER;
      return numberEnd(text, at);
    case QUOTE_CLASS:
      scanner.found = code === QUOTE ? TOKEN_STRING : TOKEN_CHAR;
      return quotedEnd(text, at, code);
  }
  if (code === SLASH && (next === STAR || next === SLASH)) {
    const end = next === STAR ? blockCommentEnd(text, at) : lineEnd(text, at);
    scanner.comments.push(at, end);
    scanner.found = 0;
    return end;
  }
  if (code === HASH && startsLine(scanner, at)) {
    scanner.found = TOKEN_DIRECTIVE;
    return directiveEnd(text, at);
  }
  if (code === DOT) return dotEnd(scanner, at, next);
  if (next !== ASSIGN) return at + 1;
  scanner.found = TOKEN_OPERATOR;
  return at + 2;
}

/** `...`, `.5`, or a dot. */
function dotEnd(scanner: Scanner, at: number, next: number): number {
  const { text } = scanner;
  if (next === DOT && text.charCodeAt(at + 2) === DOT) {
    scanner.found = TOKEN_ELLIPSIS;
    return at + 3;
  }
  if (!(next < 128 && classes[next] === DIGIT_CLASS)) return at + 1;
  scanner.found = TOKEN_NUMBER;
  return numberEnd(text, at + 1);
}

/** Whether only white space and comments precede on the line. */
function startsLine(scanner: Scanner, at: number): boolean {
  const { text, comments } = scanner;
  let before = at - 1;
  for (let comment = comments.length - 1; before >= 0; before--) {
    const code = text.charCodeAt(before);
    if (code === LINE_FEED) return true;
    if (comment > 0 && comments[comment] === before + 1) {
      before = comments[comment - 1] ?? 0;
      comment -= 2;
    } else if (code > 32) return false;
  }
  return true;
}

function grow(scanner: Scanner): void {
  const capacity = scanner.kind.length * 2;
  scanner.kind = grown(scanner.kind, new Uint16Array(capacity));
  scanner.start = grown(scanner.start, new Int32Array(capacity));
  scanner.end = grown(scanner.end, new Int32Array(capacity));
}

function grown<T extends Uint16Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

function numberEnd(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const group = code < 128 ? classes[code] : 0;
    if (group === WORD_CLASS || group === DIGIT_CLASS) continue;
    // `1...5` is a range, `1.5` is not; an exponent may carry a sign.
    if (code === DOT && text.charCodeAt(at + 1) !== DOT && text.charCodeAt(at - 1) !== DOT) continue;
    break;
  }
  return at;
}

/** End of a string or character literal; an unterminated one ends with its line. */
function quotedEnd(text: string, from: number, quote: number): number {
  for (let at = from + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) return at + 1;
    if (code === LINE_FEED) return at;
    if (code === BACKSLASH) at += text.charCodeAt(at + 1) === 13 ? 2 : 1;
  }
  return text.length;
}

function blockCommentEnd(text: string, from: number): number {
  const close = text.indexOf('*/', from + 2);
  return close < 0 ? text.length : close + 2;
}

function lineEnd(text: string, from: number): number {
  const feed = text.indexOf('\n', from);
  return feed < 0 ? text.length : feed;
}

function directiveEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === LINE_FEED) return at;
    if (code === BACKSLASH) at += text.charCodeAt(at + 1) === 13 ? 2 : 1;
    else if (code === QUOTE || code === APOSTROPHE) {
      const end = quotedEnd(text, at, code);
      // An apostrophe in the prose of an #error is not a literal.
      if (text.charCodeAt(end - 1) === code && end > at + 1) at = end - 1;
    } else if (code === SLASH && text.charCodeAt(at + 1) === STAR) at = blockCommentEnd(text, at) - 1;
    else if (code === SLASH && text.charCodeAt(at + 1) === SLASH) return lineEnd(text, at);
  }
  return text.length;
}

import { HASH_SEED, hashStep, type WordRole, wordAt, words } from './words';

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

/** Cuts a text into tokens. Never fails. */
export function scanTokens(text: string): Tokens {
  const length = text.length;
  let capacity = (length >> 2) + 16;
  let kinds = new Uint16Array(capacity);
  let starts = new Int32Array(capacity);
  let ends = new Int32Array(capacity);
  const comments: number[] = [];
  let count = 0;
  let at = 0;
  let freshLine = true;
  while (at < length) {
    const code = text.charCodeAt(at);
    const start = at;
    const group = code < 128 ? classes[code] : WORD_CLASS;
    let kind = code;
    if (group === SPACE_CLASS) {
      if (code === LINE_FEED) freshLine = true;
      at++;
      continue;
    }
    if (group === WORD_CLASS) {
      let hash = HASH_SEED;
      for (let unit = code; ; unit = text.charCodeAt(at)) {
        if (unit < 128 && classes[unit] !== WORD_CLASS && classes[unit] !== DIGIT_CLASS) break;
        hash = hashStep(hash, unit);
        if (++at === length) break;
      }
      kind = TOKEN_WORD + wordAt(text, start, at, hash);
    } else if (group === DIGIT_CLASS) {
      at = numberEnd(text, at);
      kind = TOKEN_NUMBER;
    } else if (group === QUOTE_CLASS) {
      at = quotedEnd(text, at, code);
      kind = code === QUOTE ? TOKEN_STRING : TOKEN_CHAR;
    } else if (group === MIXED_CLASS) {
      const next = text.charCodeAt(at + 1);
      if (code === SLASH && (next === STAR || next === SLASH)) {
        at = next === STAR ? blockCommentEnd(text, at) : lineEnd(text, at);
        comments.push(start, at);
        continue;
      }
      if (code === HASH && freshLine) {
        at = directiveEnd(text, at);
        kind = TOKEN_DIRECTIVE;
      } else if (code === DOT && next === DOT && text.charCodeAt(at + 2) === DOT) {
        at += 3;
        kind = TOKEN_ELLIPSIS;
      } else if (next === ASSIGN && code !== DOT) {
        at += 2;
        kind = TOKEN_OPERATOR;
      } else if (code === DOT && next < 128 && classes[next] === DIGIT_CLASS) {
        at = numberEnd(text, at + 1);
        kind = TOKEN_NUMBER;
      } else at++;
    } else at++;
    freshLine = false;
    if (count === capacity) {
      capacity *= 2;
      kinds = grown(kinds, new Uint16Array(capacity));
      starts = grown(starts, new Int32Array(capacity));
      ends = grown(ends, new Int32Array(capacity));
    }
    kinds[count] = kind;
    starts[count] = start;
    ends[count++] = at;
  }
  return { text, count, kind: kinds, start: starts, end: ends, comments };
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

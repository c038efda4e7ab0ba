import type { Span } from '../base/span';
import { type Masked, mask } from './dialect';
import {
  CLOSE,
  CLOSE_BRACE,
  CLOSE_SQUARE,
  COMMA,
  isWord,
  OPEN,
  OPEN_BRACE,
  OPEN_SQUARE,
  roleOf,
  scanTokens,
  type Tokens,
  tokenText,
} from './tokens';

/** A `#define`, read from the text of its item. */
export interface MacroDefinition {
  readonly name: string;
  /** Null for an object-like macro; a variadic one ends with `...` or `args...`. */
  readonly params: readonly string[] | null;
  /** Where the replacement stands in the item's text. */
  readonly body: Span;
  /** The replacement, masked like a function body, as long as `body`. Continuations are spaces. */
  readonly masked: string;
}

/** Reads the text of a `define` item; null when it defines nothing. */
export function readMacro(text: string): MacroDefinition | null {
  const head = /^#\s*define\s+([A-Za-z_]\w*)/.exec(text);
  if (head === null) return null;
  let at = head[0].length;
  let params: string[] | null = null;
  if (text[at] === '(') {
    const close = text.indexOf(')', at);
    if (close < 0) return null;
    const list = text
      .slice(at + 1, close)
      .replace(/\\\r?\n/g, ' ')
      .trim();
    params = list === '' ? [] : list.split(',').map((param) => param.trim());
    at = close + 1;
  }
  const body = { start: at, end: text.length };
  const flat = text.slice(at).replace(/\\(?=\r?\n)/g, ' ');
  return { name: head[1] ?? '', params, body, masked: maskBody(flat).masked };
}

/** Masks a fragment of a function body, such as a macro's replacement. Same length. */
export function maskBody(text: string): Masked {
  const tokens = scanTokens(text);
  const seq = Int32Array.from({ length: tokens.count }, (_, index) => index);
  return mask({
    tokens,
    seq,
    inactive: [],
    macro: -1,
    start: 0,
    end: text.length,
    firstComment: 0,
    body: true,
  });
}

/** A macro used at file scope, read from the text of its item. */
export interface MacroCall {
  readonly name: string;
  readonly isStatic: boolean;
  readonly args: readonly { readonly text: string; readonly at: Span }[];
}

/** Reads the text of a `macro-use` item: `static DEVICE_ATTR(a, 0444, show, store);`. */
export function readMacroUse(text: string): MacroCall | null {
  const tokens = scanTokens(text);
  let at = 0;
  let isStatic = false;
  while (at < tokens.count && (roleOf(tokens, at) === 'storage' || roleOf(tokens, at) === 'blank')) {
    isStatic ||= tokenText(tokens, at) === 'static';
    at++;
  }
  if (!isWord(tokens, at)) return null;
  return { name: tokenText(tokens, at), isStatic, args: readArguments(tokens, at + 1) };
}

/** Arguments of the parenthesis at token `open`, trimmed; none when there is no parenthesis. */
function readArguments(tokens: Tokens, open: number): MacroCall['args'] {
  const args: { text: string; at: Span }[] = [];
  if (tokens.kind[open] !== OPEN) return args;
  let depth = 0;
  let first = open + 1;
  for (let at = open; at < tokens.count; at++) {
    const kind = tokens.kind[at];
    if (kind === OPEN || kind === OPEN_BRACE || kind === OPEN_SQUARE) depth++;
    else if (kind === CLOSE || kind === CLOSE_BRACE || kind === CLOSE_SQUARE) depth--;
    if (depth > 1 || (depth === 1 && kind !== COMMA)) continue;
    const last = at - 1;
    const empty = last < first;
    if (!empty || kind === COMMA || args.length > 0) {
      const start = empty ? (tokens.start[at] ?? 0) : (tokens.start[first] ?? 0);
      const end = empty ? start : (tokens.end[last] ?? start);
      args.push({ text: tokens.text.slice(start, end), at: { start, end } });
    }
    first = at + 1;
    if (depth === 0) break;
  }
  return args;
}

import { directiveName } from './conditions';
import { definesFunction, type RawItem } from './cut-items';
import type { ItemKind } from './source-item';
import {
  ASSIGN,
  COLON,
  COMMA,
  isWord,
  OPEN,
  OPEN_BRACE,
  OPEN_SQUARE,
  roleOf,
  SEMICOLON,
  STAR,
  TOKEN_DIRECTIVE,
  type Tokens,
  tokenText,
} from './tokens';

/** Kind and name of an item, from the tokens that the cut noted. */
export function nameItem(tokens: Tokens, item: RawItem): { kind: ItemKind; name: string | null } {
  if (tokens.kind[item.first] === TOKEN_DIRECTIVE && item.first === item.last)
    return nameDirective(tokens, item.first);
  const { head } = item;
  if (roleOf(tokens, item.first) === 'typedef') return { kind: 'typedef', name: typedefName(tokens, item) };
  if (definesFunction(head)) return { kind: 'function', name: functionName(tokens, item) };
  if (head.macro >= 0 && (head.params === head.macro + 1 || head.macro === item.last))
    return { kind: 'macro-use', name: tokenText(tokens, head.macro) };
  if (head.brace >= 0 && head.assign < 0 && head.record >= 0 && head.params < 0)
    return nameRecord(tokens, item);
  if (head.params >= 0 && head.assign < 0 && !declaresPointer(tokens, head.params))
    return { kind: 'prototype', name: wordBefore(tokens, head.params, item.first) };
  return nameVariable(tokens, item);
}

function nameDirective(tokens: Tokens, index: number): { kind: ItemKind; name: string | null } {
  const text = tokenText(tokens, index);
  if (directiveName(text) === 'include')
    return { kind: 'include', name: /["<]([^">\n]*)[">]/.exec(text)?.[1] ?? null };
  return { kind: 'define', name: /^#\s*define\s+([A-Za-z_]\w*)/.exec(text)?.[1] ?? null };
}

function functionName(tokens: Tokens, item: RawItem): string | null {
  const { params, macro } = item.head;
  if (declaresPointer(tokens, params)) return wordAfter(tokens, params, item.last);
  const name = wordBefore(tokens, params, item.first);
  if (macro !== params - 1 || name === null || !/[A-Z]/.test(name)) return name;
  return isWord(tokens, params + 1) ? tokenText(tokens, params + 1) : name;
}

/** `(*name` or `(name)`: the parenthesis holds the declarator. */
function declaresPointer(tokens: Tokens, open: number): boolean {
  return tokens.kind[open + 1] === STAR || roleOf(tokens, open - 1) !== 'none' || !isWord(tokens, open - 1);
}

function nameRecord(tokens: Tokens, item: RawItem): { kind: ItemKind; name: string | null } {
  const { record, brace } = item.head;
  const kind = tokenText(tokens, record) === 'enum' ? 'enum' : 'record';
  const tag = wordBefore(tokens, brace, record);
  if (tag !== null) return { kind, name: tag };
  // `static struct { … } name;` is a variable; `enum { … };` stays what it is.
  const name = wordBefore(tokens, item.last, brace);
  return name === null ? { kind, name } : { kind: 'variable', name };
}

function nameVariable(tokens: Tokens, item: RawItem): { kind: ItemKind; name: string | null } {
  const { params, assign, record } = item.head;
  if (params >= 0 && (assign < 0 || params < assign) && tokens.kind[params + 1] === STAR)
    return { kind: 'variable', name: wordAfter(tokens, params, item.last) };
  let depth = 0;
  for (let index = item.first; index <= item.last; index++) {
    const kind = tokens.kind[index] ?? 0;
    if (kind === OPEN_BRACE) depth++;
    else if (kind === 125) depth--;
    if (depth > 0) continue;
    if (kind !== ASSIGN && kind !== OPEN_SQUARE && kind !== SEMICOLON && kind !== COMMA && kind !== COLON)
      continue;
    const name = wordBefore(tokens, index, item.first);
    // `struct x;` declares the tag only.
    const forward = record >= 0 && index === record + 2;
    return { kind: name === null || forward || index < item.first + 2 ? 'other' : 'variable', name };
  }
  return { kind: 'other', name: null };
}

function typedefName(tokens: Tokens, item: RawItem): string | null {
  const { params, brace } = item.head;
  if (brace < 0 && params >= 0)
    return tokens.kind[params + 1] === STAR
      ? wordAfter(tokens, params, item.last)
      : wordBefore(tokens, params, item.first);
  let end = item.last;
  for (let index = item.last; index > item.first && tokens.kind[index] !== 125; index--)
    if (tokens.kind[index] === OPEN_SQUARE) end = index;
  return wordBefore(tokens, end, item.first);
}

/** Nearest name in front of a token, annotations skipped; not past `limit`. */
function wordBefore(tokens: Tokens, index: number, limit: number): string | null {
  for (let at = index - 1; at >= limit; at--) {
    if (!isWord(tokens, at)) {
      if (tokens.kind[at] !== 41) return null;
      let depth = 0;
      for (; at >= limit; at--) {
        if (tokens.kind[at] === 41) depth++;
        else if (tokens.kind[at] === OPEN && --depth === 0) break;
      }
      const role = roleOf(tokens, at - 1);
      if (role !== 'blank' && role !== 'record') return null;
      continue;
    }
    const role = roleOf(tokens, at);
    if (role === 'none' || role === 'field' || role === 'loop' || role === 'define-function')
      return tokenText(tokens, at);
    if (role !== 'blank' && role !== 'record') return null;
  }
  return null;
}

function wordAfter(tokens: Tokens, index: number, limit: number): string | null {
  for (let at = index + 1; at <= limit; at++)
    if (isWord(tokens, at) && roleOf(tokens, at) === 'none') return tokenText(tokens, at);
  return null;
}

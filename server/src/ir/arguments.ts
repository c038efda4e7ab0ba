import type { Span } from '../base/span';
import type { Node } from '../syntax/tree';
import { KindSet } from './kind-table';
import { type Lowering, lowerStatement, lowerValue, next, seeAll, text, typeOfName } from './lowering';
import { isScalarType } from './macro-names';
import type { Expr, TypeRef } from './types';
import { typeFromText } from './types-of';

/** Argument lists, as parsed and as written: a masked type argument is read from the original text. */

const identifier = new KindSet('identifier');
const block = new KindSet('compound_statement');
const skipped = new KindSet('comment', '(', ')', ',');
const typeWords = ['struct', 'union', 'enum', 'const', 'unsigned', 'signed'];

/** Argument nodes of a call in order. */
export function argumentsOf(f: Lowering, call: Node): Node[] {
  const list = next(f, call + 1);
  const args: Node[] = [];
  const { after, kind } = f.tree;
  const end = after[list] ?? 0;
  for (let child = list + 1; child < end; child = after[child] ?? end)
    if (!skipped.has(kind[child])) args.push(child);
  return args;
}

/** Spans of the arguments in the original text, whatever the mask made of them. */
export function originalArguments(f: Lowering, call: Node): Span[] {
  const list = next(f, call + 1);
  const open = f.tree.start[list] ?? 0;
  return splitArguments(f.original, open + 1, f.original[open] === '(' ? (f.tree.end[list] ?? 0) - 1 : open);
}

/** Splits `text[from, to)` at commas outside brackets and strings; spans are trimmed. */
export function splitArguments(text: string, from: number, to: number): Span[] {
  const spans: Span[] = [];
  let depth = 0;
  let begin = from;
  for (let i = from; i < to; i++) {
    const c = text[i];
    if (c === '"' || c === "'") i = skipQuoted(text, i, to);
    else if (c === '/' && text[i + 1] === '*') i = skipComment(text, i, to);
    else if (c === '(' || c === '[' || c === '{') depth++;
    else if (c === ')' || c === ']' || c === '}') depth--;
    else if (c === ',' && depth === 0) {
      spans.push(trim(text, begin, i));
      begin = i + 1;
    }
  }
  const last = trim(text, begin, to);
  if (spans.length > 0 || last.end > last.start) spans.push(last);
  return spans;
}

/** Offset of the bracket that closes the one at `open`, or the end of the text. */
export function closingBracket(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    const c = text[i];
    if (c === '"' || c === "'") i = skipQuoted(text, i, text.length);
    else if (c === '/' && text[i + 1] === '*') i = skipComment(text, i, text.length);
    else if (c === '(' || c === '[' || c === '{') depth++;
    else if ((c === ')' || c === ']' || c === '}') && --depth === 0) return i;
  }
  return text.length;
}

function skipQuoted(text: string, at: number, to: number): number {
  const quote = text[at];
  let i = at + 1;
  while (i < to && text[i] !== quote) i += text[i] === '\\' ? 2 : 1;
  return i;
}

function skipComment(text: string, at: number, to: number): number {
  const end = text.indexOf('*/', at + 2);
  return end < 0 || end > to ? to : end + 1;
}

function trim(text: string, from: number, to: number): Span {
  let start = from;
  let end = to;
  while (start < end && text.charCodeAt(start) <= 32) start++;
  while (end > start && text.charCodeAt(end - 1) <= 32) end--;
  return { start, end };
}

export interface LoweredArguments {
  readonly args: Expr[];
  readonly types: Record<number, TypeRef> | null;
}

/** Lowers the arguments of an ordinary call, left to right. */
export function lowerArguments(f: Lowering, call: Node): LoweredArguments {
  const nodes = argumentsOf(f, call);
  const list = next(f, call + 1);
  const masked =
    f.original !== f.tree.text && f.original.slice(f.tree.start[list], f.tree.end[list]) !== text(f, list);
  return masked ? lowerWrittenArguments(f, originalArguments(f, call), nodes) : lowerPlainArguments(f, nodes);
}

function lowerPlainArguments(f: Lowering, nodes: readonly Node[]): LoweredArguments {
  const args: Expr[] = [];
  let types: Record<number, TypeRef> | null = null;
  for (const node of nodes) {
    const name = identifier.has(f.tree.kind[node]) ? text(f, node) : '';
    if (name !== '' && isScalarType(name) && typeOfName(f, name) === undefined) {
      types ??= {};
      types[args.length] = typeFromText(name);
      args.push(typeArgument(f, node));
    } else args.push(lowerArgument(f, node));
  }
  return { args, types };
}

/** Arguments as they are written, each lowered from the nodes that the parse of the masked text has there. */
export function lowerWrittenArguments(
  f: Lowering,
  spans: readonly Span[],
  nodes: readonly Node[],
): LoweredArguments {
  const args: Expr[] = [];
  const types: Record<number, TypeRef> = {};
  let next = 0;
  for (const span of spans) {
    const written = f.original.slice(span.start, span.end);
    const inside: Node[] = [];
    while (
      next < nodes.length &&
      (f.tree.start[nodes[next] ?? 0] ?? 0) < Math.max(span.end, span.start + 1)
    ) {
      inside.push(nodes[next] ?? 0);
      next++;
    }
    if (isTypeText(f, written)) {
      types[args.length] = typeFromText(written);
      for (const node of inside) seeAll(f, node);
      args.push({ k: 'opaque', what: 'type' });
    } else if (inside.length === 0) args.push({ k: 'opaque', what: written });
    else for (const node of inside) args.push(lowerArgument(f, node));
  }
  return { args, types };
}

function isTypeText(f: Lowering, written: string): boolean {
  if (written.endsWith('*')) return true;
  let length = 0;
  while (isWordUnit(written.charCodeAt(length))) length++;
  if (length === 0) return false;
  const word = written.slice(0, length);
  if (typeWords.includes(word)) return true;
  return length === written.length && isScalarType(word) && typeOfName(f, word) === undefined;
}

/** Letters, digits and the underscore. */
export function isWordUnit(unit: number): boolean {
  return (
    (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || (unit >= 48 && unit <= 57) || unit === 95
  );
}

function typeArgument(f: Lowering, node: Node): Expr {
  seeAll(f, node);
  return { k: 'opaque', what: 'type' };
}

function lowerArgument(f: Lowering, node: Node): Expr {
  if (!block.has(f.tree.kind[node])) return lowerValue(f, node);
  // A block handed to a macro runs where the macro puts it; taken as running once.
  lowerStatement(f, node);
  return { k: 'opaque', what: 'block' };
}

/** Lowers all arguments but one. */
export function lowerRest(f: Lowering, args: readonly Node[], except: Node): Expr[] {
  const rest: Expr[] = [];
  for (const arg of args) if (arg !== except) rest.push(lowerArgument(f, arg));
  return rest;
}

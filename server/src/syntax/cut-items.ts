import { addToChain, type Chain, type ChainMap } from './chains';
import { type DirectiveName, directiveName, isBranching } from './conditions';
import { type Bracket, type Frame, nextArm, openFrame } from './frames';
import { findHeader } from './resync';
import {
  ASSIGN,
  CLOSE,
  CLOSE_BRACE,
  CLOSE_SQUARE,
  COMMA,
  inColumnZero,
  isWord,
  OPEN,
  OPEN_BRACE,
  OPEN_SQUARE,
  roleOf,
  SEMICOLON,
  TOKEN_DIRECTIVE,
  TOKEN_WORD,
  type Tokens,
  tokenText,
} from './tokens';

/**
 * Cuts the tokens of a file into top-level items and follows `#if` around them. The brackets are counted per
 * arm: `#else` returns to the count at the `#if`, so arms that each open the same brace count once.
 */
export interface RawItem {
  /** Token range, both ends included. */
  readonly first: number;
  readonly last: number;
  /** Frames that stay open all through the item: its presence. */
  readonly base: Frame | null;
  /** Innermost frame at the first token. Differs from `base` when the item crosses an `#else` or `#endif`. */
  readonly entry: Frame | null;
  readonly directives: boolean;
  readonly broken: boolean;
  /** Tokens at bracket depth 0 that tell the kind: -1 when absent. */
  readonly head: Readonly<Head>;
}

export interface Head {
  /** First parenthesis that belongs to a name. */
  params: number;
  /** Last `struct`, `union` or `enum` before the first brace. */
  record: number;
  assign: number;
  brace: number;
  /** `MACRO(…)` or `MACRO` with nothing but storage words in front. */
  macro: number;
  /** Only storage words and annotations so far. */
  plain: boolean;
}

const emptyHead: Readonly<Head> = { params: -1, record: -1, assign: -1, brace: -1, macro: -1, plain: true };

interface Cutter {
  readonly tokens: Tokens;
  readonly items: RawItem[];
  readonly chains: ChainMap;
  frame: Frame | null;
  first: number;
  entry: Frame | null;
  base: Frame | null;
  open: Bracket | null;
  head: Head;
  directives: boolean;
  broken: boolean;
  /** The item is complete, but an `#else` or `#endif` inside it is still to come. */
  closed: boolean;
}

const bracketKinds = new Uint8Array(256);
for (const kind of [OPEN, OPEN_SQUARE, OPEN_BRACE, CLOSE, CLOSE_SQUARE, CLOSE_BRACE, TOKEN_DIRECTIVE])
  bracketKinds[kind] = 1;

/** Cuts a scanned file into items, in order and without overlap. */
export function cutItems(tokens: Tokens): { items: RawItem[]; chains: ReadonlyMap<number, Chain> } {
  const cutter: Cutter = {
    tokens,
    items: [],
    chains: { chains: new Map(), open: [] },
    frame: null,
    first: -1,
    entry: null,
    base: null,
    open: null,
    head: { ...emptyHead },
    directives: false,
    broken: false,
    closed: false,
  };
  for (let index = 0; index < tokens.count; index++) {
    const kind = tokens.kind[index] ?? 0;
    // Most tokens: inside brackets, and no bracket.
    if (cutter.open !== null && (kind >= TOKEN_WORD || bracketKinds[kind] === 0)) continue;
    if (kind === TOKEN_DIRECTIVE) takeDirective(cutter, index);
    else if (!cutter.frame?.dead) index = takeToken(cutter, index);
  }
  if (cutter.first >= 0) {
    cutter.broken = true;
    endItem(cutter, tokens.count - 1);
  }
  return { items: cutter.items, chains: cutter.chains.chains };
}

function takeDirective(cutter: Cutter, index: number): void {
  const { tokens } = cutter;
  const name = directiveName(tokens.text.slice(tokens.start[index], (tokens.start[index] ?? 0) + 24));
  if (cutter.first >= 0) cutter.directives = true;
  if (isBranching(name)) takeBranch(cutter, index, name);
  else if (cutter.first < 0 && !cutter.frame?.dead && (name === 'define' || name === 'include')) {
    startItem(cutter, index);
    endItem(cutter, index);
  }
}

function takeBranch(cutter: Cutter, index: number, name: DirectiveName): void {
  addToChain(cutter.chains, index, name);
  const { frame } = cutter;
  if (name.startsWith('if')) {
    cutter.frame = openFrame(cutter.tokens, index, frame, cutter.open);
    return;
  }
  if (frame === null) return;
  const inside = frame.depth > (cutter.base?.depth ?? 0);
  if (cutter.first >= 0 && !inside) cutter.base = frame.parent;
  if (name === 'endif') {
    cutter.frame = frame.parent;
    if (cutter.first < 0) return;
    if (frame.after !== undefined && cutter.entry !== frame) cutter.open = frame.after;
    if (cutter.closed && (cutter.frame?.depth ?? 0) <= (cutter.base?.depth ?? 0)) endItem(cutter, index);
    return;
  }
  cutter.frame = nextArm(cutter.tokens, index, frame, cutter.open);
  if (cutter.first < 0) return;
  // The item may have begun in this arm: the other arm is then another way to begin it.
  cutter.open = frame.opener < cutter.first ? null : frame.before;
  if (frame.opener < cutter.first) cutter.head = { ...emptyHead };
}

/** Takes one token; returns the index to go on from, which is earlier after a resynchronisation. */
function takeToken(cutter: Cutter, index: number): number {
  const { tokens } = cutter;
  const kind = tokens.kind[index] ?? 0;
  if (cutter.first < 0) {
    if (kind === SEMICOLON) return index;
    startItem(cutter, index);
  }
  if (kind === OPEN || kind === OPEN_SQUARE) {
    if (cutter.open === null) noteHead(cutter, index, kind);
    cutter.open = { code: kind, below: cutter.open };
  } else if (kind === OPEN_BRACE) {
    const header = resyncHeader(cutter, index);
    if (header >= 0) {
      cutter.broken = true;
      endItem(cutter, header - 1);
      return header - 1;
    }
    if (opensUnfinishedHeader(cutter, index)) {
      cutter.open = null;
      cutter.broken = true;
    }
    if (cutter.open === null) noteHead(cutter, index, kind);
    cutter.open = { code: kind, below: cutter.open };
  } else if (kind === CLOSE || kind === CLOSE_SQUARE) {
    if (cutter.open !== null && cutter.open.code !== OPEN_BRACE) cutter.open = cutter.open.below;
    if (cutter.open === null && kind === CLOSE && endsMacroUse(cutter, index)) endItem(cutter, index);
  } else if (kind === CLOSE_BRACE) closeBrace(cutter, index);
  else if (kind === SEMICOLON) {
    if (cutter.open === null) finish(cutter, index);
  } else if (cutter.open === null) {
    noteHead(cutter, index, kind);
    if (cutter.head.macro === index && endsBareMacro(cutter, index)) endItem(cutter, index);
  }
  return index;
}

function startItem(cutter: Cutter, index: number): void {
  cutter.first = index;
  cutter.entry = cutter.frame;
  cutter.base = cutter.frame;
  cutter.open = null;
  cutter.head = { ...emptyHead };
  cutter.directives = false;
  cutter.broken = false;
  cutter.closed = false;
}

function endItem(cutter: Cutter, last: number): void {
  const { first, base, entry, directives, broken, head } = cutter;
  cutter.items.push({ first, last, base, entry, directives, broken, head });
  cutter.first = -1;
  cutter.open = null;
}

/** Ends the item, unless other arms of an `#if` inside it hold other endings. */
function finish(cutter: Cutter, index: number): void {
  const inside = (cutter.frame?.depth ?? 0) > (cutter.base?.depth ?? 0);
  if (inside && cutter.tokens.kind[index + 1] === TOKEN_DIRECTIVE) {
    const name = directiveName(tokenText(cutter.tokens, index + 1));
    if (name === 'endif' || name.startsWith('el')) {
      cutter.closed = true;
      return;
    }
  }
  endItem(cutter, index);
}

function noteHead(cutter: Cutter, index: number, kind: number): void {
  const { tokens, head } = cutter;
  if (head.brace >= 0) return;
  const role = roleOf(tokens, index);
  if (kind === OPEN_BRACE) head.brace = index;
  else if (kind === ASSIGN) head.assign = head.assign < 0 ? index : head.assign;
  else if (kind === OPEN) {
    const before = roleOf(tokens, index - 1);
    if (before === 'blank' || before === 'record' || before === 'type-word' || before === 'asm') return;
    if (head.params < 0 && head.assign < 0 && index > cutter.first) head.params = index;
  } else if (role === 'tag') {
    head.record = index;
    head.plain = false;
  } else if (role !== 'storage' && role !== 'blank' && role !== 'record' && role !== 'qualifier') {
    if (
      head.plain &&
      isWord(tokens, index) &&
      (role === 'none' || role === 'define-function' || role === 'field')
    )
      head.macro = index;
    head.plain = false;
  }
}

/** `MACRO(…)` without a semicolon: what follows starts a line of its own. */
function endsMacroUse(cutter: Cutter, index: number): boolean {
  const { tokens, head } = cutter;
  if (head.macro < 0 || head.params !== head.macro + 1 || head.brace >= 0) return false;
  const next = index + 1;
  if (next >= tokens.count || tokens.kind[next] === TOKEN_DIRECTIVE) return true;
  if (!inColumnZero(tokens, next) || !isWord(tokens, next)) return false;
  const role = roleOf(tokens, next);
  return role !== 'blank' && role !== 'record';
}

/** A macro name alone on its line. */
function endsBareMacro(cutter: Cutter, index: number): boolean {
  const { tokens } = cutter;
  const next = index + 1;
  if (next < tokens.count && tokens.kind[next] !== TOKEN_DIRECTIVE && !inColumnZero(tokens, next))
    return false;
  if (next < tokens.count && tokens.kind[next] !== TOKEN_DIRECTIVE && !isWord(tokens, next)) return false;
  return /^[A-Z][A-Z0-9_]+$/.test(tokenText(tokens, index));
}

function closeBrace(cutter: Cutter, index: number): void {
  const { tokens, head } = cutter;
  let { open } = cutter;
  while (open !== null && open.code !== OPEN_BRACE) open = open.below;
  const stray = open === null;
  open = open?.below ?? null;
  const isFunction = definesFunction(head);
  if (open !== null && inColumnZero(tokens, index) && closesItem(cutter, index, isFunction)) {
    open = null;
    // Arms that each open a brace upset the count without being wrong; parsing tells.
    if (!cutter.directives) cutter.broken = true;
  }
  cutter.open = open;
  if (stray) {
    cutter.broken = true;
    endItem(cutter, index);
  } else if (open === null && (isFunction || startsNewItem(tokens, index + 1))) finish(cutter, index);
}

/** A brace in column 0 closes the whole item, unless what follows shows that it is one of a badly indented body. */
function closesItem(cutter: Cutter, index: number, isFunction: boolean): boolean {
  const { tokens } = cutter;
  const next = index + 1;
  if (next >= tokens.count) return true;
  if (!isFunction) return tokens.kind[next] === SEMICOLON;
  if (tokens.kind[next] === TOKEN_DIRECTIVE) return true;
  return inColumnZero(tokens, next) && tokens.kind[next] !== CLOSE_BRACE && roleOf(tokens, next) !== 'lead';
}

/** Behind the brace of a record or initialiser: does the next token begin something else? */
function startsNewItem(tokens: Tokens, next: number): boolean {
  if (next >= tokens.count) return true;
  if (!inColumnZero(tokens, next)) return false;
  const kind = tokens.kind[next] ?? 0;
  if (kind === SEMICOLON || kind === COMMA || kind === ASSIGN || kind === TOKEN_DIRECTIVE) return false;
  const role = roleOf(tokens, next);
  return role !== 'blank' && role !== 'record';
}

/** Whether an item with this head is a function definition (once it has a brace). */
export function definesFunction(head: Readonly<Head>): boolean {
  return head.brace >= 0 && head.params > head.record && head.assign < 0;
}

/** The body of a function whose parameter list is not closed yet. */
function opensUnfinishedHeader(cutter: Cutter, index: number): boolean {
  const { head, open } = cutter;
  if (open === null || open.below !== null || open.code !== OPEN || !inColumnZero(cutter.tokens, index))
    return false;
  return head.params >= 0 && head.macro < 0 && head.assign < 0;
}

/** First token of a function definition whose brace, inside an unfinished item, is at `index`; else -1. */
function resyncHeader(cutter: Cutter, index: number): number {
  if (cutter.open === null || !inColumnZero(cutter.tokens, index)) return -1;
  const header = findHeader(cutter.tokens, index);
  return header > cutter.first ? header : -1;
}

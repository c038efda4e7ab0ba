import type { Annotation } from './facts';
import { blankTypeWords, takeCall, takeNumber, takeStar, takeString } from './mask-calls';
import {
  applyEdits,
  blankRange,
  type Enclosure,
  endAt,
  endStatement,
  kindAt,
  type MaskState,
  type Open,
  replace,
  startAt,
  textAt,
  topOf,
} from './mask-state';
import { takeWord } from './mask-words';
import {
  ASSIGN,
  CLOSE,
  CLOSE_BRACE,
  CLOSE_SQUARE,
  COLON,
  COMMA,
  OPEN,
  OPEN_BRACE,
  OPEN_SQUARE,
  SEMICOLON,
  STAR,
  TOKEN_ELLIPSIS,
  TOKEN_NUMBER,
  TOKEN_STRING,
  TOKEN_WORD,
  type Tokens,
} from './tokens';
import { words } from './words';

/**
 * Rewrites kernel C into C that the grammar parses, character for character: every offset of the masked text is
 * an offset of the original. What the tree looks like afterwards, with the original text at the node's place
 * telling the difference:
 *
 *  - `list_for_each_entry(p, &l, m) stmt`, every `*for_each*`, `scoped_guard(…) stmt`, and any other
 *    `macro(…) { … }` or macro with a statement behind it: a `while_statement`, whose condition is a
 *    `parenthesized_expression` over the argument, or over a right- or left-nested `comma_expression` of the
 *    arguments. The original text at the node's start is the macro's name, not `while`.
 *    Without arguments: a `for_statement` without header. Names under five letters and `if_not_guard`: an
 *    `if_statement`.
 *  - A type as argument, `container_of(p, struct T, m)`: an `identifier` argument (`T`); `unsigned int` keeps its
 *    last word; `T *` and `const` are gone from the masked text.
 *  - `typeof(x)`: one identifier `typeof___`, as type and as argument.
 *  - `case A ... B:`: a `binary_expression` with `||`, where the original has `...`.
 *  - `asm volatile (…)`: a `gnu_asm_expression` with an empty template.
 *  - `offsetof(struct T, a.b)`: a call of `offset_f`. `offsetof(struct T, a)` stays an `offsetof_expression`.
 *  - `DECLARE_BITMAP(x, n)` in a struct, `DECLARE_BITMAP(x, n) = {…}` in a body: a declaration of `x` with type
 *    `DECLARE_BITMAP`. `struct_group(name, members)`: its members.
 *  - `SYSCALL_DEFINE2(name, int, a, …)`: a function definition with its parameters.
 *  - `MACRO(x)` without semicolon: an `expression_statement`.
 *  - `wait(dev, 10, if (ready) break;)`, statements as last argument: a `call_expression` whose last argument is a
 *    `parenthesized_expression` over a `compound_statement`.
 *  - `T *p __free(kfree) = x`: a declaration without the annotation, which is in `annotations`.
 */
export interface Masked {
  readonly masked: string;
  readonly annotations: readonly Annotation[];
}

export interface MaskRequest {
  readonly tokens: Tokens;
  /** Tokens to look at, in order; directives and inactive lines left out. */
  readonly seq: Int32Array;
  readonly start: number;
  readonly end: number;
  /** Index into `tokens.comments` of the first comment behind `start`. */
  readonly firstComment: number;
  /** Ranges to blank beside: directives and inactive lines. Alternating start and end. */
  readonly inactive: readonly number[];
  /** Token of the macro that defines a function, or -1. */
  readonly macro: number;
  /** A fragment of a function body rather than a top-level item. */
  readonly body: boolean;
}

export function mask(request: MaskRequest): Masked {
  const { tokens, seq, start, end } = request;
  const state: MaskState = {
    tokens,
    seq,
    edits: [],
    annotations: [],
    origin: start,
    inactive: request.inactive,
    stack: request.body ? [bracket('block', true, -1)] : [],
    matches: null,
    dropped: new Set(),
    fresh: request.body,
    macro: request.macro,
    leader: -1,
    listed: false,
    inCode: request.body,
    tag: -1,
    choices: 0,
    lastClosed: null,
  };
  takeTokens(state);
  const { inactive } = request;
  for (let i = 0; i < inactive.length; i += 2) blankRange(state, inactive[i] ?? 0, inactive[i + 1] ?? 0);
  return { masked: applyEdits(state, start, end, request.firstComment), annotations: state.annotations };
}

function takeTokens(state: MaskState): void {
  const { tokens, seq } = state;
  let before = 0;
  for (let at = 0; at < seq.length; at++) {
    const kind = tokens.kind[seq[at] ?? 0] ?? 0;
    // Most tokens: names inside a statement, and operators.
    if (kind === TOKEN_WORD && !mayFollow(before) && !state.fresh && state.stack.length > 0)
      state.leader = -1;
    else if (kind < TOKEN_WORD) {
      state.fresh = false;
      if (kind < 128 && acted[kind] === 1) takePunctuator(state, at, kind);
      else state.tag = -1;
    } else at = takeWord(state, at, words[kind - TOKEN_WORD]);
    before = kind;
  }
}

/** Behind a name or a subscript, a name may be an annotation that the table does not know. */
function mayFollow(kind: number): boolean {
  return kind === TOKEN_WORD || kind === CLOSE_SQUARE;
}

const QUESTION = 63;
const acted = new Uint8Array(128);
for (const kind of [
  OPEN,
  CLOSE,
  OPEN_BRACE,
  CLOSE_BRACE,
  OPEN_SQUARE,
  CLOSE_SQUARE,
  SEMICOLON,
  COMMA,
  ASSIGN,
])
  acted[kind] = 1;
for (const kind of [COLON, QUESTION, STAR, TOKEN_ELLIPSIS, TOKEN_STRING, TOKEN_NUMBER]) acted[kind] = 1;

function takePunctuator(state: MaskState, at: number, kind: number): void {
  if (kind !== OPEN_BRACE) state.tag = -1;
  if (kind === OPEN) openParenthesis(state, at);
  else if (kind === CLOSE) closeParenthesis(state, at);
  else if (kind === OPEN_BRACE) openBrace(state, at);
  else if (kind === CLOSE_BRACE) closeBrace(state);
  else if (kind === OPEN_SQUARE) state.stack.push(bracket('other', false, at));
  else if (kind === CLOSE_SQUARE) popParenthesis(state);
  else if (kind === SEMICOLON) {
    const open = state.stack[state.stack.length - 1];
    if (open?.encloses === 'call') openStatements(state, open);
    const top = topOf(state);
    state.fresh = top === 'block' || top === 'fields';
    state.choices = 0;
  } else if (kind === COMMA) {
    const open = state.stack[state.stack.length - 1];
    if (open?.encloses === 'call') {
      open.comma = at;
      blankTypeWords(state, at + 1);
    }
  } else if (kind === ASSIGN) {
    if (state.stack.length === 0) state.inCode = true;
  } else if (kind === COLON) takeColon(state, at);
  else if (kind === QUESTION) state.choices++;
  else if (kind === STAR) {
    if (topOf(state) === 'call') takeStar(state, at);
  } else if (kind === TOKEN_ELLIPSIS) {
    if (topOf(state) === 'block') replace(state, at, at, '||');
  } else if (kind === TOKEN_STRING) takeString(state, at);
  else if (kind === TOKEN_NUMBER) takeNumber(state, at);
}

export function bracket(encloses: Enclosure, brace: boolean, at: number, callee = -1, leads = false): Open {
  return { encloses, brace, comma: -1, statements: false, at, callee, leads };
}

function openParenthesis(state: MaskState, at: number): void {
  const before = kindAt(state, at - 1);
  if (state.stack.length === 0 && (before === TOKEN_WORD || before === CLOSE)) state.listed = true;
  const word = before >= TOKEN_WORD ? words[before - TOKEN_WORD] : undefined;
  if (word === undefined || !state.inCode) {
    state.stack.push(bracket('other', false, at));
    return;
  }
  const { role } = word;
  if (role === 'control') state.stack.push(bracket('control', false, at, at - 1));
  else if (role === 'sizeof') state.stack.push(bracket('type', false, at));
  else if (role === 'statement' || role === 'lead' || role === 'tag' || role === 'cv' || role === 'primitive')
    state.stack.push(bracket('other', false, at));
  else {
    state.stack.push(bracket('call', false, at, at - 1, state.leader === at - 1));
    blankTypeWords(state, at + 1);
  }
}

function popParenthesis(state: MaskState): Open | null {
  const top = state.stack[state.stack.length - 1];
  if (top === undefined || top.brace) return null;
  state.stack.pop();
  return top;
}

function closeParenthesis(state: MaskState, at: number): void {
  if (state.dropped.has(at)) return;
  const open = popParenthesis(state);
  state.lastClosed = open;
  if (open === null) return;
  if (open.statements) closeStatements(state, at);
  if (open.encloses === 'control') state.fresh = true;
  else if (open.encloses === 'call') takeCall(state, open, at);
}

/** `wait(dev, 10, if (ready) break;)`: the last argument becomes a statement expression. */
function openStatements(state: MaskState, open: Open): void {
  const start = open.comma < 0 ? -1 : endAt(state, open.comma);
  if (start < 0 || startAt(state, open.comma + 1) < start + 2) return;
  state.edits.push({ start, end: start + 2, text: '({' });
  open.encloses = 'block';
  open.statements = true;
}

function closeStatements(state: MaskState, at: number): void {
  const end = startAt(state, at);
  if (end >= endAt(state, at - 1) + 2) state.edits.push({ start: end - 2, end, text: '})' });
}

function openBrace(state: MaskState, at: number): void {
  const encloses = enclosureOf(state, at);
  state.stack.push(bracket(encloses, true, at));
  state.tag = -1;
  state.choices = 0;
  if (encloses === 'block') state.inCode = true;
  state.fresh = encloses === 'block' || encloses === 'fields';
}

function enclosureOf(state: MaskState, at: number): Enclosure {
  const before = kindAt(state, at - 1);
  if (state.tag >= 0) return textAt(state, state.tag) === 'enum' ? 'enumerators' : 'fields';
  if (state.stack.length === 0) return state.inCode ? 'other' : 'block';
  if (before === OPEN) return 'block';
  if (before === ASSIGN || before === COMMA) return 'other';
  if (before === CLOSE) {
    const closed = state.lastClosed?.encloses;
    return closed === 'control' || closed === 'call' ? 'block' : 'other';
  }
  return topOf(state) === 'block' ? 'block' : 'other';
}

function closeBrace(state: MaskState): void {
  while (state.stack.length > 0) if (state.stack.pop()?.brace) break;
  const top = topOf(state);
  state.fresh = top === 'block' || top === 'fields';
  if (state.stack.length === 0) state.inCode = false;
}

function takeColon(state: MaskState, at: number): void {
  if (topOf(state) !== 'block') return;
  if (state.choices > 0) {
    state.choices--;
    return;
  }
  state.fresh = true;
  if (kindAt(state, at + 1) === CLOSE_BRACE) endStatement(state, at);
}

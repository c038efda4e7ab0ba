import { loopName } from './dialect-table';
import {
  blank,
  closing,
  endAt,
  endStatement,
  fillIdentifier,
  kindAt,
  type MaskState,
  type Open,
  replace,
  startAt,
  textAt,
  topOf,
} from './mask-state';
import {
  ASSIGN,
  CLOSE,
  CLOSE_BRACE,
  COMMA,
  OPEN,
  OPEN_BRACE,
  OPEN_SQUARE,
  SEMICOLON,
  STAR,
  TOKEN_STRING,
  TOKEN_WORD,
} from './tokens';
import { type WordRole, words } from './words';

/** A call or macro has just been closed at `close`: what follows tells whether it was a plain call. */
export function takeCall(state: MaskState, open: Open, close: number): void {
  const next = kindAt(state, close + 1);
  if (next === SEMICOLON) return;
  if (next === TOKEN_STRING) {
    // `pr_info(PREFIX(x) "text")`: the grammar joins strings with names only.
    if (topOf(state) === 'call') blank(state, open.callee, close);
    return;
  }
  if (!open.leads || topOf(state) !== 'block') return;
  if (next === OPEN_BRACE) makeLoop(state, open, close);
  else if (next === ASSIGN) {
    if (kindAt(state, close + 2) === OPEN_BRACE) makeDeclaration(state, open.callee, close, open.at + 1);
  } else if (next >= TOKEN_WORD || next === CLOSE_BRACE) takeHangingCall(state, open, close, next);
  else if (
    (next === PLUS || next === MINUS || next === STAR) &&
    onNewLine(state, close + 1) &&
    namesLoop(state, open)
  )
    makeLoop(state, open, close);
}

function namesLoop(state: MaskState, open: Open): boolean {
  const role = roleOfKind(state, open.callee);
  return role === 'loop' || role === 'branch' || loopName.test(textAt(state, open.callee));
}

function onNewLine(state: MaskState, at: number): boolean {
  return state.tokens.text.slice(endAt(state, at - 1), startAt(state, at)).includes('\n');
}

const PLUS = 43;
const MINUS = 45;

/** `MACRO(…)` with a statement, a word or the end of the block right behind it. */
function takeHangingCall(state: MaskState, open: Open, close: number, next: number): void {
  if (next !== CLOSE_BRACE && namesLoop(state, open)) {
    makeLoop(state, open, close);
    return;
  }
  const follower: WordRole = next >= TOKEN_WORD ? (words[next - TOKEN_WORD]?.role ?? 'none') : 'none';
  const newLine = onNewLine(state, close + 1);
  const declares =
    follower === 'none' && !newLine && next >= TOKEN_WORD && endsDeclarator(kindAt(state, close + 2));
  if (declares) fillIdentifier(state, open.callee, close);
  else {
    endStatement(state, close);
    state.fresh = true;
  }
}

function endsDeclarator(kind: number): boolean {
  return kind === SEMICOLON || kind === ASSIGN || kind === COMMA || kind === OPEN_SQUARE;
}

/** Rewrites a block macro into a statement with a body; see the shapes in dialect.ts. */
function makeLoop(state: MaskState, open: Open, close: number): void {
  const { callee } = open;
  state.fresh = true;
  if (close === open.at + 1) {
    replace(state, callee, close, 'for(;;)');
    return;
  }
  const branch = roleOfKind(state, callee) === 'branch';
  if (branch || !replace(state, callee, callee, 'while')) replace(state, callee, callee, 'if');
}

/** `DECLARE_X(name, size)` as `DECLARE_X name`; returns false when there is no name at position `name`. */
export function makeDeclaration(state: MaskState, callee: number, close: number, name: number): boolean {
  if (kindAt(state, name) < TOKEN_WORD || name >= close) return false;
  blank(state, callee + 1, name - 1);
  blank(state, name + 1, close);
  return true;
}

/** Blanks what makes an argument a type rather than an expression: `struct`, `const`, all but one of `unsigned int`. */
export function blankTypeWords(state: MaskState, from: number): void {
  for (let at = from; ; at++) {
    const role = roleOfKind(state, at);
    if (role === 'tag' || role === 'cv') {
      if (kindAt(state, at + 1) < TOKEN_WORD && role === 'tag') return;
      blank(state, at, at);
    } else if (role === 'primitive') {
      if (roleOfKind(state, at + 1) !== 'primitive') return;
      blank(state, at, at);
    } else return;
  }
}

/** Blanks the `*` at this position when it ends a type argument: only `*` and qualifiers up to `,` or `)`. */
export function takeStar(state: MaskState, at: number): void {
  let next = at + 1;
  for (
    let role = roleOfKind(state, next);
    role === 'cv' || role === 'blank' || kindAt(state, next) === STAR;
  ) {
    next++;
    role = roleOfKind(state, next);
  }
  const kind = kindAt(state, next);
  if (kind === COMMA || kind === CLOSE) blank(state, at, next - 1);
}

/** Strings next to more names than the grammar can join: `"a" FOO(x) "b"`, `FOO BAR "x"`. */
export function takeString(state: MaskState, at: number): void {
  if (roleOfKind(state, at - 1) === 'none' && roleOfKind(state, at - 2) === 'none')
    blank(state, at - 2, at - 2);
  if (roleOfKind(state, at + 1) !== 'none' || kindAt(state, at + 2) !== OPEN) return;
  const close = closing(state, at + 2);
  if (close > 0) blank(state, at + 1, close);
}

const number = /^(?:0[xX][\da-fA-F]+|0[bB][01]+|\d+\.?\d*(?:[eE]\d+)?|\.\d+)[uUlLfF]*$/;

/** `10000baseT`, a piece of a name for `##`: a plain number takes its place. */
export function takeNumber(state: MaskState, at: number): void {
  const start = startAt(state, at);
  const length = endAt(state, at) - start;
  if (length < 3 || topOf(state) !== 'call' || number.test(textAt(state, at))) return;
  state.edits.push({ start, end: start + length, text: '0'.padEnd(length) });
}

/** Role of the word at a position; null when it is not a word. */
export function roleOfKind(state: MaskState, at: number): WordRole | null {
  const kind = kindAt(state, at);
  return kind >= TOKEN_WORD ? (words[kind - TOKEN_WORD]?.role ?? 'none') : null;
}

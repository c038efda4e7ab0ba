import type { Annotation } from './facts';
import {
  CLOSE,
  CLOSE_BRACE,
  CLOSE_SQUARE,
  OPEN,
  OPEN_BRACE,
  OPEN_SQUARE,
  TOKEN_DIRECTIVE,
  type Tokens,
} from './tokens';

/** What an open bracket of the masked text encloses. */
export type Enclosure =
  /** Statements. */
  | 'block'
  /** Arguments of a call or macro in a body. */
  | 'call'
  /** The parenthesis of `if`, `while`, `for`, `switch`. */
  | 'control'
  /** Operand of `sizeof`, where a type may stand. */
  | 'type'
  /** Fields of a struct or union. */
  | 'fields'
  | 'enumerators'
  /** Any other: cast, grouping, subscript, parameter list, initialiser. */
  | 'other';

export interface Open {
  encloses: Enclosure;
  readonly brace: boolean;
  /** Last comma of a call; its last argument may turn out to be statements. */
  comma: number;
  statements: boolean;
  /** Position of the bracket, and of the callee of a `call`. */
  readonly at: number;
  readonly callee: number;
  /** The callee starts a statement. */
  readonly leads: boolean;
}

/** Work state of masking one arm of one item. Positions index `seq`; edits hold file offsets. */
export interface MaskState {
  readonly tokens: Tokens;
  /** The tokens of the arm, in order, without directives and inactive lines. */
  readonly seq: Int32Array;
  readonly edits: Edit[];
  readonly annotations: Annotation[];
  readonly origin: number;
  /** Ranges that are blanked beside the edits: alternating start and end. */
  readonly inactive: readonly number[];
  readonly stack: Open[];
  /** Closing position by opening position; filled on first use. */
  matches: Int32Array | null;
  /** Closing parentheses already blanked with their field group. */
  readonly dropped: Set<number>;
  /** The next token starts a statement or field. */
  fresh: boolean;
  /** Token of the macro that defines the function, `TEST(name) {`; -1 for none. */
  readonly macro: number;
  /** Position of the word that starts the current statement, or -1. */
  leader: number;
  /** The parameter list of the item has been opened. */
  listed: boolean;
  /** Code with calls: inside a body or behind an `=`. */
  inCode: boolean;
  /** Position of a `struct`, `union` or `enum` whose brace may follow. */
  tag: number;
  /** Open `?` of the statement, whose `:` is no label. */
  choices: number;
  lastClosed: Open | null;
}

export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export function kindAt(state: MaskState, at: number): number {
  return at < 0 || at >= state.seq.length ? 0 : (state.tokens.kind[state.seq[at] ?? 0] ?? 0);
}

export function startAt(state: MaskState, at: number): number {
  return state.tokens.start[state.seq[at] ?? 0] ?? 0;
}

export function endAt(state: MaskState, at: number): number {
  return state.tokens.end[state.seq[at] ?? 0] ?? 0;
}

export function textAt(state: MaskState, at: number): string {
  return state.tokens.text.slice(startAt(state, at), endAt(state, at));
}

export function topOf(state: MaskState): Enclosure | null {
  return state.stack[state.stack.length - 1]?.encloses ?? null;
}

/** Position of the bracket that closes the one at `at`, or -1. */
export function closing(state: MaskState, at: number): number {
  state.matches ??= matchBrackets(state);
  return state.matches[at] ?? -1;
}

/** Every closing bracket closes the last open one, of whatever kind. Done once, so that unclosed ones stay cheap. */
function matchBrackets(state: MaskState): Int32Array {
  const matches = new Int32Array(state.seq.length).fill(-1);
  const open: number[] = [];
  for (let at = 0; at < state.seq.length; at++) {
    const kind = kindAt(state, at);
    if (kind === OPEN || kind === OPEN_SQUARE || kind === OPEN_BRACE) open.push(at);
    else if (kind === CLOSE || kind === CLOSE_SQUARE || kind === CLOSE_BRACE) {
      const opener = open.pop();
      if (opener !== undefined) matches[opener] = at;
    }
  }
  return matches;
}

/** Spaces in place of text; line feeds stay, so that directives keep their lines. */
export function blankText(text: string): string {
  if (!text.includes('\n')) return ' '.repeat(text.length);
  return text
    .split('\n')
    .map((line) => ' '.repeat(line.length))
    .join('\n');
}

/** Blanks the tokens from position `from` to `to`, both included. */
export function blank(state: MaskState, from: number, to: number): void {
  blankRange(state, startAt(state, from), endAt(state, to));
}

export function blankRange(state: MaskState, start: number, end: number): void {
  if (end > start) state.edits.push({ start, end, text: blankText(state.tokens.text.slice(start, end)) });
}

/** Puts `text`, padded with spaces, in place of the tokens from `from` to `to`; nothing when it does not fit. */
export function replace(state: MaskState, from: number, to: number, text: string): boolean {
  const start = startAt(state, from);
  const end = endAt(state, to);
  if (text.length > end - start) return false;
  state.edits.push({ start, end, text: text.padEnd(end - start) });
  return true;
}

/** Replaces tokens by one identifier of the same length: the first token's name, filled up. */
export function fillIdentifier(state: MaskState, from: number, to: number): void {
  const length = endAt(state, to) - startAt(state, from);
  state.edits.push({
    start: startAt(state, from),
    end: endAt(state, to),
    text: textAt(state, from).padEnd(length, '_'),
  });
}

/** Writes a semicolon over the white space behind position `at`. Without white space nothing changes. */
export function endStatement(state: MaskState, at: number): void {
  const start = endAt(state, at);
  const index = (state.seq[at] ?? 0) + 1;
  const next = index < state.tokens.count ? (state.tokens.start[index] ?? 0) : start;
  if (next === start) return;
  // A directive that stays needs the line feed in front of it.
  const kept = state.tokens.kind[index] === TOKEN_DIRECTIVE && !state.inactive.includes(next);
  if (!kept || next > start + 1) state.edits.push({ start, end: start + 1, text: ';' });
}

/** The text between two offsets with all edits and comments applied. */
export function applyEdits(state: MaskState, start: number, end: number, firstComment: number): string {
  const { tokens, edits } = state;
  const { text, comments } = tokens;
  const all = edits.slice();
  for (let c = firstComment; c < comments.length && (comments[c] ?? 0) < end; c += 2) {
    const from = comments[c] ?? 0;
    const to = Math.min(comments[c + 1] ?? 0, end);
    all.push({ start: from, end: to, text: blankText(text.slice(from, to)) });
  }
  if (all.length === 0) return text.slice(start, end);
  // A semicolon may be written over the first character of a comment: it was pushed earlier, and wins.
  all.sort((a, b) => a.start - b.start);
  let masked = '';
  let at = start;
  for (const edit of all) {
    if (edit.end <= at) continue;
    masked += text.slice(at, edit.start) + edit.text.slice(Math.max(0, at - edit.start));
    at = edit.end;
  }
  return masked + text.slice(at, end);
}

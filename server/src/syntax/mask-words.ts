import { makeDeclaration, roleOfKind } from './mask-calls';
import {
  blank,
  blankRange,
  closing,
  endAt,
  endStatement,
  fillIdentifier,
  kindAt,
  type MaskState,
  replace,
  startAt,
  textAt,
  topOf,
} from './mask-state';
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
  TOKEN_WORD,
} from './tokens';
import type { Word } from './words';

/** Takes the word at position `at`; returns the last position that is dealt with. */
export function takeWord(state: MaskState, at: number, word: Word | undefined): number {
  const fresh = state.fresh;
  state.fresh = false;
  state.leader = fresh ? at : -1;
  const role = word?.role ?? 'none';
  switch (role) {
    case 'none':
      return takeName(state, at, fresh);
    case 'blank':
    case 'record':
      return takeAnnotation(state, at, fresh, role === 'record');
    case 'type-word':
      return takeTypeWord(state, at);
    case 'qualifier':
      blank(state, at, at);
      state.fresh = fresh;
      return at;
    case 'asm':
      return takeAsm(state, at, fresh);
    case 'offsetof':
      return takeOffsetof(state, at);
    case 'field':
    case 'field-group':
      return topOf(state) === 'fields' && fresh
        ? takeField(state, at, word?.row?.name ?? 0, role === 'field-group')
        : at;
    case 'define-function':
      return state.stack.length === 0 ? takeFunctionMacro(state, at) : at;
    case 'lead':
      state.fresh = true;
      return at;
    case 'tag':
      state.tag = at;
      return at;
    case 'storage':
      // `static DECLARE_WORK(w, f);` among statements.
      if (fresh && topOf(state) === 'block' && isMacroName(state, at + 1) && kindAt(state, at + 2) === OPEN) {
        blank(state, at, at);
        state.fresh = true;
      }
      return at;
    default:
      return at;
  }
}

function isMacroName(state: MaskState, at: number): boolean {
  const role = roleOfKind(state, at);
  return role === 'none' || role === 'field';
}

/** Any other name: a field macro in a struct, or a macro that is a statement without semicolon. */
function takeName(state: MaskState, at: number, fresh: boolean): number {
  if (!fresh && isStrayAnnotation(state, at)) {
    const end = annotationEnd(state, at);
    note(state, at, end);
    return end;
  }
  // `printk(KERN_DEBUG pr_fmt("text"))`: the grammar joins names with strings, not with calls.
  if (
    !fresh &&
    topOf(state) === 'call' &&
    kindAt(state, at - 1) === TOKEN_WORD &&
    kindAt(state, at + 1) === OPEN
  )
    blank(state, at - 1, at - 1);
  if (!fresh)
    return state.seq[at] === state.macro && state.stack.length === 0 ? takeFunctionMacro(state, at) : at;
  const next = kindAt(state, at + 1);
  if (topOf(state) === 'fields' && next === COLON) return takeUnnamedBits(state, at);
  if (topOf(state) === 'fields') return next === OPEN ? takeField(state, at, 0, false) : at;
  if (topOf(state) !== 'block') return at;
  if (next === CLOSE_BRACE || next === OPEN_BRACE || (next > TOKEN_WORD && startsStatement(state, at + 1))) {
    endStatement(state, at);
    state.fresh = true;
  }
  return at;
}

/** `u32 : 4;` as a field `_` of a type `u`: the grammar wants a name behind a type that is no keyword. */
function takeUnnamedBits(state: MaskState, at: number): number {
  const type = textAt(state, at);
  if (type.length > 2) replace(state, at, at, `${type.slice(0, -2)} _`);
  return at;
}

function startsStatement(state: MaskState, at: number): boolean {
  const role = roleOfKind(state, at);
  return role === 'control' || role === 'lead' || role === 'statement';
}

const notTypes = /^__(?!u8|u16|u32|u64|s8|s16|s32|s64|be|le|sum16|wsum|poll_t|kernel_|int128)[a-z]/;

/** A word that C has no place for: between type and name of a header, or behind the name of a declaration. */
function isStrayAnnotation(state: MaskState, at: number): boolean {
  const next = kindAt(state, at + 1);
  const before = roleOfKind(state, at - 1);
  const star = kindAt(state, at - 1) === STAR;
  if (state.stack.length === 0 && !state.inCode) {
    if (kindAt(state, at - 1) === CLOSE)
      return state.listed && endsHeader(state, annotationEnd(state, at) + 1);
    const role = roleOfKind(state, at + 1);
    // `STORAGE_MACRO void name(`
    if (at === 0) return role === 'primitive' || role === 'storage' || role === 'tag';
    if (role !== 'none' || kindAt(state, at + 2) !== OPEN) return false;
    return star || before === 'primitive' || before === 'none' || before === 'type-word';
  }
  if (next !== SEMICOLON && next !== ASSIGN && next !== OPEN_SQUARE) return false;
  if (kindAt(state, at - 1) === CLOSE_SQUARE) return state.choices === 0;
  if (before !== 'none' || state.choices > 0) return false;
  const earlier = roleOfKind(state, at - 2);
  if (kindAt(state, at - 2) === STAR) return notTypes.test(textAt(state, at));
  return earlier === 'none' || (earlier === 'primitive' && textAt(state, at - 1) !== '__int128');
}

function endsHeader(state: MaskState, at: number): boolean {
  const kind = kindAt(state, at);
  return kind === OPEN_BRACE || kind === SEMICOLON;
}

/** Position of the last token of an annotation: its closing parenthesis or the word itself. */
function annotationEnd(state: MaskState, at: number): number {
  if (kindAt(state, at + 1) !== OPEN) return at;
  const close = closing(state, at + 1);
  return close < 0 ? at : close;
}

function takeAnnotation(state: MaskState, at: number, fresh: boolean, record: boolean): number {
  if (!record && isPlainName(state, at)) return at;
  const end = annotationEnd(state, at);
  if (record) note(state, at, end);
  else blank(state, at, end);
  state.fresh = fresh;
  return end;
}

/** Blanks an annotation and records it. */
function note(state: MaskState, at: number, end: number): void {
  blank(state, at, end);
  state.annotations.push({
    name: textAt(state, at),
    args: end > at ? state.tokens.text.slice(endAt(state, at + 1), startAt(state, end)).trim() : '',
    at: { start: startAt(state, at) - state.origin, end: endAt(state, end) - state.origin },
  });
}

/** `u32 __unused;`, `int __packed[3];`, `x.__init`: the word is used as a name of its own. */
function isPlainName(state: MaskState, at: number): boolean {
  const before = kindAt(state, at - 1);
  const next = kindAt(state, at + 1);
  if (before === 46 || (before === 62 && kindAt(state, at - 2) === 45)) return true;
  if (next !== SEMICOLON && next !== OPEN_SQUARE && next !== COMMA && next !== ASSIGN) return false;
  if (before === STAR) return true;
  const role = roleOfKind(state, at - 1);
  if (role === 'primitive') return true;
  // One word in front, and that one starts the declaration: it is the type.
  const earlier = kindAt(state, at - 2);
  return role === 'none' && (earlier === SEMICOLON || earlier === OPEN_BRACE || earlier === CLOSE_BRACE);
}

function takeTypeWord(state: MaskState, at: number): number {
  if (kindAt(state, at + 1) !== OPEN) return at;
  const close = closing(state, at + 1);
  if (close < 0) return at;
  fillIdentifier(state, at, close);
  return close;
}

const EMPTY_ASM = 'asm("")';

function takeAsm(state: MaskState, at: number, fresh: boolean): number {
  let open = at + 1;
  while (kindAt(state, open) >= TOKEN_WORD) open++;
  if (kindAt(state, open) !== OPEN) return at;
  const close = closing(state, open);
  if (close < 0) return at;
  const jumps = textAt(state, at).includes('goto') || (open > at + 1 && /goto/.test(textAt(state, open - 1)));
  if (jumps)
    state.annotations.push({
      name: 'asm goto',
      args: state.tokens.text.slice(endAt(state, open), startAt(state, close)),
      at: { start: startAt(state, at) - state.origin, end: endAt(state, close) - state.origin },
    });
  if (fresh) replace(state, at, close, EMPTY_ASM);
  else blank(state, at, close);
  return close;
}

/** The grammar knows `offsetof(type, name)` only. */
function takeOffsetof(state: MaskState, at: number): number {
  if (textAt(state, at) !== 'offsetof' || kindAt(state, at + 1) !== OPEN) return at;
  const close = closing(state, at + 1);
  const simple = close > 0 && kindAt(state, close - 1) >= TOKEN_WORD && kindAt(state, close - 2) === COMMA;
  if (!simple || !plainType(state, at + 2, close - 3)) {
    replace(state, at, at, 'offset_f');
    return at;
  }
  state.fresh = false;
  return close;
}

function plainType(state: MaskState, from: number, to: number): boolean {
  for (let at = from; at <= to; at++)
    if (kindAt(state, at) < TOKEN_WORD || roleOfKind(state, at) === 'type-word') return false;
  return to >= from;
}

/** Starts of the arguments between two parentheses. */
function argumentStarts(state: MaskState, open: number, close: number): number[] {
  const starts = [open + 1];
  let depth = 0;
  for (let at = open + 1; at < close; at++) {
    const kind = kindAt(state, at);
    if (kind === OPEN || kind === OPEN_BRACE || kind === OPEN_SQUARE) depth++;
    else if (kind === CLOSE || kind === CLOSE_BRACE || kind === CLOSE_SQUARE) depth--;
    else if (kind === COMMA && depth === 0) starts.push(at + 1);
  }
  return starts;
}

/** A macro that declares fields: the field stays, or the whole group of members does. */
function takeField(state: MaskState, at: number, name: number, group: boolean): number {
  if (kindAt(state, at + 1) !== OPEN) return at;
  const close = closing(state, at + 1);
  if (close < 0) return at;
  const next = kindAt(state, close + 1);
  const start = argumentStarts(state, at + 1, close)[name];
  if (group && start !== undefined) {
    blank(state, at, start - 1);
    // The semicolon goes too: an empty field is an error to the grammar.
    blank(state, close, next === SEMICOLON ? close + 1 : close);
    state.dropped.add(close);
    state.fresh = true;
    return start - 1;
  }
  if (next >= TOKEN_WORD || next === STAR) fillIdentifier(state, at, close);
  else if (start === undefined || !makeDeclaration(state, at, close, start)) blank(state, at, close);
  if (next === CLOSE_BRACE) endStatement(state, close);
  return close;
}

/** `SYSCALL_DEFINE2(name, int, a, char *, b)` as `T name(int a, char * b)`. */
function takeFunctionMacro(state: MaskState, at: number): number {
  const close = kindAt(state, at + 1) === OPEN ? closing(state, at + 1) : -1;
  if (close < 0 || kindAt(state, close + 1) !== OPEN_BRACE || !/[A-Z]/.test(textAt(state, at))) return at;
  const starts = argumentStarts(state, at + 1, close);
  blank(state, at + 1, at + 1);
  const second = starts[1];
  if (second === undefined) {
    // One argument: the name moves to the left to make room for an empty list.
    const name = textAt(state, at + 2);
    state.edits.pop();
    replace(state, at, close, `T ${name}()`);
    return close;
  }
  state.edits.push({ start: startAt(state, second - 1), end: endAt(state, second - 1), text: '(' });
  for (let i = 2; i < starts.length; i += 2) {
    const comma = (starts[i] ?? 1) - 1;
    blankRange(state, startAt(state, comma), endAt(state, comma));
  }
  // The parameters are read like any others: they may carry annotations.
  return second - 1;
}

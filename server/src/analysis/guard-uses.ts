import type { Span } from '../base/span';
import type { Expr, Op } from '../ir/types';
import type { GuardedField } from './engine-model';
import { maskOf } from './facts';
import type { Frame } from './frame';
import { ANY, type Mask, type State, ZERO } from './state';
import { K, type Term } from './term-kinds';

/** A use of a guarded field that is wrong by what is known in this function alone. */
export interface GuardMisuse {
  /**
   *  - `null`: known to be retracted on this path;
   *  - `maybe-null`: retracted on one of the ways that meet here;
   *  - `unchecked`: the guard was taken, and the field not tested since;
   *  - `late`: the guard was dropped before;
   *  - `tested-late`: tested here, after it was used untested;
   *  - `cleared-bare`: retracted without the guard;
   *  - `cleared-first`: tested where this function has just retracted it, so what depends on it never runs.
   */
  readonly what:
    | 'null'
    | 'maybe-null'
    | 'unchecked'
    | 'late'
    | 'tested-late'
    | 'cleared-bare'
    | 'cleared-first';
  readonly at: number;
  readonly end: number;
  /** Function called at `at` that makes the use, or null when it is made here. */
  readonly callee: { readonly index: number; readonly name: string } | null;
  readonly subject: Term;
  readonly row: GuardedField;
  readonly state: State;
}

/** A use of a guarded field as it was on entry: whoever called must have made sure of it. */
export interface Reliance {
  readonly place: Term;
  readonly subject: Term;
  readonly row: GuardedField;
  readonly at: number;
  readonly end: number;
  /** The function called there that relies on it, or null when the use is here. */
  readonly callee: number | null;
  /** It was tested before, without the guard. */
  readonly tested: boolean;
  /** Bits that keep users out and may have been changed by then. */
  readonly changed: readonly string[];
  readonly state: State;
}

interface Use {
  readonly at: number;
  readonly end: number;
  readonly callee: { readonly index: number; readonly name: string } | null;
}

/** What is known of guarded fields of one function, for the rules; filled while the last pass records. */
export class GuardUses {
  readonly misuses: GuardMisuse[] = [];
  readonly reliances: Reliance[] = [];
  /** Functions that rely on a guarded field and were called where it is known to be good. */
  readonly served = new Set<number>();
  /** Fields that this function retracts. */
  readonly cleared = new Set<Term>();
  /** Values that were used untested, with the place of the use. */
  readonly used = new Map<Term, number>();
}

/**
 * A guarded field is used: directly, or in a callee that does not test it. `value` is what stands there now; `place`
 * is the field of `subject`.
 */
export function useGuarded(
  frame: Frame,
  state: State,
  subject: Term,
  row: GuardedField,
  value: Term,
  use: Use,
): void {
  const { terms, guardUses } = frame;
  if (!frame.recording) return;
  const mask = maskOf(terms, state, value);
  const misuse = (what: GuardMisuse['what']) => {
    const { at, end, callee } = use;
    guardUses.misuses.push({
      what,
      at,
      end,
      callee,
      subject,
      row,
      state: state.copy(),
    });
  };
  if (mask === ZERO) {
    misuse('null');
    return;
  }
  if (isPrivate(frame, state, subject)) {
    if (use.callee !== null) guardUses.served.add(use.callee.index);
    return;
  }
  if (terms.kind(value) === K.Load && value === terms.load(terms.field(subject, row.field))) {
    rely(frame, state, subject, row, value, mask, use);
    return;
  }
  const held = isHeld(frame, state, subject, row);
  if ((mask & ZERO) === 0) {
    if (use.callee !== null && held) guardUses.served.add(use.callee.index);
    return;
  }
  if (wasRefused(frame, state, subject, row)) return;
  // One of the ways that met here had cleared it for certain; on the others it is good.
  if (terms.kind(value) === K.Phi && (mask & ANY) !== ANY) misuse('maybe-null');
  else if (terms.kind(value) === K.Fresh) misuse(held ? 'unchecked' : 'late');
}

function rely(
  frame: Frame,
  state: State,
  subject: Term,
  row: GuardedField,
  value: Term,
  mask: Mask,
  use: Use,
): void {
  const { terms, guardUses } = frame;
  const again = guardUses.used.has(value);
  const tested = (mask & ZERO) === 0 && !again;
  if (again && use.callee === null) return;
  if (!tested && !again) guardUses.used.set(value, use.at);
  const { at, end } = use;
  const callee = use.callee?.index ?? null;
  if (guardUses.reliances.some((old) => old.subject === subject && old.at === at)) return;
  const changed = frame.model.exclusions
    .filter(({ struct, path, bit }) => struct === row.struct && isChanged(frame, state, subject, path, bit))
    .map(({ bit }) => bit);
  const place = terms.field(subject, row.field);
  guardUses.reliances.push({ place, subject, row, at, end, callee, tested, changed, state: state.copy() });
}

/** The bit of the member may have changed since entry. */
function isChanged(frame: Frame, state: State, subject: Term, path: string, bit: string): boolean {
  const { terms, program } = frame;
  const number = program.constant(bit, frame.fn.file);
  if (number === undefined) return false;
  const place = terms.field(subject, path);
  const of = (word: Term) => terms.binary('&', word, terms.num(number));
  return of(state.read(terms, place)) !== of(terms.load(place));
}

/** Nobody else can see the subject yet. */
function isPrivate(frame: Frame, state: State, subject: Term): boolean {
  return state.store.get(frame.terms.unary('unpublished', subject)) === frame.terms.one;
}

/** The guard of the subject is held in any mode. */
export function isHeld(frame: Frame, state: State, subject: Term, row: GuardedField): boolean {
  const lock = frame.terms.field(subject, row.lock);
  return state.holds.some((hold) => hold.kind === 'lock' && hold.object === lock);
}

/** An attempt to reserve failed on this path: what follows from it is another rule's business. */
function wasRefused(frame: Frame, state: State, subject: Term, row: GuardedField): boolean {
  const lock = frame.terms.field(subject, row.lock);
  return state.gone.some((gone) => gone.kind === 'lock' && gone.object === lock && gone.why === 'failed');
}

/** A store that clears a guarded field needs the guard, unless nobody else can see the object. */
export function noteRetraction(
  frame: Frame,
  state: State,
  op: Extract<Op, { op: 'assign' }>,
  place: Term,
  value: Term,
): void {
  const { terms } = frame;
  const { target, at } = op;
  if (value !== terms.zero || target.k !== 'field' || !frame.recording) return;
  const row = frame.model.guarded.find(({ field }) => field === target.name);
  if (row === undefined || frame.typeOf(target.base)?.name !== row.struct) return;
  const subject = terms.a(place);
  frame.guardUses.cleared.add(place);
  if (isPrivate(frame, state, subject) || terms.kind(terms.rootOf(subject)) === K.Fresh) return;
  const lock = terms.field(subject, row.lock);
  if (state.holds.some((h) => h.kind === 'lock' && h.object === lock && h.mode !== 'read')) return;
  const { start, end } = at;
  frame.guardUses.misuses.push({
    what: 'cleared-bare',
    at: start,
    end,
    callee: null,
    subject,
    row,
    state: state.copy(),
  });
}

/** A branch tests a guarded field whose value was used untested before. */
export function noteTest(frame: Frame, state: State, tested: Expr, cond: Term, at: Span): void {
  const { terms, guardUses } = frame;
  if (!frame.recording) return;
  if (guardUses.cleared.size > 0 && cond === terms.zero) noteDeadTest(frame, state, tested, at);
  if (guardUses.used.size === 0) return;
  let value = cond;
  while (terms.kind(value) === K.Unary) value = terms.b(value);
  if (!guardUses.used.has(value) || terms.kind(value) !== K.Load) return;
  if ((maskOf(terms, state, value) & ZERO) !== 0) return;
  const place = terms.a(value);
  const row = frame.model.guarded.find((one) => one.field === terms.name(terms.b(place)));
  if (row === undefined) return;
  const subject = terms.a(place);
  guardUses.misuses.push({
    what: 'tested-late',
    at: at.start,
    end: at.end,
    callee: null,
    subject,
    row,
    state: state.copy(),
  });
}

/** What is tested was cleared before, in the same function and on every way to here that this state stands for. */
function noteDeadTest(frame: Frame, state: State, tested: Expr, at: Span): void {
  if (tested.k !== 'field') return;
  const { terms, guardUses } = frame;
  for (const place of guardUses.cleared) {
    if (terms.name(terms.b(place)) !== tested.name || state.store.get(place) !== terms.zero) continue;
    const row = frame.model.guarded.find(({ field }) => field === tested.name);
    if (row === undefined || frame.typeOf(tested.base)?.name !== row.struct) return;
    const { start, end } = at;
    const subject = terms.a(place);
    const what = 'cleared-first';
    guardUses.misuses.push({ what, at: start, end, callee: null, subject, row, state: state.copy() });
    return;
  }
}

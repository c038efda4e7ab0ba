import type { ContractRow, FunctionRow, PrimitiveRow, Target, When } from '../model/types';
import { acquire, type Cause, noteFailure, release, type Taking } from './effects';
import { endLife, isEndedTwice, noteErrorPointer, noteWrongRelease } from './end-life';
import { readPlace } from './evaluate';
import { maskOf, restrict } from './facts';
import type { Frame } from './frame';
import { forgetDead } from './lifetime';
import { noteRequirement } from './requirements';
import { ANY, ERROR_POINTER, type Mask, NEGATIVE, POSITIVE, type Site, type State, ZERO } from './state';
import { K, type Term } from './term-kinds';

/** A state after a call, with what the call returned. */
export interface Returned {
  readonly state: State;
  readonly value: Term;
}

export const WHEN_MASK: Readonly<Record<When, Mask>> = {
  always: ANY,
  zero: ZERO,
  nonzero: ANY & ~ZERO,
  negative: NEGATIVE,
  nonnegative: ZERO | POSITIVE,
  positive: POSITIVE,
  null: ZERO,
  nonnull: POSITIVE,
  'error-pointer': ERROR_POINTER,
  true: ANY & ~ZERO,
  false: ZERO,
};

export const RETURNS_MASK: Readonly<Record<NonNullable<FunctionRow['returns']>, Mask>> = {
  zero: ZERO,
  'zero-or-negative': ZERO | NEGATIVE,
  'nonnegative-or-negative': ZERO | POSITIVE | NEGATIVE,
  'null-or-pointer': ZERO | POSITIVE,
  pointer: POSITIVE,
  'positive-or-negative': POSITIVE | NEGATIVE,
  'error-pointer-or-pointer': POSITIVE | ERROR_POINTER,
  bool: ZERO | POSITIVE,
  'null-error-or-pointer': ZERO | POSITIVE | ERROR_POINTER,
};

type EffectRow = PrimitiveRow | ContractRow;

/** Classes that a primitive can return: what the model says of it, else what its effects depend on. */
export function possibleReturns(known: FunctionRow | undefined, rows: readonly EffectRow[]): Mask {
  if (known?.returns !== undefined) return RETURNS_MASK[known.returns];
  let mask = 0;
  for (const { when } of rows) {
    if (when === undefined || when === 'always') continue;
    mask |=
      when === 'null' || when === 'nonnull'
        ? ZERO | POSITIVE
        : when === 'error-pointer'
          ? POSITIVE | ERROR_POINTER
          : ANY & ~ERROR_POINTER;
  }
  return mask === 0 ? ANY : mask;
}

/** Applies effect rows to a call that returned `value`, splitting the state where effects depend on the outcome. */
export function applyRows(
  frame: Frame,
  from: Returned,
  rows: readonly EffectRow[],
  args: readonly Term[],
  site: Site,
  cause: Cause,
): Returned[] {
  const standing = rows.filter((row) => row.effect !== 'require' && isGiven(frame, row, args));
  if (frame.recording && standing.length < rows.length) noteAssertions(frame, from, rows, args, cause);
  const groups = new Map<string, Mask>();
  const mask = maskOf(frame.terms, from.state, from.value);
  for (const bit of [ZERO, NEGATIVE, POSITIVE, ERROR_POINTER]) {
    if ((mask & bit) === 0) continue;
    const key = standing.map((row) => ((WHEN_MASK[row.when ?? 'always'] & bit) !== 0 ? '1' : '0')).join('');
    groups.set(key, (groups.get(key) ?? 0) | bit);
  }
  const results: Returned[] = [];
  for (const [key, bits] of groups) {
    const state = groups.size === 1 ? from.state : from.state.copy();
    if (groups.size > 1 && !restrict(frame.terms, state, from.value, bits)) continue;
    // What a call both gives back and takes (a downgrade) changes hands in that order.
    for (const effect of ['release', 'acquire'] as const)
      standing.forEach((row, i) => {
        if (row.effect !== effect) return;
        if (key[i] === '1') applyRow(frame, state, row, args, from.value, site, cause);
        else if (effect === 'acquire') failRow(frame, state, row, args, from.value, cause);
      });
    results.push({ state, value: from.value });
  }
  return results;
}

/** `lockdep_assert_held(&l)`: callers must see to it, unless the function has. */
function noteAssertions(
  frame: Frame,
  { state, value }: Returned,
  rows: readonly EffectRow[],
  args: readonly Term[],
  { at, end, callee }: Cause,
): void {
  for (const row of rows) {
    if (row.effect !== 'require' || row.kind !== 'lock') continue;
    const object = targetOf(frame, state, row.target, args, value, at);
    if (object !== null)
      noteRequirement(frame, state, {
        object,
        by: 'assertion',
        at,
        end,
        callee: callee ?? '',
        inside: null,
        given: [],
      });
  }
}

/** A contract row stands only for calls with the argument it names. */
function isGiven(frame: Frame, row: EffectRow, args: readonly Term[]): boolean {
  if (!('given' in row) || row.given === undefined) return true;
  const arg = args[row.given.arg];
  const value = arg === undefined ? undefined : frame.terms.value(arg);
  return value !== undefined && (value !== 0) === row.given.is;
}

function applyRow(
  frame: Frame,
  state: State,
  row: EffectRow,
  args: readonly Term[],
  value: Term,
  site: Site,
  cause: Cause,
): void {
  const primitive = row as PrimitiveRow;
  const object = targetOf(frame, state, row.target, args, value, cause.at);
  if (object === null) return;
  // What the device core gives back by itself can not leak; interrupts are shown all the same.
  if (primitive.managed && row.kind !== 'irq') {
    applyManaged(frame, state, primitive, object, cause);
    return;
  }
  const taking: Taking = {
    kind: row.kind,
    primitive: row.primitive,
    mode: row.kind === 'lock' ? (row.mode ?? 'exclusive') : (row.mode ?? null),
    object,
    site,
    counted: row.counted ?? false,
    idempotent: row.idempotent ?? false,
    managed: primitive.managed ?? false,
    initial: primitive.initial ?? false,
    informational: row.informational ?? false,
    ...(primitive.frees && { frees: primitive.frees }),
    direct: true,
    waits: row.kind === 'lock' && !primitive.nested && waits(frame, primitive),
  };
  if (row.effect === 'acquire') {
    acquire(frame, state, taking, cause);
    if (taking.initial) absorbMemory(frame, state, object);
  } else {
    const pointer = 'arg' in row.target && !row.target.out ? args[row.target.arg] : undefined;
    if (pointer !== undefined && (row.kind === 'mem' || row.kind === 'ref'))
      noteErrorPointer(frame, state, primitive, pointer, cause);
    releaseObject(frame, state, taking, primitive.accepts ?? [], cause);
  }
  if (row.kind === 'lock') refreshGuarded(frame, state, object, cause);
}

/** Memory that goes with its device is no hold, but it has an allocator, and it may be freed early: once. */
function applyManaged(frame: Frame, state: State, row: PrimitiveRow, object: Term, cause: Cause): void {
  const { kind, primitive } = row;
  if (kind !== 'mem') return;
  const ending = {
    kind,
    primitive,
    object,
    mode: null,
    site: frame.here(cause.at),
    direct: true,
    frees: row.frees ?? 'now',
  };
  if (row.effect === 'acquire') {
    frame.madeBy.set(object, primitive);
    if (state.dead.length > 0) state.dead = state.dead.filter((d) => d.object !== object);
  } else if (!isEndedTwice(frame, state, ending, cause)) {
    noteWrongRelease(frame, state, ending, row.accepts ?? [], cause);
    endLife(frame, state, ending, undefined, cause);
  }
}

/** Taking a lock under an outcome, without ever sleeping, is an attempt. */
function waits(frame: Frame, row: PrimitiveRow): boolean {
  return row.when === undefined || frame.model.known(row.fn)?.sleeps === true;
}

function failRow(
  frame: Frame,
  state: State,
  row: EffectRow,
  args: readonly Term[],
  value: Term,
  cause: Cause,
): void {
  if (!('arg' in row.target) || row.target.out || row.kind === 'mem' || row.informational) return;
  const object = targetOf(frame, state, row.target, args, frame.terms.zero, cause.at);
  if (object !== null && !(row as PrimitiveRow).managed) noteFailure(state, row.kind, object, cause, value);
}

/** The object that a row is about, or null when the argument is missing or known to be NULL. */
export function targetOf(
  frame: Frame,
  state: State,
  target: Target,
  args: readonly Term[],
  value: Term,
  at: number,
): Term | null {
  const { terms } = frame;
  if ('global' in target) return terms.global(target.global);
  let object = 'ret' in target ? value : args[target.arg];
  if (object === undefined || terms.value(object) === 0) return null;
  if ('out' in target && target.out) {
    const made = terms.fresh(frame.site(target), terms.pair(terms.num(at), terms.num(frame.scope)));
    forgetDead(terms, state, made);
    state.write(object, made);
    object = made;
  }
  for (const step of target.path?.split(/(?=->)|\./) ?? []) {
    if (step.startsWith('->')) object = terms.field(readPlace(frame, state, object), step.slice(2));
    else object = terms.field(object, step);
  }
  return object;
}

/** After the first reference exists, memory goes with the last one: it is not owned as memory any more. */
function absorbMemory(frame: Frame, state: State, object: Term): void {
  const { terms } = frame;
  for (let at = object; ; at = terms.a(at)) {
    state.holds = state.holds.filter((h) => h.kind !== 'mem' || h.object !== at);
    if (terms.kind(at) !== K.Field) break;
    const base = terms.a(at);
    const subject = frame.model.guarded.find((row) => row.published === terms.name(terms.b(at)));
    if (subject !== undefined) state.write(terms.unary('unpublished', base), terms.one);
  }
}

/** Releases, and runs the object's release callback where the last reference certainly goes. */
export function releaseObject(
  frame: Frame,
  state: State,
  taking: Taking,
  families: readonly string[],
  cause: Cause,
): void {
  const last = state.holds.find(
    (h) => h.object === taking.object && h.kind === taking.kind && h.initial && h.count === 1,
  );
  release(frame, state, taking, families, cause);
  if (last === undefined) return;
  const { terms, program } = frame;
  const callback = state.store.get(terms.field(taking.object, 'release'));
  if (callback === undefined || terms.kind(callback) !== K.Function) return;
  for (const index of program.resolve(terms.name(terms.a(callback)), frame.fn.file)) {
    for (const made of frame.summaryOf(index)?.cases ?? []) {
      for (const hold of made.releases) {
        const object = terms.rewrite(hold.object, (t) => substituteParam(frame, state, t, taking.object));
        const held = state.holds.find((h) => h.object === object && h.kind === hold.kind);
        if (held !== undefined) releaseObject(frame, state, { ...hold, object }, [held.primitive], cause);
      }
    }
  }
}

function substituteParam(frame: Frame, state: State, t: Term, arg: Term): Term | null {
  const { terms } = frame;
  if (terms.kind(t) === K.Param) return arg;
  if (terms.kind(t) === K.Load)
    return readPlace(
      frame,
      state,
      terms.rewrite(terms.a(t), (part) => substituteParam(frame, state, part, arg)),
    );
  return null;
}

/** Taking or dropping a guard makes what is known of the guarded field old, unless nobody else can see the object. */
export function refreshGuarded(frame: Frame, state: State, lock: Term, cause: Cause): void {
  const { terms } = frame;
  if (terms.kind(lock) !== K.Field) return;
  const base = terms.a(lock);
  for (const row of frame.model.guarded) {
    if (row.lock !== terms.name(terms.b(lock))) continue;
    const place = terms.field(base, row.field);
    if (maskOf(terms, state, readPlace(frame, state, place)) === ZERO || isUnpublished(frame, state, base))
      continue;
    state.write(place, terms.fresh(frame.site(row), terms.pair(terms.num(cause.at), place)));
  }
}

export function isUnpublished(frame: Frame, state: State, subject: Term): boolean {
  return state.store.get(frame.terms.unary('unpublished', subject)) === frame.terms.one;
}

/** The call made an object visible to other threads. */
export function publish(frame: Frame, state: State, object: Term): void {
  const { terms } = frame;
  for (let at = object; terms.kind(at) === K.Field; at = terms.a(at)) {
    const name = terms.name(terms.b(at));
    if (frame.model.guarded.some((row) => row.published === name))
      state.write(terms.unary('unpublished', terms.a(at)), terms.zero);
  }
}

import type { Frees, HoldKind, Mode } from '../model/types';
import { endLife, isEndedTwice, noteWrongRelease } from './end-life';
import { maskOf } from './facts';
import type { Frame, Incident } from './frame';
import { lockClass } from './lock-class';
import { noteLockUse } from './lock-uses';
import { type Gone, type Hold, isSoft, type Site, type State, ZERO } from './state';
import { K, type Term } from './term-kinds';

/** What is taken, before it is known where and under which conditions. */
export interface Taking {
  readonly kind: HoldKind;
  readonly primitive: string;
  readonly mode: Mode | null;
  readonly object: Term;
  readonly site: Site;
  readonly counted?: boolean;
  readonly idempotent?: boolean;
  readonly managed?: boolean;
  readonly initial?: boolean;
  readonly declared?: boolean;
  readonly informational?: boolean;
  readonly certain?: boolean;
  readonly count?: number;
  readonly condition?: string | null;
  readonly frees?: Frees;
  /** The call is the primitive itself. */
  readonly direct?: boolean;
  /** Of a lock: waits until it is free, and of the class that its place says. */
  readonly waits?: boolean;
}

/** Span of the operation that has an effect, and the callee it is inside of. */
export interface Cause {
  readonly at: number;
  readonly end: number;
  readonly callee: string | null;
  /** Why what is released is known not to be held. */
  readonly gone?: Gone;
}

/** Most references of one object that are counted apart; more count as this many. */
const MAX_COUNT = 3;

/** Adds a hold. Taking again what is held and not counted is an incident. */
export function acquire(frame: Frame, state: State, taking: Taking, cause: Cause): void {
  const returned = state.released.findIndex((h) => sameObject(h, taking) && h.mode === taking.mode);
  if (returned >= 0 && taking.kind === 'lock') {
    state.released = state.released.filter((_, i) => i !== returned);
    note(state, 'take', cause.at, taking);
    return;
  }
  const at = state.holds.findIndex((h) => sameObject(h, taking));
  const found = state.holds[at];
  if (found === undefined || !(found.counted || found.idempotent || isSoft(found))) {
    if (found !== undefined)
      incident(frame, 'taken-twice', newHold(frame, state, taking), found, state, cause);
    else noteTaking(frame, state, taking, cause);
  }
  state.gone = state.gone.filter((g) => g.kind !== taking.kind || g.object !== taking.object);
  if (state.dead.length > 0) state.dead = state.dead.filter((d) => d.object !== taking.object);
  note(state, 'take', cause.at, taking);
  if (found === undefined) {
    state.holds = [...state.holds, newHold(frame, state, taking)];
    return;
  }
  if (found.idempotent || isSoft(found)) {
    if (!found.certain) replaceHold(state, at, { ...found, certain: true });
    return;
  }
  if (found.counted) {
    replaceHold(state, at, { ...found, count: Math.min(MAX_COUNT, found.count + (taking.count ?? 1)) });
    return;
  }
  // The path deadlocks here. It goes on for the display, with both takings settled: one finding is enough.
  if (taking.kind !== 'lock') return;
  const settled = { ...newHold(frame, state, taking), idempotent: true };
  state.holds = [...state.holds.filter((h) => h !== found), { ...found, idempotent: true }, settled];
}

/** What a release does to memory where the row does not say. */
const FREES: Readonly<Partial<Record<HoldKind, Frees>>> = { mem: 'now', ref: 'now', buf: 'now' };

/** Locks that a call takes inside and gives back are no effect of it, but its caller must not hold them. */
function noteTaking(frame: Frame, state: State, taking: Taking, cause: Cause): void {
  if (taking.kind !== 'lock' || taking.informational || !frame.recording) return;
  frame.noteTaken(state, taking);
  const cls = taking.waits ? lockClass(frame, state, taking.object) : null;
  const { at, end } = cause;
  if (cls !== null)
    noteLockUse(frame, state, {
      cls,
      mode: taking.mode,
      at,
      end,
      callee: cause.callee ?? '',
      inside: null,
      given: [],
    });
}

function newHold(frame: Frame, state: State, taking: Taking): Hold {
  return {
    kind: taking.kind,
    primitive: taking.primitive,
    mode: taking.mode,
    object: taking.object,
    count: taking.count ?? 1,
    site: taking.site,
    counted: taking.counted ?? false,
    idempotent: taking.idempotent ?? false,
    managed: taking.managed ?? false,
    initial: taking.initial ?? false,
    declared: taking.declared ?? false,
    informational: taking.informational ?? false,
    certain: taking.certain ?? true,
    escaped: false,
    frees: taking.frees ?? FREES[taking.kind] ?? 'not',
    condition: taking.condition ?? buildCondition(frame, state),
  };
}

/** Build-time symbols that this path has decided, as text; null when there are none. */
export function buildCondition(frame: Frame, state: State): string | null {
  const parts: string[] = [];
  for (let i = 0; i < state.facts.size; i++) {
    const term = state.facts.termAt(i);
    const mask = state.facts.numberAt(i);
    if (frame.terms.kind(term) !== K.Config) continue;
    const symbol = frame.terms.name(frame.terms.a(term));
    if (mask === ZERO) parts.push(`!${symbol}`);
    else if ((mask & ZERO) === 0) parts.push(symbol);
  }
  return parts.length === 0 ? null : parts.sort().join(' && ');
}

/**
 * Ends a hold. What is not held here was held by the caller, unless it is known to have been released on this path.
 * `families` are the primitives whose holds this release may end.
 */
export function release(
  frame: Frame,
  state: State,
  taking: Taking,
  families: readonly string[],
  cause: Cause,
): void {
  const { terms } = frame;
  const fits = (h: Hold) =>
    sameObject(h, taking) && (h.primitive === taking.primitive || families.includes(h.primitive));
  const at = findLast(state.holds, (h) => fits(h) && (h.mode === taking.mode || taking.mode === null));
  note(state, 'drop', cause.at, taking);
  const found = state.holds[at];
  const ending = { ...taking, frees: taking.frees ?? FREES[taking.kind] ?? 'not' };
  if (isEndedTwice(frame, state, ending, cause)) return;
  noteWrongRelease(frame, state, ending, families, cause);
  endLife(frame, state, ending, found, cause);
  if (found !== undefined) {
    frame.noteEnded(found, cause.callee);
    if (found.count === 1 && (!isSoft(found) || isRegistration(found)))
      state.gone = [
        ...state.gone,
        {
          kind: found.kind,
          object: found.object,
          at: cause.at,
          end: cause.end,
          callee: cause.callee,
          why: 'released',
          result: null,
        },
      ];
    if (found.count > 1) replaceHold(state, at, { ...found, count: found.count - (taking.count ?? 1) });
    else state.holds = state.holds.filter((_, i) => i !== at);
    return;
  }
  // Undoing a set-up that another function did says nothing, but callers want to know of cancelled work.
  if (taking.informational || taking.managed) return;
  const other = state.holds.find(fits);
  if (other !== undefined) {
    incident(frame, 'wrong-mode', newHold(frame, state, taking), other, state, cause);
    state.holds = state.holds.filter((h) => h !== other);
    return;
  }
  if (maskOf(terms, state, taking.object) === ZERO) return;
  const gone = state.gone.find((g) => g.kind === taking.kind && g.object === taking.object);
  if (gone !== undefined) {
    incident(frame, 'released-unheld', newHold(frame, state, taking), null, state, { ...cause, gone });
    return;
  }
  const { kind, primitive, object } = taking;
  frame.gaveBack.set(`${kind}|${primitive}|${object}`, { kind, primitive, object });
  const before = state.released.find(fits);
  if (before !== undefined && !taking.counted)
    incident(frame, 'released-twice', newHold(frame, state, taking), before, state, cause);
  if (before === undefined) state.released = [...state.released, newHold(frame, state, taking)];
  else if (taking.counted && before.count < MAX_COUNT)
    state.released = state.released.map((h) => (h === before ? { ...h, count: h.count + 1 } : h));
}

export function incident(
  frame: Frame,
  what: Incident['what'],
  hold: Hold,
  other: Hold | null,
  state: State,
  cause: Cause,
): void {
  if (!frame.recording) return;
  frame.incidents.push({
    what,
    at: cause.at,
    end: cause.end,
    hold,
    other,
    state: state.copy(),
    callee: cause.callee,
    gone: cause.gone ?? null,
    repeated: frame.repeated,
  });
}

/** What turned out to be NULL was never taken: `get(p)` of a pointer that may be NULL returns it. */
export function dropNull(frame: Frame, state: State): State {
  if (state.holds.length === 0) return state;
  const { terms } = frame;
  // Others are held by number: an id may be 0.
  const isNull = (hold: Hold) =>
    (hold.kind === 'ref' || hold.kind === 'mem') && maskOf(terms, state, terms.rootOf(hold.object)) === ZERO;
  if (state.holds.some(isNull)) state.holds = state.holds.filter((hold) => !isNull(hold));
  return state;
}

/** Where an attempt to take something failed, it is known not to be held. */
export function noteFailure(state: State, kind: HoldKind, object: Term, cause: Cause, result: Term): void {
  const same = (h: { readonly kind: HoldKind; readonly object: Term }) =>
    h.kind === kind && h.object === object;
  if (state.holds.some(same) || state.released.some(same) || state.gone.some(same)) return;
  state.gone = [
    ...state.gone,
    { kind, object, at: cause.at, end: cause.end, callee: cause.callee, why: 'failed', result },
  ];
}

function note(state: State, what: 'take' | 'drop', at: number, taking: Taking): void {
  state.trail = { before: state.trail, what, at, object: taking.object, kind: taking.kind, taken: true };
}

function sameObject(hold: Hold, taking: Taking): boolean {
  return hold.kind === taking.kind && hold.object === taking.object;
}

function replaceHold(state: State, at: number, hold: Hold): void {
  state.holds = state.holds.map((h, i) => (i === at ? hold : h));
}

/** What others can reach: known not to be registered is as good as known. */
function isRegistration(hold: Hold): boolean {
  return hold.kind === 'registration' && !hold.managed && !hold.informational;
}

function findLast(holds: readonly Hold[], test: (h: Hold) => boolean): number {
  for (let i = holds.length - 1; i >= 0; i--) if (test(holds[i] as Hold)) return i;
  return -1;
}

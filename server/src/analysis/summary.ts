import { changedBits } from './bits';
import { maskOf } from './facts';
import type { Frame, Sleeping, Taking } from './frame';
import type { Drain, LockUse } from './lock-uses';
import { annotatedRequirements, type Requirement } from './requirements';
import { ANY, type Hold, isSoft, type Mask, type State, ZERO } from './state';
import { K, type Term } from './term-kinds';
import { TermMap } from './term-map';
import type { Terms } from './terms';

/**
 * What a call of a function does, by outcome. Terms are over the function's parameters, globals and what stood in
 * memory on entry (`load`), and over values that came into being inside (`fresh`), which each caller renames.
 */
export interface Case {
  /** What is returned, when it can be said; null for void and for values that only have a class. */
  readonly value: Term | null;
  readonly mask: Mask;
  /** The returned number when it is always the same one. */
  readonly exactly: number | null;
  /** What must have been true on entry for this case. */
  readonly given: readonly (readonly [Term, Mask])[];
  readonly acquires: readonly Hold[];
  readonly releases: readonly Hold[];
  /** Places outside the function that were stored to, with the value at the end. */
  readonly writes: readonly (readonly [Term, Term])[];
  /** What is known at the end of values that came into being inside. */
  readonly facts: readonly (readonly [Term, Mask])[];
}

export interface Summary {
  readonly cases: readonly Case[];
  /** Guarded fields (as values on entry) that are used without a test. */
  readonly relies: readonly Term[];
  /** Locks that the function takes at some time: its caller must not hold them. */
  readonly takings: readonly Taking[];
  /** May sleep, whoever calls it; null where something unknown is called. */
  readonly sleeps: boolean | null;
  /** Calls that may sleep while the caller's locks are held. */
  readonly sleepings: readonly Sleeping[];
  /** Locks waited for, and callbacks waited for, while the caller's locks are held. */
  readonly lockUses: readonly LockUse[];
  readonly drains: readonly Drain[];
  /** Locks that callers must hold, by annotation or by an assertion in the body or below. */
  readonly requires: readonly Requirement[];
}

/** One way out of a function. */
export interface Exit {
  readonly state: State;
  readonly value: Term | null;
  readonly at: number;
  readonly end: number;
}

/** More cases than this are joined by outcome and effect, losing what they were given. */
const MAX_CASES = 12;
/** Conditions kept of one place where a lock is taken. */
const MAX_GIVEN = 6;
/** More stored places than this are forgotten; they are set-up code, whose details no caller tests. */
const MAX_WRITES = 64;

/** Builds the summary from the exits of a solved function. */
export function summarise(frame: Frame, exits: readonly Exit[]): Summary {
  const cases: Case[] = [];
  const keys = new Map<string, number>();
  for (const exit of exits) {
    const made = caseOf(frame, exit);
    const key = caseKey(frame.terms, made);
    const at = keys.get(key);
    if (at === undefined) {
      keys.set(key, cases.length);
      cases.push(made);
    } else cases[at] = joinCases(frame.terms, cases[at] as Case, made, frame.site(exit));
  }
  return {
    cases: limit(frame, cases),
    relies: [...frame.relied].filter((t) => expressible(frame.terms, t, new Set())),
    takings: takingsOf(frame),
    sleeps:
      frame.sleepings.size > 0 || frame.atomicSleeps.length > 0 ? true : frame.sleepUnknown ? null : false,
    sleepings: withFewFacts(frame.sleepings),
    lockUses: withFewFacts(frame.lockUses),
    drains: withFewFacts(frame.drains),
    requires: requirementsOf(frame),
  };
}

function requirementsOf(frame: Frame): Requirement[] {
  const own = annotatedRequirements(frame);
  const asked = withFewFacts(frame.requirements).filter(
    ({ object }) => frame.terms.isOuter(object) && !own.some((r) => r.object === object),
  );
  return [...own, ...asked];
}

function withFewFacts<T extends { readonly given: Taking['given'] }>(deeds: ReadonlyMap<unknown, T>): T[] {
  return [...deeds.values()].map((one) => ({ ...one, given: one.given.slice(0, MAX_GIVEN) }));
}

function takingsOf(frame: Frame): Taking[] {
  const none = new Set<Term>();
  return [...frame.takings.values()]
    .filter((taking) => expressible(frame.terms, taking.object, none))
    .map((taking) => ({ ...taking, given: taking.given.slice(0, MAX_GIVEN) }));
}

/** Cases that differ only in what they return are one when nothing else depends on it. */
function limit(frame: Frame, cases: Case[]): Case[] {
  const plain = (c: Case) => c.acquires.length === 0 && c.releases.length === 0;
  const retracts = (c: Case) => c.writes.some(([place, value]) => isRetraction(frame, place, value));
  const alike = cases.some(retracts) === cases.every(retracts);
  const writing = cases.length > 4 || cases.some((c) => c.writes.length > 0);
  if (cases.length > 1 && alike && writing && cases.every(plain)) return [mergeAll(frame, cases)];
  if (cases.length <= MAX_CASES) return cases;
  const groups = new Map<string, Case[]>();
  for (const made of cases) {
    const key = effectKey(made);
    groups.set(key, [...(groups.get(key) ?? []), made]);
  }
  return [...groups.values()].map((group) => mergeAll(frame, group));
}

/** Clears a guarded field: callers must not lose sight of the outcome in which that happened. */
function isRetraction(frame: Frame, place: Term, value: Term): boolean {
  const { terms, model } = frame;
  if (value !== terms.zero || terms.kind(place) !== K.Field) return false;
  const name = terms.name(terms.b(place));
  return model.guarded.some(({ field }) => field === name);
}

function mergeAll(frame: Frame, cases: readonly Case[]): Case {
  return cases.reduce((all, made) => joinCases(frame.terms, all, made, frame.site(made)));
}

function effectKey(made: Case): string {
  const parts = (holds: readonly Hold[], soft: (h: Hold) => boolean) =>
    holds
      .filter((h) => !soft(h))
      .map((h) => `${h.kind}${h.mode ?? ''}${h.object}*${h.count}`)
      .sort()
      .join();
  return `${parts(made.acquires, isSoft)}|${parts(made.releases, isSoft)}`;
}

function caseKey(terms: Terms, made: Case): string {
  const fixed = made.writes.filter((pair) => pair[1] === terms.zero).map((pair) => pair[0]);
  return `${made.mask}|${effectKey(made)}|${fixed.sort().join()}`;
}

function joinCases(terms: Terms, a: Case, b: Case, origin: number): Case {
  const given: (readonly [Term, Mask])[] = [];
  const others = firstOf(b.given);
  for (const pair of a.given) {
    const other = others.get(pair[0]);
    if (other !== undefined && (pair[1] | other) !== ANY) given.push([pair[0], pair[1] | other]);
  }
  const known = firstOf(b.facts);
  const facts = a.facts.filter((pair) => known.get(pair[0]) === pair[1]);
  return {
    value: a.value === b.value ? a.value : null,
    mask: a.mask | b.mask,
    exactly: a.exactly === b.exactly ? a.exactly : null,
    given,
    acquires: joinHolds(a.acquires, b.acquires),
    releases: a.releases.filter(
      (h) => !isSoftRelease(h) || b.releases.some((o) => o.kind === h.kind && o.object === h.object),
    ),
    writes: joinWrites(terms, a.writes, b.writes, origin),
    facts,
  };
}

function joinWrites(terms: Terms, a: Case['writes'], b: Case['writes'], origin: number): Case['writes'] {
  const left = firstOf(a);
  const right = firstOf(b);
  const joined: (readonly [Term, Term])[] = [];
  for (const [list, other] of [
    [a, right],
    [b, left],
  ] as const)
    for (const pair of list) {
      const place = pair[0];
      const there = other.get(place);
      // What both write was joined when the first one was looked at.
      if (list === b && there !== undefined) continue;
      const value = there ?? terms.load(place);
      if (value === pair[1]) joined.push(pair);
      else if (list === a) joined.push([place, joinValues(terms, pair[1], value, origin, place)]);
      else joined.push([place, joinValues(terms, value, pair[1], origin, place)]);
    }
  return joined;
}

/** Pairs by their term, of several the first. */
function firstOf(pairs: readonly (readonly [Term, number])[]): TermMap {
  const map = new TermMap();
  for (const pair of pairs) if (!map.has(pair[0])) map.set(pair[0], pair[1]);
  return map;
}

export function isSoftRelease(hold: Hold): boolean {
  return hold.kind === 'mem' || isSoft(hold);
}

/** Soft holds of one side only are held on some paths; all others are on both sides. */
export function joinHolds(left: readonly Hold[], right: readonly Hold[]): readonly Hold[] {
  if (left === right && left.length < 2) return left;
  const joined = left.map((hold) => joinHold(hold, right));
  for (const hold of right)
    if (isSoft(hold) && !left.some((h) => h.kind === hold.kind && h.object === hold.object))
      joined.push(hold.certain ? { ...hold, certain: false } : hold);
  return joined;
}

function joinHold(hold: Hold, others: readonly Hold[]): Hold {
  const other = others.find((h) => h.kind === hold.kind && h.object === hold.object);
  if (other === undefined) return isSoft(hold) && hold.certain ? { ...hold, certain: false } : hold;
  if (other === hold) return hold;
  return {
    ...hold,
    escaped: hold.escaped || other.escaped,
    certain: hold.certain && other.certain,
    initial: hold.initial && other.initial,
    condition: hold.condition === other.condition ? hold.condition : null,
  };
}

/** A value that is one or the other; of flag words only the bits that may differ are lost. */
export function joinValues(terms: Terms, x: Term, y: Term, origin: number, place: Term): Term {
  const bits = changedBits(terms, x, y);
  if (bits !== null) return terms.havoc(bits.base, bits.mask, origin);
  return terms.phi(origin, place);
}

function caseOf(frame: Frame, exit: Exit): Case {
  const { terms } = frame;
  const { state } = exit;
  const returns = frame.fn.ir.returns;
  const visible = visibleValues(frame, exit);
  const sees = (t: Term) => expressible(terms, t, visible);
  const pointer = returns.pointers > 0;
  let mask = exit.value === null ? ANY : maskOf(terms, state, exit.value);
  if (exit.value !== null) mask &= pointer ? ~2 : ~8;
  const exact = exit.value === null ? undefined : (terms.value(exit.value) ?? state.equals.get(exit.value));
  const writes: (readonly [Term, Term])[] = [];
  for (let i = 0; i < state.store.size; i++) {
    const place = state.store.termAt(i);
    const value = state.store.numberAt(i);
    if (terms.kind(terms.rootOf(place)) === K.Num) continue;
    if (isMarker(terms, place) ? !sees(terms.b(place)) : !isOutside(terms, place) || !sees(place)) continue;
    const end = maskOf(terms, state, value) === ZERO ? terms.zero : value;
    writes.push([place, sees(end) ? end : terms.fresh(frame.site(exit), place)]);
  }
  const given: (readonly [Term, Mask])[] = [];
  const facts: (readonly [Term, Mask])[] = [];
  for (let i = 0; i < state.facts.size; i++) {
    const term = state.facts.termAt(i);
    const fact = state.facts.numberAt(i);
    if (fact === ANY || !sees(term)) continue;
    if (terms.hasInner(term)) facts.push([term, fact]);
    else given.push([term, fact]);
  }
  for (const [term, number] of state.equals)
    if (sees(term) && !terms.hasInner(term)) given.push([terms.binary('==', term, terms.num(number)), 4]);
  const holds = state.holds.filter(
    (h) =>
      (h.certain || !h.informational) &&
      sees(h.object) &&
      (h.object === exit.value || !isOwnedByNew(terms, state, h)),
  );
  return {
    value: exit.value !== null && sees(exit.value) ? exit.value : null,
    mask: mask || ANY,
    exactly: exact ?? null,
    given,
    acquires: holds,
    releases: state.released.filter((h) => sees(h.object) && !isOwnedByGone(terms, state, h)),
    writes: writes.length > MAX_WRITES ? writes.slice(0, MAX_WRITES) : writes,
    facts,
  };
}

/** Memory that is stored inside an object made here goes with that object, and is not the caller's to give back. */
function isOwnedByNew(terms: Terms, state: State, hold: Hold): boolean {
  if (hold.kind !== 'mem') return false;
  for (let i = 0; i < state.store.size; i++) {
    if (state.store.numberAt(i) !== hold.object) continue;
    const root = terms.rootOf(state.store.termAt(i));
    if (
      terms.kind(root) === K.Fresh &&
      root !== hold.object &&
      state.holds.some((h) => h !== hold && terms.rootOf(h.object) === root)
    )
      return true;
  }
  return false;
}

/** Memory inside an object that goes too: whoever owned the object owned it. */
function isOwnedByGone(terms: Terms, state: State, hold: Hold): boolean {
  if (hold.kind !== 'mem' || terms.kind(hold.object) !== K.Load) return false;
  const root = terms.rootOf(terms.a(hold.object));
  return state.released.some((h) => h.kind === 'mem' && h.object === root);
}

/** Values made inside that a caller can get at: returned, or stored somewhere that the caller can get at. */
function visibleValues(frame: Frame, exit: Exit): Set<Term> {
  const { terms } = frame;
  const visible = new Set<Term>();
  // Arithmetic on a pointer does not keep the object: nobody can give it back by its end.
  const add = (t: Term) => {
    const root = terms.rootOf(t);
    const kind = terms.kind(root);
    if (kind === K.Fresh || kind === K.Phi) visible.add(root);
    else if (kind === K.Unary || kind === K.Load || kind === K.Container)
      add(kind === K.Unary ? terms.b(root) : terms.a(root));
  };
  if (exit.value !== null) add(exit.value);
  const { store } = exit.state;
  for (let before = -1; before !== visible.size; ) {
    before = visible.size;
    for (let i = 0; i < store.size; i++) {
      const place = store.termAt(i);
      if (isOutside(terms, place) && expressible(terms, place, visible)) add(store.numberAt(i));
    }
  }
  return visible;
}

/** `zeroed` marks are stored like values of a place. */
function isMarker(terms: Terms, place: Term): boolean {
  return terms.kind(place) === K.Unary;
}

/** Not a local variable. */
function isOutside(terms: Terms, place: Term): boolean {
  const root = terms.rootOf(place);
  return terms.kind(root) !== K.Local && !isMarker(terms, root);
}

/** Can be said without the function's own variables. */
function expressible(terms: Terms, t: Term, visible: ReadonlySet<Term>): boolean {
  if (terms.isOuter(t)) return true;
  if (terms.hasLocal(t)) return false;
  const kind = terms.kind(t);
  if (kind === K.Fresh || kind === K.Phi) return visible.has(t);
  const first = terms.firstPart(t);
  const second = terms.secondPart(t);
  return (
    (first < 0 || expressible(terms, first, visible)) && (second < 0 || expressible(terms, second, visible))
  );
}

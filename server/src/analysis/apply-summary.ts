import type { HoldKind } from '../model/types';
import type { Target } from './call-target';
import { acquire, type Cause, incident, noteFailure } from './effects';
import { readPlace } from './evaluate';
import { admit, assume, maskOf, restrict } from './facts';
import type { CallOp, Frame, Taking } from './frame';
import { useGuarded } from './guard-uses';
import { join } from './join';
import { refreshReachable } from './lifetime';
import { noteCalleeDeeds } from './lock-uses';
import { type Returned, refreshGuarded, releaseObject } from './primitives';
import { noteCalleeRequirements } from './requirements';
import { type State, ZERO } from './state';
import type { Case, Summary } from './summary';
import { K, type Term } from './term-kinds';

/** Applies the summaries of all functions that a call may reach; one state per outcome. */
export function callFunctions(
  frame: Frame,
  state: State,
  op: CallOp,
  target: Target,
  args: readonly Term[],
  cause: Cause,
): Returned[] {
  const { program, terms } = frame;
  const results: Returned[] = [];
  const among = target.functions.length > 1 && target.name === null;
  for (const index of target.functions) {
    const callee = program.functions[index];
    if (callee === undefined) continue;
    const start = state.copy();
    if (
      !callee.ir.presence.every(({ symbol, negated }) => assume(terms, start, terms.config(symbol), !negated))
    )
      continue;
    const summary = frame.summaryOf(index);
    if (op.result !== null) frame.temporaries.set(op.result, callee.ir.returns);
    if (summary === undefined || among) refreshReachable(terms, start, args);
    if (summary === undefined) results.push({ state: start, value: terms.fresh(frame.site(op), 0) });
    else results.push(...applySummary(frame, start, { index, summary, among }, args, frame.site(op), cause));
  }
  return among ? joinResults(frame, results, frame.site(op)) : results;
}

/** Fan-out through a callback table: results that hold the same things and return the same class are one. */
function joinResults(frame: Frame, results: readonly Returned[], site: number): Returned[] {
  const groups = new Map<string, Returned>();
  for (const one of results) {
    const key = `${one.state.signature()}#${one.value}#${maskOf(frame.terms, one.state, one.value)}`;
    const old = groups.get(key);
    const joined = old === undefined ? one.state : (join(frame, site, old.state, one.state) ?? old.state);
    groups.set(key, { state: joined, value: one.value });
  }
  return [...groups.values()];
}

interface Callee {
  readonly index: number;
  readonly summary: Summary;
  /** One of several that a callback table may hold: what only some of them do is no effect of the call. */
  readonly among: boolean;
}

function applySummary(
  frame: Frame,
  state: State,
  callee: Callee,
  args: readonly Term[],
  site: number,
  cause: Cause,
): Returned[] {
  const { summary } = callee;
  const results: Returned[] = [];
  // All cases speak of the same call: what their terms mean here is found once.
  const before = state.copy();
  const memo = new Map<Term, Term>();
  const sub = (t: Term) => substitute(frame, before, t, args, site, memo);
  for (const used of summary.relies) relyOn(frame, state, callee, used, sub, cause);
  if (frame.recording) {
    // One driver below another calls whatever is below: a lock of its own is not taken again there.
    const own = callee.among ? summary.takings.filter((t) => isInArgument(frame, t.object)) : summary.takings;
    for (const taking of own) checkTaking(frame, state, taking, sub, cause);
    noteCalleeDeeds(frame, state, callee, sub, cause);
    if (!callee.among) noteCalleeRequirements(frame, state, callee, sub, cause);
  }
  const { cases } = summary;
  for (let outcome = 0; outcome < cases.length; outcome++) {
    const after = cases.length === 1 ? state : state.copy();
    const result = applyCase(frame, after, callee, outcome, sub, site, cause);
    if (result !== null) results.push(result);
  }
  return results;
}

/** The callee uses a guarded field untested: so does this function, unless it knows the value. */
function relyOn(
  frame: Frame,
  state: State,
  callee: Callee,
  used: Term,
  sub: (t: Term) => Term,
  cause: Cause,
): void {
  const { terms, model } = frame;
  const value = sub(used);
  const place = sub(terms.a(used));
  const row =
    terms.kind(place) === K.Field
      ? model.guarded.find(({ field }) => field === terms.name(terms.b(place)))
      : undefined;
  if (row !== undefined) {
    const { at, end } = cause;
    const subject = terms.a(place);
    // What makes the object visible uses it before anybody else can.
    if (
      callee.summary.cases.some(({ writes }) => writes.some(([to]) => isPublished(frame, sub, to, subject)))
    ) {
      if (frame.recording) frame.guardUses.served.add(callee.index);
      return;
    }
    const name = frame.program.functions[callee.index]?.name ?? '';
    useGuarded(frame, state, subject, row, value, { at, end, callee: { index: callee.index, name } });
  }
  if ((maskOf(terms, state, value) & ZERO) !== 0 && terms.kind(value) === K.Load) frame.relied.add(value);
}

function isPublished(frame: Frame, sub: (t: Term) => Term, marker: Term, subject: Term): boolean {
  const { terms } = frame;
  return (
    terms.kind(marker) === K.Unary &&
    terms.name(terms.a(marker)) === 'unpublished' &&
    sub(terms.b(marker)) === subject
  );
}

function applyCase(
  frame: Frame,
  state: State,
  callee: Callee,
  outcome: number,
  sub: (t: Term) => Term,
  site: number,
  cause: Cause,
): Returned | null {
  const { terms } = frame;
  const made = callee.summary.cases[outcome] as Case;
  for (const condition of made.given) {
    const value = sub(condition[0]);
    const mask = condition[1];
    if ((mask === ZERO && holdsInside(frame, state, value)) || !admit(terms, state, value, mask)) return null;
  }
  const value =
    made.exactly !== null
      ? terms.num(made.exactly)
      : made.value !== null
        ? sub(made.value)
        : terms.fresh(site, 0);
  const kept = callee.among ? made.writes.filter((pair) => isInArgument(frame, pair[0])) : made.writes;
  const writes = kept.map((pair) => [sub(pair[0]), sub(pair[1])] as const);
  const takings = made.acquires.map((h, i) => ({
    hold: h,
    object: sub(h.object),
    inside: { fn: callee.index, outcome, hold: i },
  }));
  for (const hold of made.releases) {
    const object = sub(hold.object);
    if (
      callee.among &&
      !hold.declared &&
      !state.holds.some((h) => h.kind === hold.kind && h.object === object)
    )
      continue;
    releaseObject(frame, state, { ...hold, object, site: frame.here(cause.at) }, [hold.primitive], cause);
    if (hold.kind === 'lock') refreshGuarded(frame, state, object, cause);
  }
  for (const { hold, object, inside } of takings) {
    if (callee.among && !hold.declared) continue;
    acquire(frame, state, { ...hold, object, site: { fn: frame.fn.index, at: cause.at, inside } }, cause);
    frame.noteTakenBy(callee.index, hold.kind, object);
    if (hold.kind === 'lock') refreshGuarded(frame, state, object, cause);
  }
  for (const pair of writes) {
    forgetOwned(state, pair[0], pair[1]);
    state.write(pair[0], pair[1]);
  }
  for (const fact of made.facts) restrict(terms, state, sub(fact[0]), fact[1]);
  if (made.exactly === null && !restrict(terms, state, value, made.mask)) return null;
  if (!callee.among) noteFailures(frame, state, callee.summary, made, value, sub, cause);
  return { state, value };
}

/** A lock of the object is held: its pointer is not NULL. */
function holdsInside({ terms }: Frame, state: State, object: Term): boolean {
  return state.holds.some((h) => {
    if (h.kind !== 'lock') return false;
    let at = h.object;
    while (terms.kind(at) === K.Field) at = terms.a(at);
    return at === object;
  });
}

/** A member of an object that is passed, not of one that the callee looks up: one driver's own data is not another's. */
function isInArgument(frame: Frame, place: Term): boolean {
  return frame.terms.kind(frame.terms.rootOf(place)) === K.Param;
}

/** The callee replaced a pointer to memory that is owned here: it may have freed it, so nobody can say any more. */
function forgetOwned(state: State, place: Term, written: Term): void {
  const old = state.store.get(place);
  if (old === undefined || old === written) return;
  if (state.holds.some((h) => h.kind === 'mem' && h.object === old))
    state.holds = state.holds.filter((h) => h.kind !== 'mem' || h.object !== old);
}

/** What other outcomes take of the caller's objects, this one is known not to hold. */
function noteFailures(
  frame: Frame,
  state: State,
  summary: Summary,
  made: Case,
  value: Term,
  sub: (t: Term) => Term,
  cause: Cause,
): void {
  if (summary.cases.length < 2) return;
  let failed = false;
  for (const other of summary.cases) {
    for (const hold of other.acquires) {
      if (!EXCLUSIVE.has(hold.kind)) continue;
      if (made.acquires.some((h) => h.kind === hold.kind && h.object === hold.object)) continue;
      const object = failedObject(frame, hold.object, other, made, sub);
      if (object === null) continue;
      noteFailure(state, hold.kind, object, cause, value);
      failed = true;
    }
  }
  const object = frame.terms.zero;
  if (failed)
    state.trail = { before: state.trail, what: 'call', at: cause.at, object, kind: null, taken: false };
}

/** What the caller would call the object that was not taken: of an argument, or of the NULL that was returned. */
function failedObject(
  frame: Frame,
  object: Term,
  other: Case,
  made: Case,
  sub: (t: Term) => Term,
): Term | null {
  const { terms } = frame;
  if (rootedInArgument(frame, object)) return sub(object);
  if (other.value === null || (made.mask & ~ZERO) !== 0 || !terms.mentions(object, other.value)) return null;
  return terms.rewrite(object, (t) => (t === other.value ? terms.zero : null));
}

/** Kinds of which one thing is held at most once, so that failing to take it means not holding it. */
const EXCLUSIVE: ReadonlySet<HoldKind> = new Set(['lock', 'power', 'locality', 'buf', 'registration']);

function rootedInArgument(frame: Frame, object: Term): boolean {
  const { terms } = frame;
  const kind = terms.kind(object);
  if (kind === K.Param) return true;
  if (kind !== K.Field && kind !== K.Index && kind !== K.Load && kind !== K.Container) return false;
  return rootedInArgument(frame, terms.a(object));
}

/** The callee takes a lock at some time: its caller must not hold it then. */
function checkTaking(frame: Frame, state: State, taking: Taking, sub: (t: Term) => Term, cause: Cause): void {
  const object = sub(taking.object);
  const held = state.holds.find((h) => h.kind === 'lock' && h.object === object);
  const possible = state.copy();
  for (const condition of taking.given)
    if (!admit(frame.terms, possible, sub(condition[0]), condition[1])) return;
  if (held === undefined) frame.noteTaken(state, { ...taking, object });
  else if (held.mode !== 'read' || taking.mode !== 'read')
    incident(frame, 'taken-twice', { ...held, mode: taking.mode }, held, state, cause);
}

/** A callee's term in the caller: parameters become arguments, loads are read, inner values get the caller's site. */
export function substitute(
  frame: Frame,
  state: State,
  t: Term,
  args: readonly Term[],
  site: number,
  memo: Map<Term, Term>,
): Term {
  const { terms } = frame;
  if (terms.isClosed(t)) return terms.tooDeep(t) ? terms.fresh(site, t) : t;
  const known = memo.get(t);
  if (known !== undefined) return terms.tooDeep(known) ? terms.fresh(site, t) : known;
  const replace = (part: Term): Term | null => {
    if (terms.isClosed(part)) return part;
    const done = memo.get(part);
    if (done !== undefined) return done;
    let made: Term;
    switch (terms.kind(part)) {
      case K.Param:
        made = args[terms.a(part)] ?? terms.fresh(site, part);
        break;
      case K.Load:
        made = readPlace(frame, state, terms.rewrite(terms.a(part), replace));
        break;
      case K.Fresh:
      case K.Phi:
        made = terms.fresh(site, part);
        break;
      default:
        return null;
    }
    memo.set(part, made);
    return made;
  };
  const result = terms.rewrite(t, replace);
  return terms.tooDeep(result) ? terms.fresh(site, t) : result;
}

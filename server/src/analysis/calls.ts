import type { Expr } from '../ir/types';
import type { HoldKind } from '../model/types';
import { acquire, type Cause, incident, noteFailure } from './effects';
import { placeOf, readPlace, valueOf } from './evaluate';
import type { CallOp, Frame, Taking } from './frame';
import { stepIterator } from './iterators';
import { join } from './join';
import {
  applyRows,
  possibleReturns,
  publish,
  type Returned,
  refreshGuarded,
  releaseObject,
} from './primitives';
import { applySemantics } from './semantics';
import { ANY, assume, maskOf, restrict, type State, ZERO } from './state';
import type { Case, Summary } from './summary';
import { K, type Term } from './terms';

/** Who a call reaches. */
interface Target {
  /** The name of a function called directly, known or not. */
  readonly name: string | null;
  readonly functions: readonly number[];
  /** `struct.field` of the callback table that the call goes through. */
  readonly member: string | null;
}

/** Executes a call in a state; several states come back where the outcome decides what is held. */
export function applyCall(frame: Frame, state: State, op: CallOp): State[] {
  const args = op.args.map((arg) => valueOf(frame, state, arg));
  const target = findTarget(frame, state, op);
  const returned = callTarget(frame, state, op, target, args);
  const states: State[] = [];
  for (const { state: after, value } of returned) {
    if (op.result !== null) after.write(placeOf(frame, after, { k: 'var', name: op.result }), value);
    states.push(after);
  }
  return states;
}

function callTarget(
  frame: Frame,
  state: State,
  op: CallOp,
  target: Target,
  args: readonly Term[],
): Returned[] {
  const { model, terms } = frame;
  const cause: Cause = { at: op.at.start, end: op.at.end, callee: target.name ?? target.member };
  const site = frame.site(op);
  const value = terms.fresh(site, 0);
  retire(frame, state, site);
  if (target.name !== null) {
    const meaning = applySemantics(frame, state, target.name, op, args);
    if (meaning !== null) return meaning === 'stops' ? [] : [{ state, value: meaning }];
    const step = stepIterator(frame, state, target.name, op, cause);
    if (step !== null) return step;
  }
  const rows = target.name === null ? [] : model.primitives(target.name);
  if (target.functions.length > 0 && rows.length === 0) {
    if (frame.recording && frame.detailed)
      frame.calls.push({
        callees: target.functions,
        at: cause.at,
        end: cause.end,
        args,
        state: state.copy(),
        member: target.member,
      });
    return callFunctions(frame, state, op, target, args, cause);
  }
  const contracts = model.contracts(target.member ?? target.name ?? '');
  return callOutside(frame, state, target, args, value, [...rows, ...contracts], cause);
}

/** A function that the program does not define: the model's rows, else nothing but a value. */
function callOutside(
  frame: Frame,
  state: State,
  target: Target,
  args: readonly Term[],
  value: Term,
  rows: Parameters<typeof applyRows>[2],
  cause: Cause,
): Returned[] {
  const { model, terms } = frame;
  const known = target.name === null ? undefined : model.known(target.name);
  if (known?.noreturn) return [];
  const result = known?.returnsArg === undefined ? value : (args[known.returnsArg] ?? value);
  const split = known?.keeps?.when === 'zero' && rows.length === 0;
  const possible = possibleReturns(known, rows);
  if (possible !== ANY) restrict(terms, state, result, possible);
  if (known?.zeroed) state.write(terms.unary('zeroed', value), terms.one);
  if (known?.keeps !== undefined) keep(frame, state, args[known.keeps.arg]);
  if (!known?.pure && !known?.borrows && rows.length === 0) letGo(frame, state, args, value);
  const start = split ? splitOnZero(frame, state, result) : [{ state, value: result }];
  const results = start.flatMap((one) => applyRows(frame, one, rows, args, frame.here(cause.at), cause));
  if (target.name !== null) handOver(frame, target.name, results, args);
  const published = target.name === null ? undefined : model.publishes(target.name);
  const object = published === undefined ? undefined : args[published];
  if (object === undefined) return results;
  return results
    .flatMap((one) => splitOnZero(frame, one.state, one.value))
    .map((one) => {
      if (maskOf(terms, one.state, one.value) === ZERO) publish(frame, one.state, object);
      return one;
    });
}

/** The same call once with result 0 and once with another, as far as both are possible. */
function splitOnZero(frame: Frame, state: State, value: Term): Returned[] {
  const other = state.copy();
  const results: Returned[] = [];
  if (restrict(frame.terms, state, value, ZERO)) results.push({ state, value });
  if (restrict(frame.terms, other, value, ANY & ~ZERO)) results.push({ state: other, value });
  return results;
}

/** `devm_add_action(dev, put, object)`: from here on the device core gives the object back. */
function handOver(frame: Frame, name: string, results: readonly Returned[], args: readonly Term[]): void {
  const row = frame.model.registrations(name).find((r) => r.kind === 'devm-action');
  const object = args[row?.passes?.[0]?.[0] ?? -1];
  if (row === undefined || object === undefined) return;
  const keeps = frame.model.known(name)?.keeps;
  for (const { state, value } of results) {
    if (keeps?.when === 'zero' && maskOf(frame.terms, state, value) !== ZERO) continue;
    state.holds = state.holds.filter((h) => h.object !== object);
  }
}

/** A list or a registry keeps a pointer to the object, or to a member of it. */
function keep(frame: Frame, state: State, arg: Term | undefined): void {
  if (arg === undefined) return;
  const { terms } = frame;
  let root = arg;
  for (let kind = terms.kind(root); kind === K.Field || kind === K.Index; kind = terms.kind(root))
    root = terms.a(root);
  state.holds = state.holds.map((h) => (h.kind === 'mem' && h.object === root ? { ...h, escaped: true } : h));
}

/** An unknown function may keep what it is given, and write to locals whose address it gets. */
function letGo(frame: Frame, state: State, args: readonly Term[], origin: Term): void {
  const { terms } = frame;
  for (const arg of args) {
    if (state.holds.some((h) => h.object === arg && !h.escaped))
      state.holds = state.holds.map((h) => (h.object === arg ? { ...h, escaped: true } : h));
    if (terms.kind(arg) === K.Fresh && state.store.has(terms.unary('zeroed', arg))) {
      state.ownStore();
      state.store.delete(terms.unary('zeroed', arg));
    }
    if (terms.kind(arg) === K.Local) state.write(arg, terms.fresh(terms.a(origin), arg));
  }
}

/** Finds who is called: by name, by the value of a pointer, or by the member that holds the pointer. */
function findTarget(frame: Frame, state: State, op: CallOp): Target {
  const { program, terms, fn } = frame;
  const callee = stripCasts(op.callee);
  if (callee.k === 'var' && !frame.isLocal(callee.name))
    return { name: callee.name, functions: program.resolve(callee.name, fn.file), member: null };
  const value = valueOf(frame, state, callee);
  if (terms.kind(value) === K.Function) {
    const name = terms.name(terms.a(value));
    return { name, functions: program.resolve(name, fn.file), member: null };
  }
  if (callee.k !== 'field') return { name: null, functions: pointees(frame, op), member: null };
  const struct = frame.typeOf(callee.base)?.name ?? program.onlyOwner(callee.name);
  if (struct === null) return { name: null, functions: [], member: null };
  const member = `${struct}.${callee.name}`;
  const table = terms.a(placeOf(frame, state, callee));
  if (terms.kind(table) === K.Global) {
    const exact = program.inTable(terms.name(terms.a(table)), callee.name, fn.file);
    if (exact !== undefined) return { name: null, functions: [exact], member };
  }
  return { name: null, functions: program.candidates(struct, callee.name), member };
}

/** A pointer in a variable: functions of this file's tables whose first parameter fits the first argument. */
function pointees(frame: Frame, op: CallOp): readonly number[] {
  const first = op.args[0];
  const type = first === undefined ? null : frame.typeOf(first);
  if (type === null || !type.record) return [];
  const all = frame.program.addressTaken(frame.fn.file, op.args.length);
  return all.filter(
    (fn) => frame.program.functions[fn]?.ir.params[0]?.type.name === type.name && fn !== frame.fn.index,
  );
}

function stripCasts(expr: Expr): Expr {
  return expr.k === 'cast' ? stripCasts(expr.arg) : expr.k === 'deref' ? stripCasts(expr.base) : expr;
}

function callFunctions(
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
  for (const place of summary.relies) relyOn(frame, state, sub(place));
  if (frame.recording) for (const taking of summary.takings) checkTaking(frame, state, taking, sub, cause);
  const { cases } = summary;
  for (let outcome = 0; outcome < cases.length; outcome++) {
    const after = cases.length === 1 ? state : state.copy();
    const result = applyCase(frame, after, callee, outcome, sub, site, cause);
    if (result !== null) results.push(result);
  }
  return results;
}

/** The callee uses a guarded field untested: so does this function, unless it knows the value. */
function relyOn(frame: Frame, state: State, value: Term): void {
  if ((maskOf(frame.terms, state, value) & ZERO) === 0) return;
  if (frame.terms.kind(value) === K.Load) frame.relied.add(value);
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
  for (const [term, mask] of made.given) {
    const here = sub(term);
    const possible =
      mask === ZERO
        ? assume(terms, state, here, false)
        : (mask & ZERO) === 0 && isTruth(frame, here)
          ? assume(terms, state, here, true)
          : restrict(terms, state, here, mask);
    if (!possible) return null;
  }
  const value =
    made.exactly !== null
      ? terms.num(made.exactly)
      : made.value !== null
        ? sub(made.value)
        : terms.fresh(site, 0);
  const kept = callee.among ? made.writes.filter(([place]) => isInArgument(frame, place)) : made.writes;
  const writes = kept.map(([place, written]) => [sub(place), sub(written)] as const);
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
    if (hold.kind === 'lock') refreshGuarded(frame, state, object, cause);
  }
  for (const [place, written] of writes) {
    forgetOwned(state, place, written);
    state.write(place, written);
  }
  for (const [term, mask] of made.facts) restrict(terms, state, sub(term), mask);
  if (made.exactly === null && !restrict(terms, state, value, made.mask)) return null;
  if (!callee.among) noteFailures(frame, state, callee.summary, made, value, sub, cause);
  return { state, value };
}

/** A member of an object that is passed, not of one that the callee looks up: one driver's own data is not another's. */
function isInArgument(frame: Frame, place: Term): boolean {
  const { terms } = frame;
  let root = place;
  for (let kind = terms.kind(root); kind === K.Field || kind === K.Index; kind = terms.kind(root))
    root = terms.a(root);
  return terms.kind(root) === K.Param;
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
const EXCLUSIVE: ReadonlySet<HoldKind> = new Set(['lock', 'power', 'locality', 'buf']);

function rootedInArgument(frame: Frame, object: Term): boolean {
  const { terms } = frame;
  const kind = terms.kind(object);
  if (kind === K.Param) return true;
  if (kind !== K.Field && kind !== K.Index && kind !== K.Load && kind !== K.Container) return false;
  return rootedInArgument(frame, terms.a(object));
}

/** The callee takes a lock at some time: its caller must not hold it then. */
function checkTaking(frame: Frame, state: State, taking: Taking, sub: (t: Term) => Term, cause: Cause): void {
  const { terms } = frame;
  const object = sub(taking.object);
  const held = state.holds.find((h) => h.kind === 'lock' && h.object === object);
  const possible = state.copy();
  for (const [term, mask] of taking.given) {
    const here = sub(term);
    const ok =
      mask === ZERO
        ? assume(terms, possible, here, false)
        : (mask & ZERO) === 0 && isTruth(frame, here)
          ? assume(terms, possible, here, true)
          : restrict(terms, possible, here, mask);
    if (!ok) return;
  }
  if (held === undefined) frame.noteTaken(state, { ...taking, object });
  else if (held.mode !== 'read' || taking.mode !== 'read')
    incident(frame, 'taken-twice', { ...held, mode: taking.mode }, held, state, cause);
}

function isTruth(frame: Frame, t: Term): boolean {
  return frame.terms.binaryOp(t) !== null || frame.terms.kind(t) === K.Unary;
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

/**
 * A call that runs again makes new values: what the last run made is the previous round's now. Only what is still
 * held or stored needs the new name; facts about it are dropped.
 */
function retire(frame: Frame, state: State, site: number): void {
  if (!frame.repeated) return;
  const { terms } = frame;
  const old = (t: Term) => terms.kind(t) === K.Fresh && terms.a(t) === site;
  const mentionsOld = (t: Term): boolean =>
    terms.hasInner(t) && (old(t) || terms.children(t).some(mentionsOld));
  if (
    !state.holds.some((h) => mentionsOld(h.object)) &&
    ![...state.store].some(([p, v]) => mentionsOld(p) || mentionsOld(v)) &&
    ![...state.facts.keys()].some(mentionsOld)
  )
    return;
  const rename = (t: Term) =>
    terms.rewrite(t, (part) =>
      old(part) ? terms.fresh(frame.site(frame.fn), terms.pair(part, terms.zero)) : null,
    );
  state.holds = state.holds.map((h) => (mentionsOld(h.object) ? { ...h, object: rename(h.object) } : h));
  state.gone = state.gone.filter((g) => !mentionsOld(g.object));
  state.ownStore();
  state.ownFacts();
  for (const [place, value] of [...state.store]) {
    if (!mentionsOld(place) && !mentionsOld(value)) continue;
    state.store.delete(place);
    state.store.set(rename(place), rename(value));
  }
  for (const term of [...state.facts.keys()]) if (mentionsOld(term)) state.facts.delete(term);
  for (const term of [...state.equals.keys()]) if (mentionsOld(term)) state.equals.delete(term);
}

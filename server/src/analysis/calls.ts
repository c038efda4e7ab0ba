import { callFunctions } from './apply-summary';
import { findTarget, type Target } from './call-target';
import { noteCallUses } from './call-uses';
import type { Cause } from './effects';
import { evaluate, placeOf } from './evaluate';
import { maskOf, restrict } from './facts';
import type { CallOp, Frame } from './frame';
import { stepIterator } from './iterators';
import { forgetDead, outlive, refreshReachable } from './lifetime';
import { noteFence } from './lock-uses';
import { applyRows, possibleReturns, publish, type Returned } from './primitives';
import { applySemantics } from './semantics';
import { noteSleep } from './sleeping';
import { ANY, type State, ZERO } from './state';
import { K, type Term } from './term-kinds';

/** Executes a call in a state; several states come back where the outcome decides what is held. */
export function applyCall(frame: Frame, state: State, op: CallOp): State[] {
  const args = op.args.map((arg) => evaluate(frame, state, arg));
  const target = findTarget(frame, state, op);
  const { dead } = state;
  const returned = callTarget(frame, state, op, target, args);
  if (dead.length > 0) noteCallUses(frame, dead, op, target, args, returned);
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
  forgetDead(terms, state, value);
  frame.bornAt.set(site, op.at.start);
  if (frame.recording) {
    noteSleep(frame, state, target, args, site, cause);
    if (target.functions.length === 0) noteFence(frame, state, target, args, cause);
  }
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
  if (rows.length > 0) noteFreeing(frame, state, op, rows, args);
  const contracts = model.contracts(target.member ?? target.name ?? '');
  return callOutside(frame, state, target, args, value, [...rows, ...contracts], cause);
}

/** Memory of a struct is freed: whether it has a reference count that forbids that is asked when findings are made. */
function noteFreeing(
  frame: Frame,
  state: State,
  op: CallOp,
  rows: Parameters<typeof applyRows>[2],
  args: readonly Term[],
): void {
  if (!frame.recording) return;
  for (const { effect, kind, primitive, target } of rows) {
    if (effect !== 'release' || kind !== 'mem' || !('arg' in target) || target.path !== undefined) continue;
    const expr = op.args[target.arg];
    const object = args[target.arg];
    const type = expr === undefined ? null : frame.typeOf(expr);
    if (object === undefined || type === null || !type.record || type.pointers !== 1) continue;
    // Made here, and the count not yet in use.
    if (state.holds.some((h) => h.kind === 'mem' && h.object === object)) continue;
    if ((maskOf(frame.terms, state, object) & ~ZERO) === 0) continue;
    frame.noteMisuse(state, {
      what: 'freed-counted',
      kind,
      primitive,
      object,
      dead: null,
      callee: op.callee.k === 'var' ? op.callee.name : null,
      looks: null,
      struct: type.name,
    });
  }
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
  if (known?.waits && args[0] !== undefined) outlive(terms, state, args[0]);
  if (!known?.pure && !known?.borrows && rows.length === 0) {
    letGo(frame, state, args, value);
    refreshReachable(terms, state, args);
  }
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

/**
 * `devm_add_action(dev, put, object)`: from here on the device core gives the object back, and what the object is the
 * container of. What the action itself forgets is said of the action.
 */
function handOver(frame: Frame, name: string, results: readonly Returned[], args: readonly Term[]): void {
  const { terms, program } = frame;
  const row = frame.model.registrations(name).find((r) => r.kind === 'devm-action');
  const object = args[row?.passes?.[0]?.[0] ?? -1];
  const callback = row === undefined ? undefined : args[row.callback];
  if (row === undefined || object === undefined) return;
  const keeps = frame.model.known(name)?.keeps;
  const action =
    callback !== undefined && terms.kind(callback) === K.Function
      ? program.resolve(terms.name(terms.a(callback)), frame.fn.file)[0]
      : undefined;
  for (const { state, value } of results) {
    if (keeps?.when === 'zero' && maskOf(terms, state, value) !== ZERO) continue;
    const handed = state.holds.filter((h) => isPartOf(terms, h.object, object));
    if (handed.length === 0) continue;
    state.holds = state.holds.filter((h) => !handed.includes(h));
    if (action !== undefined && frame.recording)
      for (const hold of handed) {
        if (hold.kind !== 'mem' && hold.kind !== 'ref') continue;
        const inside = terms.rewrite(hold.object, (t) => (t === object ? terms.param(0) : null));
        frame.handed.push({ action, hold, inside });
      }
  }
}

/** The object itself, or a member of it. */
function isPartOf(terms: Frame['terms'], t: Term, object: Term): boolean {
  let at = t;
  while (at !== object && (terms.kind(at) === K.Field || terms.kind(at) === K.Index)) at = terms.a(at);
  return at === object;
}

/** A list or a registry keeps a pointer to the object, or to a member of it. */
function keep(frame: Frame, state: State, arg: Term | undefined): void {
  if (arg === undefined) return;
  const root = frame.terms.rootOf(arg);
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

/**
 * A call that runs again makes new values: what the last run made is the previous round's now. Only what is still
 * held or stored needs the new name; facts about it are dropped.
 */
function retire(frame: Frame, state: State, site: number): void {
  if (!frame.repeated) return;
  const { terms } = frame;
  if (state.dead.length > 0) {
    const stays = (t: Term): boolean =>
      !terms.hasInner(t) ||
      (!(terms.kind(t) === K.Fresh && terms.a(t) === site) && terms.children(t).every(stays));
    state.dead = state.dead.filter((d) => stays(d.object));
  }
  const old = (t: Term) => terms.kind(t) === K.Fresh && terms.a(t) === site;
  const mentionsOld = (t: Term): boolean =>
    t >= 0 &&
    terms.hasInner(t) &&
    (old(t) || mentionsOld(terms.firstPart(t)) || mentionsOld(terms.secondPart(t)));
  if (
    !state.holds.some((h) => mentionsOld(h.object)) &&
    !state.store.keys().some(mentionsOld) &&
    !state.store.values().some(mentionsOld) &&
    !state.facts.keys().some(mentionsOld)
  )
    return;
  const rename = (t: Term) =>
    terms.rewrite(t, (part) =>
      old(part) ? terms.fresh(frame.site(frame.fn), terms.pair(part, terms.zero)) : null,
    );
  // What all earlier rounds took is one hold, that nobody can be sure of: there may be any number of them.
  const holds = state.holds.map((h) =>
    mentionsOld(h.object) ? { ...h, object: rename(h.object), certain: false } : h,
  );
  state.holds = holds.filter(
    (h, i) => holds.findIndex((o) => o.kind === h.kind && o.object === h.object && o.mode === h.mode) === i,
  );
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

import type { RuleId } from '../../model/types';
import type { Analysis } from '../analyse';
import { namesIn } from '../describe';
import { entriesOf } from '../entries';
import { maskOf } from '../facts';
import type { FunctionResult } from '../solve';
import { ERROR_POINTER, type Hold, NEGATIVE, POSITIVE, type State, ZERO } from '../state';
import type { Exit } from '../summary';
import { K, type Term } from '../term-kinds';
import type { Terms } from '../terms';
import type { Finding, Step } from './finding';
import { isGivenBack, whoLost } from './kept';
import { callersCleanUp } from './owners';
import { stepsTo } from './steps';

/** How a return counts: what the function gives its caller in good and in bad cases. */
export type Outcome = 'success' | 'failure' | 'either';

interface Leaving {
  readonly exit: Exit;
  readonly outcome: Outcome;
}

/**
 * Leaks: a return that keeps what its like give back. The quietest known comparison is between returns: something
 * that is held on one return of an outcome and not on another of the same outcome, or held on failure, is a leak;
 * something that is held on every return is handed to the caller, and is looked at there.
 */
export function findLeaks(analysis: Analysis, result: FunctionResult): Finding[] {
  const findings: Finding[] = [];
  const seen = new Set<string>();
  for (const { exit, hold, verdict, leaving } of leaksOf(analysis, result)) {
    const key = `${hold.kind}|${hold.object}|${exit.at}`;
    if (seen.has(key) || isBlamedInside(analysis, hold)) continue;
    seen.add(key);
    findings.push(toUserSpace(analysis, report(result, exit, hold, verdict, leaving), verdict));
  }
  return findings;
}

/** Nobody gives back what is still held when a call from user space returns. */
function toUserSpace(analysis: Analysis, finding: Finding, verdict: Verdict): Finding {
  const { fn } = finding.result.frame;
  if (verdict.why !== 'kept' || finding.hold.kind !== 'lock') return finding;
  const entry = entriesOf(analysis, fn.index).find(({ kind }) => analysis.model.returnsToUser(kind));
  if (entry === undefined) return finding;
  const message = `'${finding.object}' still held when ${fn.name}() returns to user space (${entry.label})`;
  return { ...finding, rule: 'lock-held-to-user-space', message };
}

interface Leak {
  readonly exit: Exit;
  readonly hold: Hold;
  readonly verdict: Verdict;
  readonly leaving: readonly Leaving[];
}

/** Leaks by function, found once in a revision: a caller asks whether what it is left with is its callee's mistake. */
const leaks = new WeakMap<Analysis, Map<FunctionResult, readonly Leak[]>>();

function knownLeaks(analysis: Analysis): Map<FunctionResult, readonly Leak[]> {
  let known = leaks.get(analysis);
  if (known === undefined) {
    known = new Map();
    leaks.set(analysis, known);
  }
  return known;
}

function leaksOf(analysis: Analysis, result: FunctionResult): readonly Leak[] {
  const known = knownLeaks(analysis);
  let found = known.get(result);
  if (found === undefined) {
    found = result.capped ? [] : judgeAll(analysis, result);
    known.set(result, found);
  }
  return found;
}

function judgeAll(analysis: Analysis, result: FunctionResult): Leak[] {
  const found: Leak[] = [];
  const callers: Callers = {
    cleanup: (hold) => callersCleanUp(analysis, result, hold),
    abandoned: (hold) => callersAbandon(analysis, result, hold),
    given: (hold) => isGivenBack(analysis, result, hold),
    lost: (hold) => whoLost(analysis, result, hold) === result.frame.fn.index,
    failedTaking: (hold) => isTakenByFailure(analysis, hold),
  };
  const leaving = result.exits.map((exit) => ({ exit, outcome: outcomeOf(result, exit) }));
  const called = entriesOf(analysis, result.frame.fn.index).length > 0;
  for (const one of leaving) {
    for (const hold of one.exit.state.holds) {
      if (!isLeakable(hold) || isContracted(analysis, result, hold)) continue;
      if (hold.kind === 'lock' && !called && isAttempt(result, hold)) continue;
      const verdict = judge(result, leaving, one, hold, callers);
      if (verdict !== null) found.push({ exit: one.exit, hold, verdict, leaving });
    }
  }
  return found;
}

/** Some caller is left with what this function holds on failure as well as on success, and does not expect it. */
function callersAbandon(analysis: Analysis, result: FunctionResult, hold: Hold): boolean {
  const { fn } = result.frame;
  // While this is being found out the function has no leaks: functions that call each other must come to an end.
  knownLeaks(analysis).set(result, []);
  for (const caller of analysis.callers(fn.index)) {
    if (caller.index === fn.index) continue;
    const of = analysis.result(caller.index);
    if (of === undefined) continue;
    if (
      leaksOf(analysis, of).some(
        (leak) => leak.hold.kind === hold.kind && leak.hold.site.inside?.fn === fn.index,
      )
    )
      return true;
  }
  return false;
}

/** The hold comes out of a call that leaks it: the mistake is reported there, once, and not in every caller. */
export function isBlamedInside(analysis: Analysis, hold: Hold): boolean {
  const { inside } = hold.site;
  if (inside === null) return false;
  const callee = analysis.result(inside.fn);
  const taken = callee?.summary.cases[inside.outcome]?.acquires[inside.hold];
  return callee !== undefined && taken !== undefined && isBlamed(analysis, callee, taken);
}

/** What a function leaves to its callers is a mistake: its own, of a partner, or of what it calls. */
export function isBlamed(analysis: Analysis, result: FunctionResult, hold: Hold): boolean {
  const leaked = leaksOf(analysis, result).some(
    (leak) => leak.hold.kind === hold.kind && leak.hold.object === hold.object,
  );
  return leaked || whoLost(analysis, result, hold) !== null || isBlamedInside(analysis, hold);
}

export function isLeakable(hold: Hold): boolean {
  if (hold.managed || hold.informational || hold.idempotent || !hold.certain) return false;
  return RULES[hold.kind] !== undefined;
}

const RULES: Readonly<Partial<Record<Hold['kind'], RuleId>>> = {
  lock: 'lock-leak',
  rcu: 'lock-leak',
  ref: 'ref-leak',
  mem: 'resource-leak',
  irq: 'resource-leak',
  buf: 'buffer-leak',
  power: 'power-unbalanced',
  rpm: 'rpm-unbalanced',
  locality: 'locality-unbalanced',
};

/** Power of the subject is its contract; a clock or a regulator is a resource like others. */
export function ruleFor(hold: Hold): RuleId {
  if (isResourcePower(hold)) return 'resource-leak';
  return RULES[hold.kind] as RuleId;
}

function isResourcePower(hold: Hold): boolean {
  return hold.kind === 'power' && !hold.declared;
}

/** The body of a declared contract ends with its parts taken: that is the contract. */
function isContracted(analysis: Analysis, result: FunctionResult, hold: Hold): boolean {
  const { model, program } = analysis;
  const { fn } = result.frame;
  const rows = [fn.name, ...program.membersOf(fn.index)].flatMap((name) => model.contracts(name));
  return rows.some(
    (row) => row.effect === 'acquire' && (row.kind === hold.kind || row.covers.includes(hold.kind)),
  );
}

interface Verdict {
  readonly why: 'lost' | 'inconsistent' | 'held-on-failure' | 'kept';
  /** A return of the same kind that does not hold it. */
  readonly other: Exit | null;
}

/** What callers and callees do about a hold; asked only where it decides. */
type Callers = Readonly<
  Record<'cleanup' | 'abandoned' | 'lost' | 'given' | 'failedTaking', (hold: Hold) => boolean>
>;

function judge(
  result: FunctionResult,
  leaving: readonly Leaving[],
  one: Leaving,
  hold: Hold,
  { cleanup, abandoned, lost, given, failedTaking }: Callers,
): Verdict | null {
  const { terms } = result.frame;
  const { exit } = one;
  if (isReturned(terms, exit, hold.object)) return null;
  const holds = (other: Leaving) => holdsLike(other.exit.state, hold);
  const local = isLocalObject(terms, hold.object);
  const stored = isStored(terms, exit.state, hold.object);
  const alike = leaving.filter((other) => other !== one && other.outcome === one.outcome);
  const without = alike.find((other) => wasReleased(other.exit.state, hold));
  // Success may leave it on for a later callback; a failure must switch off what some other return does.
  if (isResourcePower(hold) || hold.kind === 'rpm') {
    const off = leaving.find((other) => wasReleased(other.exit.state, hold));
    if (one.outcome !== 'failure' || off === undefined) return null;
    // Something of the kind was given back under a name that nobody can say is another one.
    const unsure = exit.state.released.some((h) => h.kind === 'rpm' && h.primitive === hold.primitive);
    if (hold.kind === 'rpm' && unsure) return null;
    return { why: 'held-on-failure', other: off.exit };
  }
  if (
    hold.kind === 'lock' ||
    hold.kind === 'rcu' ||
    hold.kind === 'buf' ||
    hold.kind === 'power' ||
    hold.kind === 'locality'
  ) {
    if (local && hold.kind === 'buf') return { why: 'lost', other: null };
    if (one.outcome !== 'success') {
      const released = leaving.find((other) => wasReleased(other.exit.state, hold));
      const other = (without ?? released)?.exit ?? null;
      // `lock_if(p, nested)`: what other returns never took, a caller that asked for it gives back.
      if (released === undefined && one.outcome === 'either' && given(hold)) return null;
      if (leaving.some((each) => !holds(each))) return { why: 'held-on-failure', other };
      const mixed = one.outcome === 'failure' && leaving.some((other) => other.outcome === 'success');
      if (mixed && abandoned(hold)) return { why: 'held-on-failure', other: null };
      return lost(hold) ? { why: 'kept', other: null } : null;
    }
    const balanced = alike.find((other) => !holds(other));
    if (balanced !== undefined) return { why: 'inconsistent', other: balanced.exit };
    const released = leaving.find((other) => wasReleased(other.exit.state, hold));
    return lost(hold) ? { why: 'kept', other: released?.exit ?? null } : null;
  }
  // Somebody else may have kept it: only returns of the same kind say that it is still this function's to give back.
  if (hold.escaped) {
    const owner = result.frame.ended.has(`${hold.kind}|${hold.object}`);
    if (owner && one.outcome === 'failure') return { why: 'held-on-failure', other: null };
    return without === undefined ? null : { why: 'inconsistent', other: without.exit };
  }
  if (local && !stored) return { why: 'lost', other: without?.exit ?? null };
  if (without !== undefined && !stored) return { why: 'inconsistent', other: without.exit };
  // What a callee took and stored on its own failure is the callee's mistake, and is reported there.
  if (stored && failedTaking(hold)) return null;
  if (one.outcome !== 'failure' || (stored && cleanup(hold))) return null;
  const released = leaving.find((other) => wasReleased(other.exit.state, hold));
  return { why: 'held-on-failure', other: released?.exit ?? null };
}

/** The function is a trylock: what it returns, more than 0 or 0, says whether the lock is held. */
function isAttempt(result: FunctionResult, hold: Hold): boolean {
  const masks = (held: boolean) =>
    result.exits
      .filter(({ state }) => holdsLike(state, hold) === held)
      .map(({ state, value }) => (value === null ? 0 : maskOf(result.frame.terms, state, value)));
  const [taken, free] = [masks(true), masks(false)];
  return free.length > 0 && taken.every((m) => m === POSITIVE) && free.every((m) => m === ZERO);
}

/** Some return keeps what fits, and another one does not. */
export function keepsLike(result: FunctionResult, fits: (hold: Hold) => boolean): boolean {
  const keeping = result.exits.filter(({ state }) => state.holds.some((h) => h.certain && fits(h)));
  return keeping.length > 0 && keeping.length < result.exits.length;
}

export function holdsLike(state: State, hold: Hold): boolean {
  return state.holds.some((h) => h.kind === hold.kind && h.object === hold.object);
}

export function wasReleased(state: State, hold: Hold): boolean {
  return !holdsLike(state, hold) && wasTaken(state, hold);
}

/** On the way to this state the object was taken at some time. */
export function wasTaken(state: State, hold: Hold): boolean {
  for (let trail = state.trail; trail !== null; trail = trail.before)
    if (trail.what === 'take' && trail.object === hold.object && trail.kind === hold.kind) return true;
  return false;
}

function isReturned(terms: Terms, exit: Exit, object: Term): boolean {
  return (
    exit.value !== null &&
    (terms.mentions(exit.value, object) ||
      (terms.mentions(object, exit.value) && terms.kind(exit.value) !== K.Num))
  );
}

/** Came into being here, or is a local variable: nobody outside has a name for it unless it is stored. */
function isLocalObject(terms: Terms, object: Term): boolean {
  const kind = terms.kind(terms.rootOf(object));
  return kind === K.Fresh || kind === K.Local || kind === K.Phi;
}

/** Some place that outlives the function leads to the object. */
function isStored(terms: Terms, state: State, object: Term): boolean {
  const root = terms.rootOf(object);
  for (let i = 0; i < state.store.size; i++) {
    const place = state.store.termAt(i);
    const value = state.store.numberAt(i);
    const at = terms.kind(place) === K.Unary ? null : terms.rootOf(place);
    if (at === null || terms.kind(at) === K.Local || at === root) continue;
    if (terms.rootOf(value) === root || terms.mentions(value, root)) return true;
  }
  return false;
}

/** It comes out of a call that failed, or cannot be told from one. */
function isTakenByFailure(analysis: Analysis, hold: Hold): boolean {
  const { inside } = hold.site;
  const callee = inside === null ? undefined : analysis.result(inside.fn);
  const made = inside === null ? undefined : callee?.summary.cases[inside.outcome];
  if (callee === undefined || made === undefined) return false;
  const { returns } = callee.frame.fn.ir;
  if (returns.pointers > 0) return (made.mask & POSITIVE) === 0;
  return returns.name === 'void' || returns.name === 'bool' || (made.mask & NEGATIVE) !== 0;
}

/** What a return tells the caller: good, bad, or either. */
export function outcomeOf(result: FunctionResult, exit: Exit): Outcome {
  const { ir } = result.frame.fn;
  if (exit.value === null || (ir.returns.name === 'void' && ir.returns.pointers === 0)) return 'either';
  const mask = maskOf(result.frame.terms, exit.state, exit.value);
  if (ir.returns.pointers > 0) {
    if ((mask & POSITIVE) === 0) return 'failure';
    return (mask & (ZERO | ERROR_POINTER)) === 0 ? 'success' : 'either';
  }
  if (ir.returns.name === 'bool')
    return mask === ZERO ? 'failure' : (mask & ZERO) === 0 ? 'success' : 'either';
  if (mask === NEGATIVE) return 'failure';
  return (mask & NEGATIVE) === 0 ? 'success' : 'either';
}

function report(
  result: FunctionResult,
  exit: Exit,
  hold: Hold,
  verdict: Verdict,
  leaving: readonly Leaving[],
): Finding {
  const object = namesIn(result.frame, exit.state).of(hold.object);
  const released = new Set(
    leaving
      .filter((other) => other.exit.at !== exit.at && wasReleased(other.exit.state, hold))
      .map((other) => other.exit.at),
  ).size;
  const steps: Step[] = [...stepsTo(exit.state, hold)];
  if (verdict.other !== null)
    steps.push({
      at: verdict.other.at,
      what: 'note',
      text: 'not held on this other return',
      hold: null,
      taken: true,
    });
  steps.push({ at: exit.at, what: 'exit', text: 'returns', hold: null, taken: true });
  return {
    rule: ruleFor(hold),
    confidence: verdict.why === 'lost' || hold.kind === 'lock' ? 'proved' : 'likely',
    result,
    at: exit.at,
    end: exit.end,
    hold,
    state: exit.state,
    object,
    message: leakMessage(hold, object, released),
    steps,
  };
}

export function leakMessage(hold: Hold, object: string, released: number): string {
  const others =
    released > 0 ? `; released on ${released} other ${released === 1 ? 'return' : 'returns'}` : '';
  switch (hold.kind) {
    case 'ref':
      return `reference on '${object}' is not dropped on this return${others.replace('released', 'dropped')}`;
    case 'mem':
      return `memory '${object}' is not freed on this return${others.replace('released', 'freed')}`;
    case 'irq':
      return `interrupt '${object}' is not freed on this return${others.replace('released', 'freed')}`;
    case 'buf':
      return `buffer '${object}' is not destroyed on this return${others.replace('released', 'destroyed')}`;
    case 'power':
      if (!hold.declared)
        return `'${object}' is still enabled at this return${others.replace('released', 'disabled')}`;
      return `'${object}' is still powered on at this return${others.replace('released', 'powered off')}`;
    case 'locality':
      return `locality of '${object}' is not given back on this return${others.replace('released', 'given back')}`;
    default:
      return `'${object}' still held at this return${others}`;
  }
}

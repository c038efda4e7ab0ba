import type { Analysis } from '../analyse';
import { namesIn } from '../describe';
import { maskOf } from '../facts';
import type { FunctionResult } from '../solve';
import { type Hold, ZERO } from '../state';
import type { Exit } from '../summary';
import { K } from '../term-kinds';
import { keepsLike, outcomeOf, wasTaken } from './exits';
import { type Finding, type Step, where } from './finding';
import { lastName } from './kept';

/** The caller's lock, released on some returns of an outcome and still held on others. */
interface Inconsistency {
  readonly lock: Hold;
  readonly held: readonly Exit[];
  readonly released: readonly Exit[];
  /** The returns that are wrong: those that forgot to release it, or to take it again. */
  readonly wrong: readonly Exit[];
  /** It is dropped for a while: the returns that release it forgot to take it back. */
  readonly retaken: boolean;
  /** The returns that differ say the same: all failed, or all succeeded. */
  readonly alike: boolean;
}

/** Most returns named of each kind. */
const MAX_NAMED = 3;

const known = new WeakMap<Analysis, WeakMap<FunctionResult, readonly Inconsistency[]>>();

/**
 * Returns that leave the caller's lock in different states although they say the same. What a function takes itself is
 * a matter of leaks; this is about what its caller holds, and it is reported here and not in the callers that suffer.
 */
export function findInconsistentReturns(analysis: Analysis, result: FunctionResult): Finding[] {
  return inconsistenciesOf(analysis, result).map((one) => report(result, one));
}

/** A lock that a caller is left with, or releases in vain, because a function that it calls is inconsistent. */
export function isLeftByCallee(analysis: Analysis, finding: Finding): boolean {
  if (finding.hold.kind !== 'lock' || finding.rule === 'inconsistent-return') return false;
  const name = lastName(finding.result, finding.hold.object);
  return analysis.callees(finding.result.frame.fn.index).some((index) => {
    const callee = analysis.result(index);
    return (
      callee !== undefined &&
      callee !== finding.result &&
      inconsistenciesOf(analysis, callee).some(({ lock }) => lastName(callee, lock.object) === name)
    );
  });
}

function inconsistenciesOf(analysis: Analysis, result: FunctionResult): readonly Inconsistency[] {
  if (result.exits.length < 2 || result.exits.every(({ state }) => state.released.length === 0)) return [];
  let byResult = known.get(analysis);
  if (byResult === undefined) {
    byResult = new WeakMap();
    known.set(analysis, byResult);
  }
  let found = byResult.get(result);
  if (found === undefined) {
    found = find(analysis, result);
    byResult.set(result, found);
  }
  return found;
}

function find(analysis: Analysis, result: FunctionResult): Inconsistency[] {
  const locks = new Map<string, Hold>();
  for (const { state } of result.exits)
    for (const hold of state.released)
      if (hold.kind === 'lock' && !hold.informational && !hold.idempotent && !takesIt(result, hold))
        locks.set(`${hold.object}|${hold.mode}`, hold);
  return [...locks.values()].flatMap((lock) => {
    const one = judge(result, lock);
    return one !== null && isSuffered(analysis, result, one) ? [one] : [];
  });
}

function judge(result: FunctionResult, lock: Hold): Inconsistency | null {
  const isReleased = ({ state }: Exit) =>
    state.released.some((h) => h.object === lock.object && h.mode === lock.mode);
  const outcomes = new Map(result.exits.map((exit) => [exit, outcomeOf(result, exit)]));
  for (const outcome of ['success', 'either', 'failure', 'any'] as const) {
    const alike = result.exits.filter((exit) => outcome === 'any' || outcomes.get(exit) === outcome);
    const released = alike.filter(isReleased);
    const held = alike.filter((exit) => !isReleased(exit) && !isAbsent(result, exit, lock));
    const [first] = released;
    if (first === undefined || held.length === 0) continue;
    const retaken = held.some((exit) => wasTaken(exit.state, lock));
    // Dropped for good on failure may be what callers expect; whether it is they show themselves.
    if (outcome === 'any' && !retaken) continue;
    const [bad, good] = retaken ? [released, held] : [held, released];
    // A return that does both follows something that is known there, and that the caller may know too.
    const others = good.filter((o) => !bad.some((exit) => exit.at === o.at));
    const wrong = bad.filter(
      (exit) => !good.some((o) => o.at === exit.at) && others.some((o) => !isToldApart(result, o, exit)),
    );
    if (wrong.length > 0) return { lock, held, released, wrong, retaken, alike: outcome !== 'any' };
  }
  return null;
}

/** The function also takes it for itself: then it is no lock of the caller's. */
function takesIt(result: FunctionResult, hold: Hold): boolean {
  return [...result.frame.takings.values()].some((t) => t.object === hold.object);
}

/** The object that holds the lock is NULL on this return: there is nothing to release. */
function isAbsent(result: FunctionResult, exit: Exit, lock: Hold): boolean {
  const { terms } = result.frame;
  for (let at = lock.object; terms.kind(at) === K.Field; ) {
    at = terms.a(at);
    if (maskOf(terms, exit.state, at) === ZERO) return true;
  }
  return false;
}

/** An argument says which of the two it is: the caller chose. */
function isToldApart(result: FunctionResult, a: Exit, b: Exit): boolean {
  const { terms } = result.frame;
  for (const [term, mask] of a.state.facts)
    if (terms.kind(term) === K.Param && (mask & maskOf(terms, b.state, term)) === 0) return true;
  return false;
}

/** Some caller is left with the lock, or releases it once too often; where none is known the text has to do. */
function isSuffered(analysis: Analysis, result: FunctionResult, one: Inconsistency): boolean {
  const { fn } = result.frame;
  const callers = analysis.callers(fn.index).filter((caller) => caller.index !== fn.index);
  if (callers.length === 0) return one.retaken && one.alike && !fn.ir.isStatic;
  const name = lastName(result, one.lock.object);
  return callers.some((caller) => {
    const of = analysis.result(caller.index);
    if (of === undefined || of.capped) return false;
    const like = (h: Hold) => h.kind === 'lock' && lastName(of, h.object) === name;
    return (
      keepsLike(of, like) ||
      of.incidents.some((incident) => like(incident.hold) && incident.gone?.callee === fn.name)
    );
  });
}

function report(result: FunctionResult, { lock, held, released, wrong, retaken }: Inconsistency): Finding {
  const exit = wrong[0] as Exit;
  const { fn } = result.frame;
  const object = namesIn(result.frame, exit.state).of(lock.object);
  const named = [distinct(held), distinct(released)];
  const places = named.flat().map((e) => ({ fn: fn.index, at: e.at }));
  const list = (side: number) =>
    (named[side] as Exit[]).map((_, i) => `{${side === 0 ? i : (named[0] as Exit[]).length + i}}`).join(', ');
  const steps = (exits: readonly Exit[], text: string): Step[] =>
    exits.map((e) => ({ at: e.at, what: 'where', text, hold: null, taken: true }));
  return {
    rule: 'inconsistent-return',
    confidence: 'likely',
    result,
    at: exit.at,
    end: exit.end,
    hold: lock,
    state: exit.state,
    object,
    message: `inconsistent returns '${object}': held at ${list(0)}, released at ${list(1)}`,
    places,
    steps: [
      where(lock.site.at, `'${object}' of the caller released`),
      ...steps(
        distinct(retaken ? held : released),
        retaken ? 'returns with it held' : 'returns with it released',
      ),
      { at: exit.at, what: 'exit', text: 'returns', hold: null, taken: true },
    ],
  };
}

/** One exit for each return statement. */
function distinct(exits: readonly Exit[]): Exit[] {
  const at = new Set<number>();
  const one = exits.filter((e) => !at.has(e.at) && at.add(e.at) !== undefined);
  return one.sort((a, b) => a.at - b.at).slice(0, MAX_NAMED);
}

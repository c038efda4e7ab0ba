import type { Analysis } from '../analyse';
import { namesForCallers, namesIn } from '../describe';
import { maskOf } from '../facts';
import { isWithin } from '../lifetime';
import type { FunctionResult } from '../solve';
import { type Dead, ERROR_POINTER, type Hold, POSITIVE, type State, ZERO } from '../state';
import type { Case, Exit } from '../summary';
import { K, type Term } from '../term-kinds';
import { type Finding, noHold, type Step } from './finding';

/** Pointers that are kept, or handed out as owned, without the reference that goes with them. */
export function findMissingGets(analysis: Analysis, result: FunctionResult): Finding[] {
  if (result.capped) return [];
  return [...findStored(result), ...findBorrowed(result), ...findUnbalancedTaker(analysis, result)];
}

/** Something that outlives the function keeps a pointer to an object whose only reference is dropped here. */
function findStored(result: FunctionResult): Finding[] {
  const { terms } = result.frame;
  const findings = new Map<string, Finding>();
  for (const { state, value: returned } of result.exits) {
    // Nobody follows what a failed set-up left behind.
    if (returned !== null && !isSuccess(result, state, returned)) continue;
    for (const dead of state.dead) {
      if (dead.kind !== 'ref' || dead.content !== null || terms.kind(dead.object) !== K.Fresh) continue;
      // Another return keeps the reference with the pointer: this one undoes what it set up.
      if (
        result.exits.some((exit) =>
          exit.state.holds.some((h) => h.object === dead.object || terms.rootOf(h.object) === dead.object),
        )
      )
        continue;
      for (const [place, value] of state.store) {
        if (terms.kind(place) !== K.Field && terms.kind(place) !== K.Global) continue;
        const root = terms.rootOf(place);
        const kind = terms.kind(root);
        if (kind !== K.Param && kind !== K.Global && kind !== K.Load) continue;
        if (terms.kind(value) === K.Num || !isWithin(terms, value, dead.object)) continue;
        const names = namesIn(result.frame, state);
        const object = names.of(dead.object);
        const key = `${dead.at}|${object}`;
        if (findings.has(key)) continue;
        const keeper = names.of(terms.load(place));
        findings.set(
          key,
          finding(result, state, holdOf(result, dead), dead.at, dead.end, object, [
            `'${keeper}' keeps '${object}', whose only reference is dropped here`,
            'the only reference is dropped here',
          ]),
        );
      }
    }
  }
  return [...findings.values()];
}

function isSuccess(result: FunctionResult, state: State, returned: Term): boolean {
  const mask = maskOf(result.frame.terms, state, returned);
  const { returns } = result.frame.fn.ir;
  return returns.pointers > 0 ? (mask & (ZERO | ERROR_POINTER)) === 0 : mask === ZERO;
}

/** One return hands out a reference with the pointer, another one the bare pointer. */
function findBorrowed(result: FunctionResult): Finding[] {
  const { terms, fn } = result.frame;
  if (fn.ir.returns.pointers === 0 || result.exits.length < 2) return [];
  const owned = result.exits.find((exit) => referenceOn(result, exit) !== undefined);
  const hold = owned === undefined ? undefined : referenceOn(result, owned);
  if (owned === undefined || hold === undefined) return [];
  for (const exit of result.exits) {
    const { value, state } = exit;
    if (value === null || terms.kind(value) === K.Num || referenceOn(result, exit) !== undefined) continue;
    if ((maskOf(terms, state, value) & (ZERO | POSITIVE)) !== POSITIVE) continue;
    const root = terms.kind(terms.rootOf(value));
    if (root !== K.Param && root !== K.Load) continue;
    const object = namesIn(result.frame, state).of(value);
    return [
      finding(result, state, hold, exit.at, exit.end, object, [
        `'${object}' returned without a reference; another return takes one for the caller`,
        'returned without a reference',
      ]),
    ];
  }
  return [];
}

/** A counted reference that is handed out with the returned pointer. */
function referenceOn(result: FunctionResult, exit: Exit): Hold | undefined {
  const { terms } = result.frame;
  const { value, state } = exit;
  if (value === null || terms.kind(value) === K.Num) return undefined;
  return state.holds.find(
    (h) =>
      h.kind === 'ref' &&
      h.counted &&
      !h.informational &&
      (isWithin(terms, h.object, value) || isWithin(terms, value, h.object)),
  );
}

/**
 * A function that takes locks for its caller, whose counterpart gives those locks back and drops a reference as well:
 * that reference is taken by nobody.
 */
function findUnbalancedTaker(analysis: Analysis, result: FunctionResult): Finding[] {
  const { fn } = result.frame;
  const taking = result.summary.cases.find((made) => locksOf(made).length > 0);
  if (taking === undefined) return [];
  const partners = new Map<number, Hold>();
  for (const caller of analysis.callers(fn.index))
    for (const callee of analysis.callees(caller.index)) {
      const dropped = callee === fn.index ? null : droppedBesides(analysis, callee, taking);
      if (dropped !== null) partners.set(callee, dropped);
    }
  const exit = result.exits.find((one) => holdsAll(one.state, taking));
  // Locks that a callee takes: the reference would be its to take, too.
  const taken = exit?.state.holds.some((h) => h.kind === 'lock' && h.site.inside === null);
  for (const [partner, dropped] of partners) {
    if (exit === undefined || !taken) break;
    const object = namesForCallers(result.frame, null, []).of(dropped.object);
    const name = analysis.program.functions[partner]?.name ?? 'its counterpart';
    return [
      finding(result, exit.state, dropped, exit.at, exit.end, object, [
        `no reference on '${object}' is taken here, but ${name}() drops one with what this function takes`,
        'returns without a reference',
      ]),
    ];
  }
  return [];
}

function locksOf(made: Case): readonly Hold[] {
  return made.acquires.filter((h) => h.kind === 'lock');
}

/** The reference that a function drops when it gives back all the locks that the other takes, or null. */
function droppedBesides(analysis: Analysis, partner: number, taking: Case): Hold | null {
  const cases = analysis.result(partner)?.summary.cases ?? [];
  if (cases.length === 0) return null;
  const [first] = cases;
  const returned = cases.every((made) =>
    locksOf(taking).every((lock) =>
      made.releases.some((h) => h.kind === 'lock' && h.object === lock.object && h.mode === lock.mode),
    ),
  );
  if (!returned || first === undefined) return null;
  const dropped = first.releases.find(
    (h) =>
      h.kind === 'ref' &&
      cases.every((made) => made.releases.some((o) => o.kind === 'ref' && o.object === h.object)),
  );
  if (dropped === undefined) return null;
  return taking.acquires.some((h) => h.kind === 'ref' && h.object === dropped.object) ? null : dropped;
}

function holdsAll(state: State, taking: Case): boolean {
  return locksOf(taking).every((lock) =>
    state.holds.some((h) => h.kind === 'lock' && h.object === lock.object),
  );
}

function holdOf(result: FunctionResult, dead: Dead): Hold {
  const { kind, primitive, object } = dead;
  const { terms, fn } = result.frame;
  return { ...noHold(terms, fn.index, dead.at), kind, primitive, object };
}

function finding(
  result: FunctionResult,
  state: State,
  hold: Hold,
  at: number,
  end: number,
  object: string,
  [message, text]: readonly [string, string],
): Finding {
  const steps: Step[] = [];
  for (let trail = state.trail; trail !== null; trail = trail.before)
    if (trail.what === 'branch' && trail.at < at)
      steps.push({ at: trail.at, what: 'branch', text: '', hold: null, taken: trail.taken });
  steps.reverse();
  steps.push({ at, what: 'note', text, hold: null, taken: true });
  return { rule: 'missing-get', confidence: 'likely', result, at, end, hold, state, object, message, steps };
}

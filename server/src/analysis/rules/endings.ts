import type { Expr } from '../../ir/types';
import type { HoldKind } from '../../model/types';
import type { Analysis } from '../analyse';
import { callbackPairs } from '../callback-pairs';
import { namesIn } from '../describe';
import type { FunctionResult } from '../solve';
import type { Hold, State } from '../state';
import { K, type Term } from '../term-kinds';
import type { Terms } from '../terms';
import { leakMessage, outcomeOf, ruleFor } from './exits';
import type { Finding } from './finding';
import { lastName } from './kept';

/**
 * Ends of lives that do not fit their beginning: a release callback that forgets what the function that set it left in
 * the object, a managed action that forgets what it was handed, and one that drops a reference more often than it was
 * taken. Things are matched by the member that they are kept in, or that is counted.
 */
export function findUnendedLives(analysis: Analysis, result: FunctionResult): Finding[] {
  const { index } = result.frame.fn;
  const actions = findForgetfulAction(analysis, result);
  if (actions.length > 0 || result.capped) return actions;
  const created = creatorOf(analysis, index);
  if (created !== undefined) return comparedWith(analysis, result, created, true);
  return (callbackPairs(analysis).get(index) ?? []).flatMap((taker) => {
    const begin = analysis.result(taker);
    return begin === undefined ? [] : comparedWith(analysis, result, begin, false);
  });
}

/** What the beginning keeps and the end forgets, where it is a release callback, or drops twice. */
function comparedWith(
  analysis: Analysis,
  result: FunctionResult,
  begin: FunctionResult,
  isCreator: boolean,
): Finding[] {
  const exit = result.exits[result.exits.length - 1];
  if (begin.capped || exit === undefined) return [];
  const findings: Finding[] = [];
  for (const { hold, state, names } of keptOnSuccess(begin)) {
    // The first reference is the one whose end runs this function.
    if (isCreator && hold.initial) continue;
    const given = releasedIn(result, hold.kind, names);
    const object = namesIn(begin.frame, state).of(hold.object);
    const base = { result, at: exit.at, end: exit.end, hold, state: exit.state, object } as const;
    const taker = begin.frame.fn.name;
    if (given.length === 0) {
      if (!isCreator || isGivenElsewhere(analysis, begin, result, hold.kind, names)) continue;
      findings.push({
        ...base,
        rule: ruleFor(hold),
        confidence: 'likely',
        message: `${leakMessage(hold, object, 0)}, though ${taker}() took it for this function to give back`,
        steps: [{ at: exit.at, what: 'exit', text: 'returns', hold: null, taken: true }],
      });
    } else if (hold.kind === 'ref' && given.every((h) => h.count > hold.count)) {
      const { at } = (given[0] as Hold).site;
      findings.push({
        ...base,
        at,
        end: at + 1,
        rule: 'ref-underflow',
        confidence: 'likely',
        message: `reference on '${object}' dropped more often than ${taker}() takes it`,
        steps: [{ at, what: 'note', text: 'here', hold: null, taken: true }],
      });
    }
  }
  return findings;
}

/** An action of the device core that does not give back what was handed to it, or gives it back twice. */
function findForgetfulAction(analysis: Analysis, result: FunctionResult): Finding[] {
  const { fn } = result.frame;
  const exit = result.exits[result.exits.length - 1];
  if (exit === undefined || result.capped || fn.ir.params.length !== 1) return [];
  const findings: Finding[] = [];
  for (const other of analysis.program.list) {
    if (other.file !== fn.file || other.index === fn.index) continue;
    for (const { action, hold, inside } of analysis.result(other.index)?.frame.handed ?? []) {
      if (action !== fn.index || isPassedOn(analysis, fn.index, [], new Set())) continue;
      if (findings.some((finding) => finding.hold.kind === hold.kind)) continue;
      const given = result.exits.flatMap(({ state }) =>
        state.released.filter((h) => h.kind === hold.kind && h.object === inside),
      );
      const twice = hold.kind === 'ref' && given.length > 0 && given.every((h) => h.count > hold.count);
      if (given.length > 0 && !twice) continue;
      const object = namesIn(result.frame, exit.state).of(inside);
      const at = twice ? (given[0] as Hold).site.at : exit.at;
      findings.push({
        rule: twice ? 'ref-underflow' : ruleFor(hold),
        confidence: 'likely',
        result,
        at,
        end: twice ? at + 1 : exit.end,
        hold,
        state: exit.state,
        object,
        message: twice
          ? `reference on '${object}' dropped more often than ${other.name}() handed over`
          : `${leakMessage(hold, object, 0)}, though ${other.name}() handed it to this action`,
        steps: [
          { at, what: twice ? 'note' : 'exit', text: twice ? 'here' : 'returns', hold: null, taken: true },
        ],
      });
    }
  }
  return findings;
}

/**
 * What an object was when its last release runs: a function that set `dev->release` to this one and made the first
 * reference began it.
 */
function creatorOf(analysis: Analysis, fn: number): FunctionResult | undefined {
  const { program, terms } = analysis;
  const of = program.functions[fn];
  const assigned = program.callbacks.some((callback) => callback.fn === fn && callback.table === null);
  if (of === undefined || !assigned) return undefined;
  return program.list
    .filter((other) => other.file === of.file && other.index !== fn)
    .flatMap((other) => analysis.result(other.index) ?? [])
    .find((other) =>
      other.exits.some(({ state }) =>
        state.holds.some((hold) => {
          const value = hold.initial ? releaseOf(terms, state, hold.object) : undefined;
          return value !== undefined && program.resolve(terms.name(terms.a(value)), of.file).includes(fn);
        }),
      ),
    );
}

/** The callback is the only function that is stored in a member of the counted object. */
function releaseOf(terms: Terms, state: State, object: Term): Term | undefined {
  for (const [place, value] of state.store)
    if (terms.kind(place) === K.Field && terms.a(place) === object && terms.kind(value) === K.Function)
      return value;
  return undefined;
}

interface Kept {
  readonly hold: Hold;
  readonly state: State;
  readonly names: readonly string[];
}

/** Memory and references that every return without an error keeps, with the members that lead to them. */
function keptOnSuccess(begin: FunctionResult): Kept[] {
  const good = begin.exits.filter((exit) => outcomeOf(begin, exit) !== 'failure');
  const [first] = good;
  if (first === undefined) return [];
  return first.state.holds.flatMap((hold) => {
    if ((hold.kind !== 'mem' && hold.kind !== 'ref') || hold.managed || hold.escaped || !hold.certain)
      return [];
    const names = namesOf(begin, first.state, hold);
    const always = good.every(({ state }) =>
      state.holds.some(
        (h) => h.kind === hold.kind && namesOf(begin, state, h).some((name) => names.includes(name)),
      ),
    );
    return always && names.length > 0 ? [{ hold, state: first.state, names }] : [];
  });
}

/** The member that is counted (`&chip->dev`), and members and globals that the object is stored in. */
function namesOf(result: FunctionResult, state: State, hold: Hold): string[] {
  const { terms } = result.frame;
  const own = lastName(result, hold.object);
  if (own !== null) return [own];
  const names: string[] = [];
  for (const [place, value] of state.store) {
    if (terms.kind(place) === K.Unary || terms.kind(terms.rootOf(place)) === K.Local) continue;
    const name = terms.rootOf(value) === hold.object ? lastName(result, place) : null;
    if (name !== null) names.push(name);
  }
  return names;
}

function releasedIn(result: FunctionResult, kind: HoldKind, names: readonly string[]): Hold[] {
  const { terms } = result.frame;
  return result.exits.flatMap(({ state }) =>
    state.released.filter(
      (h) => h.kind === kind && names.includes(sourceName(result, terms, h.object) ?? ''),
    ),
  );
}

/** The member that a released object was read from: below containers and members of what was read. */
function sourceName(result: FunctionResult, terms: Terms, object: Term): string | null {
  const own = lastName(result, object);
  if (own !== null) return own;
  const root = terms.kind(object) === K.Container ? terms.rootOf(terms.a(object)) : object;
  return terms.kind(root) === K.Load ? lastName(result, terms.a(root)) : null;
}

/** Another function gives back a thing of the name, or one that nobody knows is given it at the end. */
function isGivenElsewhere(
  analysis: Analysis,
  begin: FunctionResult,
  end: FunctionResult,
  kind: HoldKind,
  names: readonly string[],
): boolean {
  const { program } = analysis;
  const { file } = end.frame.fn;
  if (isPassedOn(analysis, end.frame.fn.index, names, new Set())) return true;
  return program.list.some((other) => {
    if (other.file !== file && other.file !== begin.frame.fn.file) return false;
    const result = analysis.result(other.index);
    return result !== undefined && releasedIn(result, kind, names).length > 0;
  });
}

/** The end, or what it calls, hands something to a function that is neither in the program nor in the model. */
function isPassedOn(analysis: Analysis, fn: number, names: readonly string[], seen: Set<number>): boolean {
  if (seen.has(fn)) return false;
  seen.add(fn);
  const { program, model } = analysis;
  const of = program.functions[fn];
  for (const op of of?.ir.blocks.flatMap((block) => block.ops) ?? []) {
    if (op.op !== 'call') continue;
    const name = op.callee.k === 'var' ? op.callee.name : null;
    const known =
      name !== null &&
      (model.known(name) !== undefined ||
        model.primitives(name).length > 0 ||
        program.resolve(name, of?.file ?? '').length > 0);
    if (!known && op.args.some((arg) => mayBe(arg, names))) return true;
  }
  return analysis.callees(fn).some((callee) => isPassedOn(analysis, callee, names, seen));
}

function mayBe(arg: Expr, names: readonly string[]): boolean {
  switch (arg.k) {
    case 'field':
      return names.includes(arg.name);
    case 'addr':
    case 'deref':
      return mayBe(arg.base, names);
    case 'cast':
      return mayBe(arg.arg, names);
    case 'var':
      return true;
    default:
      return false;
  }
}

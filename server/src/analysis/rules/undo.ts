import type { Analysis } from '../analyse';
import { namesIn } from '../describe';
import { maskOf } from '../facts';
import type { Act } from '../lifetimes/acts';
import { flowOf, type Place } from '../lifetimes/flow';
import { type Lifetimes, lifetimesOf } from '../lifetimes/index';
import { type Key, shortName } from '../lifetimes/keys';
import type { FunctionResult } from '../solve';
import { type Hold, NEGATIVE, ZERO } from '../state';
import type { Exit } from '../summary';
import { K, type Term } from '../term-kinds';
import { outcomeOf } from './exits';
import type { Finding } from './finding';
import { callersCleanUp } from './owners';
import { stepsTo } from './steps';

/**
 * Returns on failure that leave something registered. Others can reach it from then on, while what it stands for is
 * given up: the driver core does not call remove for a probe that failed.
 */
export function findMissingUndos(analysis: Analysis, result: FunctionResult): Finding[] {
  return leftBy(analysis, result).map(({ exit, hold }) => report(analysis, result, exit, hold));
}

interface Left {
  readonly exit: Exit;
  readonly hold: Hold;
}

/** By function, found once: a caller asks whether what it is left with is its callee's mistake. */
const known = new WeakMap<FunctionResult, readonly Left[]>();

function leftBy(analysis: Analysis, result: FunctionResult): readonly Left[] {
  let left = known.get(result);
  if (left === undefined) {
    // While this is being found out there is nothing: functions that call each other must come to an end.
    known.set(result, []);
    left = result.capped ? [] : findLeft(analysis, result);
    known.set(result, left);
  }
  return left;
}

function findLeft(analysis: Analysis, result: FunctionResult): Left[] {
  const found: Left[] = [];
  const seen = new Set<string>();
  // What fails on every return only looks like a failure: others shall bind to the device as well.
  const succeeds = result.exits.some((exit) => !isFailure(result, exit));
  for (const exit of succeeds ? result.exits : []) {
    const holds = exit.state.holds.filter((hold) => isRegistration(hold));
    if (holds.length === 0 || !isFailure(result, exit)) continue;
    for (const hold of holds) {
      // One call that registers several things is taken back as one.
      const key = `${hold.site.at}|${exit.at}`;
      if (seen.has(key) || !isLeft(analysis, result, exit, hold)) continue;
      seen.add(key);
      found.push({ exit, hold });
    }
  }
  return found;
}

/** What registers returns 0 when all went well, so any other number is a failure here. */
function isFailure(result: FunctionResult, exit: Exit): boolean {
  const { terms, fn } = result.frame;
  const outcome = outcomeOf(result, exit);
  if (outcome !== 'either' || exit.value === null) return outcome === 'failure';
  const { returns } = fn.ir;
  return (
    returns.pointers === 0 && returns.name !== 'void' && (maskOf(terms, exit.state, exit.value) & ZERO) === 0
  );
}

function isRegistration(hold: Hold): boolean {
  return hold.kind === 'registration' && !hold.managed && !hold.informational && !hold.escaped;
}

function isLeft(analysis: Analysis, result: FunctionResult, exit: Exit, hold: Hold): boolean {
  const lives = lifetimesOf(analysis);
  const keys = keysOf(lives, result, hold);
  const undoes = (act: Act) =>
    act.what === 'unregister' && act.primitive === hold.primitive && (keys.size === 0 || keys.has(act.key));
  // Nothing in the program ever takes its like back: that is how it is meant.
  if (!lives.every('unregister').some(({ act }) => act.primitive === hold.primitive)) return false;
  // One name stands for many things in a loop, and so does an element of an array.
  if (isElement(result, hold)) return false;
  const from = placeAt(result, hold.site.at);
  if (from === null || flowOf(result.frame.fn.ir).repeats(from.block)) return false;
  if (isHandedOver(lives, result, undoes)) return false;
  // A callee that failed and left it is to blame itself.
  const { inside } = hold.site;
  const callee = inside === null ? undefined : analysis.result(inside.fn);
  if (callee !== undefined && leftBy(analysis, callee).length > 0) return false;
  if (inside !== null && callee?.summary.cases[inside.outcome]?.mask === NEGATIVE) return false;
  if (!isLeftByCallers(analysis, result) && callersCleanUp(analysis, result, hold)) return false;
  return hold.certain || staysOnSomeWay(lives, result, exit, hold.site.at, undoes);
}

function isElement({ frame }: FunctionResult, hold: Hold): boolean {
  const { terms } = frame;
  const within = (t: Term): boolean => terms.kind(t) === K.Index || terms.children(t).some(within);
  return within(hold.object);
}

/** What the call that the hold comes from registers, as the text names it. */
function keysOf(lives: Lifetimes, result: FunctionResult, hold: Hold): ReadonlySet<Key> {
  const { index } = result.frame.fn;
  const registers = (act: Act) => act.what === 'register' && act.primitive === hold.primitive;
  const { acts, calls } = lives.of(index);
  const own = acts.filter((act) => act.at === hold.site.at && registers(act));
  const inside = calls
    .filter(({ at }) => at === hold.site.at)
    .flatMap(({ callee }) => [...lives.within(callee)].filter(registers));
  return new Set([...own, ...inside].map(({ key }) => key));
}

/** Some caller returns with what this function left when it failed. */
function isLeftByCallers(analysis: Analysis, { frame }: FunctionResult): boolean {
  const { index } = frame.fn;
  return analysis.callers(index).some((caller) => {
    if (caller.index === index) return false;
    return analysis.result(caller.index)?.exits.some(({ state }) =>
      state.holds.some(({ kind, site }) => {
        if (kind !== 'registration' || site.inside?.fn !== index) return false;
        return analysis.result(index)?.summary.cases[site.inside.outcome]?.mask === NEGATIVE;
      }),
    );
  });
}

/**
 * Where paths met of which only some had registered it: some way from the registration to this return has nothing that
 * takes it back, not even under a condition, and comes by what failed after it.
 */
function staysOnSomeWay(
  lives: Lifetimes,
  result: FunctionResult,
  exit: Exit,
  at: number,
  undoes: (act: Act) => boolean,
): boolean {
  const { fn } = result.frame;
  const from = placeAt(result, at);
  if (from === null) return false;
  const undone = new Set(lives.places(fn.index, undoes).map(({ block }) => block));
  return fn.ir.blocks.some(({ id, end }) => {
    if (end.t !== 'return' || end.at.start !== exit.at) return false;
    const { value } = end;
    const sets = value?.k === 'var' ? settingBlocks(result, value.name) : null;
    return flowOf(fn.ir).avoids(from, id, undone, sets);
  });
}

/**
 * Blocks in which what is returned gets a value, and whether that may be a failure's. Copies from one variable to
 * another change nothing: what counts is where the value comes from.
 */
function settingBlocks(result: FunctionResult, name: string): ReadonlyMap<number, boolean> {
  const { blocks } = result.frame.fn.ir;
  const names = new Set([name]);
  for (const one of names)
    for (const { ops } of blocks)
      for (const op of ops)
        if (op.op === 'assign' && op.target.k === 'var' && op.target.name === one && op.value.k === 'var')
          names.add(op.value.name);
  const setting = new Map<number, boolean>();
  for (const { id, ops } of blocks)
    for (const op of ops) {
      if (op.op === 'call' && op.result !== null && names.has(op.result)) setting.set(id, true);
      if (op.op !== 'assign' || op.target.k !== 'var' || !names.has(op.target.name)) continue;
      if (op.value.k !== 'var') setting.set(id, op.value.k !== 'num' || op.value.value !== 0);
    }
  return setting;
}

/** An action of the device core takes it back, also when it cannot be added. */
function isHandedOver(lives: Lifetimes, { frame }: FunctionResult, undoes: (act: Act) => boolean): boolean {
  const { analysis } = lives;
  return frame.fn.ir.blocks.some(({ ops }) =>
    ops.some((op) => {
      if (op.op !== 'call' || op.callee.k !== 'var') return false;
      for (const row of analysis.model.registrations(op.callee.name)) {
        const callback = op.args[row.callback];
        if (row.kind !== 'devm-action' || callback?.k !== 'var') continue;
        for (const target of analysis.program.resolve(callback.name, frame.fn.file))
          if ([...lives.within(target)].some(undoes)) return true;
      }
      return false;
    }),
  );
}

function placeAt(result: FunctionResult, at: number): Place | null {
  for (const { id, ops } of result.frame.fn.ir.blocks) {
    const index = ops.findIndex((op) => op.op === 'call' && op.at.start === at);
    if (index >= 0) return { block: id, index };
  }
  return null;
}

function report(analysis: Analysis, result: FunctionResult, exit: Exit, hold: Hold): Finding {
  const name = namesIn(result.frame, exit.state).of(hold.object);
  const [key] = keysOf(lifetimesOf(analysis), result, hold);
  const object = name.startsWith('(') && key !== undefined ? shortName(key) : name;
  const callee = hold.site.inside === null ? null : analysis.program.functions[hold.site.inside.fn]?.name;
  const what = callee == null ? `'${object}' is` : `what ${callee}() registered is`;
  return {
    rule: 'error-path-missing-undo',
    confidence: 'likely',
    result,
    at: exit.at,
    end: exit.end,
    hold,
    state: exit.state,
    object,
    message: `${what} still registered on this failing return`,
    steps: [...stepsTo(exit.state, hold), { at: exit.at, what: 'exit', text: '', hold, taken: true }],
  };
}

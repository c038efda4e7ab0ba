import type { Expr } from '../../ir/types';
import { entriesOf } from '../entries';
import type { ProgramFunction } from '../program';
import type { Act } from './acts';
import type { Lifetimes } from './index';
import { type Key, keyOf, structOf } from './keys';

/** Callers up that are followed from where an object is freed. */
const MAX_UP = 6;

/** An object freed while a callback of its own may still run. */
export interface Undrained {
  /** What may still run: the member that is queued or armed. */
  readonly key: Key;
  /** Where it is queued or armed. */
  readonly armed: { readonly fn: ProgramFunction; readonly act: Act };
  /** Where the object is freed, or null when that is done for the driver after it was removed. */
  readonly freed: { readonly fn: ProgramFunction; readonly act: Act } | null;
  /** The way in on which nothing stops it. */
  readonly root: ProgramFunction;
  /** Where it should have been stopped. */
  readonly blame: { readonly fn: ProgramFunction; readonly at: number; readonly end: number };
  /** It is cancelled, by a call that does not wait. */
  readonly cancelled: boolean;
}

/**
 * Work, timers and interrupts of an object that nothing stops before the object is freed. An object that is freed in
 * the function that made it, before anything was armed, needs nothing.
 */
export function findUndrained(lives: Lifetimes): Undrained[] {
  const armed = new Map<Key, { fn: ProgramFunction; act: Act }>();
  for (const one of lives.every('arm')) {
    const struct = objectOf(one.act.key);
    if (struct === null || armed.has(one.act.key) || one.act.primitive === 'kthread') continue;
    armed.set(one.act.key, one);
  }
  if (armed.size === 0) return [];
  const frees = lives.every('free').filter(({ act }) => act.key.startsWith('struct '));
  const found: Undrained[] = [];
  for (const [key, arming] of armed) {
    if (isScoped(lives, key)) continue;
    const holders = lives.holdersOf(objectOf(key) as string);
    for (const free of frees) {
      const freedStruct = structOf(free.act.key);
      if (freedStruct === null || !holders.has(freedStruct)) continue;
      if (isSameMistake(lives, arming, free)) continue;
      const bad = new Search(lives, key, freedStruct).from(free.fn, free.act, MAX_UP);
      for (const root of bad) {
        const cancelled = [...lives.within(root.root.index)].some(
          (a) => a.what === 'cancel' && a.key === key,
        );
        const blame = blameOf(lives, key, root);
        found.push({ key, armed: arming, freed: free, root: root.root, blame, cancelled });
      }
    }
    found.push(...findManaged(lives, key, arming, holders));
  }
  const seen = new Set<string>();
  return found.filter(({ key, blame }) => {
    const id = `${key}|${blame.fn.index}`;
    return !seen.has(id) && seen.add(id) !== undefined;
  });
}

/** Whoever starts it waits for it in the same function, but for the callback itself. */
function isScoped(lives: Lifetimes, key: Key): boolean {
  const own = new Set(lives.callbacks(key));
  const starters = lives.every('arm').filter(({ fn, act }) => act.key === key && !own.has(fn.index));
  return (
    starters.length > 0 &&
    starters.every(({ fn, act }) =>
      lives.of(fn.index).acts.some((one) => isDrain(lives, one, key) && lives.leads(fn.index, act, one)),
    )
  );
}

/** An interrupt that the same function requested and did not free is a leak of that function. */
function isSameMistake(
  lives: Lifetimes,
  arming: { fn: ProgramFunction; act: Act },
  free: { fn: ProgramFunction; act: Act },
): boolean {
  if (!arming.act.key.startsWith('irq of ')) return false;
  // Data that outlives the driver is freed elsewhere, when the last reference goes.
  if (arming.fn.file !== free.fn.file) return true;
  if (arming.act.managed) return false;
  return lives.closure(free.fn.index).has(arming.fn.index);
}

function objectOf(key: Key): string | null {
  return key.startsWith('irq of ') ? key.slice('irq of '.length) : structOf(key);
}

interface Bad {
  readonly root: ProgramFunction;
  /** The function in which the ways part: all ways above it are bad, or it is called there on a bad one. */
  readonly fn: ProgramFunction;
  readonly at: number;
  readonly end: number;
}

/** Looks for a way to a free on which a callback was armed, and nothing stopped it. */
class Search {
  private readonly lives: Lifetimes;
  private readonly key: Key;
  private readonly struct: string;
  private readonly active = new Set<number>();

  constructor(lives: Lifetimes, key: Key, struct: string) {
    this.lives = lives;
    this.key = key;
    this.struct = struct;
  }

  from(fn: ProgramFunction, at: Spot, up: number): Bad[] {
    if (this.active.has(fn.index)) return [];
    this.active.add(fn.index);
    const found = this.search(fn, at, up);
    this.active.delete(fn.index);
    return found;
  }

  private search(fn: ProgramFunction, at: Spot, up: number): Bad[] {
    const { lives, key } = this;
    if (this.precedes(fn, at, (act) => isDrain(lives, act, key) || isTakenBack(lives, act, key))) return [];
    const here = { root: fn, fn, at: at.at, end: at.end };
    if (this.isMadeBefore(fn, at))
      return this.precedes(fn, at, (act) => act.what === 'arm' && act.key === key) ? [here] : [];
    const callers = lives.callers(fn.index);
    if (callers.length === 0) {
      // When the last reference goes, whoever had it may have stopped everything long before.
      if (isCounted(lives, fn) && isStoppedAnywhere(lives, key)) return [];
      return lives.isEntry(fn.index) || !fn.ir.isStatic ? [here] : [];
    }
    if (up === 0) return [];
    const bad: Bad[] = [];
    let good = 0;
    for (const { fn: caller, call } of callers) {
      if (this.active.has(caller.index)) continue;
      const found = this.from(caller, call, up - 1);
      if (found.length === 0) good++;
      bad.push(...found);
    }
    // Where every way is bad the mistake is here, and otherwise with who calls it so.
    return good === 0 ? bad.map(({ root }) => ({ ...here, root })) : bad;
  }

  private precedes(fn: ProgramFunction, at: Spot, test: (act: Act) => boolean): boolean {
    const { lives } = this;
    return lives.places(fn.index, test).some((place) => lives.leads(fn.index, place, at));
  }

  /** The object came into being in this function. */
  private isMadeBefore(fn: ProgramFunction, at: Spot): boolean {
    const { struct } = this;
    return this.precedes(fn, at, (act) => act.what === 'alloc' && act.key === `struct ${struct}`);
  }
}

/** What the object is registered as is unregistered: whoever queues its callback sees to it. */
function isTakenBack(lives: Lifetimes, act: Act, key: Key): boolean {
  if (act.what !== 'unregister') return false;
  const owner = structOf(act.key);
  if (owner === null) return false;
  return lives.analysis.program.member(owner, act.key.slice(owner.length + 1))?.name === objectOf(key);
}

function isStoppedAnywhere(lives: Lifetimes, key: Key): boolean {
  return (
    lives.every('drain').some(({ act }) => isDrain(lives, act, key)) ||
    lives.every('cancel').some(({ act }) => act.key === key)
  );
}

/** Called when the last reference is dropped, and by no user. */
function isCounted(lives: Lifetimes, fn: ProgramFunction): boolean {
  const { analysis } = lives;
  const entries = entriesOf(analysis, fn.index);
  return entries.length > 0 && entries.every(({ kind }) => analysis.model.userKind(kind) === undefined);
}

type Spot = { readonly block: number; readonly index: number; readonly at: number; readonly end: number };

function isDrain(lives: Lifetimes, act: Act, key: Key): boolean {
  if (act.what !== 'drain') return false;
  if (act.key === key) return true;
  // Flushing or destroying the queue that the work goes to.
  return lives.every('arm').some(({ act: arm }) => arm.key === key && arm.queue === act.key);
}

/** Memory that the device core frees after remove: remove has to stop what is armed. */
function findManaged(
  lives: Lifetimes,
  key: Key,
  arming: { fn: ProgramFunction; act: Act },
  holders: ReadonlySet<string>,
): Undrained[] {
  if (key.startsWith('irq of ')) return [];
  const makers = lives
    .every('alloc')
    .filter(({ act }) => act.managed && holders.has(structOf(act.key) ?? ''))
    .map(({ fn }) => fn.index);
  if (makers.length === 0) return [];
  const found: Undrained[] = [];
  const { program, model } = lives.analysis;
  for (const probe of program.callbacks) {
    if (probe.table === null || model.entry(probe.struct, probe.field)?.kind !== 'probe') continue;
    const reach = lives.closure(probe.fn);
    if (!makers.some((maker) => reach.has(maker)) || !usesKey(lives, probe.fn, key)) continue;
    const remove = program.callbacks.find(
      ({ table, file, struct, field }) =>
        table === probe.table && file === probe.file && model.entry(struct, field)?.kind === 'remove',
    );
    if (remove === undefined || [...lives.within(remove.fn)].some((act) => isDrain(lives, act, key)))
      continue;
    const root = lives.fn(remove.fn);
    const blame = blameManaged(lives, root, arming);
    const cancelled = [...lives.within(remove.fn)].some((a) => a.what === 'cancel' && a.key === key);
    found.push({ key, armed: arming, freed: null, root, blame, cancelled });
  }
  return found;
}

/** The way in sets this object's callback up: another driver may use the same struct without it. */
function usesKey(lives: Lifetimes, fn: number, key: Key): boolean {
  for (const act of lives.within(fn))
    if (act.key === key && (act.what === 'init' || act.what === 'arm')) return true;
  return false;
}

/** The function that stops other callbacks of the same object on this way, or where the ways part. */
function blameOf(lives: Lifetimes, key: Key, bad: Bad): Undrained['blame'] {
  const struct = objectOf(key);
  for (const fn of lives.closure(bad.root.index)) {
    const siblings = lives.of(fn).acts.filter((act) => act.what === 'drain' && structOf(act.key) === struct);
    const last = siblings.at(-1);
    if (last !== undefined) return { fn: lives.fn(fn), at: last.at, end: last.end };
  }
  return bad;
}

/** The part of remove that is in the file that arms it, or remove itself. */
function blameManaged(
  lives: Lifetimes,
  root: ProgramFunction,
  arming: { fn: ProgramFunction; act: Act },
): Undrained['blame'] {
  let blamed = root;
  for (const fn of lives.closure(root.index))
    if (lives.fn(fn).file === arming.fn.file && !lives.fn(fn).ir.isMacro) {
      blamed = lives.fn(fn);
      break;
    }
  const { start, end } = blamed.ir.nameSpan;
  return { fn: blamed, at: start, end };
}

/** Stopping order: what is stopped first and then started again by something that is stopped later. */
export interface Rearmed {
  readonly fn: ProgramFunction;
  readonly drained: Act;
  readonly by: Act;
}

/** Work flushed before the timer that queues it is off: it may be queued again in between. */
export function findRearmed(lives: Lifetimes): Rearmed[] {
  const found: Rearmed[] = [];
  const functions = new Set(lives.every('drain').map(({ fn }) => fn));
  for (const fn of functions) {
    const drains = lives.of(fn.index).acts.filter(({ what }) => what === 'drain');
    if (drains.length < 2) continue;
    for (const first of drains)
      for (const second of drains) {
        if (first.key === second.key || !lives.leads(fn.index, first, second)) continue;
        if (
          drains.some(
            (later) => later.key === first.key && later !== first && lives.leads(fn.index, second, later),
          )
        )
          continue;
        const arms = lives
          .callbacks(second.key)
          .some((callback) => startsAgain(lives, callback, first.key, fn));
        if (arms) found.push({ fn, drained: first, by: second });
      }
  }
  return found;
}

/** The callback itself starts it, and not only while a flag says so that the stopping function changes first. */
function startsAgain(lives: Lifetimes, callback: number, key: Key, stopper: ProgramFunction): boolean {
  if (!lives.of(callback).acts.some((act) => act.what === 'arm' && act.key === key)) return false;
  const { program } = lives.analysis;
  const changed = new Set<Key | null>();
  for (const { ops } of stopper.ir.blocks)
    for (const op of ops)
      if (op.op === 'assign' && op.target.k === 'field') changed.add(keyOf(program, stopper, op.target));
  const fn = lives.fn(callback);
  const tests = (expr: Expr): boolean => {
    if (expr.k === 'field') return changed.has(keyOf(program, fn, expr));
    if (expr.k === 'binary') return tests(expr.left) || tests(expr.right);
    return expr.k === 'unary' || expr.k === 'cast' ? tests(expr.arg) : false;
  };
  return !fn.ir.blocks.some(({ end }) => end.t === 'branch' && tests(end.cond));
}

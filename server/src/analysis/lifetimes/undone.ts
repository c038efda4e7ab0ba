import type { ProgramFunction } from '../program';
import { retractionsOf } from '../unprotected';
import type { Act } from './acts';
import type { Lifetimes } from './index';
import { type Key, structOf } from './keys';

/** What starting a driver registers and stopping it does not take back. */
export interface NotUndone {
  /** The function that should have taken it back. */
  readonly fn: ProgramFunction;
  readonly key: Key;
  /** Null for a guarded field that is never cleared. */
  readonly registered: { readonly fn: ProgramFunction; readonly act: Act } | null;
  readonly start: ProgramFunction;
  readonly stop: ProgramFunction;
}

type Taken = ReadonlyMap<Key, { readonly fn: ProgramFunction; readonly act: Act }>;

interface Pair {
  readonly start: number;
  readonly stop: number;
  /** Registered while starting. */
  readonly taken: Taken;
  readonly missing: Taken;
  readonly undone: ReadonlySet<Key>;
}

/** Registrations and interrupts of probe that remove leaves, and those of module init that exit leaves. */
export function findNotUndone(lives: Lifetimes): NotUndone[] {
  const found: NotUndone[] = [];
  const all = pairs(lives);
  for (const pair of all) {
    const groups = new Set<number | null>();
    for (const [key, registered] of pair.missing) {
      const by = sharedBy(lives, pair, registered.fn.index);
      const blamed = blame(lives, all, pair, by);
      // One call that is missing is one mistake, whatever it would have taken back.
      if (blamed.whole && groups.has(by)) continue;
      if (blamed.whole) groups.add(by);
      for (const fn of blamed.fns) found.push({ fn, key, registered, ...ends(lives, pair) });
    }
    if (pair.missing.size === 0) found.push(...neverRetracted(lives, pair));
  }
  const seen = new Set<string>();
  return found.filter(
    ({ fn, key }) => !seen.has(`${fn.index}|${key}`) && seen.add(`${fn.index}|${key}`) !== undefined,
  );
}

function ends(lives: Lifetimes, pair: Pair) {
  return { start: lives.fn(pair.start), stop: lives.fn(pair.stop) };
}

function isUndo(act: Act): boolean {
  return act.what === 'unregister' || act.what === 'drain';
}

/** Taken back by its name, or by a pointer to what it is. */
function isUndone(lives: Lifetimes, key: Key, undone: ReadonlySet<Key>): boolean {
  if (undone.has(key)) return true;
  const struct = structOf(key);
  const type = struct === null ? null : lives.analysis.program.member(struct, key.slice(struct.length + 1));
  return type?.record === true && undone.has(`struct ${type.name}`);
}

/** Somebody else takes it back: it is not the module's own for as long as it is loaded. */
function isUndoneElsewhere(lives: Lifetimes, key: Key, own: readonly number[]): boolean {
  const inside = new Set(own.flatMap((fn) => [...lives.closure(fn)]));
  return lives.every('unregister').some(({ fn, act }) => act.key === key && !inside.has(fn.index));
}

/** Probe and remove of one table, module init and exit of one file. */
function pairs(lives: Lifetimes): Pair[] {
  const { program, model } = lives.analysis;
  const found: Pair[] = [];
  const families = new Set(lives.every('unregister').map(({ act }) => act.primitive));
  const drained = new Set(lives.every('drain').map(({ act }) => act.key));
  const add = (start: number, stop: number, always: boolean) => {
    const taken = takenBy(lives, start);
    const undone = new Set([...lives.within(stop)].filter(isUndo).map(({ key }) => key));
    const missing = new Map(
      [...taken].filter(
        ([key, { act }]) =>
          !isUndone(lives, key, undone) &&
          (always
            ? key.startsWith('variable ') && !isUndoneElsewhere(lives, key, [start, stop])
            : families.has(act.primitive) || drained.has(key)),
      ),
    );
    found.push({ start, stop, taken, missing, undone });
  };
  const kind = (struct: string, field: string) => model.entry(struct, field)?.kind;
  for (const probe of program.callbacks) {
    if (probe.table === null || kind(probe.struct, probe.field) !== 'probe') continue;
    const remove = program.callbacks.find(
      ({ table, file, struct, field }) =>
        table === probe.table && file === probe.file && kind(struct, field) === 'remove',
    );
    if (remove !== undefined) add(probe.fn, remove.fn, false);
  }
  for (const facts of program.files) {
    const named = (wanted: string) =>
      facts.macroUses.flatMap((use) =>
        model
          .registrations(use.name)
          .filter((row) => row.kind === wanted)
          .flatMap((row) => program.resolve(use.args[row.callback]?.trim() ?? '', facts.path)),
      );
    const [start] = named('init');
    const [stop] = named('exit');
    // A module that can be unloaded takes back all it registered.
    if (start !== undefined && stop !== undefined) add(start, stop, true);
  }
  return found;
}

/** What is registered on the way of starting, and by which function. What the device core takes back is left out. */
function takenBy(lives: Lifetimes, start: number): Map<Key, { fn: ProgramFunction; act: Act }> {
  const taken = new Map<Key, { fn: ProgramFunction; act: Act }>();
  for (const at of lives.closure(start))
    for (const act of lives.of(at).acts) {
      const irq = act.what === 'arm' && act.key.startsWith('irq of ');
      if ((act.what !== 'register' && !irq) || act.managed || act.key.startsWith('struct ')) continue;
      if (isPutBack(lives, at, act)) continue;
      if (!taken.has(act.key)) taken.set(act.key, { fn: lives.fn(at), act });
    }
  return taken;
}

/** Registered again after it was taken away for a time: it is somebody else's. */
function isPutBack(lives: Lifetimes, fn: number, act: Act): boolean {
  return lives
    .of(fn)
    .acts.some((one) => one.what === 'unregister' && one.key === act.key && lives.leads(fn, one, act));
}

/** The lowest exported function on the way of starting that registers it, which has a counterpart. */
function sharedBy(lives: Lifetimes, pair: Pair, by: number): number | null {
  let best: number | null = null;
  for (const at of lives.closure(pair.start)) {
    if (!lives.fn(at).exported || !lives.closure(at).has(by)) continue;
    if (best === null || lives.closure(at).size < lives.closure(best).size) best = at;
  }
  return best;
}

interface Blamed {
  readonly fns: readonly ProgramFunction[];
  /** Nothing of what belongs together is taken back: the whole call is missing. */
  readonly whole: boolean;
}

function blame(lives: Lifetimes, all: readonly Pair[], pair: Pair, by: number | null): Blamed {
  const stop = lives.fn(pair.stop);
  if (by === null) return { fns: [stop], whole: false };
  const together = takenBy(lives, by);
  const kept = [...together.keys()].filter((key) => pair.undone.has(key));
  if (kept.length > 0) return { fns: [counterpart(lives, pair.stop, kept)], whole: false };
  // Where every driver of one core leaves it, the core does.
  const caller = [...lives.closure(pair.start)].find((at) =>
    lives.of(at).calls.some(({ callee }) => callee === by),
  );
  const like = all.filter((one) => caller !== undefined && lives.closure(one.start).has(caller));
  const leaving = like.filter((one) => [...together.keys()].every((key) => !one.undone.has(key)));
  if (caller !== undefined && like.length > 1 && leaving.length === like.length) {
    const { file } = lives.fn(caller);
    const common = [...lives.closure(pair.stop)].find(
      (at) => lives.fn(at).file === file && leaving.every((one) => lives.closure(one.stop).has(at)),
    );
    if (common !== undefined) return { fns: [lives.fn(common)], whole: true };
  }
  return { fns: [stop], whole: true };
}

/** The smallest part of stopping that takes back all of these. */
function counterpart(lives: Lifetimes, stop: number, keys: readonly Key[]): ProgramFunction {
  let best = stop;
  for (const at of lives.closure(stop)) {
    const own = new Set([...lives.within(at)].filter(isUndo).map(({ key }) => key));
    if (keys.every((key) => own.has(key)) && lives.closure(at).size < lives.closure(best).size) best = at;
  }
  return lives.fn(best);
}

/** A published subject whose guarded field the way of stopping never clears, although there is code that does. */
function neverRetracted(lives: Lifetimes, pair: Pair): NotUndone[] {
  const { analysis } = lives;
  const found: NotUndone[] = [];
  for (const row of analysis.model.guarded) {
    const retractions = retractionsOf(analysis, row);
    const reach = lives.closure(pair.stop);
    if (retractions.length === 0 || retractions.some(({ fn }) => reach.has(fn.index))) continue;
    const published = [...pair.taken].find(
      ([key, { act }]) => structOf(key) === row.struct && analysis.model.publishes(act.name) !== undefined,
    );
    if (published === undefined) continue;
    const fn = counterpart(lives, pair.stop, [published[0]]);
    found.push({ fn, key: `${row.struct}.${row.field}`, registered: null, ...ends(lives, pair) });
  }
  return found;
}

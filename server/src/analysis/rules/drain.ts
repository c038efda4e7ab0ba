import type { Analysis } from '../analyse';
import { entryContext } from '../contexts';
import { namesIn } from '../describe';
import { type Entry, entriesOf } from '../entries';
import { lockClass } from '../lock-class';
import type { Drain, LockUse } from '../lock-uses';
import type { Program } from '../program';
import { registrationsOf } from '../registered';
import type { FunctionResult } from '../solve';
import { type Hold, State } from '../state';
import { chainOf } from './chain';
import { holdsLike, isBlamed } from './exits';
import { type Finding, noHold, where } from './finding';
import { stepsTo } from './steps';

/** A lock that is held where a call waits for callbacks, in names of the function. */
interface Held {
  readonly cls: string;
  readonly mode: string | null;
  readonly name: string;
  /** Null when whoever calls the function holds it. */
  readonly hold: Hold | null;
}

/** Calls that wait for a callback while a lock is held that the callback takes: both wait for ever. */
export function findDrainDeadlocks(analysis: Analysis, result: FunctionResult): Finding[] {
  const { frame, summary } = result;
  if (result.capped || (frame.heldDrains.length === 0 && summary.drains.length === 0)) return [];
  const findings: Finding[] = [];
  for (const { drain, holds, state } of frame.heldDrains) {
    const names = namesIn(frame, state);
    const held = holds.flatMap((hold): Held[] => {
      const cls = lockClass(frame, state, hold.object);
      return cls === null ? [] : [{ cls, mode: hold.mode, name: names.of(hold.object), hold }];
    });
    findings.push(...judge(analysis, result, drain, held, state));
  }
  const entered = heldOnEntry(analysis, result);
  if (entered.length > 0)
    for (const drain of summary.drains)
      findings.push(...judge(analysis, result, drain, entered, new State()));
  return findings;
}

function heldOnEntry(analysis: Analysis, { frame }: FunctionResult): Held[] {
  const state = new State();
  return entriesOf(analysis, frame.fn.index).flatMap((entry) =>
    entryContext(analysis, entry).holds.flatMap((hold): Held[] => {
      if (hold.kind !== 'lock' || hold.object === null) return [];
      const cls = lockClass(frame, state, hold.object);
      return cls === null ? [] : [{ cls, mode: hold.mode, name: hold.name, hold: null }];
    }),
  );
}

function judge(
  analysis: Analysis,
  result: FunctionResult,
  drain: Drain,
  held: readonly Held[],
  state: State,
): Finding[] {
  for (const { fn, struct } of callbacksOf(analysis, drain, result.frame.fn.file)) {
    const uses = analysis.result(fn)?.summary.lockUses ?? [];
    for (const lock of held) {
      if (struct !== null && structOf(lock.cls) !== struct) continue;
      const use = uses.find((u) => u.cls === lock.cls && !(u.mode === 'read' && lock.mode === 'read'));
      if (use === undefined) continue;
      // A lock that somebody forgot to release: that is the mistake, and what follows from it is not another.
      if (lock.hold !== null && isKept(result, lock.hold) && isBlamed(analysis, result, lock.hold)) continue;
      return [report(analysis, result, drain, lock, fn, use, state)];
    }
  }
  return [];
}

/** Some return still holds it. */
function isKept(result: FunctionResult, hold: Hold): boolean {
  return result.exits.some(({ state }) => holdsLike(state, hold));
}

/** A callback that a fence may wait for; with `struct`, only for locks of the object that is being removed. */
interface Awaited {
  readonly fn: number;
  readonly struct: string | null;
}

/** Callbacks that a fence may wait for, those of the same file first. */
function callbacksOf(analysis: Analysis, drain: Drain, file: string): Awaited[] {
  const { callbacks, queued } = registrationsOf(analysis);
  const kinds = new Set(analysis.model.fences(drain.fence).flatMap((row) => (row.waits ? row.cuts : [])));
  const onQueue = drain.object === null ? undefined : queued.get(drain.object);
  const named = callbacks.filter(({ kind, object, file: at }) => {
    if (!kinds.has(kind)) return false;
    // The number of an interrupt is a member of a struct that many drivers have.
    if (kind.startsWith('irq'))
      return at === file && (drain.object === null || object === null || object === drain.object);
    return object !== null && (object === drain.object || onQueue?.has(object));
  });
  const struct = structOf(drain.object ?? '');
  const whole =
    named.length > 0 || struct === null
      ? []
      : entriesInFolder(analysis, folderOf(file)).filter(
          ({ kind }) => kinds.has(kind) && WHOLE_OBJECT.has(kind),
        );
  const all = [...named.map(({ fn }) => ({ fn, struct: null })), ...whole.map(({ fn }) => ({ fn, struct }))];
  const own = ({ fn }: Awaited) => analysis.program.functions[fn]?.file === file;
  return [...all.filter(own), ...all.filter((one) => !own(one))];
}

/** Kinds that are cut off with the object that they belong to: which one that is, its lock has to tell. */
const WHOLE_OBJECT: ReadonlySet<string> = new Set(['sysfs-show', 'sysfs-store', 'hwrng']);

/** `tpm_chip` of `tpm_chip.dev`. */
function structOf(cls: string): string | null {
  const dot = cls.indexOf('.');
  return dot < 0 || cls.includes('@') ? null : cls.slice(0, dot);
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

/** Entries of each folder, in order of functions; found once for a program. */
const folders = new WeakMap<Program, ReadonlyMap<string, readonly Entry[]>>();

function entriesInFolder(analysis: Analysis, folder: string): readonly Entry[] {
  const { program } = analysis;
  let byFolder = folders.get(program);
  if (byFolder === undefined) {
    const made = new Map<string, Entry[]>();
    for (const fn of program.list) {
      const own = made.get(folderOf(fn.file));
      if (own === undefined) made.set(folderOf(fn.file), [...entriesOf(analysis, fn.index)]);
      else own.push(...entriesOf(analysis, fn.index));
    }
    byFolder = made;
    folders.set(program, byFolder);
  }
  return byFolder.get(folder) ?? [];
}

function report(
  analysis: Analysis,
  result: FunctionResult,
  drain: Drain,
  lock: Held,
  callback: number,
  use: LockUse,
  state: State,
): Finding {
  const { fn } = result.frame;
  const name = analysis.program.functions[callback]?.name ?? '';
  const inside = drain.inside === null ? '' : ` (${drain.fence})`;
  const drainsOf = (index: number) =>
    (analysis.result(index)?.summary.drains ?? []).filter(
      (d) => d.fence === drain.fence && d.object === drain.object,
    );
  const usesOf = (index: number) =>
    (analysis.result(index)?.summary.lockUses ?? []).filter((u) => u.cls === use.cls && u.mode === use.mode);
  // Through a table of callbacks it is this driver that is reached when the lock is taken in its file.
  const staysIn = (file: string) => {
    const last = chainOf({ inside: callback }, usesOf).at(-1);
    return last !== undefined && analysis.program.functions[last.fn]?.file === file;
  };
  const taking = chainOf({ inside: callback }, (index) => usesOf(index)).map((one) =>
    where(
      one.one.at,
      `${name}() ${one.one.inside === null ? 'waits for it' : `calls ${one.one.callee}()`}`,
      one.fn,
    ),
  );
  return {
    rule: 'drain-deadlock',
    confidence: drain.fanned || (use.fanned && !staysIn(fn.file)) ? 'possible' : 'likely',
    result,
    at: drain.at,
    end: drain.end,
    hold: lock.hold ?? noHold(analysis.terms, fn.index, drain.at),
    state,
    object: lock.name,
    message: `${drain.callee}()${inside} waits for ${name}(), which takes '${lock.name}' that is held here`,
    steps: [
      ...(lock.hold === null
        ? [where(fn.ir.nameSpan.start, `entered with '${lock.name}' held`)]
        : stepsTo(state, lock.hold)),
      ...taking,
      ...chainOf(drain, drainsOf).map(({ fn: at, one }) => where(one.at, `calls ${one.callee}()`, at)),
      where(drain.at, 'waits here'),
    ],
  };
}

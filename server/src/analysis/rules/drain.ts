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
import { type Finding, noHold, type Step } from './finding';
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
  for (const callback of callbacksOf(analysis, drain, result.frame.fn.file)) {
    const uses = analysis.result(callback)?.summary.lockUses ?? [];
    for (const lock of held) {
      const use = uses.find((u) => u.cls === lock.cls && !(u.mode === 'read' && lock.mode === 'read'));
      if (use !== undefined) return [report(analysis, result, drain, lock, callback, use, state)];
    }
  }
  return [];
}

/** Functions that a fence may wait for. */
function callbacksOf(analysis: Analysis, drain: Drain, file: string): number[] {
  const { callbacks, queued } = registrationsOf(analysis);
  const kinds = new Set(analysis.model.fences(drain.fence).flatMap((row) => (row.waits ? row.cuts : [])));
  const onQueue = drain.object === null ? undefined : queued.get(drain.object);
  const own = callbacks.filter(({ kind, object, file: at }) => {
    if (!kinds.has(kind)) return false;
    if (drain.object === null || object === null) return at === file && !OWN_OBJECT.has(kind);
    return object === drain.object || onQueue?.has(object);
  });
  const tables =
    kinds.size === 0
      ? []
      : entriesInFolder(analysis, folderOf(file)).filter(
          (entry) =>
            kinds.has(entry.kind) && !OWN_OBJECT.has(entry.kind) && !callbacks.some((c) => c.fn === entry.fn),
        );
  return [...new Set([...own, ...tables].map((c) => c.fn))];
}

/** Kinds of which a fence names the very one: what is not known to hang on it is another one. */
const OWN_OBJECT: ReadonlySet<string> = new Set(['work', 'timer', 'tasklet', 'thread']);

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
  const step = (at: number, text: string, of?: number): Step => ({
    at,
    what: 'where',
    text,
    hold: null,
    taken: true,
    ...(of !== undefined && { fn: of }),
  });
  const drainsOf = (index: number) =>
    (analysis.result(index)?.summary.drains ?? []).filter(
      (d) => d.fence === drain.fence && d.object === drain.object,
    );
  const usesOf = (index: number) =>
    (analysis.result(index)?.summary.lockUses ?? []).filter((u) => u.cls === use.cls && u.mode === use.mode);
  const taking = chainOf({ inside: callback }, (index) => usesOf(index)).map((one) =>
    step(
      one.one.at,
      `${name}() ${one.one.inside === null ? 'waits for it' : `calls ${one.one.callee}()`}`,
      one.fn,
    ),
  );
  return {
    rule: 'drain-deadlock',
    confidence: drain.fanned || use.fanned ? 'possible' : 'likely',
    result,
    at: drain.at,
    end: drain.end,
    hold: lock.hold ?? noHold(analysis.terms, fn.index, drain.at),
    state,
    object: lock.name,
    message: `${drain.callee}()${inside} waits for ${name}(), which takes '${lock.name}' that is held here`,
    steps: [
      ...(lock.hold === null
        ? [step(fn.ir.nameSpan.start, `entered with '${lock.name}' held`)]
        : stepsTo(state, lock.hold)),
      ...taking,
      ...chainOf(drain, drainsOf).map(({ fn: at, one }) => step(one.at, `calls ${one.callee}()`, at)),
      step(drain.at, 'waits here'),
    ],
  };
}

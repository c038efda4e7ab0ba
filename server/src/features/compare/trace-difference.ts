import { isLock, lockWords } from '../hold-words';
import type { TraceReport } from '../reports';
import type {
  EntryDifference,
  EntryEnd,
  TraceDifference,
  WayDifference,
  WindowPlace,
} from './compare-report';
import { placeOf, stepsDifference } from './steps-difference';

/** The two traces of one function; null where it does not exist. */
export interface TracePair {
  readonly root: string;
  readonly direction: 'calls' | 'callers';
  readonly base: TraceReport | null;
  readonly head: TraceReport | null;
}

export function traceDifference({ root, direction, base, head }: TracePair): TraceDifference {
  const missing = base === null ? 'base' : head === null ? 'head' : null;
  const none = { added: [], removed: [], moved: [] };
  if (base === null || head === null)
    return {
      root,
      direction,
      missing,
      steps: none,
      entryPoints: [],
      windows: { opened: [], closed: [] },
      ways: [],
    };
  const told = direction === 'calls';
  return {
    root,
    direction,
    missing,
    steps: told ? stepsDifference(base, head) : none,
    entryPoints: told ? entriesDifference(base, head) : [],
    windows: told ? windowsDifference(base, head) : { opened: [], closed: [] },
    ways: told ? [] : waysDifference(base, head),
  };
}

function entriesDifference(base: TraceReport, head: TraceReport): EntryDifference[] {
  const ends = (trace: TraceReport) =>
    new Map(trace.entryPoints.map((entry) => [entry.id, { label: entry.label, end: endOf(trace, entry) }]));
  const [before, after] = [ends(base), ends(head)];
  const changed: EntryDifference[] = [];
  for (const id of new Set([...before.keys(), ...after.keys()])) {
    const [old, now] = [before.get(id), after.get(id)];
    if (old && now && sameEnd(old.end, now.end)) continue;
    changed.push({
      id,
      label: (now ?? old)?.label ?? '',
      base: old?.end ?? null,
      head: now?.end ?? null,
    });
  }
  return changed;
}

function endOf(trace: TraceReport, entry: TraceReport['entryPoints'][number]): EntryEnd {
  const { possibleUntil, stoppedBy } = entry;
  // biome-ignore lint/suspicious/noThenProperty: the interface names the key so.
  return { possibleUntil, step: placeOf(trace, possibleUntil)?.text ?? null, stoppedBy, then: entry.then };
}

function sameEnd(a: EntryEnd, b: EntryEnd): boolean {
  return a.step === b.step && a.stoppedBy === b.stoppedBy && a.then === b.then;
}

/** Windows with a hazard; the others follow from the ends of the entry points. */
function windowsDifference(base: TraceReport, head: TraceReport): TraceDifference['windows'] {
  const places = (trace: TraceReport): WindowPlace[] =>
    trace.windows
      .filter(({ hazard }) => hazard !== null)
      .map(({ from, to, entryPoints, hazard }) => ({
        from: placeOf(trace, from),
        to: placeOf(trace, to),
        entryPoints,
        hazard,
      }));
  const key = (window: WindowPlace) =>
    JSON.stringify([window.hazard, window.from?.text, window.to?.text, window.entryPoints]);
  const lacking = (some: readonly WindowPlace[], others: readonly WindowPlace[]) => {
    const known = new Set(others.map(key));
    return some.filter((window) => !known.has(key(window)));
  };
  const [before, after] = [places(base), places(head)];
  return { opened: lacking(after, before), closed: lacking(before, after) };
}

/**
 * Calls on the ways in that are new, gone, or made with something else held. What follows from a change further up the
 * same way is left out: it would repeat itself down to the root.
 */
function waysDifference(base: TraceReport, head: TraceReport): WayDifference[] {
  const [before, after] = [waysOf(base), waysOf(head)];
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (key) => texts(before.get(key))?.join('|') !== texts(after.get(key))?.join('|'),
  );
  const below = new Set(changed.map((key) => key.split(' > ')[1]));
  return changed.flatMap((key) => {
    const [fn = '', callee = ''] = key.split(' > ');
    const isKept = before.has(key) && after.has(key);
    if (isKept && below.has(fn) && fn !== callee) return [];
    return [{ function: fn, callee, base: texts(before.get(key)), head: texts(after.get(key)) }];
  });
}

function texts(held: ReadonlySet<string> | undefined): readonly string[] | null {
  return held === undefined ? null : [...held].sort();
}

/** Locks that are held at each call on the ways in, by caller and callee. */
function waysOf(trace: TraceReport): Map<string, Set<string>> {
  const ways = new Map<string, Set<string>>();
  for (const step of trace.steps) {
    const callee = step.parent === null ? trace.root : (trace.steps[step.parent - 1]?.function ?? trace.root);
    const key = `${step.function} > ${callee}`;
    const held = ways.get(key) ?? new Set();
    const locks = step.before
      .filter(isLock)
      .map((hold) => lockWords({ ...hold, object: ownName(hold.object) }));
    held.add([...new Set(locks)].sort().join(', ') || 'nothing');
    ways.set(key, held);
  }
  return ways;
}

/** `mutex` of `mutex (callers)`: a hold of a caller is named with where it comes from. */
function ownName(object: string): string {
  return object.replace(/ \(\w+\)$/, '');
}

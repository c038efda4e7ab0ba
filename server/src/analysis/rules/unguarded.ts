import type { Analysis } from '../analyse';
import type { Context, Contexts } from '../contexts';
import { entriesOf } from '../entries';
import type { FieldWrite } from '../field-writes';
import { lockClass } from '../lock-class';
import type { FunctionResult } from '../solve';
import { State } from '../state';
import { type Finding, noHold, where } from './finding';
import { filesWithLocks } from './order';

/** Stores under one lock from which on it counts as the field's lock. */
const ENOUGH = 3;
/** From this many on, a single store without the lock is likely a mistake and not only a possible one. */
const MANY = 5;
/** Share of the stores that may be without the lock; more of them is another habit. */
const MAX_WITHOUT = 0.25;

interface Site {
  readonly result: FunctionResult;
  readonly write: FieldWrite;
}

const found = new WeakMap<Analysis, ReadonlyMap<number, readonly Finding[]>>();

/**
 * Fields that are stored to under one lock nearly everywhere, and without any here. Setting up and tearing down, and
 * functions whose every caller holds the lock, do not count.
 */
export function findUnguardedWrites(
  analysis: Analysis,
  contexts: Contexts,
  result: FunctionResult,
): readonly Finding[] {
  let byFn = found.get(analysis);
  if (byFn === undefined) {
    const all = new Map<number, Finding[]>();
    for (const finding of [...sitesByField(analysis).values()].flatMap((sites) =>
      judge(analysis, contexts, sites),
    )) {
      const fn = finding.result.frame.fn.index;
      all.set(fn, [...(all.get(fn) ?? []), finding]);
    }
    byFn = all;
    found.set(analysis, byFn);
  }
  return byFn.get(result.frame.fn.index) ?? [];
}

function sitesByField(analysis: Analysis): Map<string, Site[]> {
  const files = filesWithLocks(analysis);
  const fields = new Map<string, Site[]>();
  for (const fn of analysis.program.list) {
    const result = files.has(fn.file) ? analysis.result(fn.index) : undefined;
    if (result === undefined || result.capped) continue;
    for (const write of result.frame.fieldWrites.values())
      fields.set(write.cls, [...(fields.get(write.cls) ?? []), { result, write }]);
  }
  return fields;
}

function judge(analysis: Analysis, contexts: Contexts, sites: readonly Site[]): Finding[] {
  const lock = usualLock(sites);
  if (lock === null) return [];
  const guarded = sites.filter((site) => site.write.locks.has(lock));
  const bare = sites.filter((site) => site.write.locks.size === 0);
  const others = sites.length - guarded.length - bare.length;
  const tooMany = (without: number) =>
    without === 0 || without + others > Math.max(1, (guarded.length + without + others) * MAX_WITHOUT);
  // Cheap questions first: what is held on the way is asked only where there is something to report.
  const reached = bare.filter((site) => isReached(analysis, site.result.frame.fn.index, new Set()));
  if (tooMany(reached.length)) return [];
  const shared = reached.filter((site) => isShared(analysis, contexts, site, lock));
  if (tooMany(shared.length)) return [];
  return shared.map((site) => report(analysis, site, lock, guarded, shared.length === 1));
}

/** The lock that most of the stores are under, when those are enough, in more than one function. */
function usualLock(sites: readonly Site[]): string | null {
  const counts = new Map<string, number>();
  for (const { write } of sites)
    for (const lock of write.locks) counts.set(lock, (counts.get(lock) ?? 0) + 1);
  const [best] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  if (best === undefined || best[1] < ENOUGH) return null;
  const functions = new Set(
    sites.filter((s) => s.write.locks.has(best[0])).map((s) => s.result.frame.fn.index),
  );
  return functions.size > 1 ? best[0] : null;
}

/** Some callback that can run at any time leads here. */
function isReached(analysis: Analysis, fn: number, seen: Set<number>): boolean {
  if (seen.has(fn)) return false;
  seen.add(fn);
  return (
    entriesOf(analysis, fn).some((entry) => isAtAnyTime(analysis, entry.kind)) ||
    analysis.callers(fn).some((caller) => isReached(analysis, caller.index, seen))
  );
}

/** Opening and closing a file comes before and after the rest. */
function isAtAnyTime({ model }: Analysis, kind: string): boolean {
  return kind !== 'open' && kind !== 'release' && (model.returnsToUser(kind) || model.runsByItself(kind));
}

/** Reached while others can be about, on some way in that does not hold the lock. */
function isShared(analysis: Analysis, contexts: Contexts, { result }: Site, lock: string): boolean {
  const state = new State();
  const holds = (way: Context) =>
    way.holds.some(
      (h) => h.kind === 'lock' && h.object !== null && lockClass(result.frame, state, h.object) === lock,
    );
  return contexts
    .of(result.frame.fn.index)
    .some((way) => way.entry !== null && isAtAnyTime(analysis, way.entry.kind) && !holds(way));
}

function report(
  analysis: Analysis,
  { result, write }: Site,
  lock: string,
  guarded: readonly Site[],
  only: boolean,
): Finding {
  const { fn } = result.frame;
  const { at, end, state } = write;
  const field = write.cls.slice(write.cls.lastIndexOf('.') + 1);
  const name = lock.replace(/@.*/, '').replace(/^.*\./, '');
  const [example] = guarded;
  const places = example === undefined ? [] : [{ fn: example.result.frame.fn.index, at: example.write.at }];
  return {
    rule: 'field-without-its-lock',
    confidence: only && guarded.length >= MANY ? 'likely' : 'possible',
    result,
    at,
    end,
    hold: noHold(analysis.terms, fn.index, at),
    state,
    object: write.cls,
    message: `'${field}' written without '${name}', which is held at ${guarded.length} other places that write it ({0})`,
    places,
    steps: [
      ...guarded
        .slice(0, ENOUGH)
        .map((site) => where(site.write.at, `written with '${name}' held`, site.result.frame.fn.index)),
      { at, what: 'where', text: 'written with no lock held', hold: null, taken: true },
    ],
  };
}

import { allHolds, holdKey } from './hold-words';
import type { FunctionReport, HoldReport, LineEffect, LineReport } from './reports';

/**
 * Which lines of a function change the state, and how. The engine's own word (`LineReport.effect`) wins.
 * Without it: a hold names the line that took it, so acquires are exact; releases are seen by comparing with the
 * next line, except behind a line that leaves (return, goto, break, continue), where the next line is no successor.
 */
export interface Change extends Omit<LineEffect, 'when'> {
  readonly line: number;
  /** `sometimes`: on some outcomes of the line, it is not known which. */
  readonly when: LineEffect['when'] | 'sometimes';
  /** State just before the line, and after it on the way on. */
  readonly before: readonly HoldReport[];
  readonly after: readonly HoldReport[];
}

export type LineText = (line: number) => string;

const noText: LineText = () => '';

/** Lines that change the state, in source order. */
export function changesOf(fn: FunctionReport, text: LineText = noText): readonly Change[] {
  const changes: Change[] = [];
  const lines = fn.lines.filter((line) => line.reachable);
  const acquired = acquiredByLine(fn);
  lines.forEach((line, at) => {
    const next = lines[at + 1] ?? endOf(fn, line, text);
    const effect = line.effect ?? compare(line, next, acquired.get(line.line) ?? [], text);
    if (effect.acquires.length === 0 && effect.releases.length === 0) return;
    const gone = new Set(effect.releases.map(holdKey));
    const before = line.must;
    const kept = before.filter((hold) => !gone.has(holdKey(hold)));
    changes.push({ ...effect, line: line.line, before, after: merge(kept, effect.acquires) });
  });
  return changes;
}

/** What is held behind the last statement of a function that simply ends: only what its callers get. */
function endOf(fn: FunctionReport, last: LineReport, text: LineText): LineReport | undefined {
  if (text(last.line) === '' || leaves(text(last.line))) return undefined;
  const handedOut = fn.summary.outcomes.flatMap((outcome) => outcome.acquires);
  const stays = (hold: HoldReport): boolean =>
    handedOut.some((other) => other.kind === hold.kind && other.object === hold.object);
  const [only, ...others] = fn.summary.outcomes;
  const released = only && others.length === 0 ? only.releases : last.released;
  return { ...last, line: fn.end, must: last.must.filter(stays), may: last.may.filter(stays), released };
}

/** The change on one line, or null. */
export function changeAt(fn: FunctionReport, line: number, text: LineText = noText): Change | null {
  return changesOf(fn, text).find((change) => change.line === line) ?? null;
}

/** True when the line leaves the function or jumps: its successor is not the line below. */
export function leaves(text: string): boolean {
  return /^\s*(?:\}?\s*(?:else\s+)?)?(?:return|goto|break|continue)\b/.test(text);
}

function compare(
  line: LineReport,
  next: LineReport | undefined,
  acquires: readonly HoldReport[],
  text: LineText,
): Pick<Change, 'acquires' | 'releases' | 'when'> {
  const fresh = acquires.filter((hold) => !line.must.some((old) => sameHold(old, hold)));
  const when = fresh.length > 0 && next ? certainty(fresh, next, text(line.line)) : 'always';
  if (!next || leaves(text(line.line))) return { acquires: fresh, releases: [], when };
  const after = new Map<string, number>();
  for (const hold of allHolds(next)) add(after, holdKey(hold), hold.count);
  for (const hold of fresh) add(after, holdKey(hold), -hold.count);
  const releases: HoldReport[] = [];
  for (const hold of line.must) {
    const left = Math.max(0, after.get(holdKey(hold)) ?? 0);
    if (left < hold.count) releases.push({ ...hold, count: hold.count - left });
  }
  const known = new Set(line.released.map(holdKey));
  for (const hold of next.released) if (!known.has(holdKey(hold))) releases.push(hold);
  return { acquires: fresh, releases, when };
}

/**
 * Under which outcome the holds stand. Not on all: a result kept in the held object is a pointer, one kept in an
 * error variable follows the kernel's convention; anything else is left open.
 */
function certainty(fresh: readonly HoldReport[], next: LineReport, text: string): Change['when'] {
  const sure = fresh.every((hold) => next.must.some((other) => holdKey(other) === holdKey(hold)));
  if (sure) return 'always';
  const result = /([\w>.-]+)\s*=[^=]/.exec(text)?.[1] ?? '';
  const held = (hold: HoldReport): boolean =>
    new RegExp(`^&?${escapeRegExp(result)}(?!\\w)`).test(hold.object);
  if (result !== '' && fresh.some(held)) return 'nonnull';
  return /^(?:rc|ret|err|error|r|res|status)$/.test(result) ? 'zero' : 'sometimes';
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function add(counts: Map<string, number>, key: string, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}

/** Holds of the whole function by the line (in this function) that took them. */
function acquiredByLine(fn: FunctionReport): Map<number, HoldReport[]> {
  const byLine = new Map<number, HoldReport[]>();
  const outcomes = fn.summary.outcomes.flatMap((outcome) => outcome.acquires);
  for (const hold of [...fn.lines.flatMap(allHolds), ...outcomes]) {
    const site = hold.acquired[0];
    if (site?.function !== fn.name || site.line < fn.start || site.line > fn.end) continue;
    const here = byLine.get(site.line) ?? [];
    if (!here.some((other) => sameHold(other, hold) || renamed(other, hold))) here.push(hold);
    byLine.set(site.line, here);
  }
  return byLine;
}

function sameHold(a: HoldReport, b: HoldReport): boolean {
  const siteA = a.acquired[0];
  const siteB = b.acquired[0];
  return holdKey(a) === holdKey(b) && siteA?.line === siteB?.line && siteA?.file === siteB?.file;
}

/** A summary names a returned object `ret`; inside the function the same hold carries a local name. */
function renamed(a: HoldReport, b: HoldReport): boolean {
  return a.kind === b.kind && a.primitive === b.primitive && /^ret\b/.test(b.object) && a.object !== b.object;
}

function merge(kept: readonly HoldReport[], taken: readonly HoldReport[]): readonly HoldReport[] {
  const result = [...kept];
  for (const hold of taken) {
    const at = result.findIndex((old) => holdKey(old) === holdKey(hold));
    const old = result[at];
    if (old) result[at] = { ...hold, count: old.count + hold.count };
    else result.push(hold);
  }
  return result;
}

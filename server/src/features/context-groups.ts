import { lifecycle } from '../model/lifecycle';
import { isLock, shortName, visibleHolds } from './hold-words';
import type { ContextReport, HoldReport, LineReport, OpsState } from './reports';

/** Contexts that are protected in the same way, for displays that have no room for each of them. */
export interface ContextGroup {
  readonly contexts: readonly ContextReport[];
  /** What callers hold in each of them. */
  readonly common: readonly HoldReport[];
  /** Why it is safe, or not proved to be. */
  readonly note: string | null;
  readonly ops: OpsState;
  /** Ways in, over all of them. */
  readonly ways: number;
}

/** Groups in the order of their first context; the guard of the chip's operations and the reason tell them apart. */
export function contextGroups(contexts: readonly ContextReport[], line: LineReport | null): ContextGroup[] {
  const groups = new Map<string, ContextReport[]>();
  const own = (context: ContextReport) => line?.byContext.find((entry) => entry.id === context.id);
  for (const context of contexts) {
    const key = `${guardMode(context.entry)}|${context.note ?? own(context)?.why ?? ''}|${own(context)?.ops ?? ''}`;
    const group = groups.get(key);
    if (group) group.push(context);
    else groups.set(key, [context]);
  }
  return [...groups.values()].map((members) => {
    const [first] = members as [ContextReport];
    return {
      contexts: members,
      common: commonHolds(members),
      note: first.note ?? own(first)?.why ?? null,
      ops: own(first)?.ops ?? line?.ops ?? 'n/a',
      ways: members.reduce((sum, context) => sum + waysOf(context), 0),
    };
  });
}

/** Names of the locks that guard a field of the chip. */
const guards = new Set(lifecycle.guarded.map((row) => row.lock));

export function isGuard(hold: HoldReport): boolean {
  return hold.kind === 'lock' && guards.has(shortName(hold.object));
}

function guardMode(holds: readonly HoldReport[]): string {
  return holds.find(isGuard)?.mode ?? '';
}

/** Locks and the like that all hold, by name and mode: paths differ from caller to caller. */
function commonHolds(contexts: readonly ContextReport[]): readonly HoldReport[] {
  const [first, ...others] = contexts.map((context) => visibleHolds(context.entry));
  const key = (hold: HoldReport): string =>
    `${hold.kind} ${isLock(hold) ? shortName(hold.object) : ''} ${hold.mode ?? ''}`;
  const unique = new Map((first ?? []).map((hold) => [key(hold), hold]));
  return [...unique]
    .filter(([name]) => others.every((holds) => holds.some((hold) => key(hold) === name)))
    .map(([, hold]) => hold);
}

/** `sysfs show (10 ways in)` says how many. */
function waysOf(context: ContextReport): number {
  return Number(/\((\d+) ways? in\)$/.exec(context.label)?.[1] ?? 1);
}

/** `write() on an open file, workqueue and 3 more`: what leads in, without counts. */
export function groupLabel(group: ContextGroup, most = 3): string {
  const names = group.contexts.flatMap((context) =>
    context.label
      .replace(/ \(\d+ ways? in\)$/, '')
      .split(', ')
      .filter((name) => name !== 'others'),
  );
  const unique = [...new Set(names)];
  const more = unique.length - most;
  return unique.slice(0, most).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

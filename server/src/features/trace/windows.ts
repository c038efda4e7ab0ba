import type { TraceReport } from '../reports';
import type { Step } from './call-tree';
import type { End, Ends } from './ends';
import type { TraceSource } from './trace-source';
import type { User } from './users';

type Window = TraceReport['windows'][number];

export interface EndedUser {
  readonly user: User;
  readonly end: End;
}

/**
 * Spans of the removal in which something is already taken away while some users can still be inside: between one
 * step that cuts off users and the next, and, with a hazard, from a step that harms those who are left.
 */
export function findWindows(
  source: TraceSource,
  steps: readonly Step[],
  ends: Ends,
  users: readonly EndedUser[],
): Window[] {
  return [...openWindows(users), ...hazards(source, steps, ends, users)].sort(
    (a, b) => a.from - b.from || a.to - b.to,
  );
}

/** Between two steps that cut somebody off: who is cut off by the second or a later one can still come in. */
function openWindows(users: readonly EndedUser[]): Window[] {
  const cuts = [...new Set(users.flatMap(({ end }) => (end.step === null ? [] : [end.step])))].sort(
    (a, b) => a - b,
  );
  const windows: Window[] = [];
  cuts.slice(1).forEach((to, i) => {
    const left = users.filter(({ end }) => end.step !== null && end.step >= to);
    windows.push({ from: cuts[i] as number, to, entryPoints: left.map(({ user }) => user.id), hazard: null });
  });
  return windows;
}

function hazards(
  source: TraceSource,
  steps: readonly Step[],
  ends: Ends,
  users: readonly EndedUser[],
): Window[] {
  const windows: Window[] = [];
  const last = steps.at(-1)?.n ?? 0;
  const {
    guarded: [row],
    subject,
  } = source.lifecycle;
  if (row === undefined) return windows;
  for (const step of ends.bareRetractions) {
    const inside = users.filter(({ user, end }) => user.reserves && isInside(end, step));
    windows.push(
      hazard(
        step,
        last,
        inside,
        `${step.text} without ${row.lock.path} held for ${row.retract}: a user inside still uses it`,
      ),
    );
  }
  const { retraction } = ends;
  if (retraction !== null) {
    const late = users.filter(
      ({ user, end }) => end.step !== null && end.step > retraction.n && !end.byGuard && user.unguarded(),
    );
    if (late.length > 0) {
      const to = Math.max(...late.map(({ end }) => end.step ?? last));
      windows.push(
        hazard(
          retraction,
          to,
          late,
          `uses ${row.field} without ${row.lock.path}, and is fenced only after ${row.field} is gone`,
        ),
      );
    }
  }
  const started = Math.min(...steps.filter(({ kind }) => kind === 'publish').map(({ n }) => n));
  for (const step of steps) {
    // Set-up that fails frees what nobody has seen; after the retraction nobody uses it.
    if (step.n < (Number.isFinite(started) ? started : 0) || step.n > (retraction?.n ?? 0)) continue;
    const freed = step.effect?.freed;
    if (step.guarded || !freed?.some((key) => key.startsWith(`${subject.struct}.`))) continue;
    const inside = users.filter(({ user, end }) => user.reserves && isInside(end, step));
    if (inside.length === 0) continue;
    const to = Math.max(...inside.map(({ end }) => end.step ?? last));
    windows.push(hazard(step, to, inside, `${step.text} frees what users can still reach`));
  }
  return windows;
}

function isInside(end: End, step: Step): boolean {
  return end.step === null || end.step > step.n;
}

function hazard(from: Step, to: number, users: readonly EndedUser[], text: string): Window {
  return {
    from: from.n,
    to: Math.max(from.n, to),
    entryPoints: users.map(({ user }) => user.id),
    hazard: text,
  };
}

import type { CancelToken } from '../base/cancel';
import { findDefinitions, functionAt, type Place } from './lookup';
import type { TraceStep } from './reports';
import type { Snapshot } from './snapshot';

/** Calls of one function, both ways, with calls through ops pointers followed to every function they may reach. */
export interface CallEdge {
  readonly place: Place;
  /** Lines of the calls: in the caller's file, 1-based. */
  readonly lines: readonly number[];
}

/** The function that the name at this place means: a definition here, or the one that is called. */
export function prepareCalls(
  snapshot: Snapshot,
  file: string,
  line: number,
  word: string,
  token?: CancelToken,
): Place | null {
  const named = findDefinitions(snapshot, word, file)[0];
  if (named) return named;
  const around = functionAt(snapshot, file, line, token);
  return around && around.nameLine === line
    ? (findDefinitions(snapshot, around.name, file)[0] ?? null)
    : null;
}

export function incomingCalls(snapshot: Snapshot, name: string, token?: CancelToken): readonly CallEdge[] {
  const trace = snapshot.trace(name, { direction: 'callers', depth: 1 }, token);
  return group(trace?.steps ?? [], (step) => placeOf(snapshot, step.function, step.file));
}

export function outgoingCalls(snapshot: Snapshot, name: string, token?: CancelToken): readonly CallEdge[] {
  const trace = snapshot.trace(name, { direction: 'calls', depth: 1 }, token);
  return group(trace?.steps ?? [], (step) =>
    step.callee === null ? null : placeOf(snapshot, step.callee, step.file),
  );
}

function placeOf(snapshot: Snapshot, name: string, near: string): Place | null {
  return findDefinitions(snapshot, name, near)[0] ?? null;
}

function group(steps: readonly TraceStep[], target: (step: TraceStep) => Place | null): readonly CallEdge[] {
  const edges = new Map<string, { place: Place; lines: number[] }>();
  for (const step of steps) {
    const place = step.parent === null ? target(step) : null;
    if (!place) continue;
    const key = `${place.file} ${place.start}`;
    const edge = edges.get(key) ?? { place, lines: [] };
    if (!edge.lines.includes(step.line)) edge.lines.push(step.line);
    edges.set(key, edge);
  }
  return [...edges.values()];
}

import type { CancelToken } from '../../base/cancel';
import { findDefinitions, lineAt } from '../lookup';
import type { FunctionReport, HoldReport, LineReport, OpsState } from '../reports';
import type { Snapshot } from '../snapshot';
import type { Frame } from './read-log';
import type { MappedFrame } from './splat-report';

/** Calls that the compiler may have folded into one frame. */
const MAX_FOLDED = 4;

interface Site {
  readonly lines: readonly number[];
  readonly from: MappedFrame['from'];
  readonly through: readonly string[];
}

/** Maps the frames of one stack, innermost first, onto functions and lines of the source. */
export function mapFrames(snapshot: Snapshot, frames: readonly Frame[], token?: CancelToken): MappedFrame[] {
  return frames.map((frame, at) => {
    const found = findIn(snapshot, frame, token);
    const bare = { function: frame.function, module: frame.module, isUncertain: frame.isUncertain };
    if (found === null)
      return {
        ...bare,
        file: null,
        lines: [],
        from: null,
        through: [],
        contexts: [],
        must: [],
        may: [],
        ops: 'n/a',
      };
    const { file, fn } = found;
    const site = siteOf(snapshot, frame, fn, calledBy(frames, at), token);
    const states = site.lines.flatMap((line) => lineAt(fn, line) ?? []);
    return {
      ...bare,
      file,
      ...site,
      contexts: fn.contexts.map(({ id, label, entry, note }) => ({ id, label, entry, note })),
      must: common(states.map((state) => state.must)),
      may: states.flatMap((state) => state.may),
      ops: opsOf(states),
    };
  });
}

/** The function of a frame; that in the file of the log where there are several of one name. */
function findIn(
  snapshot: Snapshot,
  frame: Frame,
  token?: CancelToken,
): { readonly file: string; readonly fn: FunctionReport } | null {
  const places = findDefinitions(snapshot, frame.function);
  const place = places.find(({ file }) => frame.file !== null && file.endsWith(frame.file)) ?? places[0];
  if (place === undefined) return null;
  const functions = snapshot.state(place.file, token)?.functions ?? [];
  const fn = functions.find((one) => one.name === place.name && one.start === place.start);
  return fn ? { file: place.file, fn } : null;
}

/** The frame that this one called: the next inner one that is certain. */
function calledBy(frames: readonly Frame[], at: number): string | null {
  for (let i = at - 1; i >= 0; i--) {
    const frame = frames[i];
    if (frame !== undefined && !frame.isUncertain) return frame.function;
  }
  return null;
}

function siteOf(
  snapshot: Snapshot,
  frame: Frame,
  fn: FunctionReport,
  inner: string | null,
  token?: CancelToken,
): Site {
  const isInside = frame.line !== null && fn.start <= frame.line && frame.line <= fn.end;
  if (frame.line !== null && isInside) return { lines: [frame.line], from: 'log', through: [] };
  const none: Site = { lines: [], from: 'function', through: [] };
  if (inner === null || frame.isUncertain) return none;
  if (findDefinitions(snapshot, inner).length === 0) {
    const lines = primitiveLines(snapshot, frame.function, inner, token);
    return lines.length === 0 ? none : { lines, from: 'call', through: [] };
  }
  const options = { direction: 'calls', to: inner, depth: MAX_FOLDED } as const;
  const steps = snapshot.trace(frame.function, options, token)?.steps ?? [];
  const first = steps.filter((step) => step.parent === null);
  const nearest = first.some((step) => step.callee === inner)
    ? first.filter((step) => step.callee === inner)
    : first;
  const through = new Set(
    nearest.flatMap(({ callee }) => (callee === null || callee === inner ? [] : [callee])),
  );
  const lines = [...new Set(nearest.map(({ line }) => line))].sort((a, b) => a - b);
  return lines.length === 0 ? none : { lines, from: 'call', through: [...through] };
}

/** Calls of a kernel function that the model knows: `mutex_lock` is `__mutex_lock` in a stack. */
function primitiveLines(snapshot: Snapshot, name: string, inner: string, token?: CancelToken): number[] {
  const steps = snapshot.trace(name, { direction: 'calls', depth: 1 }, token)?.steps ?? [];
  const plain = inner.replace(/^_+/, '').replace(/_(?:slowpath|common|nested)$/, '');
  const called = steps.filter(({ parent, text }) => parent === null && text.startsWith(`${plain}(`));
  return [...new Set(called.map(({ line }) => line))].sort((a, b) => a - b);
}

/** Holds that are in all lists. */
function common(lists: readonly (readonly HoldReport[])[]): readonly HoldReport[] {
  const [first = [], ...rest] = lists;
  const key = ({ kind, object, mode }: HoldReport) => `${kind} ${object} ${mode}`;
  return first.filter((hold) => rest.every((list) => list.some((other) => key(other) === key(hold))));
}

function opsOf(states: readonly LineReport[]): OpsState {
  const kinds = new Set(states.map(({ ops }) => ops));
  const [only] = kinds;
  if (kinds.size === 1 && only !== undefined) return only;
  return kinds.size === 0 ? 'n/a' : 'maybe-null';
}

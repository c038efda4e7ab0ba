import type { TraceReport, TraceStep } from '../reports';
import type { Splat } from './read-log';
import type { MappedFrame, Race, RaceStep } from './splat-report';

interface MappedStack {
  readonly label: string;
  readonly frames: readonly MappedFrame[];
}

/**
 * What of the removal a report is about: the step that freed or retracted what was used, the step at which the removal
 * waits, or the steps that a way in can meet. Null when no frame is of the subsystem.
 */
export function raceOf(
  splat: Splat,
  stacks: readonly MappedStack[],
  removal: TraceReport | null,
): Race | null {
  if (removal === null) return null;
  const { root } = removal;
  const own = stacks.filter(({ frames }) =>
    frames.some(({ file, isUncertain }) => file !== null && !isUncertain),
  );
  const trace = own.find(({ label }) => label === 'call trace') ?? own[0];
  if (trace === undefined) return null;
  const freed = own.find(({ label }) => label === 'freed by');
  const inside = stepOf(removal, trace.frames, splat.kind === 'hung-task' || splat.kind === 'lockup');
  if (inside !== null && isRemoval(removal, trace.frames)) return waiting(removal, inside);
  const entry = entryOf(removal, trace.frames);
  const until = entry?.possibleUntil == null ? null : short(removal.steps[entry.possibleUntil - 1]);
  const entryPoint = entry && { id: entry.id, label: entry.label, function: entry.function };
  const freeing = freed && isRemoval(removal, freed.frames) ? stepOf(removal, freed.frames) : null;
  const step = freeing ?? (touchesOps(splat, trace.frames) ? retraction(removal) : null);
  if (entryPoint === null && step === null) return null;
  return { root, entryPoint, step: short(step), until, text: words(removal, entry, step, freeing !== null) };
}

function isRemoval(removal: TraceReport, frames: readonly MappedFrame[]): boolean {
  return frames.some((frame) => frame.function === removal.root && !frame.isUncertain);
}

/** The innermost step that the stack stands in: the call between two of its frames, else the function of the last. */
function stepOf(removal: TraceReport, frames: readonly MappedFrame[], isWaiting = false): TraceStep | null {
  const certain = frames.filter(({ isUncertain }) => !isUncertain);
  for (const [at, frame] of certain.entries()) {
    const inner = certain[at - 1]?.function;
    const steps = removal.steps.filter((step) => step.function === frame.function);
    const called = steps.find(
      (step) =>
        (inner !== undefined && (step.callee === inner || step.text.startsWith(`${inner}(`))) ||
        (frame.from === 'log' && frame.lines.includes(step.line)),
    );
    if (called !== undefined) return called;
    // A task that waits does so at a fence.
    const fence = steps.find((step) => step.kind === 'fence');
    if (isWaiting && at > 0 && frame.file !== null && fence !== undefined) return fence;
  }
  return null;
}

/** A dereference of NULL or of freed memory below a function that uses the operations. */
function touchesOps(splat: Splat, frames: readonly MappedFrame[]): boolean {
  const isPointer = ['null-pointer', 'bad-address', 'use-after-free'].includes(splat.kind);
  return isPointer && frames.some(({ ops }) => ops !== 'n/a');
}

function retraction(removal: TraceReport): TraceStep | null {
  const ends = removal.entryPoints.filter(({ stoppedBy }) => / under /.test(stoppedBy));
  const n = ends[0]?.possibleUntil;
  return n == null ? null : (removal.steps[n - 1] ?? null);
}

/** The outermost frame that is a way in. */
function entryOf(
  removal: TraceReport,
  frames: readonly MappedFrame[],
): TraceReport['entryPoints'][number] | null {
  for (const frame of frames.toReversed()) {
    if (frame.isUncertain) continue;
    const entry = removal.entryPoints.find(
      (one) => one.function === frame.function && (frame.file === null || one.file === frame.file),
    );
    if (entry) return entry;
  }
  return null;
}

function waiting(removal: TraceReport, step: TraceStep): Race {
  const left = removal.entryPoints.filter(
    ({ possibleUntil }) => possibleUntil !== null && possibleUntil >= step.n,
  );
  const names = left.slice(0, 4).map(({ id }) => id);
  const more = left.length > 4 ? `, and ${left.length - 4} more` : '';
  const why = step.waitsFor === null ? '' : ` (${step.waitsFor})`;
  const others = left.length === 0 ? '' : `; these can still be inside: ${names.join(', ')}${more}`;
  return {
    root: removal.root,
    entryPoint: null,
    step: short(step),
    until: null,
    text: `this is the removal, at step ${step.n}: ${step.text}${why}${others}`,
  };
}

function words(
  removal: TraceReport,
  entry: TraceReport['entryPoints'][number] | null,
  step: TraceStep | null,
  isFreed: boolean,
): string {
  const way = entry === null ? 'this code' : `${entry.id} (${entry.label})`;
  const end =
    entry?.possibleUntil == null
      ? `no step of ${removal.root}() ends ${way}`
      : `${way} can run until step ${entry.possibleUntil} of ${removal.root}(): ${removal.steps[entry.possibleUntil - 1]?.text}`;
  if (step === null) return end;
  const what = isFreed ? 'freed what it used at' : 'takes away what it uses at';
  const order =
    entry?.possibleUntil != null && step.n <= entry.possibleUntil && isFreed
      ? '; the free comes before the fence'
      : '';
  return `the removal ${what} step ${step.n}, ${step.text}; ${end}${order}`;
}

function short(step: TraceStep | null | undefined): RaceStep | null {
  if (step == null) return null;
  const { n, file, line, function: fn, text } = step;
  return { n, file, line, function: fn, text };
}

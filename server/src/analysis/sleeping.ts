import type { FunctionRow } from '../model/types';
import { substitute } from './apply-summary';
import type { Target } from './call-target';
import type { Cause } from './effects';
import { admit, knownOfInputs, maskOf } from './facts';
import type { Frame, Sleeping } from './frame';
import { type Hold, isSoft, type State } from './state';
import { K, type Term } from './term-kinds';

/** Places at which a function may sleep that are kept of it; each stands for a way of its own to get there. */
const MAX_SLEEPINGS = 4;

/** Notes that a call may sleep: as a mistake where the function itself forbids it, else as what callers should know. */
export function noteSleep(
  frame: Frame,
  state: State,
  target: Target,
  args: readonly Term[],
  site: number,
  cause: Cause,
): void {
  const { model, fn } = frame;
  const hold = state.holds.find((h) => isAtomic(frame, h));
  if (hold === undefined && isSettled(frame, cause.at)) return;
  const known = target.name === null ? undefined : model.known(target.name);
  const outside = target.functions.length === 0 || model.primitives(target.name ?? '').length > 0;
  if (outside) {
    const sleeps = target.name === null ? undefined : sleepsItself(frame, known, target.name, args);
    if (sleeps)
      note(frame, state, hold, { at: cause.at, end: cause.end, callee: target.name ?? '', inside: null });
    else if (sleeps === undefined) frame.sleepUnknown = true;
    return;
  }
  // Of what a callback table may hold, only what all have in common is certain.
  let reached: number | null = null;
  for (const index of target.functions) {
    const summary = index === fn.index ? undefined : frame.summaryOf(index);
    if (summary?.sleeps !== false) frame.sleepUnknown = true;
    if (summary === undefined || !mayReach(frame, state, summary.sleepings, index, args, site)) return;
    reached ??= index;
  }
  if (reached === null) return;
  const callee = target.name ?? target.member ?? '';
  note(frame, state, hold, { at: cause.at, end: cause.end, callee, inside: reached });
}

/** Whether a function outside of the program may sleep in this call; undefined when nobody knows. */
function sleepsItself(
  frame: Frame,
  known: FunctionRow | undefined,
  name: string,
  args: readonly Term[],
): boolean | undefined {
  const time = known?.sleepsUnlessZero === undefined ? undefined : args[known.sleepsUnlessZero];
  if (time !== undefined && frame.terms.value(time) === 0) return false;
  if (known?.sleeps !== undefined) return known.sleeps;
  if (known?.gfp !== undefined) {
    const flags = args[known.gfp];
    return flags !== undefined && mayWait(frame, flags) ? true : undefined;
  }
  const rows = frame.model.primitives(name);
  // Taking something that forbids to sleep does not sleep.
  return rows.some((row) => row.atomic) ? false : undefined;
}

function mayWait(frame: Frame, flags: Term): boolean {
  const { terms } = frame;
  if (terms.kind(flags) === K.Symbol) return frame.model.sleepingFlag(terms.name(terms.a(flags)));
  return terms.children(flags).some((part) => mayWait(frame, part));
}

/** The term is a flag, of the callee's arguments or data, that says whether sleeping is allowed. */
function tellsSleeping(frame: Frame, callee: number, term: Term): boolean {
  const { terms, model, program } = frame;
  const kind = terms.kind(term);
  if (kind === K.Param)
    return model.tellsSleeping(program.functions[callee]?.ir.params[terms.a(term)]?.name ?? '');
  if (kind === K.Field) return model.tellsSleeping(terms.name(terms.b(term)));
  return terms.children(term).some((part) => tellsSleeping(frame, callee, part));
}

/** Some place at which the callee sleeps may be reached in this call. */
function mayReach(
  frame: Frame,
  state: State,
  sleepings: readonly Sleeping[],
  index: number,
  args: readonly Term[],
  site: number,
): boolean {
  const presence = frame.program.functions[index]?.ir.presence ?? [];
  const memo = new Map<Term, Term>();
  return sleepings.some(({ given }) => {
    if (given.length === 0 && presence.length === 0) return true;
    const possible = state.copy();
    return given.every(([term, mask]) => {
      const value = substitute(frame, state, term, args, site, memo);
      // Whoever asks whether it may sleep knows what it is called from; here it is not known.
      if (tellsSleeping(frame, index, term) && (maskOf(frame.terms, state, value) & ~mask) !== 0)
        return false;
      return admit(frame.terms, possible, value, mask);
    });
  });
}

/** Nothing more can be learnt of a place that sleeps whatever the function was given, nor of one place too many. */
function isSettled({ sleepings }: Frame, at: number): boolean {
  const old = sleepings.get(at);
  return old === undefined ? sleepings.size >= MAX_SLEEPINGS : old.given.length === 0;
}

function note(frame: Frame, state: State, hold: Hold | undefined, call: Omit<Sleeping, 'given'>): void {
  if (hold !== undefined) {
    const sleeping: Sleeping = { ...call, given: [] };
    frame.atomicSleeps.push({ sleeping, hold, state: state.copy() });
    return;
  }
  // The caller's lock was dropped first: it does not mind.
  if (state.released.some((h) => isAtomic(frame, h))) {
    frame.sleepUnknown = true;
    return;
  }
  if (isSettled(frame, call.at)) return;
  const old = frame.sleepings.get(call.at);
  const given = knownOfInputs(frame.terms, state, old?.given);
  if (given !== old?.given) frame.sleepings.set(call.at, { ...call, given });
}

/** Where paths merge, those that disabled interrupts are not kept apart: a callee's word for it is not good enough. */
function isAtomic(frame: Frame, hold: Hold): boolean {
  if (!hold.certain || (isSoft(hold) && hold.site.inside !== null)) return false;
  return frame.model.atomic(hold.primitive) !== undefined;
}

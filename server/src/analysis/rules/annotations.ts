import type { Analysis } from '../analyse';
import { entryContext } from '../contexts';
import { namesIn } from '../describe';
import { entriesOf } from '../entries';
import { annotatedLock, annotationsOf, type Requirement } from '../requirements';
import type { FunctionResult } from '../solve';
import { State } from '../state';
import type { Term } from '../term-kinds';
import { chainOf } from './chain';
import { type Finding, noHold, type Step, where } from './finding';
import { lastName } from './kept';

/** Annotations and assertions about locks that callers, or the body itself, do not keep to. */
export function findAnnotationMismatches(analysis: Analysis, result: FunctionResult): Finding[] {
  if (result.capped) return [];
  return [
    ...unmetHere(analysis, result),
    ...unmetOnEntry(analysis, result),
    ...unkeptByBody(analysis, result),
  ];
}

function unmetHere(analysis: Analysis, result: FunctionResult): Finding[] {
  return result.frame.unmet.map(({ requirement, state, why }) => {
    const object = namesIn(result.frame, state).of(requirement.object);
    const how =
      why === 'failed' ? 'taking it may have failed on this path' : 'it has been released on this path';
    return report(analysis, result, requirement, object, state, `${claim(requirement, object)}, but ${how}`);
  });
}

/** A callback of the kernel that does not hold what the functions that it calls rely on. */
function unmetOnEntry(analysis: Analysis, result: FunctionResult): Finding[] {
  const { frame, summary } = result;
  const inherited = summary.requires.filter((r) => r.inside !== null);
  if (inherited.length === 0) return [];
  const entries = entriesOf(analysis, frame.fn.index);
  const [entry] = entries;
  // Somebody else in the program may call it with the lock held.
  if (entry === undefined || analysis.callers(frame.fn.index).length > 0) return [];
  const state = result.exits[0]?.state ?? new State();
  const held = new Set(entries.flatMap((one) => entryContext(analysis, one).holds.map((h) => h.object)));
  return inherited
    .filter((r) => !held.has(r.object) && isTakenSomewhere(analysis, result, r.object))
    .map((requirement) => {
      const object = namesIn(frame, state).of(requirement.object);
      const message = `${claim(requirement, object)}, but ${frame.fn.name}() (${entry.label}) does not hold it`;
      return report(analysis, result, requirement, object, state, message);
    });
}

function claim(requirement: Requirement, object: string): string {
  const { callee, by } = requirement;
  return by === 'annotation'
    ? `${callee}() must be called with '${object}' held`
    : `${callee}() asserts that '${object}' is held`;
}

/** A lock that nothing in the file takes is one of the kernel's, held by who calls the callback. */
function isTakenSomewhere(analysis: Analysis, result: FunctionResult, object: Term): boolean {
  const name = lastName(result, object);
  return analysis.program.list.some((fn) => {
    if (fn.file !== result.frame.fn.file) return false;
    const other = analysis.result(fn.index);
    return (
      other !== undefined &&
      [...other.frame.takings.values()].some((taking) => lastName(other, taking.object) === name)
    );
  });
}

function report(
  analysis: Analysis,
  result: FunctionResult,
  requirement: Requirement,
  object: string,
  state: State,
  message: string,
): Finding {
  const { fn } = result.frame;
  const requiresOf = (index: number) => analysis.result(index)?.summary.requires ?? [];
  const inside: Step[] = chainOf(requirement, requiresOf).map(({ fn: at, one }) =>
    where(one.at, one.inside === null ? `'${object}' must be held` : `calls ${one.callee}()`, at),
  );
  return {
    rule: 'annotation-mismatch',
    confidence: 'likely',
    result,
    at: requirement.at,
    end: requirement.end,
    hold: noHold(analysis.terms, fn.index, requirement.at),
    state,
    object,
    message,
    steps: [...inside, where(requirement.at, 'here')],
  };
}

/** A body that does not do what its own annotations say. */
function unkeptByBody(analysis: Analysis, result: FunctionResult): Finding[] {
  const { frame, exits } = result;
  const annotations = annotationsOf(frame);
  if (annotations.length === 0 || exits.length === 0) return [];
  const named = (name: string) =>
    annotations.filter((a) => a.name === name).flatMap((a) => annotatedLock(frame, a) ?? []);
  const [takes, releases] = [named('__acquires'), named('__releases')];
  const { start, end } = frame.fn.ir.nameSpan;
  const say = (lock: Term, text: string): Finding => {
    const object = namesIn(frame, new State()).of(lock);
    return {
      rule: 'annotation-mismatch',
      confidence: 'likely',
      result,
      at: start,
      end,
      hold: noHold(analysis.terms, frame.fn.index, start),
      state: new State(),
      object,
      message: text.replace('$', `'${object}'`),
      steps: [where(start, 'annotated')],
    };
  };
  const isHeld = (lock: Term) => exits.some(({ state }) => state.holds.some((h) => h.object === lock));
  const isGone = (lock: Term) => exits.some(({ state }) => state.released.some((h) => h.object === lock));
  return [
    ...takes
      .filter((lock) => !releases.includes(lock) && !isHeld(lock))
      .map((lock) => say(lock, '__acquires says that it returns with $ held, but no return does')),
    ...releases
      .filter((lock) => !takes.includes(lock) && !isGone(lock))
      .map((lock) => say(lock, '__releases says that it releases $, but no return has')),
    ...named('__must_hold')
      .filter((lock) => !releases.includes(lock) && isGone(lock))
      .map((lock) => say(lock, '__must_hold says that $ stays held, but a return has released it')),
  ];
}

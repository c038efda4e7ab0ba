import type { Analysis } from '../analyse';
import { namesIn } from '../describe';
import { entriesOf } from '../entries';
import type { Sleeping } from '../frame';
import type { FunctionResult } from '../solve';
import { State } from '../state';
import { chainOf } from './chain';
import { isBlamedInside } from './exits';
import { type Finding, noHold, where } from './finding';
import { stepsTo } from './steps';

/** Calls that may sleep where something forbids it: what the function holds, or the context that it runs in. */
export function findAtomicSleeps(analysis: Analysis, result: FunctionResult): Finding[] {
  if (result.capped) return [];
  return [...underHolds(analysis, result), ...inAtomicEntry(analysis, result)];
}

function underHolds(analysis: Analysis, result: FunctionResult): Finding[] {
  const findings = new Map<string, Finding>();
  const sleeps = [...result.frame.atomicSleeps].sort((a, b) => a.sleeping.at - b.sleeping.at);
  for (const { sleeping, hold, state } of sleeps) {
    // One section that sleeps is one mistake, wherever it does; a lock that a callee forgot is that one's.
    const key = `${hold.object}|${hold.site.at}`;
    if (findings.has(key) || isBlamedInside(analysis, hold)) continue;
    const object = namesIn(result.frame, state).of(hold.object);
    const phrase = analysis.model.atomic(hold.primitive) ?? '';
    findings.set(key, {
      rule: 'sleep-in-atomic',
      confidence: sleeping.inside === null ? 'proved' : 'likely',
      result,
      at: sleeping.at,
      end: sleeping.end,
      hold,
      state,
      object,
      message: `${sleeping.callee}() may sleep${deepest(analysis, sleeping)} ${phrase.replace('$', object)}`,
      steps: [...stepsTo(state, hold), ...stepsInto(analysis, sleeping)],
    });
  }
  return [...findings.values()];
}

function inAtomicEntry(analysis: Analysis, result: FunctionResult): Finding[] {
  const { fn } = result.frame;
  const { sleepings } = result.summary;
  if (sleepings.length === 0) return [];
  const entries = entriesOf(analysis, fn.index);
  const entry = entries.find((one) => one.atomic);
  // A function that is also called where sleeping is fine may know where it is.
  if (entry === undefined || !entries.every((one) => one.atomic)) return [];
  return sleepings.map((sleeping) => ({
    rule: 'sleep-in-atomic',
    confidence: sleeping.inside === null && sleeping.given.length === 0 ? 'proved' : 'likely',
    result,
    at: sleeping.at,
    end: sleeping.end,
    hold: noHold(analysis.terms, fn.index, sleeping.at),
    state: new State(),
    object: fn.name,
    message: `${sleeping.callee}() may sleep${deepest(analysis, sleeping)}, but ${fn.name}() runs in atomic context (${entry.label})`,
    steps: [where(fn.ir.nameSpan.start, `${entry.label}, atomic`), ...stepsInto(analysis, sleeping)],
  }));
}

/** ` (msleep)`: what sleeps in the end, where that is not the callee itself. */
function deepest(analysis: Analysis, sleeping: Sleeping): string {
  const last = chainOf(sleeping, sleepingsOf(analysis)).at(-1);
  return last === undefined ? '' : ` (${last.one.callee})`;
}

function stepsInto(analysis: Analysis, sleeping: Sleeping): Finding['steps'] {
  const chain = chainOf(sleeping, sleepingsOf(analysis));
  return [
    ...chain.map(({ fn, one }) =>
      where(one.at, one.inside === null ? `${one.callee}() may sleep` : `calls ${one.callee}()`, fn),
    ),
    where(sleeping.at, 'called here'),
  ];
}

function sleepingsOf(analysis: Analysis): (fn: number) => readonly Sleeping[] {
  return (fn) => analysis.result(fn)?.summary.sleepings ?? [];
}

import type { When } from '../model/types';
import { changesOf, type LineText } from './changes';
import {
  allHolds,
  countWords,
  firstThatFits,
  hasEffect,
  holdKey,
  listWords,
  outcomeWords,
  plural,
  sentence,
} from './hold-words';
import type { FunctionReport, HoldReport, OutcomeReport } from './reports';

/** A function in one line of plain words: the head lens, and the first line of the hover on its name. */

/** What is said when a function neither changes, uses nor misses anything. */
export const touchesNothing = 'Takes and releases nothing';

/** True for a function that deserves a line by default. */
export function isInteresting(fn: FunctionReport, text: LineText): boolean {
  return summaryWords(fn, text) !== touchesNothing;
}

/** One sentence of at most `limit` characters. */
export function summaryWords(fn: FunctionReport, text: LineText, limit = 80): string {
  if (fn.lines.length === 0 && fn.gaps.length > 0) return notAnalysed(fn, limit);
  const texts = effectTexts(fn) ?? useTexts(fn, text) ?? [touchesNothing];
  const note = '; not analysed in full';
  const noted = fn.gaps.length > 0 ? texts.map((words) => words + note) : [];
  return firstThatFits([...noted.slice(0, 1), ...texts, ...noted.slice(1)], limit);
}

function notAnalysed(fn: FunctionReport, limit: number): string {
  const [gap] = fn.gaps;
  return firstThatFits(
    [
      `Not analysed: ${gap?.reason ?? 'unknown'} at line ${gap?.line ?? fn.start}`,
      `Not analysed: ${gap?.reason}`,
    ],
    limit,
  );
}

/** What stands on every way to one outcome, and whether some of them do more. */
interface Case {
  readonly when: When;
  readonly certain: OutcomeReport;
  readonly more: boolean;
}

/** By outcome, from the most to the least exact; null when no outcome has a certain effect. */
function effectTexts(fn: FunctionReport): string[] | null {
  const cases = casesOf(fn.summary.outcomes);
  if (!cases.some(({ certain }) => hasEffect(certain))) return null;
  const more = cases.some((one) => one.more) ? '; more in some cases' : '';
  const exact = casesText(cases, listWords);
  const counted = casesText(cases, countWords);
  return [exact + more, exact, counted + more, counted];
}

function casesOf(outcomes: readonly OutcomeReport[]): readonly Case[] {
  const byWhen = new Map<When, OutcomeReport[]>();
  for (const outcome of outcomes) byWhen.set(outcome.when, [...(byWhen.get(outcome.when) ?? []), outcome]);
  return [...byWhen].map(([when, same]) => {
    const acquires = common(same.map((outcome) => outcome.acquires));
    const releases = common(same.map((outcome) => outcome.releases));
    const more = same.some(
      (outcome) => outcome.acquires.length > acquires.length || outcome.releases.length > releases.length,
    );
    return { when, certain: { when, given: null, acquires, releases }, more };
  });
}

/** Holds that all lists have. */
function common(lists: readonly (readonly HoldReport[])[]): readonly HoldReport[] {
  const [first = [], ...rest] = lists;
  const has = (list: readonly HoldReport[], hold: HoldReport): boolean =>
    list.some((other) => holdKey(other) === holdKey(hold));
  return first.filter((hold) => rest.every((list) => has(list, hold)));
}

type Words = (holds: readonly HoldReport[]) => string;

function casesText(cases: readonly Case[], words: Words): string {
  const phrases = new Map<string, When[]>();
  for (const { when, certain } of cases) {
    const text = phrase(certain, words);
    phrases.set(text, [...(phrases.get(text) ?? []), when]);
  }
  const [only] = phrases.keys();
  if (phrases.size === 1 && only) return sentence(only);
  const parts = [...phrases].sort(([a], [b]) => Number(a === '') - Number(b === ''));
  return sentence(parts.map(([text, whens]) => `${whenWords(whens)} ${text || 'nothing'}`).join('; '));
}

/** What one outcome does; empty for nothing. */
export function phrase(outcome: OutcomeReport, words: Words): string {
  const parts: string[] = [];
  if (outcome.releases.length > 0) parts.push(`releases ${words(outcome.releases)}`);
  if (outcome.acquires.length > 0) parts.push(`returns holding ${words(outcome.acquires)}`);
  return parts.join(', ');
}

/** `on 0`, `on error`, `on 0 or NULL`. Non-zero beside negative is said once: in the kernel both mean an error. */
function whenWords(whens: readonly When[]): string {
  const shown = whens.includes('negative') ? whens.filter((when) => when !== 'nonzero') : whens;
  return shown
    .map((when, at) => (at === 0 ? outcomeWords(when) : outcomeWords(when).replace(/^on /, '')))
    .join(' or ');
}

function useTexts(fn: FunctionReport, text: LineText): string[] | null {
  const uses = opsUses(fn, text);
  const entries = new Set(fn.contexts.map((context) => listWords(context.entry)));
  const inside = takenInside(fn);
  const useText = `Uses chip->ops on ${plural(uses, 'line')}`;
  if (uses > 0 && entries.size > 1) return [`${useText}; entered in ${entries.size} lock contexts`];
  if (inside.length > 0) return [`Balanced: takes and releases ${countWords(inside)}`];
  if (uses > 0) return [useText];
  const some = fn.summary.outcomes.find(hasEffect);
  if (some) return [`In some cases ${phrase(some, listWords)}`, `In some cases ${phrase(some, countWords)}`];
  return fn.gaps.length > 0 ? ['Takes and releases nothing that is known'] : null;
}

/** Lines that use the protected callback table; the state tells where it matters, the text where it is used. */
function opsUses(fn: FunctionReport, text: LineText): number {
  return fn.lines.filter((line) => line.ops !== 'n/a' && /->ops\b/.test(text(line.line))).length;
}

/** Holds taken by the function's own lines, each once with its highest count. */
function takenInside(fn: FunctionReport): readonly HoldReport[] {
  const found = new Map<string, HoldReport>();
  const own = fn.lines.flatMap(allHolds).filter((hold) => hold.acquired[0]?.function === fn.name);
  const effects = changesOf(fn).flatMap((change) => change.acquires);
  for (const hold of [...own, ...effects]) {
    const old = found.get(holdKey(hold));
    if (!old || old.count < hold.count) found.set(holdKey(hold), hold);
  }
  return [...found.values()];
}

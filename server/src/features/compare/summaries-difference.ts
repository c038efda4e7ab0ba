import { hasEffect, ifReturns, listWords } from '../hold-words';
import type { HoldReport, SummaryReport } from '../reports';
import type { Snapshot } from '../snapshot';
import { phrase } from '../summary-words';
import type { SummaryDifference } from './compare-report';

/** Functions that say something else to their callers than before, and those with effects that came or went. */
export function summariesDifference(
  base: Snapshot,
  head: Snapshot,
  files: readonly string[],
): SummaryDifference[] {
  const changed: SummaryDifference[] = [];
  for (const file of files) {
    const [before, after] = [wordsOf(base, file), wordsOf(head, file)];
    for (const name of new Set([...before.keys(), ...after.keys()])) {
      const [old = null, now = null] = [before.get(name), after.get(name)];
      if (JSON.stringify(old) === JSON.stringify(now)) continue;
      if ((old ?? []).length + (now ?? []).length === 0) continue;
      changed.push({ file, function: name, base: old, head: now });
    }
  }
  return changed;
}

/** One line per outcome with an effect, by function; the arms of an `#if` that define a function twice together. */
function wordsOf(snapshot: Snapshot, file: string): Map<string, string[]> {
  const words = new Map<string, string[]>();
  for (const { name, summary } of snapshot.summaries(file))
    words.set(name, [...new Set([...(words.get(name) ?? []), ...summaryLines(summary)])].sort());
  return words;
}

function summaryLines(summary: SummaryReport): string[] {
  return summary.outcomes.filter(hasEffect).map((outcome) => {
    const given = outcome.given ? ` and ${outcome.given}` : '';
    return `${ifReturns(outcome.when) || 'always'}${given}: ${phrase(outcome, exactWords)}`;
  });
}

/** Things in parentheses tell which object, where the short words do not. */
function exactWords(holds: readonly HoldReport[]): string {
  const objects = [...new Set(holds.filter(({ kind }) => kind !== 'ops').map(({ object }) => object))].sort();
  return `${listWords(holds)} (${objects.join(', ')})`;
}

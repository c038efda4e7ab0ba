import type { CancelToken } from '../base/cancel';
import { changeAt, type LineText } from './changes';
import { ifReturns, isLock, listWords, lockWords, plural, sentence, visibleHolds } from './hold-words';
import { baseName, findFunction, functionAt, lineAt } from './lookup';
import type { HoldReport, OutcomeReport } from './reports';
import type { Snapshot } from './snapshot';
import { textTable } from './text-table';

/** "Compare State Before and After This Call": plain text, one row per outcome of the call. */
export function stateDifferenceText(
  snapshot: Snapshot,
  file: string,
  at: number,
  text: LineText,
  token?: CancelToken,
): string | null {
  const fn = functionAt(snapshot, file, at, token);
  const line = fn ? lineAt(fn, at) : null;
  if (!fn || !line) return null;
  const source = text(line.line).trim();
  const outcomes = outcomesOn(snapshot, file, source, token) ?? changeOutcomes();
  const head = `${baseName(file)}:${line.line} ${fn.name}()   ${source}`;
  const before = `before: ${listWords(line.must) || 'nothing taken in this function is held'}`;
  const some = line.may.length > 0 ? [`on some paths also: ${listWords(line.may)}`] : [];
  const rows = outcomes.map((outcome) => [
    sentence(ifReturns(outcome.when) || 'always') + (outcome.given ? `, and ${outcome.given}` : ''),
    signed(outcome) || 'no change',
    `then: ${listWords(after(line.must, outcome)) || 'nothing held'}`,
  ]);
  if (rows.length === 0) rows.push(['Always', 'no change', 'then: the same']);
  return `${[head, before, ...some, ...textTable(rows, '  ')].join('\n')}\n`;

  function changeOutcomes(): readonly OutcomeReport[] {
    const change = fn ? changeAt(fn, line?.line ?? at, text) : null;
    if (!change) return [];
    const when = change.when === 'sometimes' ? 'always' : change.when;
    return [{ when, given: null, acquires: change.acquires, releases: change.releases }];
  }
}

/** Outcomes of the first call on the line whose function is part of the program and changes something. */
function outcomesOn(
  snapshot: Snapshot,
  file: string,
  source: string,
  token?: CancelToken,
): readonly OutcomeReport[] | null {
  for (const [, name = ''] of source.matchAll(/([A-Za-z_]\w*)\s*\(/g)) {
    const outcomes = findFunction(snapshot, name, file, token)?.fn.summary.outcomes ?? [];
    if (outcomes.some((one) => one.acquires.length + one.releases.length > 0)) return outcomes;
  }
  return null;
}

function signed(outcome: OutcomeReport): string {
  const say = (sign: string) => (hold: HoldReport) =>
    `${sign} ${hold.kind === 'ref' ? plural(hold.count, 'ref') : isLock(hold) ? lockWords(hold) : hold.kind}`;
  return [
    ...visibleHolds(outcome.releases).map(say('-')),
    ...visibleHolds(outcome.acquires).map(say('+')),
  ].join(', ');
}

/** What is held on the way on: names differ between caller and callee, so the last component decides. */
function after(before: readonly HoldReport[], outcome: OutcomeReport): readonly HoldReport[] {
  const same = (a: HoldReport, b: HoldReport): boolean =>
    a.kind === b.kind && tail(a.object) === tail(b.object) && (a.mode ?? null) === (b.mode ?? null);
  const kept = before.filter((hold) => !outcome.releases.some((gone) => same(gone, hold)));
  return [...kept, ...visibleHolds(outcome.acquires)];
}

function tail(object: string): string {
  return object.slice(Math.max(object.lastIndexOf('>'), object.lastIndexOf('.')) + 1);
}

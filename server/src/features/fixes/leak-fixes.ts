import { allHolds } from '../hold-words';
import { lineAt } from '../lookup';
import type { FindingReport, FunctionReport, HoldReport, LineReport } from '../reports';
import { isLabel, keyOf, labels, returnBehind, returnedAt, settable } from './labels';
import { bare, type ReleaseQuery, releaseTexts, takenAt } from './release-text';
import { resultVariable } from './result-variable';
import { type LineEdit, putAfter, putBefore, type SourceText } from './source-text';

/** A change that may repair a finding. Nothing here is offered before the changed file was analysed. */
export interface Candidate {
  readonly title: string;
  readonly edits: readonly LineEdit[];
  /** Of the candidates of one kind the first that repairs is offered: the others are worse places for the same. */
  readonly kind: 'goto' | 'insert' | 'call';
}

/** What is still held at a return is given back there, where it is last certainly held, or by going to a label. */
export function leakCandidates(
  finding: FindingReport,
  query: Omit<ReleaseQuery, 'hold'>,
): readonly Candidate[] {
  const { fn, source } = query;
  const hold = heldAt(finding, fn);
  if (!hold) return [];
  const gotos = labelCandidates(finding, fn, source);
  const texts = releaseTexts({ ...query, hold });
  const places = insertionPlaces(finding, hold, fn, source);
  const inserts = texts.flatMap((text) =>
    places.flatMap((place) => {
      const edit = insertion(place, text, finding, fn, source);
      const where = place.line === finding.line ? 'before this return' : `${place.how} line ${place.line}`;
      return edit ? [{ title: `Insert '${text}' ${where}`, edits: [edit], kind: 'insert' as const }] : [];
    }),
  );
  return [...gotos, ...inserts];
}

/** A value to return that nothing can change in between, and that touches nothing. */
const plainValue = /^(?:-?\w+|(?:ERR_PTR|PTR_ERR)\(-?\w+\))?$/;

/** The release at its place. A result that is computed in the return is computed first, while it is still allowed. */
function insertion(
  place: Place,
  text: string,
  finding: FindingReport,
  fn: FunctionReport,
  source: SourceText,
): LineEdit | null {
  if (place.how === 'after' && isLabel(source.codeOf(place.line)))
    return { line: place.line + 1, count: 0, lines: [`${source.indent(fn.start)}\t${text}`] };
  if (place.how === 'after') return putAfter(source, place.line, text);
  const value = place.line === finding.line ? returnedAt(place.line, source) : null;
  if (value === null || plainValue.test(value)) return putBefore(source, place.line, [text]);
  const variable = resultVariable(fn, source);
  if (variable === null) return null;
  return putBefore(source, place.line, [`${variable} = ${value};`, text, `return ${variable};`], true);
}

/** The hold that the finding is about, with where it was taken. */
function heldAt(finding: FindingReport, fn: FunctionReport): HoldReport | null {
  const wanted = bare(finding.object);
  const take = finding.steps.find((step) => step.function === fn.name);
  const near = [lineAt(fn, finding.line), ...fn.lines.filter((line) => line.line <= finding.line).reverse()];
  const all = near.flatMap((line) => (line ? allHolds(line) : []));
  const named = all.filter((hold) => bare(hold.object) === wanted);
  const held = named.find((hold) => takenAt(hold, fn) === take?.line) ?? named[0];
  if (!held || hasName(held)) return held ?? null;
  // The variable that held it holds something else by now: it can only be given back while it still has the name.
  return all.find((hold) => hasName(hold) && sameTaking(hold, held, fn)) ?? null;
}

function hasName(hold: HoldReport): boolean {
  return !hold.object.includes('(');
}

function sameTaking(a: HoldReport, b: HoldReport, fn: FunctionReport): boolean {
  return a.kind === b.kind && takenAt(a, fn) !== null && takenAt(a, fn) === takenAt(b, fn);
}

interface Place {
  readonly line: number;
  readonly how: 'before' | 'after';
}

/** Where the release may stand: before the return, else the nearest lines that hold it, from there upwards. */
function insertionPlaces(
  finding: FindingReport,
  hold: HoldReport,
  fn: FunctionReport,
  source: SourceText,
): readonly Place[] {
  const taken = takenAt(hold, fn) ?? fn.start;
  const holds = (line: LineReport): boolean =>
    line.must.some((other) => hasName(other) && (sameTaking(other, hold, fn) || isNamed(other, hold)));
  const lines = fn.lines.filter((line) => line.reachable && line.line > taken && line.line <= fn.end);
  const atReturn = lines.find((line) => line.line === finding.line);
  // Where only some paths to the return hold it, giving it back there is a mistake on the others.
  const sure = atReturn?.must.some((other) => isNamed(other, hold)) ?? false;
  const before = lines.filter((line) => line.line < finding.line).reverse();
  const behind = lines.filter((line) => line.line > finding.line);
  const holding = [...before, ...behind].filter(holds);
  const last = holding.filter((line) => {
    const next = fn.lines.find((other) => other.line > line.line);
    return next !== undefined && !holds(next);
  });
  const places: Place[] = [
    ...(sure ? [{ line: finding.line, how: 'before' as const }] : []),
    ...last.map(({ line }) => ({ line, how: 'after' as const })),
    ...holding
      .filter(({ line }) => !isLabel(source.codeOf(line)))
      .map(({ line }) => ({ line, how: 'before' as const })),
  ];
  return places.filter((place) => !usedBehind(place, finding, hold, source)).slice(0, maxPlaces);
}

function isNamed(hold: HoldReport, other: HoldReport): boolean {
  return hold.kind === other.kind && bare(hold.object) === bare(other.object);
}

/** Memory, buffers and referenced objects must not be used once they were given back; locks may be named again. */
function usedBehind(place: Place, finding: FindingReport, hold: HoldReport, source: SourceText): boolean {
  if (hold.kind === 'lock' || hold.kind === 'ops' || place.line === finding.line) return false;
  const name = bare(hold.object).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const word = new RegExp(`(?<![\\w>.])${name}(?!\\w)`);
  const assigned = new RegExp(`(?<![\\w>.])${name}\\s*=[^=]`);
  for (let line = place.line + (place.how === 'after' ? 1 : 0); line < finding.line; line++) {
    const code = source.codeOf(line);
    if (assigned.test(code) && !word.test(code.replace(assigned, ''))) return false;
    if (word.test(code)) return true;
  }
  return false;
}

const maxPlaces = 16;

/** `goto label`, for labels at which exactly the same is held as here. The result to return is set first. */
function labelCandidates(finding: FindingReport, fn: FunctionReport, source: SourceText): Candidate[] {
  const value = returnedAt(finding.line, source);
  const here = fn.lines.find((line) => line.line === finding.line);
  if (value === null || !here) return [];
  const wanted = keyOf(here.must);
  return labels(fn, source).flatMap(({ name, line }) => {
    const at = fn.lines.find((other) => other.line >= line);
    if (!at?.reachable || keyOf(at.must) !== wanted || line < finding.line) return [];
    const result = returnBehind(line, fn, source);
    if (result === null) return [];
    const sets = result === value ? [] : settable(result, fn, source) ? [`${result} = ${value};`] : null;
    if (sets === null || (value === '') !== (result === '')) return [];
    const edit = putBefore(source, finding.line, [...sets, `goto ${name};`], true);
    return edit ? [{ title: `Replace with 'goto ${name}'`, edits: [edit], kind: 'goto' as const }] : [];
  });
}

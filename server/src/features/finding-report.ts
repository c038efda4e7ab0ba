import type { ProgramFunction } from '../analysis/program';
import type { Finding, Step } from '../analysis/rules/finding';
import { contentHash } from '../base/hash';
import { ruleById } from '../model/rules';
import type { Confidence } from '../model/types';
import type { Revision } from '../project/revision';
import { contextId, placed, presenceText } from './function-report';
import type { FindingReport, StepReport } from './reports';
import type { SourceLines } from './source-lines';

const MAX_CONDITION = 100;

/** From the least to the most. */
export const confidenceRank: Readonly<Record<Confidence, number>> = { possible: 0, likely: 1, proved: 2 };

/**
 * Findings of a file, with no more confidence than the rule has there: a rule that was found to mislead in other
 * subsystems claims less outside the one that the lifecycle describes.
 */
export function boundedBy(belongs: boolean): (finding: Finding) => Finding {
  if (belongs) return (finding) => finding;
  return (finding) => {
    const most = ruleById.get(finding.rule)?.outside;
    if (most === undefined || confidenceRank[finding.confidence] <= confidenceRank[most]) return finding;
    return { ...finding, confidence: most };
  };
}

/** A finding as it is printed: lines, the way to it, and a fingerprint that survives edits elsewhere. */
export function reportFinding(revision: Revision, lines: SourceLines, finding: Finding): FindingReport {
  const fn = placed(revision, finding.result);
  const range = lines
    .index(fn.file)
    .range({ start: fn.start + finding.at, end: fn.start + Math.max(finding.end, finding.at + 1) });
  // A message counts returns and names lines; an edit elsewhere in the function changes those, not the finding.
  const numberless = finding.message.replace(/\d+/g, '#');
  return {
    rule: finding.rule,
    severity: ruleById.get(finding.rule)?.severity ?? 'warning',
    confidence: finding.confidence,
    file: fn.file,
    ...range,
    function: fn.name,
    message: messageOf(revision, lines, finding, fn),
    object: finding.object,
    // Found on demand: text output does not show them, and they cost as much as everything else together.
    get contexts() {
      return revision.contexts.of(fn.index).map((_, i) => contextId(i));
    },
    condition: finding.hold.condition ?? presenceText(fn.ir.presence),
    steps: finding.steps.map((step, i) => reportStep(revision, lines, finding, step, i + 1)),
    fingerprint: contentHash(`${finding.rule}|${fn.file}|${fn.name}|${finding.object}|${numberless}`),
  };
}

/** Places in other files by file and line, those in this one by line. */
function messageOf(revision: Revision, lines: SourceLines, finding: Finding, own: ProgramFunction): string {
  const { places } = finding;
  if (places === undefined) return finding.message;
  return finding.message.replace(/\{(\d)\}/g, (_, n: string) => {
    const place = places[Number(n)];
    const fn = place === undefined ? undefined : revision.program.functions[place.fn];
    if (place === undefined || fn === undefined) return '?';
    const line = lines.line(fn.file, fn.start + place.at);
    return fn.file === own.file ? `line ${line}` : `${fn.file.slice(fn.file.lastIndexOf('/') + 1)}:${line}`;
  });
}

function reportStep(
  revision: Revision,
  lines: SourceLines,
  finding: Finding,
  step: Step,
  n: number,
): StepReport {
  const own = placed(revision, finding.result);
  const fn = step.fn === undefined ? own : (revision.program.functions[step.fn] ?? own);
  const line = lines.line(fn.file, fn.start + step.at);
  return {
    n,
    file: fn.file,
    line,
    function: fn.name,
    text: stepText(lines, finding, step, fn, line),
    state: stepState(finding, step),
  };
}

function stepText(
  lines: SourceLines,
  finding: Finding,
  step: Step,
  fn: ProgramFunction,
  line: number,
): string {
  const source = lines.text(fn.file, line);
  switch (step.what) {
    case 'take':
      return `'${finding.object}' taken: ${source}`;
    case 'drop':
      return `'${finding.object}' released: ${source}`;
    case 'branch':
      return branchText(lines, step, fn, source);
    case 'exit':
      return `returns: ${source}`;
    default:
      return `${step.text}: ${source}`;
  }
}

/** The condition itself, as the source has it without `!`: one line may hold several, and only some are met. */
function branchText(lines: SourceLines, step: Step, fn: ProgramFunction, source: string): string {
  const tested = fn.ir.blocks.find(({ end }) => end.t === 'branch' && end.at.start === step.at)?.end;
  if (tested?.t !== 'branch') return `case: ${source}`;
  const { start, end } = tested.at;
  const condition = lines.slice(fn.file, fn.start + start, fn.start + end).replace(/\s+/g, ' ');
  const short = condition.length <= MAX_CONDITION ? condition : `${condition.slice(0, MAX_CONDITION - 1)}…`;
  return `'${short}' is ${step.taken ? 'true' : 'false'}`;
}

function stepState(finding: Finding, step: Step): string {
  if (step.what === 'take' || step.what === 'exit') return `holds ${finding.object}`;
  return step.what === 'drop' || step.what === 'note' ? 'not held' : '';
}

import { applyBaseline } from '../features/baseline';
import { filterFindings } from '../features/diagnostics';
import { plural } from '../features/hold-words';
import type { CheckReport, FindingReport } from '../features/reports';
import type { Confidence, Rule } from '../model/types';
import { type Analysed, analyse, finalCode, gapsOf } from './analysed';
import type { Arguments } from './args';
import { nearest } from './args';
import { requireBaseline } from './baseline-file';
import type { Change, Checked } from './change';
import type { Environment } from './environment';
import { exitCode, UserError } from './exit-code';
import { formatCheck } from './format-check';
import type { Result } from './run';

/** `tpm-lifecycle check`: findings, sorted by place. */
export async function check(environment: Environment, given: Arguments): Promise<Result> {
  const rules = await environment.loadRules();
  checkRules(rules, given);
  const { analysed, change } = await opened(environment, given);
  const baseline = requireBaseline(environment, given, analysed.targets);
  const whole = checkReport(analysed, given);
  const { left, accepted, unused } = applyBaseline(whole.findings, baseline.entries);
  const plain = { ...whole, findings: left, accepted };
  const report =
    change === null ? plain : await changedReport(environment, given, { analysed, change }, plain);
  if (given.texts.baseline !== undefined && unused.length > 0 && given.words.length === 0)
    environment.stderr(
      `tpm-lifecycle: ${plural(unused.length, 'accepted finding')} in ${baseline.name} ${unused.length === 1 ? 'is' : 'are'} gone (tpm-lifecycle baseline prune)\n`,
    );
  return {
    text: formatCheck(report, given.texts.format ?? 'text', rules, environment.version),
    message: summaryOf(report, baseline.name),
    code: finalCode(analysed, given, fails(report, given) ? exitCode.findings : exitCode.clean),
  };
}

/** What a change needs is loaded only when one is asked about: a plain check starts sooner without it. */
async function opened(environment: Environment, given: Arguments): Promise<Checked> {
  const isAsked =
    given.texts.base !== undefined || given.texts.diff !== undefined || given.switches.has('changedOnly');
  if (!isAsked) return { analysed: await analyse(environment, given, given.words), change: null };
  return (await import('./change.js')).openChecked(environment, given);
}

async function changedReport(
  environment: Environment,
  given: Arguments,
  checked: { readonly analysed: Analysed; readonly change: Change },
  report: CheckReport,
): Promise<CheckReport> {
  const { changedFindings } = await import('./change.js');
  const keep = keeper(given);
  const { fresh, fixed, isTouched } = changedFindings(environment, given, checked, report.findings, keep);
  const findings = given.switches.has('changedOnly')
    ? report.findings.filter((finding) => fresh.has(finding) || isTouched(finding))
    : report.findings;
  return { ...report, findings, change: { base: checked.change.label, fresh, fixed } };
}

function summaryOf(report: CheckReport, baseline: string): string {
  const { change, accepted = [], gaps } = report;
  const words = [
    plural(report.findings.length, 'finding'),
    ...(change ? [`${change.fresh.size} new and ${change.fixed.length} fixed since ${change.base}`] : []),
    ...(accepted.length > 0 ? [`${accepted.length} accepted by ${baseline}`] : []),
    `${plural(report.stats.files, 'file')} checked`,
    ...(gaps.length > 0
      ? [`${plural(gaps.length, 'place')} not understood (tpm-lifecycle doctor lists them)`]
      : []),
  ];
  return words.join(', ');
}

/** With a base, what was there before is nobody's fault now. */
function fails(report: CheckReport, given: Arguments): boolean {
  const least = given.texts.failOn;
  if (least === 'never') return false;
  const counted = report.change ? [...report.change.fresh] : report.findings;
  return counted.some(
    ({ severity }) =>
      least === undefined || severity === 'error' || (least === 'warning' && severity === 'warning'),
  );
}

function checkRules(rules: readonly Rule[], given: Arguments): void {
  const known = rules.map((rule) => rule.id as string);
  for (const name of [...(given.lists.enable ?? []), ...(given.lists.disable ?? [])]) {
    if (known.includes(name)) continue;
    const near = nearest(name, known);
    throw new UserError(
      `There is no rule ${name}; ${near ? `did you mean ${near}?` : 'see tpm-lifecycle rules.'}`,
    );
  }
}

/** Which findings the options let through. */
export function keeper(given: Arguments): (finding: FindingReport) => boolean {
  const { enable, disable = [] } = given.lists;
  const minConfidence = (given.texts.minConfidence ?? 'likely') as Confidence;
  return (finding) =>
    filterFindings([finding], { minConfidence, severity: {} }).length > 0 &&
    (!enable || enable.includes(finding.rule)) &&
    !disable.includes(finding.rule);
}

export function checkReport(analysed: Analysed, given: Arguments): CheckReport {
  const { snapshot, files } = analysed;
  const findings = files.flatMap((file) => snapshot.findings(file)).filter(keeper(given));
  const gaps = gapsOf(analysed);
  const withGaps = new Set(
    gaps.filter((gap) => gap.function !== null).map((gap) => `${gap.file} ${gap.function}`),
  );
  return {
    schema: 'tpm-lifecycle/check@1',
    tree: snapshot.tree,
    findings: [...findings].sort(byPlace),
    gaps,
    stats: {
      files: files.length,
      functions: files.reduce((sum, file) => sum + snapshot.functionCount(file), 0),
      functionsWithGaps: withGaps.size,
    },
  };
}

function byPlace(a: FindingReport, b: FindingReport): number {
  return (
    compare(a.file, b.file) ||
    a.line - b.line ||
    a.column - b.column ||
    compare(a.rule, b.rule) ||
    compare(a.message, b.message)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

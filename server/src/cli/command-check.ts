import { filterFindings } from '../features/diagnostics';
import { plural } from '../features/hold-words';
import type { CheckReport, FindingReport } from '../features/reports';
import type { Confidence, Rule } from '../model/types';
import { type Analysed, analyse, finalCode, gapsOf } from './analysed';
import type { Arguments } from './args';
import { nearest } from './args';
import type { Environment } from './environment';
import { exitCode, UserError } from './exit-code';
import { formatCheck } from './format-check';
import type { Result } from './run';

/** `tpm-lifecycle check`: findings, sorted by place. */
export async function check(environment: Environment, given: Arguments): Promise<Result> {
  const analysed = await analyse(environment, given, given.words);
  const rules = await environment.loadRules();
  checkRules(rules, given);
  const report = checkReport(analysed, given);
  const gaps = report.gaps.length;
  const summary = [
    plural(report.findings.length, 'finding'),
    `${plural(report.stats.files, 'file')} checked`,
    ...(gaps > 0 ? [`${plural(gaps, 'place')} not understood (tpm-lifecycle doctor lists them)`] : []),
  ];
  return {
    text: formatCheck(report, given.texts.format ?? 'text', rules, environment.version),
    message: summary.join(', '),
    code: finalCode(analysed, given, report.findings.length > 0 ? exitCode.findings : exitCode.clean),
  };
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

export function checkReport(analysed: Analysed, given: Arguments): CheckReport {
  const { snapshot, files } = analysed;
  const enabled = given.lists.enable;
  const disabled = given.lists.disable ?? [];
  const options = {
    minConfidence: (given.texts.minConfidence ?? 'likely') as Confidence,
    severity: {},
  };
  const findings = files
    .flatMap((file) => filterFindings(snapshot.findings(file), options))
    .filter((finding) => !enabled || enabled.includes(finding.rule))
    .filter((finding) => !disabled.includes(finding.rule));
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

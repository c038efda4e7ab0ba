import type { CheckReport, FindingReport } from '../features/reports';
import { oneLine } from './format-text';

/** Findings as gcc prints warnings: editors and `$gcc` problem matchers read this. */
export function checkGcc(report: CheckReport): string {
  return report.findings.map(findingLines).join('');
}

function findingLines(finding: FindingReport): string {
  const word = finding.severity === 'error' ? 'error' : 'warning';
  const condition = finding.condition ? ` (if ${finding.condition})` : '';
  const place = `${finding.file}:${finding.line}:${finding.column}`;
  const lines = [`${place}: ${word}: ${oneLine(finding.message)}${condition} [${finding.rule}]`];
  for (const step of finding.steps) {
    const state = step.state ? ` (${oneLine(step.state)})` : '';
    lines.push(`${step.file}:${step.line}:1: note: ${oneLine(step.text)}${state}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Annotations of one kind that GitHub shows per step; the others are in the log only. */
const GITHUB_LIMIT = 10;

/** Findings as workflow commands of GitHub Actions; new ones come first, for only the first of each kind are shown. */
export function checkGithub(report: CheckReport): string {
  const fresh = report.change?.fresh;
  const isOld = (finding: FindingReport) => Number(fresh !== undefined && !fresh.has(finding));
  const ordered = [...report.findings].sort((a, b) => isOld(a) - isOld(b));
  const counts = new Map<string, number>();
  for (const { severity } of ordered)
    counts.set(githubLevels[severity], (counts.get(githubLevels[severity]) ?? 0) + 1);
  const hidden = [...counts.values()].reduce((sum, count) => sum + Math.max(0, count - GITHUB_LIMIT), 0);
  const note =
    hidden > 0
      ? `::notice title=tpm-lifecycle::${hidden} more not shown here; the log of this step has them\n`
      : '';
  return ordered.map(annotation).join('') + note;
}

const githubLevels = { error: 'error', warning: 'warning', information: 'notice', hint: 'notice' } as const;

function annotation(finding: FindingReport): string {
  const place = [
    `file=${property(finding.file)}`,
    `line=${finding.line}`,
    `endLine=${finding.endLine}`,
    `col=${finding.column}`,
    `title=${property(finding.rule)}`,
  ].join(',');
  const condition = finding.condition ? ` (if ${finding.condition})` : '';
  return `::${githubLevels[finding.severity]} ${place}::${escaped(`${finding.function}(): ${finding.message}${condition}`)}\n`;
}

function escaped(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function property(text: string): string {
  return escaped(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}

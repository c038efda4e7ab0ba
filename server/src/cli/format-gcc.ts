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

/** Findings as workflow commands of GitHub Actions. */
export function checkGithub(report: CheckReport): string {
  return report.findings
    .map((finding) => {
      const level = { error: 'error', warning: 'warning', information: 'notice', hint: 'notice' }[
        finding.severity
      ];
      const place = [
        `file=${property(finding.file)}`,
        `line=${finding.line}`,
        `endLine=${finding.endLine}`,
        `col=${finding.column}`,
        `title=${property(finding.rule)}`,
      ].join(',');
      return `::${level} ${place}::${escaped(`${finding.function}(): ${finding.message}`)}\n`;
    })
    .join('');
}

function escaped(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function property(text: string): string {
  return escaped(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}

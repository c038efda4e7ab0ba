import { baseName } from '../features/lookup';
import type { CheckReport, FindingReport } from '../features/reports';
import { textTable } from '../features/text-table';

/** Findings in the shape of smatch, so that its filters work; the path is indented below. What a base lacks is marked. */
export function checkText(report: CheckReport): string {
  return report.findings
    .map((finding) =>
      report.change?.fresh.has(finding) ? `>> ${findingLines(finding)}` : findingLines(finding),
    )
    .join('');
}

/** One finding with its path. */
export function findingLines(finding: FindingReport): string {
  const word = { error: 'error', warning: 'warn', information: 'info', hint: 'info' }[finding.severity];
  const condition = finding.condition ? ` (if ${finding.condition})` : '';
  const head = `${finding.file}:${finding.line} ${finding.function}() ${word}: ${oneLine(finding.message)}${condition} [${finding.rule}]`;
  const steps = finding.steps.map((step) => [
    String(step.n),
    `${step.file === finding.file ? baseName(step.file) : step.file}:${step.line}`,
    `${step.function}()`,
    oneLine(step.text),
    oneLine(step.state),
  ]);
  return `${[head, ...textTable(steps, '  ')].join('\n')}\n`;
}

/** A message with a line break would look like two findings. */
export function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' ');
}

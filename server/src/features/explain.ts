import type { Rule } from '../model/types';
import { baseName } from './lookup';
import type { FindingReport } from './reports';
import { textTable } from './text-table';

/** A rule and a finding in words, for the command, the code action and the mail. */

export function ruleMarkdown(rule: Rule): string {
  return [
    `# ${rule.id}: ${rule.title}`,
    '',
    `Default severity: ${rule.severity}`,
    '',
    rule.explanation,
    '',
    'Bad:',
    '',
    '```c',
    rule.bad.trimEnd(),
    '```',
    '',
    'Good:',
    '',
    '```c',
    rule.good.trimEnd(),
    '```',
    '',
  ].join('\n');
}

/** The path of a finding, one line per step. */
export function findingText(finding: FindingReport): string {
  const rows = finding.steps.map((step) => [
    String(step.n),
    `${baseName(step.file)}:${step.line}`,
    `${step.function}()`,
    step.text,
    step.state,
  ]);
  const head = `${finding.file}:${finding.line} ${finding.function}() ${finding.message} [${finding.rule}]`;
  const condition = finding.condition ? [`  if ${finding.condition}`] : [];
  return `${[head, ...condition, ...textTable(rows, '  ')].join('\n')}\n`;
}

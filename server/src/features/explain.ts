import type { Rule } from '../model/types';
import { baseName } from './lookup';
import type { FindingReport } from './reports';
import { toAscii, wrap } from './text-table';

/** A rule and a finding in words, for the command, the code action and the mail. */

export function ruleMarkdown(rule: Rule): string {
  return [
    `# ${rule.id}: ${rule.title}`,
    '',
    `Default severity: ${rule.severity}`,
    '',
    ...(rule.outside ? [`Outside the subsystem of the lifecycle: ${rule.outside} at most`, ''] : []),
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

/** Columns, as for traces: it goes into a mail. */
const width = 72;

/** The path of a finding for the mail: 72 columns, ASCII; numbers and places in front, words wrapped beside them. */
export function findingText(finding: FindingReport): string {
  const title = `${finding.file}:${finding.line} ${finding.function}() ${finding.message} [${finding.rule}]`;
  const condition = finding.condition ? wrap(`if ${finding.condition}`, width - 2, '').map(indented) : [];
  const places = finding.steps.map((step) => `${step.n} ${baseName(step.file)}:${step.line}`);
  const column = Math.max(0, ...places.map((place) => place.length)) + 4;
  const steps = finding.steps.flatMap((step, at) => {
    const words = `${step.function}(): ${step.text}${step.state && ` (${step.state})`}`;
    const lines = wrap(words, width - column, '');
    return lines.map((line, n) => (n === 0 ? `  ${places[at]}` : '').padEnd(column) + line);
  });
  return `${toAscii([...wrap(title, width, '  '), ...condition, ...steps].join('\n'))}\n`;
}

function indented(line: string): string {
  return `  ${line}`;
}

import { orderedCompare } from '../features/compare/compare-json';
import type { CompareReport } from '../features/compare/compare-report';
import { differenceSections } from '../features/compare/compare-text';
import { plural } from '../features/hold-words';
import { toAscii, wrap } from '../features/text-table';
import { findingLines } from './format-text';

/** What a change brings: the comparison of the tree before and after it, and the change itself. */
export interface ReviewReport extends Omit<CompareReport, 'schema'> {
  readonly schema: 'tpm-lifecycle/review@1';
  readonly patch: {
    readonly subjects: readonly string[];
    /** C files that it changes. */
    readonly files: readonly string[];
    /** `already`: the tree held the change, and was compared with itself without it. */
    readonly applied: 'now' | 'already' | 'range';
    readonly notes: readonly string[];
  };
}

export function reviewText(report: ReviewReport): string {
  const { patch, findings } = report;
  const names = patch.files.length > 6 ? `${patch.files.slice(0, 6).join(' ')} ...` : patch.files.join(' ');
  const lines = [
    ...patch.subjects.flatMap((subject) => wrap(subject, 72, '    ')),
    ...wrap(`${plural(patch.files.length, 'C file')}: ${names}`, 72, '    '),
    ...(patch.applied === 'already' ? ['The tree holds this change already.'] : []),
  ];
  if (findings.new.length === 0) lines.push('', 'No new findings.');
  // In the shape of a check, with the mark of the robot that mails what is new.
  const fresh = findings.new.map((finding) => `>> ${findingLines(finding)}`);
  if (fresh.length > 0) lines.push('');
  return `${toAscii(lines.join('\n'))}\n${fresh.join('')}${differenceSections(report)}`;
}

export function reviewJson(report: ReviewReport): string {
  const { schema: _, ...rest } = orderedCompare({ ...report, schema: 'tpm-lifecycle/compare@1' });
  const { subjects, files, applied, notes } = report.patch;
  return `${JSON.stringify({ schema: report.schema, patch: { subjects, files, applied, notes }, ...rest }, null, 2)}\n`;
}

import type { AuditReport, AuditUse, AuditWay, Reliance } from './audit-report';
import { reliances } from './audit-report';
import { plural } from './hold-words';
import { baseName } from './lookup';
import { toAscii, wrap } from './text-table';
import { traceWidth } from './trace-text';

/** An audit as mail: 72 columns, ASCII; uses of one function that rely on the same things stand together. */

/** What a use relies on, in words. */
export const relianceWords: Readonly<Record<Reliance, string>> = {
  'lock-and-check': 'lock and check',
  exclusive: 'exclusive',
  fence: 'fence',
  unpublished: 'not published',
  flag: 'flag',
  lock: 'lock, no check',
  nothing: 'NOTHING',
};

/** Functions named of one way; the rest is a number. */
const MAX_NAMED = 6;

/** `tpm_chip.ops uses, v6.12.117, config both`. */
export function auditTitle(report: AuditReport): string {
  const version = report.tree.version ? `, v${report.tree.version}` : '';
  return `${report.field} uses${version}, config ${report.tree.config}`;
}

export function auditText(report: AuditReport): string {
  const lines = [
    ...wrap(auditTitle(report), traceWidth, '  '),
    ...wrap(guardWords(report), traceWidth, '  '),
    ...report.notes.flatMap((note) => wrap(`${note}.`, traceWidth, '  ')),
    ...wrap(totalWords(report), traceWidth, '  '),
  ];
  for (const group of groups(report.uses)) lines.push('', ...groupLines(group));
  return `${toAscii(lines.join('\n'))}\n`;
}

/** `Guarded by ops_sem (read) while it is not NULL; retracted under ops_sem (write)`. */
export function guardWords({ guard }: AuditReport): string {
  const mode = (of: string | null) => (of === null || of === 'exclusive' ? '' : ` (${of})`);
  const valid = guard.valid === null ? '' : ` while it is ${guard.valid}`;
  const retract = guard.retract === null ? '' : `; retracted under ${guard.lock}${mode(guard.retract)}`;
  return `Guarded by ${guard.lock}${mode(guard.use)}${valid}${retract}.`;
}

/** `57 uses, by the weakest thing they rely on: 40 lock and check, …`. */
export function totalWords(report: AuditReport): string {
  const parts = reliances
    .filter((one) => report.totals[one] > 0)
    .map((one) => `${report.totals[one]} ${relianceWords[one]}`);
  const unreached = report.uses.filter((use) => use.ways.length === 0).length;
  if (unreached > 0) parts.push(`${unreached} not reached`);
  return `${plural(report.uses.length, 'use')}, by the weakest thing they rely on: ${parts.join(', ')}.`;
}

function groups(uses: readonly AuditUse[]): AuditUse[][] {
  const made: AuditUse[][] = [];
  for (const use of uses) {
    const last = made.at(-1);
    if (last !== undefined && key(last[0] as AuditUse) === key(use)) last.push(use);
    else made.push([use]);
  }
  return made;
}

function key(use: AuditUse): string {
  const ways = use.ways.map((way) => `${way.relies} ${way.why} ${way.entries.map(({ id }) => id).join()}`);
  return `${use.file} ${use.function} ${ways.join('|')}`;
}

function groupLines(group: readonly AuditUse[]): string[] {
  const first = group[0] as AuditUse;
  const lines = group.map((use) => {
    const mark = use.access === 'write' ? 'write' : use.access === 'test' ? 'test' : '';
    return `${baseName(use.file)}:${use.line} ${use.function}()  ${use.text}${mark === '' ? '' : `  [${mark}]`}`;
  });
  if (first.ways.length === 0) return [...lines.flatMap(wrapped), '  not reached on any analysed path'];
  return [...lines.flatMap(wrapped), ...first.ways.flatMap(wayLines)];
}

function wrapped(line: string): string[] {
  return wrap(line, traceWidth, '    ');
}

function wayLines(way: AuditWay): string[] {
  const names = [...new Set(way.entries.map((entry) => entry.function))];
  const more = names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : '';
  const from = names.length === 0 ? '' : ` (from ${names.slice(0, MAX_NAMED).join(', ')}${more})`;
  return wrap(`${relianceWords[way.relies]}: ${way.why}${from}`, traceWidth - 2, '    ').map(
    (line) => `  ${line}`,
  );
}

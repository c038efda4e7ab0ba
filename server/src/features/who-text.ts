import { listWords, shortName } from './hold-words';
import { baseName } from './lookup';
import type { HoldReport } from './reports';
import { toAscii, wrap } from './text-table';
import { traceWidth } from './trace-text';
import type { Verdict, WhoOther, WhoReport } from './who-report';

/** Who can run at the same time as a line, as mail: 72 columns, ASCII. */

/** `tpm-chip.c:460 tpm_del_char_device()  mutex_lock(&idr_lock)`. */
export function whoTitle(report: WhoReport): string {
  const version = report.tree.version ? `, v${report.tree.version}` : '';
  return `${baseName(report.file)}:${report.line} ${report.function}()${version}, config ${report.tree.config}`;
}

export function whoText(report: WhoReport): string {
  const lines = [...wrap(whoTitle(report), traceWidth, '  '), `  ${report.text}`, '', 'This line runs'];
  for (const here of report.here) {
    const phase =
      here.phase === 'unpublished' ? ', not published yet' : here.phase === 'removal' ? ', removal' : '';
    lines.push(...item(`${here.id} ${here.label}${phase}: holds ${heldWords(here.held)}`));
  }
  if (report.passed.length > 0) {
    lines.push('', 'Fences already passed');
    for (const step of report.passed)
      lines.push(...item(`step ${step.n} ${step.text} (${baseName(step.file)}:${step.line})`));
  }
  for (const [verdict, title] of sections) {
    const found = report.others.filter((other) => other.verdict === verdict);
    if (found.length > 0) lines.push('', `${title} (${found.length})`, ...sectionLines(found));
  }
  lines.push('', ...wrap(senderWords(report), traceWidth, '  '));
  return `${toAscii(lines.join('\n'))}\n`;
}

const sections: readonly (readonly [Verdict, string])[] = [
  ['can', 'Can run at the same time'],
  ['waits', 'Can start, and waits'],
  ['cannot', 'Cannot run'],
];

/** As lists of holds are written, with the whole path of locks that are only called `mutex`. */
function heldWords(held: readonly HoldReport[]): string {
  const device = held.find((hold) => hold.kind === 'lock' && shortName(hold.object) === 'mutex');
  const words = listWords(held) || 'nothing';
  return device === undefined ? words : words.replace(/^mutex\b/, device.object.replace(/ \(.*\)$/, ''));
}

/** `5 of them can send a command meanwhile: …; 2 would have to wait first: …`. */
export function senderWords({ others }: WhoReport): string {
  const senders = (verdict: Verdict) =>
    others
      .filter((other) => other.sends && other.verdict === verdict)
      .map((one) => `${one.function} (${one.label})`);
  const now = senders('can');
  const later = senders('waits');
  const head =
    now.length === 0
      ? 'None of them can send a command meanwhile'
      : `${now.length} of them can send a command meanwhile: ${now.join(', ')}`;
  return later.length === 0
    ? `${head}.`
    : `${head}; ${later.length} would have to wait first: ${later.join(', ')}.`;
}

/** Those that one thing decides stand together below it. */
function sectionLines(others: readonly WhoOther[]): string[] {
  const groups = new Map<string, string[]>();
  for (const other of others) {
    const reason = reasonOf(other);
    const names = groups.get(reason) ?? [];
    groups.set(reason, names);
    names.push(`${other.function} (${other.label})`);
  }
  return [...groups].flatMap(([reason, names]) => [
    ...item(`${reason}:`),
    ...wrap(names.join(', '), traceWidth - 6, '').map((line) => `      ${line}`),
  ]);
}

function reasonOf(other: WhoOther): string {
  if (other.byContext.length === 0) {
    const at = other.at === null ? '' : ` (${baseName(other.at.file)}:${other.at.line})`;
    return `${other.why}${at}`;
  }
  const ways = new Map<string, string[]>();
  for (const { id, verdict, why } of other.byContext) {
    const said = `${verdict}: ${why}`;
    const ids = ways.get(said) ?? [];
    ways.set(said, ids);
    ids.push(id);
  }
  return [...ways].map(([said, ids]) => `${ids.join(' ')} ${said}`).join('; ');
}

function item(text: string): string[] {
  return wrap(text, traceWidth - 2, '  ').map((line) => `  ${line}`);
}

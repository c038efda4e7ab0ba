import { listWords } from './hold-words';
import { baseName } from './lookup';
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
    lines.push(...item(`${here.id} ${here.label}${phase}: holds ${listWords(here.held) || 'nothing'}`));
  }
  if (report.passed.length > 0) {
    lines.push('', 'Fences already passed');
    for (const step of report.passed)
      lines.push(...item(`step ${step.n} ${step.text} (${baseName(step.file)}:${step.line})`));
  }
  for (const [verdict, title] of sections) {
    const found = report.others.filter((other) => other.verdict === verdict);
    if (found.length > 0) lines.push('', `${title} (${found.length})`, ...found.flatMap(otherLines));
  }
  const senders = report.others.filter((other) => other.sends && other.verdict !== 'cannot');
  lines.push('', ...wrap(senderWords(senders), traceWidth, '  '));
  return `${toAscii(lines.join('\n'))}\n`;
}

const sections: readonly (readonly [Verdict, string])[] = [
  ['can', 'Can run at the same time'],
  ['waits', 'Can start, and waits'],
  ['cannot', 'Cannot run'],
];

/** `5 of them can send a command: …`. */
export function senderWords(senders: readonly WhoOther[]): string {
  if (senders.length === 0) return 'None of them can send a command.';
  const names = senders.map((one) => `${one.function} (${one.label})`);
  return `${senders.length} of them can send a command: ${names.join(', ')}.`;
}

function otherLines(other: WhoOther): string[] {
  const at = other.at === null ? '' : ` (${baseName(other.at.file)}:${other.at.line})`;
  const differing = other.byContext.map((one) => `${one.id}: ${one.verdict}, ${one.why}`).join('; ');
  const sends = other.sends ? ' [sends commands]' : '';
  return item(
    `${other.function} ${other.label}${sends}: ${other.why}${at}${differing === '' ? '' : `; ${differing}`}`,
  );
}

function item(text: string): string[] {
  return wrap(text, traceWidth - 2, '      ').map((line, at) => (at === 0 ? `  ${line}` : line));
}

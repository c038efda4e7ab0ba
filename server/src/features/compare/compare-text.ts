import { plural } from '../hold-words';
import { baseName } from '../lookup';
import type { FindingReport } from '../reports';
import { toAscii, wrap } from '../text-table';
import { isSame, isSameTrace } from './compare';
import type {
  CompareReport,
  EntryEnd,
  Exposure,
  StepPlace,
  SummaryDifference,
  TraceDifference,
} from './compare-report';

/** A comparison as mail: 72 columns, ASCII, the worst first. */
const width = 72;
/** Names listed after a sentence; the JSON has them all. */
const MAX_NAMES = 12;

export function compareText(report: CompareReport): string {
  const { base, head } = report;
  const lines = [
    ...said(
      `from ${base.label} (${base.tree.version ?? 'no version'}) to ${head.label} (${head.tree.version ?? 'no version'}), config ${head.tree.config}`,
    ),
  ];
  if (isSame(report)) lines.push('', 'No difference in removal, commands, summaries or findings.');
  section(
    lines,
    'New findings',
    report.findings.new.flatMap((one) => findingLine('>>', one)),
  );
  return `${toAscii(lines.join('\n'))}\n${differenceSections(report)}`;
}

/** Everything that differs besides new findings; empty when nothing does. */
export function differenceSections(report: Omit<CompareReport, 'schema'>): string {
  const lines: string[] = [];
  section(lines, 'What breaks', report.breaks.flatMap(exposureLines));
  section(
    lines,
    'What is mended',
    report.mends.flatMap((one) =>
      said(`not any more: ${one.title} (${plural(one.entryPoints.length, 'way')} in)`, '  '),
    ),
  );
  for (const trace of report.traces)
    if (!isSameTrace(trace)) section(lines, traceHead(trace), traceLines(trace));
  section(
    lines,
    'Fixed findings',
    report.findings.fixed.flatMap((one) => findingLine('--', one)),
  );
  section(lines, 'Summaries', report.summaries.flatMap(summaryLines));
  return lines.length === 0 ? '' : `${toAscii(lines.join('\n'))}\n`;
}

function section(lines: string[], title: string, body: readonly string[]): void {
  if (body.length > 0) lines.push('', title, ...body);
}

/** A paragraph, broken at blanks, hanging by four columns. */
function said(text: string, indent = ''): string[] {
  return wrap(text, width - indent.length, '    ').map((line) => indent + line);
}

function exposureLines(one: Exposure): string[] {
  const names = one.entryPoints.slice(0, MAX_NAMES).join(', ');
  const more = one.entryPoints.length - MAX_NAMES;
  return [
    ...said(`${one.title}: ${one.text}.`, '  '),
    ...said(`ways in: ${names}${more > 0 ? `, and ${more} more` : ''}`, '    '),
    ...(one.base ? said(`before: ${place(one.base)}`, '    ') : []),
    ...(one.head ? said(`now:    ${place(one.head)}`, '    ') : []),
  ];
}

function place(step: StepPlace): string {
  return `step ${step.n}, ${baseName(step.file)}:${step.line} ${step.text}`;
}

function traceHead({ root, direction }: TraceDifference): string {
  return direction === 'calls' ? `Steps of ${root}()` : `Ways into ${root}()`;
}

function traceLines(trace: TraceDifference): string[] {
  const { steps, entryPoints, windows, ways, missing, root } = trace;
  if (missing !== null)
    return said(`${root}() is not there in the ${missing === 'base' ? 'older' : 'newer'} tree`, '  ');
  const lines = [
    ...steps.moved.flatMap(({ head, after, before }) => {
      const where = [after && `after ${after}`, before && `before ${before}`].filter((part) => part);
      return said(`moved ${kindWord(head)}${head.text}, now ${where.join(' and ') || 'elsewhere'}`, '  ');
    }),
    ...once(steps.removed).flatMap((step) =>
      said(`gone ${kindWord(step)}${step.text} in ${step.function}()`, '  '),
    ),
    ...once(steps.added).flatMap((step) =>
      said(`new ${kindWord(step)}${step.text} at ${baseName(step.file)}:${step.line}`, '  '),
    ),
    ...entryLines(entryPoints),
  ];
  for (const [word, list] of [
    ['opened', windows.opened],
    ['closed', windows.closed],
  ] as const)
    for (const window of list)
      lines.push(
        ...said(
          `window ${word} from ${window.from?.text} to ${window.to?.text}: ${window.hazard} (${plural(window.entryPoints.length, 'way')} in)`,
          '  ',
        ),
      );
  for (const way of ways) lines.push(...wayLines(way));
  return lines;
}

/** A call in both arms of an `#if` is told once. */
function once(steps: readonly StepPlace[]): readonly StepPlace[] {
  return [...new Map(steps.map((step) => [`${step.file}:${step.line} ${step.text}`, step])).values()];
}

function wayLines({ function: fn, callee, base, head }: TraceDifference['ways'][number]): string[] {
  const held = (sets: readonly string[]) => sets.join(' | ');
  if (base === null) return said(`new call ${fn}() -> ${callee}(), holding ${held(head ?? [])}`, '  ');
  if (head === null) return said(`gone call ${fn}() -> ${callee}()`, '  ');
  const sides = [...said(`- ${held(base)}`, '    '), ...said(`+ ${held(head)}`, '    ')];
  return [...said(`${fn}() calls ${callee}() holding`, '  '), ...sides];
}

function kindWord(step: StepPlace): string {
  return step.kind === 'fence' || step.kind === 'retract' || step.kind === 'free' || step.kind === 'publish'
    ? `${step.kind.toUpperCase()} `
    : '';
}

/** Entry points whose end changed in the same way share a line. */
function entryLines(entries: TraceDifference['entryPoints']): string[] {
  const groups = new Map<string, string[]>();
  for (const { id, base, head } of entries) {
    const change = changeWords(base, head);
    groups.set(change, [...(groups.get(change) ?? []), id]);
  }
  return [...groups].flatMap(([change, ids]) => {
    const more = ids.length > MAX_NAMES ? `, and ${ids.length - MAX_NAMES} more` : '';
    return said(`${ids.slice(0, MAX_NAMES).join(', ')}${more}: ${change}`, '  ');
  });
}

/** Two ends at the same step differ in what the user gets from then on, or in what refuses it. */
function changeWords(base: EntryEnd | null, head: EntryEnd | null): string {
  const [before, after] = [endWords(base), endWords(head)];
  if (before !== after || !base || !head) return `${before} -> ${after}`;
  if (base.then !== head.then) return `${before}, then ${base.then} -> ${head.then}`;
  return `${before}, by ${base.stoppedBy} -> ${head.stoppedBy}`;
}

function endWords(end: EntryEnd | null): string {
  if (end === null) return 'not there';
  return end.step === null ? 'never stopped' : `until ${end.step}`;
}

function findingLine(mark: string, finding: FindingReport): string[] {
  const { file, line, function: fn, message, rule } = finding;
  return said(`${mark} ${file}:${line} ${fn}() ${message} [${rule}]`, '  ');
}

function summaryLines({ file, function: fn, base, head }: SummaryDifference): string[] {
  const side = (mark: string, lines: readonly string[] | null) =>
    lines === null
      ? []
      : (lines.length === 0 ? ['no change of what is held'] : lines).flatMap((line) =>
          said(`${mark} ${line}`, '    '),
        );
  const note = base === null ? ' is new' : head === null ? ' is gone' : '';
  return [...said(`${baseName(file)} ${fn}()${note}`, '  '), ...side('-', base), ...side('+', head)];
}

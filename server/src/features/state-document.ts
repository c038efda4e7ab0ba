import type { CancelToken } from '../base/cancel';
import {
  allHolds,
  countWords,
  firstThatFits,
  isLock,
  listWords,
  shortName,
  visibleHolds,
} from './hold-words';
import { baseName, functionAt, lineAt } from './lookup';
import type { ContextReport, FunctionReport, HoldReport, LineReport, OpsState } from './reports';
import type { Snapshot } from './snapshot';
import { summaryWords } from './summary-words';
import { textTable } from './text-table';

/** "Show Lock State": the state as plain text, for reading aloud, for mail, and for `tpm-lifecycle state`. */

const legend =
  'legend: r read, w write, x exclusive, +1 one ref, yes held, (x) on some paths, caller held by the caller, - nothing';

const noText = (): string => '';

/** One row per context of a line; null where no function is. */
export function lineStateText(
  snapshot: Snapshot,
  file: string,
  line: number,
  token?: CancelToken,
): string | null {
  const fn = functionAt(snapshot, file, line, token);
  const state = fn ? lineAt(fn, line) : null;
  if (!fn) return null;
  if (!state) return `${baseName(file)}:${line} ${fn.name}()\n${gapsText(fn)}`;
  // Only what this function's lines are about gets a column; what else callers hold is told in words.
  const columns = columnsOf(fn.lines.flatMap((one) => [...allHolds(one), ...one.released]));
  const titles = columns.map((column) => column.title);
  const rows = [['context', ...titles, 'held by callers', 'chip->ops', 'reached from']];
  const contexts: (ContextReport | null)[] = fn.contexts.length > 0 ? [...fn.contexts] : [null];
  for (const context of contexts) rows.push(contextRow(context, state, columns));
  const head = `${baseName(file)}:${state.line} ${fn.name}()   ${legend}`;
  return `${[head, ...textTable(rows, '  '), ...takenAt(state), ...notes(fn), ...gapLines(fn)].join('\n')}\n`;
}

/** One row per line of a function, one column per object. */
export function functionStateText(fn: FunctionReport, file: string): string {
  const columns = columnsOf(fn.lines.flatMap((line) => [...allHolds(line), ...line.released]));
  const usesOps = fn.lines.some((line) => line.ops !== 'n/a');
  const title = ['line', ...columns.map((column) => column.title), ...(usesOps ? ['chip->ops'] : [])];
  const rows = fn.lines.map((line) => [
    String(line.line),
    ...columns.map((column) => (line.reachable ? cell(line, column, []) : 'not reached')),
    ...(usesOps ? [opsCell(line.ops)] : []),
  ]);
  const head = `${file}:${fn.start}-${fn.end} ${fn.name}()   ${legend}`;
  const summary = `summary: ${summaryWords(fn, noText, 120)}`;
  return `${[head, summary, ...textTable([title, ...rows], '  '), ...contextLines(fn), ...gapLines(fn)].join('\n')}\n`;
}

interface Column {
  readonly title: string;
  readonly key: string;
  readonly hold: HoldReport;
}

/** One column per object: locks, then references, then the rest. Read and write of one lock share a column. */
function columnsOf(holds: readonly HoldReport[]): readonly Column[] {
  const columns = new Map<string, Column>();
  for (const hold of visibleHolds(holds)) {
    const key = columnKey(hold);
    if (!columns.has(key)) columns.set(key, { title: columnTitle(hold), key, hold });
  }
  const rank = (column: Column): number => (isLock(column.hold) ? 0 : column.hold.kind === 'ref' ? 1 : 2);
  return [...columns.values()].sort((a, b) => rank(a) - rank(b));
}

function columnTitle(hold: HoldReport): string {
  if (isLock(hold)) return shortName(hold.object);
  return hold.kind === 'ref' ? hold.object : `${hold.kind} ${shortName(hold.object)}`;
}

/** Objects are told apart by path within one function; a lock of the same name through another path is the same column only if equal. */
function columnKey(hold: HoldReport): string {
  return `${hold.kind} ${hold.object}`;
}

function contextRow(context: ContextReport | null, line: LineReport, columns: readonly Column[]): string[] {
  const ops = line.byContext.find((entry) => entry.id === context?.id)?.ops ?? line.ops;
  const path = context?.path.map((step) => `${step.function}:${step.line}`).reverse() ?? [];
  return [
    context ? `${context.id} ${context.label}` : 'any',
    ...columns.map((column) => cell(line, column, context?.entry ?? [])),
    context ? entryWords(context) : '-',
    opsCell(ops),
    path.length > 3 ? `${path.slice(0, 3).join(' < ')} ...` : path.join(' < '),
  ];
}

/** What the callers hold, short enough for a column. */
function entryWords(context: ContextReport): string {
  return firstThatFits([listWords(context.entry) || '-', countWords(context.entry)], 40);
}

function opsCell(ops: OpsState): string {
  return { valid: 'valid', null: 'NULL', 'maybe-null': 'may be NULL', 'n/a': '-' }[ops];
}

/** What the line holds of one object: own holds first, then those of the callers. */
function cell(line: LineReport, column: Column, entry: readonly HoldReport[]): string {
  const find = (holds: readonly HoldReport[]): HoldReport | undefined =>
    holds.find((hold) => columnKey(hold) === column.key);
  const own = find(line.must);
  if (own) return mark(own);
  if (find(line.released)) return 'released';
  const fromCaller = find(entry);
  if (fromCaller) return isLock(fromCaller) ? mark(fromCaller) : 'caller';
  const some = find(line.may);
  return some ? `(${mark(some)})` : '-';
}

function mark(hold: HoldReport): string {
  if (hold.kind === 'ref') return `+${hold.count}`;
  if (!isLock(hold)) return 'yes';
  if (hold.mode === 'read') return 'r';
  return hold.mode === 'write' ? 'w' : 'x';
}

function takenAt(line: LineReport): string[] {
  return allHolds(line).map((hold) => {
    const sites = hold.acquired.map((site) => `${site.function} ${baseName(site.file)}:${site.line}`);
    const condition = hold.condition ? `, if ${hold.condition}` : '';
    const from = sites.length > 0 ? sites.join(' > ') : 'place not known';
    return `  ${hold.kind} ${hold.object}${hold.mode ? ` (${hold.mode})` : ''}: ${from}${condition}`;
  });
}

function notes(fn: FunctionReport): string[] {
  return fn.contexts
    .filter((context) => context.note !== null)
    .map((context) => `  note ${context.id}: ${context.note}`);
}

/** A function can have many ways in; the document is about its lines. */
const maxContextLines = 8;

function contextLines(fn: FunctionReport): string[] {
  const lines = fn.contexts.slice(0, maxContextLines).map((context) => {
    const note = context.note ? `; ${context.note}` : '';
    return `  entered ${context.id} ${context.label}: ${listWords(context.entry) || 'nothing held'}${note}`;
  });
  const more = fn.contexts.length - maxContextLines;
  return more > 0 ? [...lines, `  and ${more} more ways in`] : lines;
}

function gapLines(fn: FunctionReport): string[] {
  return fn.gaps.map((gap) => `  not understood: line ${gap.line}: ${gap.reason}`);
}

function gapsText(fn: FunctionReport): string {
  return `${['  No state for this line.', ...gapLines(fn)].join('\n')}\n`;
}

import { plural, shortName, visibleHolds } from './hold-words';
import { baseName } from './lookup';
import type { HoldReport, TraceReport, TraceStep } from './reports';
import { cut, toAscii, wrap } from './text-table';

/** A trace as mail: 72 columns, ASCII, calls indented, one line per step. */
export const traceWidth = 72;

/** `tpm_chip_unregister() calls, v6.12.117, both`. */
export function traceTitle(trace: TraceReport): string {
  const version = trace.tree.version ? `, v${trace.tree.version}` : '';
  const what = trace.direction === 'calls' ? 'calls' : 'ways in';
  return `${trace.root}() ${what}${version}, config ${trace.tree.config}`;
}

export function traceText(trace: TraceReport): string {
  const lines = [...wrap(traceTitle(trace), traceWidth, '  '), ...stepLines(trace)];
  if (trace.entryPoints.length > 0) lines.push('', 'Who can still come in', ...entryLines(trace));
  if (trace.windows.length > 0) lines.push('', 'Windows', ...windowLines(trace));
  if (trace.references.length > 0) lines.push('', 'References', ...referenceLines(trace));
  if (trace.conditions !== undefined && trace.conditions.length > 0)
    lines.push('', 'What decides on the way', ...conditionLines(trace.conditions));
  if (trace.scope !== undefined) lines.push('', ...wrap(scopeWords(trace.scope), traceWidth, '  '));
  return `${toAscii(lines.join('\n'))}\n`;
}

function conditionLines(conditions: NonNullable<TraceReport['conditions']>): string[] {
  return conditions.flatMap((one) =>
    wrap(`step ${one.step} ${one.text}: ${one.answer}`, traceWidth - 2, '      ').map(indented),
  );
}

/** `Searched 142 files below drivers/char/tpm, drivers/base; parsed 3 of them for this: …`. */
function scopeWords(scope: NonNullable<TraceReport['scope']>): string {
  const parsed = scope.parsed.length === 0 ? '' : `; parsed for this: ${scope.parsed.join(', ')}`;
  const cut = scope.isCut ? ', not all that is there' : '';
  return `Searched ${plural(scope.files, 'file')} of ${scope.folders.join(', ')}${cut}${parsed}.`;
}

function stepLines(trace: TraceReport): string[] {
  const depths = stepDepths(trace.steps);
  const digits = String(trace.steps.length).length;
  const places = trace.steps.map((step) => `${baseName(step.file)}:${step.line}`);
  const width = Math.min(24, Math.max(0, ...places.map((place) => place.length)));
  const lines: string[] = [];
  trace.steps.forEach((step, at) => {
    const indent = '  '.repeat(Math.min(8, depths.get(step.n) ?? 0));
    const place = cut(places[at] ?? '', width).padEnd(width);
    const head = `${String(step.n).padStart(digits)} ${place}  `;
    const body = indent + stepWords(step, trace);
    const state = stepState(step);
    const room = traceWidth - head.length;
    if (isReason(step) && body.length + 2 + state.length > room)
      lines.push(head + cut(body, room).trimEnd(), ...reasonLines(state, head.length + indent.length + 2));
    else lines.push(head + layout(body, state, room));
  });
  return lines;
}

/** What a step waits for, or whom it keeps out, is what the trace is read for: it is never cut. */
function isReason(step: TraceStep): boolean {
  return step.kind === 'fence' || step.kind === 'retract';
}

/** The reason on lines of its own, below the step. */
function reasonLines(reason: string, column: number): string[] {
  const margin = ' '.repeat(column);
  return wrap(reason, traceWidth - column, '  ').map((line) => margin + line);
}

/** Text left, state in its own column when both fit; otherwise the text is cut first, the state never below 30. */
function layout(body: string, state: string, room: number): string {
  if (state === '') return cut(body, room).trimEnd();
  const stateWidth = Math.min(state.length, Math.max(30, room - body.length - 2));
  const left = cut(body, room - stateWidth - 2).padEnd(Math.min(26, room - stateWidth - 2));
  return `${left}  ${cut(state, stateWidth)}`.trimEnd();
}

export function stepDepths(steps: readonly TraceStep[]): Map<number, number> {
  const depths = new Map<number, number>();
  for (const step of steps) depths.set(step.n, step.parent === null ? 0 : (depths.get(step.parent) ?? 0) + 1);
  return depths;
}

function stepWords(step: TraceStep, trace: TraceReport): string {
  const condition = step.condition ? ` if ${step.condition}` : '';
  if (trace.direction === 'callers') return `${step.function}()${condition}`;
  return (step.kind === 'call' && step.callee ? `${step.callee}()` : step.text) + condition;
}

/** `+ ops_sem(R) tpm_mutex ref`, `FENCE waits for commands`, `if CONFIG_X`. */
function stepState(step: TraceStep): string {
  if (step.kind === 'fence' || step.kind === 'retract') {
    const why = step.waitsFor ?? (step.cuts.length > 0 ? `cuts off ${whoWords(step.cuts, 3)}` : step.text);
    return `${step.kind === 'fence' ? 'FENCE' : 'RETRACT'} ${why}`;
  }
  if (step.kind === 'publish' || step.kind === 'free') return step.kind.toUpperCase();
  return stateDifference(step.before, step.after);
}

/** What a step changes, short: `+ ops_sem(R) ref - tpm_mutex`. */
export function stateDifference(before: readonly HoldReport[], after: readonly HoldReport[]): string {
  const taken = lacking(after, before);
  const dropped = lacking(before, after);
  const parts: string[] = [];
  if (dropped.length > 0) parts.push(`- ${dropped.map(shortHold).join(' ')}`);
  if (taken.length > 0) parts.push(`+ ${taken.map(shortHold).join(' ')}`);
  return parts.join(' ');
}

/** Holds of `one` that `other` does not have, with the difference in count. */
function lacking(one: readonly HoldReport[], other: readonly HoldReport[]): readonly HoldReport[] {
  const key = (hold: HoldReport): string => `${hold.kind} ${hold.object} ${hold.mode ?? ''}`;
  const counts = new Map<string, number>();
  for (const hold of other) counts.set(key(hold), (counts.get(key(hold)) ?? 0) + hold.count);
  return visibleHolds(one).filter((hold) => hold.count > (counts.get(key(hold)) ?? 0));
}

/** `ops_sem(R)`, `tpm_mutex`, `ref`. */
export function shortHold(hold: HoldReport): string {
  if (hold.kind === 'ref') return hold.count > 1 ? `${hold.count}refs` : 'ref';
  if (hold.kind !== 'lock') return hold.kind;
  const modes = { read: '(R)', write: '(W)', exclusive: '' } as const;
  return shortName(hold.object) + (hold.mode ? modes[hold.mode] : '');
}

function entryLines(trace: TraceReport): string[] {
  return trace.entryPoints.flatMap((entry) => {
    const until =
      entry.possibleUntil === null
        ? 'never stopped'
        : `until step ${entry.possibleUntil} (${entry.stoppedBy})`;
    const then = entry.then ? `; then ${entry.then}` : '';
    return wrap(`${entry.id} ${entry.label}: ${until}${then}`, traceWidth - 2, '      ').map(indented);
  });
}

function indented(line: string, at: number): string {
  return at === 0 ? `  ${line}` : line;
}

function windowLines(trace: TraceReport): string[] {
  return trace.windows.flatMap((window) => {
    const who = whoWords(window.entryPoints);
    const hazard = window.hazard ? `: ${window.hazard}` : '';
    return wrap(`steps ${window.from}-${window.to}: ${who}${hazard}`, traceWidth - 2, '      ').map(indented);
  });
}

/** Entry points named of one window; the JSON has them all. */
const maxNamed = 8;

function whoWords(ids: readonly string[], most = maxNamed): string {
  if (ids.length === 0) return 'nobody';
  const more = ids.length > most ? ` and ${ids.length - most} more` : '';
  return ids.slice(0, most).join(', ') + more;
}

function referenceLines(trace: TraceReport): string[] {
  return trace.references.flatMap((reference) => {
    const taken = `${baseName(reference.taken.file)}:${reference.taken.line}`;
    const dropped = reference.dropped
      ? `${baseName(reference.dropped.file)}:${reference.dropped.line}`
      : null;
    return wrap(
      `${reference.holder} on ${reference.object}: taken ${taken}, ${dropped === null ? 'not dropped here' : `dropped ${dropped}`}`,
      traceWidth - 2,
      '      ',
    ).map(indented);
  });
}

/** One line about size, for titles: `14 steps, 7 fences`. */
export function traceSize(trace: TraceReport): string {
  const fences = trace.steps.filter((step) => step.kind === 'fence').length;
  return plural(trace.steps.length, 'step') + (fences > 0 ? `, ${plural(fences, 'fence')}` : '');
}

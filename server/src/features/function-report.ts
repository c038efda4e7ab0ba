import type { Context } from '../analysis/contexts';
import { namesForCallers, namesIn } from '../analysis/describe';
import { readPlace } from '../analysis/evaluate';
import { type GuardState, guardState } from '../analysis/guarded';
import type { ProgramFunction } from '../analysis/program';
import type { FunctionResult, Mark } from '../analysis/solve';
import { ERROR_POINTER, NEGATIVE, POSITIVE, type State, ZERO } from '../analysis/state';
import { subjectParam } from '../analysis/subject';
import type { Case } from '../analysis/summary';
import { K, type Term } from '../analysis/term-kinds';
import type { When } from '../model/types';
import type { Revision } from '../project/revision';
import type { Presence } from '../syntax/facts';
import {
  holdKey,
  isShown,
  type NamedHold,
  nameEntryHolds,
  nameHolds,
  toHoldReport,
  withComposites,
} from './hold-report';
import type {
  ContextReport,
  FunctionReport,
  HoldReport,
  LineReport,
  OpsState,
  OutcomeReport,
  SummaryReport,
} from './reports';
import type { SourceLines } from './source-lines';

/** Everything that is shown of one function. */
export function reportFunction(
  revision: Revision,
  lines: SourceLines,
  result: FunctionResult,
): FunctionReport {
  const fn = placed(revision, result);
  const line = (at: number) => lines.line(fn.file, fn.start + at);
  const contexts = revision.contexts.of(fn.index);
  return {
    name: fn.name,
    start: line(0),
    end: line(fn.ir.length - 1),
    nameLine: line(fn.ir.nameSpan.start),
    condition: presenceText(fn.ir.presence),
    summary: reportSummary(revision, lines, result),
    contexts: contexts.map((context, i) => reportContext(revision, lines, context, i)),
    lines: reportLines(revision, lines, result, contexts),
    gaps: gapsOf(revision, lines, result),
  };
}

/** The function where it stands now: a result that was kept through an edit remembers where it stood then. */
export function placed(revision: Revision, result: FunctionResult): ProgramFunction {
  const { fn } = result.frame;
  return revision.program.functions[fn.index] ?? fn;
}

/** What was not understood of a function. */
export function gapsOf(
  revision: Revision,
  lines: SourceLines,
  result: FunctionResult,
): FunctionReport['gaps'] {
  const fn = placed(revision, result);
  const line = (at: number) => lines.line(fn.file, fn.start + at);
  const gaps = fn.ir.gaps.map((gap) => ({ line: line(gap.span.start), reason: gap.reason }));
  return result.capped
    ? [...gaps, { line: line(0), reason: 'too many different states: results are incomplete' }]
    : gaps;
}

export function presenceText(presence: Presence): string | null {
  if (presence.length === 0) return null;
  return presence.map(({ symbol, negated }) => (negated ? `!${symbol}` : symbol)).join(' && ');
}

/** What a function says to its callers, by outcome. */
export function reportSummary(revision: Revision, lines: SourceLines, result: FunctionResult): SummaryReport {
  const { analysis } = revision;
  const { frame, summary } = result;
  const outcomes: OutcomeReport[] = [];
  const requires = new Map<string, HoldReport>();
  let owned = false;
  for (const made of summary.cases) {
    const names = namesForCallers(frame, made.value, made.writes);
    const acquires = reportHolds(
      revision,
      lines,
      withComposites(analysis, nameHolds(made.acquires.filter(isShown), names)),
    );
    const releases = reportHolds(revision, lines, withComposites(analysis, nameHolds(made.releases, names)));
    for (const hold of releases) requires.set(`${hold.kind}|${hold.object}`, hold);
    owned ||= acquires.some((hold) => /^ret\b/.test(hold.object));
    for (const when of outcomesOf(result, made)) outcomes.push({ when, given: null, acquires, releases });
  }
  return {
    outcomes: mergeOutcomes(outcomes),
    requires: [...requires.values()],
    returns: frame.fn.ir.returns.pointers > 0 ? (owned ? 'owned' : 'borrowed') : null,
    sleeps: summary.sleeps,
  };
}

/** Outcomes by name, for functions that return something; `always` otherwise. */
function outcomesOf(result: FunctionResult, made: Case): When[] {
  const returns = result.frame.fn.ir.returns;
  if (returns.pointers === 0 && returns.name === 'void') return ['always'];
  if (returns.pointers > 0) {
    const all: When[] = [];
    if (made.mask & ZERO) all.push('null');
    if (made.mask & POSITIVE) all.push('nonnull');
    if (made.mask & ERROR_POINTER && !isParam(result, made.value)) all.push('error-pointer');
    return all.length === 3 ? ['always'] : all;
  }
  if (returns.name === 'bool')
    return made.mask === ZERO ? ['false'] : (made.mask & ZERO) === 0 ? ['true'] : ['always'];
  switch (made.mask & (ZERO | NEGATIVE | POSITIVE)) {
    case ZERO:
      return ['zero'];
    case NEGATIVE:
      return ['negative'];
    case POSITIVE:
      return ['positive'];
    case ZERO | POSITIVE:
      return ['nonnegative'];
    case NEGATIVE | POSITIVE:
      return ['nonzero'];
    case ZERO | NEGATIVE:
      return ['zero', 'negative'];
    default:
      return ['always'];
  }
}

/** Arguments are taken to be no error pointers unless the function looks. */
function isParam(result: FunctionResult, value: Term | null): boolean {
  return value !== null && result.frame.terms.kind(value) === K.Param;
}

/** Cases with one outcome and one effect are one line to a reader. */
function mergeOutcomes(outcomes: readonly OutcomeReport[]): OutcomeReport[] {
  const merged = new Map<string, OutcomeReport>();
  const key = (hold: HoldReport) => `${hold.kind}|${hold.object}|${hold.mode}`;
  for (const outcome of outcomes) {
    const id = `${outcome.when}|${outcome.acquires.map(key)}|${outcome.releases.map(key)}`;
    if (!merged.has(id)) merged.set(id, outcome);
  }
  return [...merged.values()];
}

function reportContext(revision: Revision, lines: SourceLines, context: Context, i: number): ContextReport {
  const { analysis } = revision;
  const ways = context.ways > 1 ? ` (${context.ways} ways in)` : '';
  return {
    id: contextId(i),
    label: `${context.label}${ways}`,
    entry: reportHolds(revision, lines, withComposites(analysis, nameEntryHolds(context.holds))),
    path: context.path.map((site) => {
      const fn = analysis.program.functions[site.fn];
      const file = fn?.file ?? '';
      return { function: fn?.name ?? '', file, line: lines.line(file, (fn?.start ?? 0) + site.at) };
    }),
    note: contextNote(context),
  };
}

export function contextId(i: number): string {
  return i < 26 ? String.fromCharCode(65 + i) : `C${i}`;
}

function contextNote(context: Context): string | null {
  switch (context.guard) {
    case 'unpublished':
      return 'not published yet: no other thread can see the object';
    case 'relied':
      return 'the function relies on its caller here; not proved on this way in';
    default:
      return null;
  }
}

function reportHolds(revision: Revision, lines: SourceLines, holds: readonly NamedHold[]): HoldReport[] {
  return holds.map((hold) => toHoldReport(revision.analysis, lines, hold));
}

function reportLines(
  revision: Revision,
  lines: SourceLines,
  result: FunctionResult,
  contexts: readonly Context[],
): LineReport[] {
  const fn = placed(revision, result);
  const byLine = new Map<number, Mark>();
  const reached = new Map<number, Mark>(result.marks.map((mark) => [mark.at, mark]));
  for (const block of fn.ir.blocks) {
    for (const op of block.ops) {
      if (op.op !== 'mark') continue;
      const line = lines.line(fn.file, fn.start + op.at);
      const old = byLine.get(line);
      if (old === undefined || op.at < old.at)
        byLine.set(line, reached.get(op.at) ?? { at: op.at, what: op.what, states: [] });
    }
  }
  return [...byLine]
    .sort(([a], [b]) => a - b)
    .map(([line, mark]) => reportLine(revision, lines, result, contexts, line, mark));
}

function reportLine(
  revision: Revision,
  lines: SourceLines,
  result: FunctionResult,
  contexts: readonly Context[],
  line: number,
  mark: Mark,
): LineReport {
  const { analysis } = revision;
  const all = new Map<string, { hold: NamedHold; states: number }>();
  const released = new Map<string, { hold: NamedHold; states: number }>();
  const count = (into: typeof all, holds: readonly NamedHold[]) => {
    const seen = new Set<string>();
    for (const hold of holds) {
      if (hold.certain === false && !into.has(holdKey(hold))) into.set(holdKey(hold), { hold, states: 0 });
      if (hold.certain === false) continue;
      const key = holdKey(hold);
      if (seen.has(key)) continue;
      seen.add(key);
      const old = into.get(key);
      if (old === undefined) into.set(key, { hold, states: 1 });
      else
        into.set(key, {
          hold: { ...old.hold, count: Math.min(old.hold.count, hold.count) },
          states: old.states + 1,
        });
    }
  };
  for (const state of mark.states) {
    const names = namesIn(result.frame, state);
    count(all, withComposites(analysis, nameHolds(state.holds.filter(isShown), names)));
    count(released, nameHolds(state.released, names));
  }
  const total = mark.states.length;
  const pick = (from: typeof all, test: (states: number) => boolean) =>
    reportHolds(
      revision,
      lines,
      [...from.values()].filter(({ states }) => test(states)).map(({ hold }) => hold),
    );
  return {
    line,
    reachable: total > 0,
    must: pick(all, (states) => states === total).map((hold) => ({ ...hold, condition: null })),
    may: pick(all, (states) => states < total),
    released: pick(released, (states) => states === total),
    ...opsOfLine(revision, result, contexts, mark),
  };
}

/** The guarded field of the function's subject at a line: overall, and per way in where they differ. */
function opsOfLine(
  revision: Revision,
  result: FunctionResult,
  contexts: readonly Context[],
  mark: Mark,
): Pick<LineReport, 'ops' | 'byContext'> {
  const states: GuardState[] = [];
  for (const state of mark.states) {
    const subject = subjectIn(revision, result, state);
    if (subject !== null) states.push(guardState(revision.analysis, result.frame, state, subject));
  }
  if (states.length === 0) return { ops: 'n/a', byContext: [] };
  const answers = (contexts.length === 0 ? [null] : contexts).map((context) => {
    const each = states.map((state) => settle(state, context));
    return each.every((ops) => ops === each[0]) ? (each[0] as OpsState) : 'maybe-null';
  });
  const first = answers[0] as OpsState;
  if (answers.every((ops) => ops === first)) return { ops: first, byContext: [] };
  return {
    ops: 'maybe-null',
    byContext: answers.map((ops, i) => ({
      id: contextId(i),
      ops,
      why: contextNote(contexts[i] as Context) ?? (contexts[i] as Context).label,
    })),
  };
}

function settle(state: GuardState, context: Context | null): OpsState {
  switch (state) {
    case 'valid':
    case 'unpublished':
      return 'valid';
    case 'null':
      return 'null';
    case 'entry':
    case 'tested': {
      const guard = context?.guard ?? 'unknown';
      if (guard === 'valid' || guard === 'unpublished' || guard === 'relied') return 'valid';
      return guard === 'null' ? 'null' : 'maybe-null';
    }
    default:
      return 'maybe-null';
  }
}

/** The object whose guarded field the lines of a function show: a parameter or local of its type, else one a hop away. */
function subjectIn(revision: Revision, result: FunctionResult, state: State): Term | null {
  const { frame } = result;
  const { terms, fn } = frame;
  const { model, program } = revision.analysis;
  const index = subjectParam(revision.analysis.model, fn);
  const isSubject = (type: { name: string; pointers: number } | undefined) =>
    type?.pointers === 1 && model.guarded.some((row) => row.struct === type.name);
  if (index >= 0) {
    const place = terms.local(frame.scope, fn.ir.params[index]?.name ?? '');
    return state.store.get(place) ?? terms.param(index);
  }
  const global = program.globalOf(fn.file, isSubject);
  if (
    global !== null &&
    fn.ir.params.every((param) => !isSubject(param.type)) &&
    !Object.values(fn.ir.locals).some(isSubject)
  )
    return readPlace(frame, state, terms.global(global));
  const locals = Object.entries(fn.ir.locals);
  for (const [name, type] of locals) {
    const value = isSubject(type) ? state.store.get(terms.local(frame.scope, name)) : undefined;
    if (value !== undefined) return value;
  }
  for (const [name, type] of [...fn.ir.params.map((p) => [p.name, p.type] as const), ...locals]) {
    const value =
      type.pointers === 1 && type.record ? state.store.get(terms.local(frame.scope, name)) : undefined;
    if (value === undefined) continue;
    const field = program.fieldsOf(type.name).find((f) => isSubject(f.type));
    if (field !== undefined) return readPlace(frame, state, terms.field(value, field.name));
  }
  return null;
}

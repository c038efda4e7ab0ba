import { guardState } from '../../analysis/guarded';
import type { ProgramFunction } from '../../analysis/program';
import type { FunctionResult, Mark } from '../../analysis/solve';
import type { State } from '../../analysis/state';
import { subjectParam } from '../../analysis/subject';
import type { WhoReport } from '../who-report';
import type { SafeOrigins } from './origins';
import type { Removal } from './removal';
import type { TraceSource } from './trace-source';

/** A line of a function, and where on the removal path it stands. */
export class Position {
  readonly fn: ProgramFunction;
  readonly result: FunctionResult;
  /** States just before the line's statement. */
  readonly states: readonly State[];
  /** Step of the removal that the line is, else the last one before it; null off the removal path. */
  readonly step: number | null;
  private readonly source: TraceSource;
  private readonly removal: Removal | null;
  /** Offset of the statement in the function. */
  private readonly at: number;
  /** Number of the last step that is over when the line runs. */
  private readonly last: number;

  private constructor(
    source: TraceSource,
    removal: Removal | null,
    fn: ProgramFunction,
    result: FunctionResult,
    line: number,
  ) {
    this.source = source;
    this.removal = removal;
    this.fn = fn;
    this.result = result;
    const mark = markAt(source, result, fn, line);
    this.states = mark?.states ?? [];
    this.at = mark?.at ?? 0;
    const steps = removal?.steps ?? [];
    const own = steps.filter((step) => step.fn === fn.index);
    const call = steps.find((step) => step.callee === fn.name);
    const isOnPath = own.length > 0 || call !== undefined || removal?.root === fn.index;
    const before = own.filter((step) => step.line < line);
    const at = own.find((step) => step.line === line);
    const end = before.at(-1) === undefined ? call?.n : endOf(steps, before.at(-1)?.n ?? 0);
    this.last = isOnPath ? (end ?? 0) : 0;
    this.step = isOnPath ? (at?.n ?? before.at(-1)?.n ?? call?.n ?? null) : null;
  }

  static find(source: TraceSource, removal: Removal | null, file: string, line: number): Position | null {
    const fn = source.program.list.find(
      (one) =>
        one.file === file &&
        !one.ir.isMacro &&
        source.line(one, 0) <= line &&
        line <= source.line(one, one.ir.length - 1),
    );
    const result = fn === undefined ? undefined : source.result(fn.index);
    return fn === undefined || result === undefined ? null : new Position(source, removal, fn, result, line);
  }

  isPassed(step: number): boolean {
    return step <= this.last;
  }

  /** Steps that have cut somebody off by now. */
  passed(): WhoReport['passed'] {
    const { removal } = this;
    return (removal?.steps ?? []).flatMap(({ n, text, file, line }) => {
      const cuts = removal?.ended.filter(({ end }) => end.step === n).map(({ user }) => user.id) ?? [];
      return this.isPassed(n) && cuts.length > 0 ? [{ n, text, file, line, cuts }] : [];
    });
  }

  /** Nobody else can see the object that the function works on. */
  isUnpublished(origins: SafeOrigins): boolean {
    if (origins.isPublishedAfter(this.result, this.at)) return true;
    return this.everySubject((state, subject) => {
      const { analysis } = this.source;
      return guardState(analysis, this.result.frame, state, subject) === 'unpublished';
    });
  }

  /** The flag that an origin relies on may have been changed by now. */
  isOver(origins: SafeOrigins, origin: string): boolean {
    return !this.everySubject((state, subject) => !origins.isOver(origin, this.result, state, subject));
  }

  private everySubject(test: (state: State, subject: number) => boolean): boolean {
    const { terms, analysis, lifecycle } = this.source;
    const { frame } = this.result;
    const index = subjectParam(analysis.model, frame.fn);
    const local = Object.entries(frame.fn.ir.locals).find(
      ([, type]) => type.pointers === 1 && type.name === lifecycle.subject.struct,
    );
    const name = index >= 0 ? frame.fn.ir.params[index]?.name : local?.[0];
    if (name === undefined || this.states.length === 0) return false;
    const place = terms.local(frame.scope, name);
    return this.states.every((state) => {
      const subject = state.store.get(place) ?? (index >= 0 ? terms.param(index) : undefined);
      return subject !== undefined && test(state, subject);
    });
  }
}

/** The statement that a line starts or continues. */
function markAt(source: TraceSource, result: FunctionResult, fn: ProgramFunction, line: number): Mark | null {
  const marks = result.marks
    .map((mark) => ({ mark, line: source.line(fn, mark.at) }))
    .sort((a, b) => a.mark.at - b.mark.at);
  const last = marks.findLast((one) => one.line <= line)?.line;
  return (marks.find((one) => one.line === last) ?? marks[0])?.mark ?? null;
}

/** Number of the last step below a step. */
function endOf(steps: Removal['steps'], n: number): number {
  const inside = new Set([n]);
  for (const step of steps) if (step.parent !== null && inside.has(step.parent)) inside.add(step.n);
  return Math.max(...inside);
}

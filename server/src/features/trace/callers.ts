import type { CallSite } from '../../analysis/frame';
import type { CancelToken } from '../../base/cancel';
import type { TraceStep } from '../reports';
import type { GuardUsers } from './guard';
import { closure, type TraceSource } from './trace-source';
import { type Arrival, type Way, WaysIn } from './ways';

/** Steps of one answer; more is said in a last step. */
const MAX_STEPS = 1500;

export interface CallersOptions {
  readonly depth: number;
  readonly token: CancelToken;
}

/**
 * Every way into a function, from the entry points down, told from the function up. What is held is followed downwards
 * first, so that a call site stands once for each distinct set of holds, however many ways lead to it.
 */
export function findCallers(
  source: TraceSource,
  guard: GuardUsers,
  root: number,
  options: CallersOptions,
): TraceStep[] {
  const relevant = closure([root], (fn) => source.callerFunctions(fn));
  const ways = new WaysIn(source, guard, relevant, { token: options.token }).find();
  return new UpwardSteps(source, options.depth).tell(ways.get(root) ?? new Map());
}

class UpwardSteps {
  private readonly source: TraceSource;
  private readonly depth: number;
  /** Place in the order of files and positions, by function. */
  private readonly rank: ReadonlyMap<number, number>;
  private readonly steps: TraceStep[] = [];
  private readonly shown = new Map<Way, number>();
  private cut = 0;

  constructor(source: TraceSource, depth: number) {
    this.rank = new Map(source.program.list.map((fn, i) => [fn.index, i]));
    this.source = source;
    this.depth = depth;
  }

  tell(ways: ReadonlyMap<string, Way>): TraceStep[] {
    const roots = [...ways.values()];
    for (const way of roots) this.shown.set(way, 0);
    const arrivals = roots.flatMap((way) => [...way.from.values()].map((one) => [way, one] as const));
    for (const [way, arrival] of this.sorted(arrivals)) this.step(way, arrival, null, 1);
    const last = this.steps.at(-1);
    if (this.cut > 0 && last !== undefined)
      this.steps.push({
        ...last,
        n: last.n + 1,
        parent: null,
        callee: null,
        kind: 'branch',
        text: `${this.cut} more call sites not shown`,
        condition: null,
        before: [],
        after: [],
      });
    return this.steps;
  }

  private sorted(arrivals: readonly (readonly [Way, Arrival])[]): (readonly [Way, Arrival])[] {
    const { rank } = this;
    return [...arrivals].sort(
      ([, a], [, b]) => (rank.get(a.way.fn) ?? 0) - (rank.get(b.way.fn) ?? 0) || a.call.at - b.call.at,
    );
  }

  private step(callee: Way, arrival: Arrival, parent: number | null, depth: number): void {
    if (this.steps.length >= MAX_STEPS) {
      this.cut++;
      return;
    }
    const { source } = this;
    const { way, call } = arrival;
    const before = arrival.before();
    const fn = source.fn(way.fn);
    const n = this.steps.length + 1;
    const seen = this.shown.get(way);
    const labels = way.entries.map((entry) => entry.label);
    const notes = [
      ...labels,
      ...(seen !== undefined && way.from.size > 0
        ? [seen === 0 ? 'the root itself' : `its callers shown at step ${seen}`]
        : []),
    ];
    this.steps.push({
      n,
      parent,
      file: fn.file,
      line: source.line(fn, call.at),
      function: fn.name,
      callee: source.fn(callee.fn).name,
      text: [source.text(fn, call.at, call.end), ...notes].join('; '),
      kind: 'call',
      condition: source.conditions(fn).of(blockOf(source, way.fn, call)),
      before,
      after: before,
      cuts: [],
      waitsFor: null,
    });
    if (seen !== undefined) return;
    this.shown.set(way, n);
    if (depth >= this.depth) return;
    const arrivals = [...way.from.values()].map((one) => [way, one] as const);
    for (const [to, next] of this.sorted(arrivals)) this.step(to, next, n, depth + 1);
  }
}

export function blockOf(source: TraceSource, fn: number, call: CallSite): number {
  for (const block of source.fn(fn).ir.blocks)
    for (const op of block.ops)
      if ('at' in op && typeof op.at === 'object' && op.at.start === call.at && op.at.end === call.end)
        return block.id;
  return 0;
}

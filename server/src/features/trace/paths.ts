import type { EntryHold } from '../../analysis/contexts';
import { type CancelToken, throwIfCancelled } from '../../base/cancel';
import type { TraceStep } from '../reports';
import { type CallEdge, CallEdges } from './call-edges';
import { commonEntry, heldOnEntry, mustHold } from './held';
import { closure, type TraceSource } from './trace-source';

/** Steps of all paths together; where there are more, each function is followed once. */
const MAX_STEPS = 400;

export interface PathOptions {
  readonly direction: 'calls' | 'callers';
  readonly depth: number;
  readonly token: CancelToken;
  /** Only paths through this function. */
  readonly via?: string;
}

/** One call on the way, from a function to one that it may be. */
interface Hop {
  readonly edge: CallEdge;
  /** Null where the called function is not part of the program. */
  readonly to: number | null;
}

/**
 * Call paths between two functions, as a tree of call sites: from the first function down, or, for callers, from the
 * called function up. What does not lead to the other end is left out. No function comes twice on one path; where
 * there are too many paths to read, each function is followed where it first comes, and later calls refer to that.
 */
export function findPaths(source: TraceSource, from: number, to: string, options: PathOptions): TraceStep[] {
  const every = new Paths(source, to, options, false).find(from);
  return every ?? new Paths(source, to, options, true).find(from) ?? [];
}

class Paths {
  private readonly source: TraceSource;
  private readonly edges: CallEdges;
  private readonly to: string;
  private readonly options: PathOptions;
  private readonly once: boolean;
  /** Functions from which the other end, or the function on the way, can be reached. */
  private readonly leading: ReadonlySet<number>;
  private readonly leadingVia: ReadonlySet<number>;
  private readonly callersOf = new Map<number, CallEdge[]>();
  private readonly steps: Step[] = [];
  private readonly shown = new Map<string, number>();

  constructor(source: TraceSource, to: string, options: PathOptions, once: boolean) {
    this.source = source;
    this.edges = new CallEdges(source);
    this.to = to;
    this.options = options;
    this.once = once;
    for (const { index } of source.program.list)
      for (const edge of this.edges.of(index))
        for (const callee of edge.to) {
          const list = this.callersOf.get(callee);
          if (list === undefined) this.callersOf.set(callee, [edge]);
          else list.push(edge);
        }
    this.leading = this.leadingTo(to);
    this.leadingVia = options.via === undefined ? this.leading : this.leadingTo(options.via);
  }

  /** Functions on the way to a name: itself, where the program has it, and all that call it, by whatever hops. */
  private leadingTo(name: string): ReadonlySet<number> {
    const { program } = this.source;
    if (this.options.direction === 'callers')
      return closure(program.named(name), (fn) => this.edges.of(fn).flatMap((edge) => edge.to));
    const direct = program.list
      .filter(({ index }) => this.edges.of(index).some((edge) => edge.name === name))
      .map(({ index }) => index);
    return closure([...program.named(name), ...direct], (fn) =>
      (this.callersOf.get(fn) ?? []).map((edge) => edge.from),
    );
  }

  /** Null when there are more steps than anybody reads. */
  find(from: number): TraceStep[] | null {
    const passed = this.isVia(this.source.fn(from).name);
    const isCut = !this.walk(from, [], null, [from], passed);
    if (isCut && !this.once) return null;
    const steps = kept(this.steps);
    const last = steps.at(-1);
    if (isCut && last !== undefined)
      steps.push({
        ...last,
        n: last.n + 1,
        parent: null,
        callee: null,
        kind: 'branch',
        text: 'more paths not shown',
        condition: null,
      });
    return steps;
  }

  private isVia(name: string): boolean {
    return this.options.via === undefined || this.options.via === name;
  }

  /** False when the limit of steps was hit. */
  private walk(
    at: number,
    held: readonly EntryHold[],
    parent: number | null,
    path: readonly number[],
    passed: boolean,
  ): boolean {
    throwIfCancelled(this.options.token);
    if (path.length > this.options.depth) return true;
    for (const hop of this.hops(at)) {
      const { next, name } = this.end(hop);
      const isEnd = name === this.to;
      const through = passed || this.isVia(name);
      const leading = passed ? this.leading : this.leadingVia;
      if (isEnd ? !through : next === null || !leading.has(next) || path.includes(next)) continue;
      if (this.steps.length >= MAX_STEPS) return false;
      const before = this.shown.get(`${next}|${through}`);
      const again = this.once && before !== undefined && !isEnd;
      const step = this.step(hop, held, parent, { isEnd, shownAt: again ? before : null });
      if (isEnd || next === null || again) continue;
      this.shown.set(`${next}|${through}`, step.n);
      if (!this.walk(next, this.entering(hop, held), step.n, [...path, next], through)) return false;
    }
    return true;
  }

  /** Where a hop leads to in the direction of the query. */
  private end({ edge, to }: Hop): { readonly next: number | null; readonly name: string } {
    if (this.options.direction === 'callers')
      return { next: edge.from, name: this.source.fn(edge.from).name };
    return { next: to, name: to === null ? edge.name : this.source.fn(to).name };
  }

  /** Calls that `at` makes, or is reached by, in source order. */
  private hops(at: number): Hop[] {
    if (this.options.direction === 'callers')
      return (this.callersOf.get(at) ?? []).map((edge) => ({ edge, to: at }));
    return this.edges
      .of(at)
      .flatMap((edge): Hop[] =>
        edge.to.length === 0 ? [{ edge, to: null }] : edge.to.map((to) => ({ edge, to })),
      );
  }

  private entering({ edge, to }: Hop, held: readonly EntryHold[]): EntryHold[] {
    const result = this.source.result(edge.from);
    if (result === undefined || to === null || this.options.direction === 'callers') return [];
    const calls = this.source.callsAt(edge.from, edge.op).filter((call) => call.callees.includes(to));
    return commonEntry(calls.map((call) => heldOnEntry(this.source, result, call, held)));
  }

  private step(
    { edge, to }: Hop,
    held: readonly EntryHold[],
    parent: number | null,
    more: Pick<Step, 'isEnd' | 'shownAt'>,
  ): Step {
    const { source } = this;
    const fn = source.fn(edge.from);
    const result = source.result(edge.from);
    const states = source.operations(edge.from).find((one) => one.op === edge.op)?.before ?? [];
    const before = result === undefined ? [] : mustHold(source, result, states, held);
    const { at } = edge.op;
    const step: Step = {
      n: this.steps.length + 1,
      parent,
      file: fn.file,
      line: source.line(fn, at.start),
      function: fn.name,
      callee: to === null ? edge.name : source.fn(to).name,
      text: source.text(fn, at.start, at.end),
      kind: 'call',
      condition: source.conditions(fn).of(edge.block),
      before,
      after: before,
      cuts: [],
      waitsFor: null,
      ...more,
    };
    this.steps.push(step);
    return step;
  }
}

/** A step of a path, and where its own go on. */
interface Step extends TraceStep {
  readonly isEnd: boolean;
  /** The step at which the same function was followed before. */
  readonly shownAt: number | null;
}

/** Steps on a path that gets to the end; those that only lead back to where they came from are left out. */
function kept(steps: readonly Step[]): TraceStep[] {
  const leads = new Set<number>();
  for (const { n, parent, isEnd, shownAt } of [...steps].reverse()) {
    if (isEnd || shownAt !== null) leads.add(n);
    if (leads.has(n) && parent !== null) leads.add(parent);
  }
  const numbers = new Map<number, number>();
  return steps.flatMap(({ isEnd: _isEnd, shownAt, ...step }) => {
    if (!leads.has(step.n) || (shownAt !== null && !leads.has(shownAt))) return [];
    const n = numbers.size + 1;
    numbers.set(step.n, n);
    const parent = step.parent === null ? null : (numbers.get(step.parent) ?? null);
    const again = shownAt === null ? '' : `, shown at step ${numbers.get(shownAt)}`;
    return [{ ...step, n, parent, text: step.text + again }];
  });
}

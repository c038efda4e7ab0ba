import type { CancelToken } from '../../base/cancel';
import type { TraceReport, TraceStep, TreeReport } from '../reports';
import { CallTree, type Step } from './call-tree';
import { findCallers } from './callers';
import { Ends } from './ends';
import { GuardUsers } from './guard';
import { findPaths } from './paths';
import { findReferences } from './references';
import type { TraceSource } from './trace-source';
import { Users } from './users';
import { type EndedUser, findWindows } from './windows';

export interface TraceOptions {
  readonly direction: 'calls' | 'callers';
  readonly to?: string;
  readonly depth?: number;
}

/** Levels of calls that are followed unless the user says otherwise. */
const DEFAULT_DEPTH = 24;

/** Answers traces of one revision. */
export class Tracer {
  private readonly source: TraceSource;
  private readonly guard: GuardUsers;
  private users: Users | null = null;

  constructor(source: TraceSource) {
    this.source = source;
    this.guard = new GuardUsers(source);
  }

  trace(tree: TreeReport, root: string, options: TraceOptions, token: CancelToken): TraceReport | null {
    const { program } = this.source;
    const [fn] = program.named(root).filter((index) => this.source.result(index) !== undefined);
    if (fn === undefined) return null;
    const within = { depth: options.depth ?? DEFAULT_DEPTH, token };
    const { direction, to } = options;
    const base = { schema: 'tpm-lifecycle/trace@1' as const, root, direction, tree };
    const bare = { entryPoints: [], windows: [], references: [] };
    if (to !== undefined) {
      const steps = findPaths(this.source, fn, new Set(program.named(to)), { ...within, direction });
      return { ...base, steps, ...bare };
    }
    if (direction === 'callers')
      return { ...base, steps: findCallers(this.source, this.guard, fn, within), ...bare };
    this.users ??= new Users(this.source, this.guard);
    const steps = new CallTree(this.source, this.guard, within).build(fn);
    return { ...base, ...this.removal(fn, steps) };
  }

  private removal(root: number, steps: readonly Step[]) {
    const { source } = this;
    const ends = new Ends(source, this.guard, steps);
    const ended: EndedUser[] = (this.users as Users)
      .during(root)
      .map((user) => ({ user, end: ends.of(user) }));
    return {
      steps: steps.map((step) => toReport(step, ended, ends)),
      entryPoints: ended.map(({ user, end }) => ({
        id: user.id,
        label: user.label,
        function: user.fn.name,
        file: user.fn.file,
        line: source.line(user.fn, user.fn.ir.nameSpan.start),
        possibleUntil: end.step,
        stoppedBy: end.stoppedBy,
        // biome-ignore lint/suspicious/noThenProperty: the interface names the key so.
        then: end.late,
      })),
      windows: findWindows(source, steps, ends, ended),
      references: findReferences(source, (this.users as Users).bindings),
    };
  }
}

function toReport(step: Step, users: readonly EndedUser[], ends: Ends): TraceStep {
  const { fn: _fn, effect, guarded: _guarded, ...report } = step;
  const cuts = users.filter(({ end }) => end.step === step.n).map(({ user }) => user.id);
  const isBarrier = ends.barrier === (step as unknown);
  if (isBarrier && effect?.guard === 'unclear') return { ...report, kind: 'fence', cuts };
  return { ...report, cuts };
}

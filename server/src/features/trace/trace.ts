import type { CancelToken } from '../../base/cancel';
import type { AuditReport } from '../audit-report';
import type { TraceReport, TraceStep, TreeReport } from '../reports';
import type { WhoReport } from '../who-report';
import { auditField } from './audit';
import type { Step } from './call-tree';
import { findCallers } from './callers';
import type { Ends } from './ends';
import { auditedFields } from './field-uses';
import { GuardUsers } from './guard';
import { findPaths } from './paths';
import { findReferences } from './references';
import { type Removal, removalFrom, removalRoot } from './removal';
import { type RemovalFacts, removalFacts } from './removal-facts';
import { explainConditions } from './setters';
import type { TraceSource } from './trace-source';
import { Users } from './users';
import { whoAt } from './who';
import { type WiderOptions, WiderProgram } from './wider';
import { type EndedUser, findWindows } from './windows';

export interface TraceOptions {
  readonly direction: 'calls' | 'callers';
  readonly to?: string;
  /** With `to`: only paths through this function. */
  readonly via?: string;
  readonly depth?: number;
  /** Told of what is read beyond the program. */
  readonly progress?: (text: string) => void;
}

/** Levels of calls that are followed unless the user says otherwise. */
const DEFAULT_DEPTH = 24;

/** Stands for the root of a removal in a program without one: it has no steps, and ends nobody. */
const NO_FUNCTION = -1;

/** Answers traces of one revision. */
export class Tracer {
  private readonly source: TraceSource;
  private readonly guard: GuardUsers;
  private readonly widerOptions: WiderOptions;
  private wider: WiderProgram | null = null;
  private usersOf: Users | null = null;
  private readonly removals = new Map<number, Removal>();
  private readonly audits = new Map<string, AuditReport>();

  constructor(source: TraceSource, wider: WiderOptions) {
    this.source = source;
    this.guard = new GuardUsers(source);
    this.widerOptions = wider;
  }

  trace(tree: TreeReport, root: string, options: TraceOptions, token: CancelToken): TraceReport | null {
    const { direction, to } = options;
    const within = { depth: options.depth ?? DEFAULT_DEPTH, token };
    if (to !== undefined) return this.path(tree, root, to, options, within);
    const [fn] = namedIn(this.source, root);
    if (fn === undefined) return null;
    const base = { schema: 'tpm-lifecycle/trace@1' as const, root, direction, tree };
    const bare = { entryPoints: [], windows: [], references: [] };
    if (direction === 'callers')
      return { ...base, steps: findCallers(this.source, this.guard, fn, within), ...bare };
    return { ...base, ...this.report(this.removal(fn, within)) };
  }

  /** Paths between two functions, through files that are read for it where the program alone does not lead on. */
  private path(
    tree: TreeReport,
    root: string,
    to: string,
    { direction, via, progress }: TraceOptions,
    within: { readonly depth: number; readonly token: CancelToken },
  ): TraceReport | null {
    this.wider ??= new WiderProgram(this.source, {
      ...this.widerOptions,
      ...(progress === undefined ? {} : { progress }),
    });
    const name = root.slice(root.indexOf(':') + 1);
    const [from, end] = direction === 'calls' ? [name, to] : [to, name];
    const { source, scope, parsed } = this.wider.between(from, end, via, within.token);
    const [fn] = namedIn(source, root);
    if (fn === undefined) return null;
    const steps = findPaths(source, fn, to, { ...within, direction, ...(via === undefined ? {} : { via }) });
    const { folders, callers = [], onDemand = [] } = source.lifecycle.program;
    return {
      schema: 'tpm-lifecycle/trace@1',
      root,
      direction,
      tree,
      steps,
      entryPoints: [],
      windows: [],
      references: [],
      conditions: explainConditions(scope, steps, within.token),
      scope: {
        files: scope.files.length,
        folders: [...folders, ...callers, ...onDemand],
        parsed,
        isCut: scope.isCut,
      },
    };
  }

  private get users(): Users {
    this.usersOf ??= new Users(this.source, this.guard);
    return this.usersOf;
  }

  private removal(root: number, within: { readonly depth: number; readonly token: CancelToken }): Removal {
    if (within.depth !== DEFAULT_DEPTH) return removalFrom(this.source, this.guard, this.users, root, within);
    let known = this.removals.get(root);
    if (known === undefined) {
      known = removalFrom(this.source, this.guard, this.users, root, within);
      this.removals.set(root, known);
    }
    return known;
  }

  /** The removal that the lifecycle model names, or the one that is like it; null in a program without any. */
  private modelRemoval(token: CancelToken): Removal | null {
    const root = removalRoot(this.source, this.guard);
    return root === null ? null : this.removal(root, { depth: DEFAULT_DEPTH, token });
  }

  /** The function that does here what a name does elsewhere: the removal under another name. */
  counterpart(name: string): string | null {
    const isRoot = this.source.lifecycle.roots.some(
      (root) => root.function === name && root.direction === 'calls',
    );
    const root = isRoot ? removalRoot(this.source, this.guard) : null;
    return root === null ? null : this.source.fn(root).name;
  }

  /** Fields that can be audited, as `struct.field`. */
  get guardedFields(): string[] {
    return auditedFields(this.source.lifecycle).map((one) => `${one.struct}.${one.field}`);
  }

  audit(tree: TreeReport, field: string, token: CancelToken): AuditReport | null {
    const audited = auditedFields(this.source.lifecycle).find(
      (one) => `${one.struct}.${one.field}` === field,
    );
    if (audited === undefined) return null;
    let known = this.audits.get(field);
    if (known === undefined) {
      known = auditField(this.source, this.guard, this.modelRemoval(token), audited, tree, token);
      this.audits.set(field, known);
    }
    return known;
  }

  /** The removal from `root` with what it rests on; null when there is no such function. */
  facts(tree: TreeReport, root: string, token: CancelToken): RemovalFacts | null {
    const trace = this.trace(tree, root, { direction: 'calls' }, token);
    const [fn] = namedIn(this.source, root);
    if (trace === null || fn === undefined) return null;
    return removalFacts(this.source, this.guard, trace, this.removal(fn, { depth: DEFAULT_DEPTH, token }));
  }

  who(tree: TreeReport, file: string, line: number, token: CancelToken): WhoReport | null {
    const registeredIn = (fn: number) => this.users.bindings.registeredIn(fn);
    const removal = this.modelRemoval(token) ?? this.removal(NO_FUNCTION, { depth: DEFAULT_DEPTH, token });
    return whoAt(this.source, this.guard, removal, registeredIn, { file, line, tree }, token);
  }

  private report({ steps, ends, ended }: Removal) {
    const { source } = this;
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
      references: findReferences(source, this.users.bindings),
    };
  }
}

/** Functions by name, or by `FILE:NAME` where several have it. */
function namedIn(source: TraceSource, root: string): number[] {
  const colon = root.indexOf(':');
  const file = colon < 0 ? '' : root.slice(0, colon);
  return source.program
    .named(root.slice(colon + 1))
    .filter((index) => `/${source.fn(index).file}`.endsWith(file === '' ? '' : `/${file}`))
    .filter((index) => source.result(index) !== undefined);
}

function toReport(step: Step, users: readonly EndedUser[], ends: Ends): TraceStep {
  const { fn: _fn, effect, guarded: _guarded, ...report } = step;
  const cuts = users.filter(({ end }) => end.step === step.n).map(({ user }) => user.id);
  const isBarrier = ends.barrier === (step as unknown);
  if (isBarrier && effect?.guard === 'unclear') return { ...report, kind: 'fence', cuts };
  return { ...report, cuts };
}

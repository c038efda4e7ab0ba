import type { TraceReport } from '../reports';
import type { Step } from './call-tree';
import type { Ends } from './ends';
import type { GuardUsers } from './guard';
import { lastPart } from './held';
import type { TraceSource } from './trace-source';
import type { EndedUser } from './windows';

/** What a removal rests on, beyond its steps: for comparing it with another one. */
export interface RemovalFacts {
  readonly trace: TraceReport;
  /** Member that is retracted, `ops`, and the lock that guards it. */
  readonly field: string;
  readonly lock: string;
  /** Step that retracts it under the guard; null when there is none. */
  readonly retraction: number | null;
  /** Commands that must be the last one, and whether the guard is held from there to the retraction. */
  readonly last: readonly { readonly step: number; readonly isGuarded: boolean }[];
  readonly users: readonly RemovalUser[];
}

export interface RemovalUser {
  readonly id: string;
  readonly kind: string;
  readonly function: string;
  /** Step that ends it, and whether that is a fence of its own instead of the retraction. */
  readonly end: number | null;
  readonly isFenced: boolean;
  /** Cannot overlap with the removal at all. */
  readonly isExcluded: boolean;
  /** Takes the guard and tests the member first. */
  readonly reserves: boolean;
  /** Gets to a call through the guarded table. */
  readonly uses: boolean;
  /** Gets to the function through which every command goes. */
  readonly sends: boolean;
}

export function removalFacts(
  source: TraceSource,
  guard: GuardUsers,
  trace: TraceReport,
  removal: { readonly steps: readonly Step[]; readonly ends: Ends; readonly ended: readonly EndedUser[] },
): RemovalFacts {
  const { lifecycle, program, model } = source;
  const [row] = lifecycle.guarded;
  const { steps, ends, ended } = removal;
  const commands = new Set(
    lifecycle.roots.flatMap((root) => (root.direction === 'callers' ? program.named(root.function) : [])),
  );
  const tableUsers = new Set(program.list.filter((fn) => hasUse(guard, fn)).map((fn) => fn.index));
  const lastCalls = new Set((lifecycle.phases.last ?? []).map(({ call }) => call));
  const reaches = (fn: number, wanted: ReadonlySet<number>) =>
    [...source.reached(fn)].some((at) => wanted.has(at));
  return {
    trace,
    field: row?.field ?? '',
    lock: row?.lock.path ?? '',
    retraction: ends.retraction?.n ?? null,
    last: steps
      .filter((step) => step.callee !== null && lastCalls.has(step.callee))
      .map((step) => ({ step: step.n, isGuarded: isHeldUntilRetraction(steps, step, ends, row) })),
    users: ended.map(({ user, end }) => ({
      id: user.id,
      kind: user.kind,
      function: user.fn.name,
      end: end.step,
      isFenced: end.step !== null && !end.byGuard,
      isExcluded: model.userKindsByName.get(user.kind)?.excluded === true,
      reserves: user.reserves,
      uses: reaches(user.fn.index, tableUsers),
      sends: reaches(user.fn.index, commands),
    })),
  };
}

function hasUse(guard: GuardUsers, fn: Parameters<GuardUsers['isUse']>[0]): boolean {
  return fn.ir.blocks.some(({ ops }) => ops.some((op) => op.op === 'call' && guard.isUse(fn, op.callee)));
}

/** `chip->ops_sem` of `chip->ops_sem (tpm_del_char_device)`: whose name it is does not matter. */
function ownName(object: string): string {
  return object.replace(/ \(\w+\)$/, '');
}

type Row = TraceSource['lifecycle']['guarded'][number];

/** The lock is held in the retracting mode at the command, at the retraction, and at every step between. */
function isHeldUntilRetraction(
  steps: readonly Step[],
  from: Step,
  ends: Ends,
  row: Row | undefined,
): boolean {
  const to = ends.retraction;
  if (to === null || row === undefined || to.n < from.n) return false;
  const isHeld = ({ before }: Step) =>
    before.some(
      ({ kind, mode, object }) =>
        kind === 'lock' && mode === row.retract && lastPart(ownName(object)) === row.lock.path,
    );
  return steps.slice(from.n - 1, to.n).every(isHeld);
}

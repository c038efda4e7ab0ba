import type { CancelToken } from '../../base/cancel';
import { CallTree, type Step } from './call-tree';
import { Ends } from './ends';
import type { GuardUsers } from './guard';
import type { TraceSource } from './trace-source';
import type { Users } from './users';
import type { EndedUser } from './windows';

/** One removal told to its end: the steps, and until which of them each user can be inside. */
export interface Removal {
  readonly root: number;
  readonly steps: readonly Step[];
  readonly ends: Ends;
  readonly ended: readonly EndedUser[];
}

export function removalFrom(
  source: TraceSource,
  guard: GuardUsers,
  users: Users,
  root: number,
  within: { readonly depth: number; readonly token: CancelToken },
): Removal {
  const steps = new CallTree(source, guard, within).build(root);
  const ends = new Ends(source, guard, steps);
  const ended = users.during(root).map((user) => ({ user, end: ends.of(user) }));
  return { root, steps, ends, ended };
}

/**
 * The function that a removal starts with: the one that the lifecycle model names, else, in a tree that calls it
 * otherwise, the innermost exported function from which the protected field is retracted without being set up before.
 */
export function removalRoot(source: TraceSource, guard: GuardUsers): number | null {
  const { program, lifecycle } = source;
  for (const { function: name, direction } of lifecycle.roots) {
    const [fn] = direction === 'calls' ? program.named(name) : [];
    if (fn !== undefined) return fn;
  }
  const publishes = (fn: number) =>
    source
      .fn(fn)
      .ir.blocks.some(({ ops }) =>
        ops.some(
          (op) =>
            op.op === 'call' &&
            op.callee.k === 'var' &&
            source.analysis.model.publishes(op.callee.name) !== undefined,
        ),
      );
  const candidates = program.list.filter(({ index, exported }) => {
    if (!exported) return false;
    const reached = [...source.reached(index)];
    return reached.some((fn) => guard.retracts(fn)) && !reached.some(publishes);
  });
  const innermost = candidates.filter(({ index }) =>
    candidates.every((other) => other.index === index || !source.reached(index).has(other.index)),
  );
  return innermost[0]?.index ?? null;
}

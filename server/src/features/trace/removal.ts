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

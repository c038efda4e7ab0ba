import type { Step } from './call-tree';
import type { Fence } from './effects';
import type { GuardUsers } from './guard';
import { lastPart } from './held';
import type { Keys } from './objects';
import { refusalOf } from './refusal';
import type { TraceSource } from './trace-source';
import type { User } from './users';

/** Where on the way a user can no longer start or run on. */
export interface End {
  /** Number of the step; null when nothing on the way ends it. */
  readonly step: number | null;
  readonly stoppedBy: string;
  readonly late: string;
  /** The retraction under the guard ends it, not a fence of its own. */
  readonly byGuard: boolean;
  /** The step does not return before everybody who is inside has left. */
  readonly drains: boolean;
}

/** When each user ends: by a fence on what it hangs on, or by the retraction under the guard, whichever is first. */
export class Ends {
  private readonly source: TraceSource;
  private readonly guard: GuardUsers;
  private readonly steps: readonly Step[];
  /** The step that clears the protected field under the guard, and all such steps without it. */
  readonly retraction: Step | null;
  readonly bareRetractions: readonly Step[];
  private readonly candidates: { readonly step: Step; readonly fence: Fence }[];

  constructor(source: TraceSource, guard: GuardUsers, steps: readonly Step[]) {
    this.source = source;
    this.guard = guard;
    this.steps = steps;
    const retractions = steps.filter((step) => step.effect?.retracts);
    this.retraction = retractions.find((step) => this.isUnderGuard(step)) ?? null;
    this.bareRetractions = retractions.filter((step) => !this.isUnderGuard(step));
    this.candidates = steps.flatMap((step) =>
      (step.effect?.fences ?? []).filter((fence) => !fence.again).map((fence) => ({ step, fence })),
    );
  }

  private isUnderGuard(step: Step): boolean {
    const row = this.source.lifecycle.guarded[0];
    return step.before.some(
      (hold) => hold.kind === 'lock' && hold.mode === row?.retract && lastPart(hold.object) === row.lock.path,
    );
  }

  /** The step that takes the guard for the retraction: from there on nobody who reserves is inside. */
  get barrier(): Step | null {
    const { retraction } = this;
    if (retraction === null) return null;
    const before = this.steps.filter((step) => step.n < retraction.n && step.effect?.guard != null);
    return before.at(-1) ?? null;
  }

  of(user: User): End {
    const kind = this.source.model.userKindsByName.get(user.kind);
    const fenced = this.fenced(user);
    const { retraction } = this;
    const guarded = retraction !== null && user.reserves && !user.unguarded() ? retraction : null;
    const first = fenced === null || (guarded !== null && guarded.n < fenced.step.n) ? guarded : fenced.step;
    if (first === null) {
      const excluded = kind?.excluded ? ', which does not overlap with it' : '';
      return {
        step: null,
        stoppedBy: `${kind?.ends ?? 'nothing'}${excluded}`,
        late: '',
        byGuard: false,
        drains: false,
      };
    }
    if (fenced !== null && first === fenced.step)
      return {
        step: first.n,
        stoppedBy: fenced.fence.says,
        late: kind?.late ?? '',
        byGuard: false,
        drains: fenced.fence.waits,
      };
    const {
      guarded: [row],
      subject,
    } = this.source.lifecycle;
    const field = `${subject.struct}.${row?.field}`;
    const code = refusalOf(this.source, this.guard, user.fn.index);
    return {
      step: first.n,
      stoppedBy: `${first.text} under ${row?.lock.path}`,
      late: `${code ?? 'refused'}: ${field} is ${row?.validWhen === 'true' ? 'false' : 'NULL'}`,
      byGuard: true,
      drains: true,
    };
  }

  /** The fence that is last to go up among the objects that the user hangs on, if all of them are fenced. */
  private fenced(user: User): { readonly step: Step; readonly fence: Fence } | null {
    for (const step of this.steps)
      if (step.effect?.callbacks?.includes(user.fn.index)) return { step, fence: managedFence(step) };
    const fits = this.candidates.filter(({ fence }) => fence.kinds.includes(user.kind));
    if (user.looksUp) return fits.find(({ fence }) => fence.lookups) ?? null;
    const own = fits.filter(({ fence }) => !fence.lookups);
    const meets = (fence: Fence, objects: Keys) =>
      (fence.anywhere ? fence.keys : fence.keys.slice(0, 1)).some((key) => objects.includes(key));
    const each = user.anchors.map((objects) => own.find(({ fence }) => meets(fence, objects)));
    if (each.length > 0 && each.every((one) => one !== undefined))
      return (
        each.reduce((last, one) =>
          last !== undefined && one !== undefined && one.step.n > last.step.n ? one : last,
        ) ?? null
      );
    if (each.some((one) => one !== undefined)) return null;
    return own.find(({ fence }) => fence.keys[0] !== undefined && user.keys.has(fence.keys[0])) ?? null;
  }
}

/** The device core ends a callback that the driver has registered with it. */
function managedFence(step: Step): Fence {
  const says = step.waitsFor ?? 'given back by the device core';
  return {
    kinds: [],
    keys: [],
    anywhere: false,
    lookups: false,
    again: false,
    waits: step.waitsFor !== null,
    says,
  };
}

import { deref } from '../ir/expr';
import type { Expr } from '../ir/types';
import type { Annotation } from '../syntax/facts';
import type { Cause } from './effects';
import { placeOf } from './evaluate';
import { admit, knownOfInputs } from './facts';
import type { Frame } from './frame';
import type { Deed } from './lock-uses';

import { State } from './state';
import type { Summary } from './summary';
import { K, type Term } from './term-kinds';

/** A lock that must be held when a place is reached. */
export interface Requirement extends Deed {
  readonly object: Term;
  /** `says it must be held` of an annotation, `asserts it` of a check in the body: who claims it. */
  readonly by: 'annotation' | 'assertion';
}

/** A requirement at a place where the lock is known not to be held. */
export interface Unmet {
  readonly requirement: Requirement;
  readonly state: State;
  readonly why: 'released' | 'failed';
}

/** What annotations claim, as the macros of the kernel name it. */
const MUST_HOLD: ReadonlySet<string> = new Set(['__must_hold', '__must_hold_shared', '__requires']);

/** A lock that an annotation names, in the function's own terms; null where its text is no path to one. */
export function annotatedLock(frame: Frame, annotation: Annotation): Term | null {
  const path = /^\s*&?\s*([A-Za-z_]\w*)((?:\s*(?:->|\.)\s*[A-Za-z_]\w*)*)\s*$/.exec(annotation.args);
  if (path === null) return null;
  const { program, fn } = frame;
  const [, root = '', rest = ''] = path;
  const isParam = frame.paramIndex(root) >= 0;
  if (!isParam && program.global(root, fn.file) === null && !program.isHidden(root, fn.file)) return null;
  let expr: Expr = { k: 'var', name: root };
  for (const step of rest.match(/(?:->|\.)\s*[A-Za-z_]\w*/g) ?? [])
    expr = {
      k: 'field',
      base: step.startsWith('->') ? deref(expr) : expr,
      name: step.replace(/^(?:->|\.)\s*/, ''),
    };
  // A pointer to a lock, in a parameter or a member, says nothing of which lock it is.
  if (frame.typeOf(expr)?.pointers) return null;
  const state = new State();
  for (const [i, param] of fn.ir.params.entries())
    state.write(frame.terms.local(frame.scope, param.name), frame.terms.param(i));
  return placeOf(frame, state, expr);
}

/** Annotations of a function's definition and of its prototypes. */
export function annotationsOf(frame: Frame): readonly Annotation[] {
  const { fn, program } = frame;
  return [...fn.ir.annotations, ...program.annotationsOf(fn.name)];
}

/** Locks that a function's annotations say its callers hold. */
export function annotatedRequirements(frame: Frame): Requirement[] {
  const { start, end } = frame.fn.ir.nameSpan;
  return annotationsOf(frame).flatMap((annotation): Requirement[] => {
    const object = MUST_HOLD.has(annotation.name) ? annotatedLock(frame, annotation) : null;
    if (object === null) return [];
    return [{ object, by: 'annotation', at: start, end, callee: frame.fn.name, inside: null, given: [] }];
  });
}

/** Notes that a lock must be held here: met by what is held, broken, or up to the caller. */
export function noteRequirement(frame: Frame, state: State, requirement: Requirement): void {
  const { object } = requirement;
  // A pointer to a lock may be one of many to the same: values do not tell.
  if (frame.terms.kind(object) === K.Load) return;
  const same = (h: { readonly kind: string; readonly object: Term }) =>
    h.kind === 'lock' && h.object === object;
  if (state.holds.some(same)) return;
  const gone = state.gone.find(same);
  if (gone !== undefined || state.released.some(same)) {
    if (!frame.unmet.some((u) => u.requirement.at === requirement.at && u.requirement.object === object))
      frame.unmet.push({ requirement, state: state.copy(), why: gone?.why ?? 'released' });
    return;
  }
  const old = frame.requirements.get(object);
  const given = knownOfInputs(frame.terms, state, old?.given);
  frame.requirements.set(object, { ...(old ?? requirement), given });
}

/** What a callee needs from its callers. */
export function noteCalleeRequirements(
  frame: Frame,
  state: State,
  { index, summary }: { readonly index: number; readonly summary: Summary },
  sub: (t: Term) => Term,
  cause: Cause,
): void {
  const { at, end } = cause;
  for (const { object, by, given } of summary.requires) {
    const possible = state.copy();
    if (!given.every(([term, mask]) => admit(frame.terms, possible, sub(term), mask))) continue;
    noteRequirement(frame, state, {
      object: sub(object),
      by,
      at,
      end,
      callee: cause.callee ?? '',
      inside: index,
      given: [],
    });
  }
}

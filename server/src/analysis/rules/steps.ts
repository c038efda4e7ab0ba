import type { Hold, State, Trail } from '../state';
import type { Step } from './finding';

/** Most steps shown of one way; branches far from what matters are left out first. */
const MAX_STEPS = 12;

/**
 * The way to a state, oldest first: where the object was taken and dropped, and the branches since it was taken.
 * Branches before that do not explain what went wrong, nor do those before the call at `since`.
 */
export function stepsTo(state: State, hold: Hold, since: number | null = null): Step[] {
  const steps: Step[] = [];
  for (let trail: Trail | null = state.trail; trail !== null; trail = trail.before) {
    if (trail.what === 'call' && trail.at === since) break;
    if (trail.what === 'branch') {
      steps.push({ at: trail.at, what: 'branch', text: '', hold: null, taken: trail.taken });
      continue;
    }
    if (trail.object !== hold.object || trail.kind !== hold.kind) continue;
    const took = trail.what === 'take';
    steps.push({
      at: trail.at,
      what: took ? 'take' : 'drop',
      text: took ? 'taken' : 'released',
      hold,
      taken: true,
    });
    if (took) break;
  }
  steps.reverse();
  return steps.length <= MAX_STEPS
    ? steps
    : [...steps.slice(0, 1), ...steps.slice(steps.length - MAX_STEPS + 1)];
}

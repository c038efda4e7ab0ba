import type { Analysis } from '../analyse';
import { namesIn } from '../describe';
import type { FunctionResult } from '../solve';
import type { Hold } from '../state';
import { isGivenBackInFile } from './callback-partners';
import { outcomeOf, wasReleased } from './exits';
import type { Finding } from './finding';
import { stepsTo } from './steps';

/**
 * Things of every other kind (a port range, a cipher, a descriptor, a context of a service) that a failing return
 * keeps although the function gives them back on another return, or another function of the file does when all goes
 * down: nobody comes to undo a set-up that failed.
 */
export function findKeptOnFailure(analysis: Analysis, result: FunctionResult): Finding[] {
  if (result.capped || !result.exits.some((exit) => exit.state.holds.some(isOther))) return [];
  const outcomes = new Map(result.exits.map((exit) => [exit, outcomeOf(result, exit)]));
  if (![...outcomes.values()].includes('success')) return [];
  const findings = new Map<string, Finding>();
  for (const exit of result.exits) {
    if (outcomes.get(exit) !== 'failure') continue;
    for (const hold of exit.state.holds) {
      const key = `${exit.at}|${hold.site.at}`;
      if (!isOther(hold) || hold.site.inside !== null || findings.has(key)) continue;
      const back = result.exits.filter((other) => wasReleased(other.state, hold)).length;
      if (back === 0 && !isGivenBackInFile(analysis, result, exit.state, hold)) continue;
      const object = namesIn(result.frame, exit.state).of(hold.object);
      findings.set(key, {
        rule: 'resource-leak',
        confidence: 'likely',
        result,
        at: exit.at,
        end: exit.end,
        hold,
        state: exit.state,
        object,
        message: `'${object}' is not given back on this return`,
        steps: [
          ...stepsTo(exit.state, hold),
          { at: exit.at, what: 'exit', text: 'returns', hold: null, taken: true },
        ],
      });
    }
  }
  return [...findings.values()];
}

function isOther(hold: Hold): boolean {
  return hold.kind === 'other' && hold.certain && !hold.managed && !hold.informational && !hold.idempotent;
}

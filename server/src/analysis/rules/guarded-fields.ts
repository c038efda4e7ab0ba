import type { Confidence, RuleId } from '../../model/types';
import type { Analysis } from '../analyse';
import { namesIn } from '../describe';
import type { GuardedField } from '../engine-model';
import { NO_HOLD } from '../frame';
import type { GuardMisuse } from '../guard-uses';
import type { FunctionResult } from '../solve';
import type { Hold, State } from '../state';
import type { Term } from '../term-kinds';
import { findUnprotected, isLeftToCallee, type Unprotected } from '../unprotected';
import type { Finding, Step } from './finding';
import { stepsTo } from './steps';

/**
 * Guarded fields (`chip->ops`): used where nothing protects them, or without the test that their guard asks for.
 * The first use that is wrong explains all that follow in the same way.
 */
export function findGuardedFieldMistakes(analysis: Analysis, result: FunctionResult): Finding[] {
  const { misuses, reliances } = result.frame.guardUses;
  if (result.capped || (misuses.length === 0 && reliances.length === 0)) return [];
  const found = misuses
    .filter((misuse) => !isBlamedElsewhere(analysis, misuse))
    .map((misuse) => reportMisuse(result, misuse));
  if (reliances.length > 0)
    for (const one of findUnprotected(analysis, result.frame.fn)) found.push(reportUnprotected(result, one));
  const seen = new Set<string>();
  return found
    .sort((a, b) => a.at - b.at)
    .filter(
      (finding) =>
        !seen.has(`${finding.rule}|${finding.object}`) && seen.add(`${finding.rule}|${finding.object}`),
    );
}

/** The mistake is in a callee: the one that took the guard and did not test, or the one that should have taken it. */
function isBlamedElsewhere(analysis: Analysis, misuse: GuardMisuse): boolean {
  const { what, callee, row, state, subject } = misuse;
  if (what === 'late') return isLeftToCallee(analysis, callee?.index ?? null, row);
  if (what !== 'unchecked') return false;
  const lock = analysis.terms.field(subject, row.lock);
  let inside = state.holds.find((hold) => hold.kind === 'lock' && hold.object === lock)?.site.inside ?? null;
  while (inside !== null) {
    const taker = analysis.result(inside.fn);
    if (taker?.frame.guardUses.misuses.some((one) => one.what === 'unchecked')) return true;
    inside = taker?.summary.cases[inside.outcome]?.acquires[inside.hold]?.site.inside ?? null;
  }
  return false;
}

function reportMisuse(result: FunctionResult, misuse: GuardMisuse): Finding {
  const names = namesIn(result.frame, misuse.state);
  const field = fieldName(names.of(misuse.subject), misuse.row);
  const { lock } = misuse.row;
  const inside = misuse.callee === null ? '' : ` in ${misuse.callee.name}()`;
  const [rule, confidence, message] = ((): [RuleId, Confidence, string] => {
    switch (misuse.what) {
      case 'null':
        return ['ops-unchecked', 'proved', `${field} is NULL here: cleared on this path and used${inside}`];
      case 'maybe-null':
        return [
          'ops-unchecked',
          'likely',
          `${field} may be NULL${inside}: one of the ways to here clears it`,
        ];
      case 'unchecked':
        return [
          'ops-unchecked',
          'likely',
          `${field} may be NULL: ${lock} taken but ${field} not re-checked${inside}`,
        ];
      case 'late':
        return ['ops-unprotected', 'likely', `${field} used${inside} after ${lock} was released`];
      case 'tested-late':
        return ['ops-unchecked', 'likely', `${field} tested here but used before: the test comes too late`];
      case 'cleared-first':
        return [
          'removal-order',
          'likely',
          `${field} tested here but cleared before: what depends on it never runs`,
        ];
      case 'cleared-bare':
        return [
          'ops-unprotected',
          'likely',
          `${field} cleared without ${lock} held for writing: users may still be inside`,
        ];
    }
  })();
  return finding(result, misuse.state, misuse.subject, misuse.row, {
    rule,
    confidence,
    message,
    field,
    at: misuse.at,
    end: misuse.end,
  });
}

function reportUnprotected(result: FunctionResult, one: Unprotected): Finding {
  const { reliance, entries, ways } = one;
  const field = fieldName(namesIn(result.frame, reliance.state).of(reliance.subject), reliance.row);
  const where =
    entries.length === 0
      ? ', unlike in the other exported functions of this file'
      : ways > entries.length
        ? ` on ${entries.length} of ${ways} ways in (${entries.join(', ')})`
        : ` on this way in (${entries.join(', ')})`;
  const test = reliance.tested ? ': a test without it proves nothing' : '';
  const message = `${field} used without ${reliance.row.lock}${where}${test}`;
  const { at, end } = reliance;
  return finding(result, reliance.state, reliance.subject, reliance.row, {
    rule: 'ops-unprotected',
    confidence: 'likely',
    message,
    field,
    at,
    end,
  });
}

function fieldName(subject: string, row: GuardedField): string {
  return `${subject}->${row.field}`;
}

interface Said {
  readonly rule: RuleId;
  readonly confidence: Confidence;
  readonly message: string;
  readonly field: string;
  readonly at: number;
  readonly end: number;
}

function finding(
  result: FunctionResult,
  state: State,
  subject: Term,
  row: GuardedField,
  said: Said,
): Finding {
  const { terms } = result.frame;
  const object = terms.field(subject, row.lock);
  const hold: Hold = { ...NO_HOLD, object, site: result.frame.here(said.at) };
  const steps: Step[] = [
    ...stepsTo(state, hold),
    { at: said.at, what: 'note', text: 'used here', hold: null, taken: true },
  ];
  const { rule, confidence, message, at, end } = said;
  return { rule, confidence, result, at, end, hold, state, object: said.field, message, steps };
}

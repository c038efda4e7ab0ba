import type { HoldKind, RuleId } from '../../model/types';
import type { Analysis } from '../analyse';
import type { Contexts } from '../contexts';
import { namesIn } from '../describe';
import type { ProgramFunction } from '../program';
import type { FunctionResult } from '../solve';
import type { Hold } from '../state';
import type { Finding } from './finding';
import { stepsTo } from './steps';

/**
 * Releases of what the function did not take: right when callers hold it, wrong when no way in does. Only ways in
 * that are known from their start count; an exported function may always be called by somebody who holds it.
 */
export function findUnheldReleases(
  analysis: Analysis,
  contexts: Contexts,
  result: FunctionResult,
): Finding[] {
  const findings: Finding[] = [];
  const { fn } = result.frame;
  if (result.capped || isContracted(analysis, result)) return [];
  const seen = new Set<string>();
  for (const exit of result.exits) {
    for (const hold of exit.state.released) {
      const rule = releaseRuleOf(hold);
      const key = `${hold.kind}|${hold.object}`;
      if (rule === null || seen.has(key) || hold.informational || hold.idempotent) continue;
      const own = hold.kind === 'lock' && takesItself(result, hold);
      if (!own && (hold.site.inside !== null || mayBeCalledHolding(analysis, fn))) continue;
      const ways = contexts.of(fn.index);
      if (!own && ways.some((way) => way.entry === null)) continue;
      if (
        ways.some((way) =>
          way.holds.some(
            (h) => standsFor(analysis, h.kind, hold.kind) && (h.object === hold.object || h.object === null),
          ),
        )
      )
        continue;
      seen.add(key);
      const object = namesIn(result.frame, exit.state).of(hold.object);
      findings.push({
        rule,
        confidence: 'likely',
        result,
        at: hold.site.at,
        end: hold.site.at + 1,
        hold,
        state: exit.state,
        object,
        message: `'${object}' released but not held: neither taken here nor by any of the ${ways.length} ways in`,
        steps: stepsTo(exit.state, hold),
      });
    }
  }
  return findings;
}

/**
 * The rule that a release without a hold breaks, or `null`. A clock or regulator is switched off in a callback that
 * probe switched on for, so only power that a contract of the model declares must be held on the way in.
 */
export function releaseRuleOf(hold: Hold): RuleId | null {
  if (hold.kind === 'lock') return 'unlock-not-held';
  if (hold.kind === 'power') return hold.declared ? 'power-unbalanced' : null;
  return hold.kind === 'locality' ? 'locality-unbalanced' : null;
}

/** Visible to callers outside the program, or only called by functions that are: somebody may hold it for them. */
function mayBeCalledHolding(analysis: Analysis, fn: ProgramFunction): boolean {
  if (!fn.ir.isStatic) return true;
  const callers = analysis.callers(fn.index);
  return callers.length > 0 && callers.every((caller) => !caller.ir.isStatic);
}

/** The function takes this lock itself on another path: then no caller can hold it, or that path would deadlock. */
function takesItself(result: FunctionResult, hold: Hold): boolean {
  return [...result.frame.takings.values()].some((t) => t.object === hold.object && t.mode === hold.mode);
}

/** `power` of a chip stands for what its contract covers: clock and locality. */
function standsFor(analysis: Analysis, held: HoldKind, wanted: HoldKind): boolean {
  return held === wanted || analysis.model.covers(held).includes(wanted);
}

function isContracted(analysis: Analysis, result: FunctionResult): boolean {
  const { model, program } = analysis;
  const { fn } = result.frame;
  return [fn.name, ...program.membersOf(fn.index)].some((name) => model.contracts(name).length > 0);
}

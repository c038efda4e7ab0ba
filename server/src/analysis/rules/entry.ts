import type { HoldKind, RuleId } from '../../model/types';
import type { Analysis } from '../analyse';
import { targetsOf } from '../call-graph';
import type { Contexts, EntryHold } from '../contexts';
import { namesIn } from '../describe';
import type { ProgramFunction } from '../program';
import type { FunctionResult } from '../solve';
import type { Hold } from '../state';
import type { Finding } from './finding';
import { isKeptElsewhere } from './kept';
import { releaseForAnother } from './other-context';
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
      const own = isOwnMistake(result, hold);
      if (!own && (hold.site.inside !== null || mayBeCalledHolding(analysis, fn))) continue;
      if (isReleasedWronglyInside(analysis, result, hold)) continue;
      const ways = contexts.of(fn.index);
      if (!own && ways.some((way) => way.entry === null)) continue;
      const fits = (h: EntryHold) =>
        standsFor(analysis, h.kind, hold.kind) && (h.object === hold.object || (!own && h.object === null));
      if (ways.some((way) => way.holds.some(fits))) continue;
      const other = own ? null : releaseForAnother(analysis, result, exit, hold);
      if (other === null && !own && isKeptElsewhere(analysis, result, hold)) continue;
      seen.add(key);
      if (other !== null) {
        findings.push(other);
        continue;
      }
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
        message: own
          ? `'${object}' released but not taken on this path`
          : `'${object}' released but not held: neither taken here nor ${waysWords(ways.length)}`,
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

function waysWords(count: number): string {
  return count === 1 ? 'on the only way in' : `by any of the ${count} ways in`;
}

/** A lock that the function takes itself elsewhere is released on a path that did not take it. */
function isOwnMistake(result: FunctionResult, hold: Hold): boolean {
  return hold.kind === 'lock' && takesItself(result, hold);
}

/** A callee releases it by a mistake of its own: that is reported there, once, and not in every caller. */
function isReleasedWronglyInside(analysis: Analysis, result: FunctionResult, hold: Hold): boolean {
  const { fn } = result.frame;
  const call = fn.ir.blocks
    .flatMap((block) => block.ops)
    .find((op) => op.op === 'call' && op.at.start === hold.site.at);
  if (call?.op !== 'call') return false;
  return targetsOf(analysis.program, fn, call.callee).some((index) => {
    const callee = index === fn.index ? undefined : analysis.result(index);
    return callee !== undefined && releasesWrongly(analysis, callee, hold, new Set([fn.index]));
  });
}

function releasesWrongly(analysis: Analysis, result: FunctionResult, like: Hold, seen: Set<number>): boolean {
  const { fn } = result.frame;
  if (seen.has(fn.index)) return false;
  seen.add(fn.index);
  const released = result.exits
    .flatMap((exit) => exit.state.released)
    .filter((h) => h.kind === like.kind && h.primitive === like.primitive && h.mode === like.mode);
  if (released.length === 0) return false;
  if (released.some((h) => isOwnMistake(result, h))) return true;
  return analysis.callees(fn.index).some((index) => {
    const callee = analysis.result(index);
    return callee !== undefined && releasesWrongly(analysis, callee, like, seen);
  });
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

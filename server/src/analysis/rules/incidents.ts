import type { RuleId } from '../../model/types';
import type { Analysis } from '../analyse';
import { namesIn } from '../describe';
import type { Incident } from '../frame';
import type { FunctionResult } from '../solve';
import type { Terms } from '../terms';
import { releaseRuleOf } from './entry';
import { isBlamedInside } from './exits';
import type { Finding, Step } from './finding';
import { isMismatchInside } from './partners';
import { stepsTo } from './steps';

/** Findings that one operation shows by itself: taken twice, released twice, released in another mode. */
export function findIncidents(analysis: Analysis, result: FunctionResult): Finding[] {
  const findings = new Map<string, Finding>();
  for (const incident of result.incidents) {
    const rule = ruleOf(result.frame.terms, incident);
    if (rule === null) continue;
    const { other, callee } = incident;
    if (other !== null && rule !== 'wrong-mode' && isBlamedInside(analysis, other)) continue;
    if (rule === 'wrong-mode' && isMismatchInside(analysis, callee, result.frame.fn.file, incident.hold))
      continue;
    const object = namesIn(result.frame, incident.state).of(incident.hold.object);
    const unchecked = rule === 'get-ops-unchecked' ? incident.gone : null;
    const at = unchecked?.at ?? incident.at;
    // One call that releases several things is one mistake.
    const key = incident.callee === null ? `${at}|${rule}|${object}` : `${at}|${incident.what}`;
    if (findings.has(key)) continue;
    const hold = incident.other ?? incident.hold;
    findings.set(key, {
      rule,
      // Where nobody looked, it is not known that the attempt failed.
      confidence: isUnchecked(result.frame.terms, incident) ? 'likely' : 'proved',
      result,
      at,
      end: unchecked?.end ?? incident.end,
      hold,
      state: incident.state,
      object,
      message: unchecked === null ? messageOf(incident, object) : uncheckedMessage(unchecked.callee),
      steps: [
        ...failureStep(result.frame.terms, incident),
        ...stepsTo(incident.state, hold, incident.gone?.at),
        { at: incident.at, what: 'note', text: 'here', hold: null, taken: true },
      ],
    });
  }
  const all = [...findings.values()];
  // What follows from a reservation that nobody looked at is the same mistake.
  return all.some((f) => f.rule === 'get-ops-unchecked')
    ? all.filter((f) => f.rule === 'get-ops-unchecked')
    : all;
}

/** The attempt after which it is not held, where the path has no taking of it. */
function failureStep(terms: Terms, incident: Incident): Step[] {
  const { gone } = incident;
  if (gone?.why !== 'failed') return [];
  const text = isUnchecked(terms, incident)
    ? 'nothing is held when this fails, and its result is not looked at'
    : 'nothing is held when this fails';
  return [{ at: gone.at, what: 'note', text, hold: null, taken: true }];
}

export function uncheckedMessage(callee: string | null): string {
  return `${callee ?? 'call'}() result not checked; what is held after it is unknown`;
}

function ruleOf(terms: Terms, incident: Incident): RuleId | null {
  const { kind } = incident.hold;
  switch (incident.what) {
    case 'taken-twice':
      // Memory at one name twice is a new object, whose predecessor the leak rules look at.
      return kind === 'lock' ? 'double-lock' : kind === 'buf' ? 'buffer-leak' : null;
    case 'wrong-mode':
      return kind === 'lock' ? 'wrong-mode' : null;
    case 'used-unreserved':
      return isUnchecked(terms, incident) ? 'get-ops-unchecked' : null;
    case 'released-unheld':
      if (kind === 'ref') return 'ref-underflow';
      if (kind === 'registration') return 'unregister-without-register';
      if (kind === 'rpm') return incident.gone?.why === 'failed' ? 'rpm-unbalanced' : null;
      return isUnchecked(terms, incident) && isReservation(incident)
        ? 'get-ops-unchecked'
        : releaseRuleOf(incident.hold);
    case 'released-twice':
      if (kind === 'registration') return incident.repeated ? null : 'unregister-without-register';
      return releaseRuleOf(incident.hold);
  }
}

/** The attempt was inside a call that takes several things: a reservation, and not a single trylock. */
function isReservation(incident: Incident): boolean {
  const { gone, state } = incident;
  return gone !== null && state.gone.filter((g) => g.at === gone.at && g.why === 'failed').length > 1;
}

/** No branch between the attempt that failed and here looked at its result. */
function isUnchecked(terms: Terms, incident: Incident): boolean {
  const { gone } = incident;
  if (gone?.why !== 'failed') return false;
  for (let trail = incident.state.trail; trail !== null; trail = trail.before) {
    if (trail.what === 'call' && trail.at === gone.at) return true;
    if (trail.what !== 'branch') continue;
    // A result that is known to be NULL or an error on this path makes the condition a plain number.
    const { result } = gone;
    const looked =
      result !== null && terms.value(result) === undefined && terms.mentions(trail.object, result);
    if (looked || terms.value(trail.object) !== undefined) return false;
  }
  return false;
}

function messageOf(incident: Incident, object: string): string {
  const inside = incident.callee === null ? '' : ` in ${incident.callee}()`;
  switch (incident.what) {
    case 'taken-twice':
      if (incident.hold.kind === 'buf')
        return `buffer '${object}' set up again${inside} without being destroyed first`;
      return `'${object}' taken${inside} but already held on this path`;
    case 'wrong-mode':
      return `'${object}' released${inside} for ${modeName(incident.hold.mode)} but taken for ${modeName(incident.other?.mode ?? null)}`;
    default:
      if (incident.hold.kind === 'registration')
        return `'${object}' unregistered${inside} but ${incident.gone?.why === 'failed' ? 'its registration failed' : 'unregistered before'} on this path`;
      return `'${object}' released${inside} but not held on this path`;
  }
}

function modeName(mode: string | null): string {
  return mode === 'read' ? 'reading' : mode === 'write' ? 'writing' : 'exclusive use';
}

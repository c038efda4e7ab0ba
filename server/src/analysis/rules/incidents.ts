import type { RuleId } from '../../model/types';
import type { Analysis } from '../analyse';
import { namesIn } from '../describe';
import type { Incident } from '../frame';
import type { FunctionResult } from '../solve';
import type { Finding } from './finding';
import { stepsTo } from './steps';

/** Findings that one operation shows by itself: taken twice, released twice, released in another mode. */
export function findIncidents(_analysis: Analysis, result: FunctionResult): Finding[] {
  const findings: Finding[] = [];
  const seen = new Set<string>();
  for (const incident of result.incidents) {
    const rule = ruleOf(incident);
    if (rule === null) continue;
    const object = namesIn(result.frame, incident.state).of(incident.hold.object);
    const key = `${rule}|${incident.at}|${object}`;
    if (seen.has(key)) continue;
    seen.add(key);
    findings.push({
      rule,
      confidence: 'proved',
      result,
      at: incident.at,
      end: incident.end,
      hold: incident.other ?? incident.hold,
      state: incident.state,
      object,
      message: messageOf(incident, object),
      steps: stepsTo(incident.state, incident.other ?? incident.hold),
    });
  }
  return findings;
}

function ruleOf(incident: Incident): RuleId | null {
  const { kind } = incident.hold;
  switch (incident.what) {
    case 'taken-twice':
      // Memory and buffers at one name twice is a new object, whose predecessor the leak rules look at.
      return kind === 'lock' ? 'double-lock' : kind === 'buf' ? 'buffer-leak' : null;
    case 'wrong-mode':
      return kind === 'lock' ? 'wrong-mode' : null;
    case 'released-twice':
      if (kind === 'lock') return 'unlock-not-held';
      if (kind === 'power') return 'power-unbalanced';
      return kind === 'locality' ? 'locality-unbalanced' : null;
    default:
      return null;
  }
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
      return `'${object}' released${inside} but not held on this path`;
  }
}

function modeName(mode: string | null): string {
  return mode === 'read' ? 'reading' : mode === 'write' ? 'writing' : 'exclusive use';
}

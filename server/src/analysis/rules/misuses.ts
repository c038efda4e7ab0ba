import type { Confidence, RuleId } from '../../model/types';
import type { Analysis } from '../analyse';
import { isCounted, isReleaseCallback } from '../counted-structs';
import { dereferencesOf } from '../dereferences';
import { namesIn } from '../describe';
import type { Misuse } from '../frame';
import { isWithin } from '../lifetime';
import type { FunctionResult } from '../solve';
import type { Dead, Hold } from '../state';
import { K } from '../term-kinds';
import { type Finding, noHold, type Step } from './finding';

/** Uses of what has been freed or put, and releases that its life does not allow. One finding per mistake. */
export function findMisuses(analysis: Analysis, result: FunctionResult): Finding[] {
  if (result.misuses.length === 0 || result.capped) return [];
  const confirmed = result.misuses.filter((misuse) => isConfirmed(analysis, result, misuse));
  confirmed.sort((a, b) => a.at - b.at || RANK[a.what] - RANK[b.what]);
  const findings: Finding[] = [];
  const seen = new Set<string>();
  for (const misuse of confirmed) {
    const key =
      misuse.dead === null ? `${misuse.what}|${misuse.at}` : `${misuse.dead.at}|${misuse.dead.object}`;
    if (seen.has(key)) continue;
    seen.add(key);
    findings.push(report(result, misuse));
  }
  return findings;
}

/** Of several things that are wrong with one call, freeing says most. */
const RANK: Readonly<Record<Misuse['what'], number>> = {
  'ended-twice': 0,
  'ended-error': 1,
  'wrong-release': 2,
  'freed-counted': 2,
  returned: 3,
  used: 4,
};

/** Where a function of the program is handed the pointer, it depends on whether it looks there. */
function isConfirmed(analysis: Analysis, result: FunctionResult, { looks, struct }: Misuse): boolean {
  if (struct !== undefined)
    return !isReleaseCallback(analysis, result.frame.fn) && isCounted(analysis, struct, result.frame.fn.file);
  if (looks === null) return true;
  const reader = dereferencesOf(analysis.program, analysis.model);
  return looks.functions.some((fn) => reader.looksAt(fn, looks.param, looks.path));
}

function report(result: FunctionResult, misuse: Misuse): Finding {
  const { frame } = result;
  const { dead, state, kind, primitive, at, end } = misuse;
  const object = nameOf(result, misuse);
  const hold: Hold = {
    ...noHold(frame.terms, frame.fn.index, dead?.at ?? at),
    kind,
    primitive,
    object: misuse.object,
  };
  return {
    rule: ruleOf(misuse),
    confidence: confidenceOf(misuse, isSubject(frame, misuse)),
    result,
    at,
    end,
    hold,
    state,
    object,
    message: messageOf(misuse, object),
    steps: stepsOf(misuse),
  };
}

/** The object, or else a variable that leads into it: `chip` for the device that it is the container of. */
function nameOf({ frame }: FunctionResult, { object, state }: Misuse): string {
  const names = namesIn(frame, state);
  const name = names.of(object);
  if (!name.startsWith('(')) return name;
  for (const [place, value] of state.store)
    if (frame.terms.kind(place) === K.Local && value !== object && isWithin(frame.terms, value, object)) {
      const variable = names.of(value);
      if (!variable.startsWith('(')) return variable;
    }
  return name;
}

function ruleOf({ what, dead }: Misuse): RuleId {
  if (what !== 'used' && what !== 'returned') return 'double-free';
  if (dead?.kind === 'registration' || dead?.frees === 'service') return 'use-after-unregister';
  return dead?.kind === 'ref' ? 'use-after-put' : 'use-after-free';
}

/** What is freed and used by this function itself needs no assumption; whether others hold a reference does. */
function confidenceOf({ dead, callee, what }: Misuse, subject: boolean): Confidence {
  if (what === 'freed-counted') return subject ? 'likely' : 'possible';
  if (dead === null) return 'proved';
  return dead.direct && dead.kind !== 'ref' && (callee === null || what === 'ended-twice')
    ? 'proved'
    : 'likely';
}

/** Only of the lifecycle's subject is it known that no other way leads to its last put. */
function isSubject({ model }: FunctionResult['frame'], { struct }: Misuse): boolean {
  return model.guarded.some((row) => row.struct === struct);
}

function messageOf({ what, dead, callee, primitive }: Misuse, object: string): string {
  const inside = callee === null ? '' : ` in ${callee}()`;
  const by = dead?.callee ? ` by ${dead.callee}()` : '';
  switch (what) {
    case 'used':
      return `'${object}' used${inside} after it was ${wordFor(dead)}${by}`;
    case 'returned':
      return `'${object}' returned after it was ${wordFor(dead)}${by}`;
    case 'ended-twice':
      return `'${object}' freed again${inside}; it was ${wordFor(dead)}${by} on this path`;
    case 'ended-error':
      return `'${object}' is an error pointer where ${callee ?? 'its release'}() gets it`;
    case 'freed-counted':
      return `'${object}' freed${inside}, but it has a reference count: drop the reference instead`;
    case 'wrong-release':
      return `'${object}' freed${inside}, but it came from the '${primitive}' family`;
  }
}

function wordFor(dead: Dead | null): string {
  if (dead === null) return 'ended';
  if (dead.kind === 'registration') return 'unregistered';
  if (dead.frees === 'service') return 'destroyed';
  return dead.kind === 'ref' ? 'dropped' : dead.kind === 'buf' ? 'destroyed' : 'freed';
}

function stepsOf(misuse: Misuse): Step[] {
  const { dead, state, at } = misuse;
  const note = (where: number, text: string): Step => ({
    at: where,
    what: 'note',
    text,
    hold: null,
    taken: true,
  });
  const steps: Step[] = [];
  if (dead !== null) {
    for (let trail = state.trail; trail !== null && trail.at !== dead.at; trail = trail.before)
      if (trail.what === 'branch')
        steps.push({ at: trail.at, what: 'branch', text: '', hold: null, taken: trail.taken });
    steps.push(note(dead.at, `${wordFor(dead)} here`));
    steps.reverse();
  }
  steps.push(note(at, misuse.what === 'used' || misuse.what === 'returned' ? 'used here' : 'freed here'));
  return steps;
}

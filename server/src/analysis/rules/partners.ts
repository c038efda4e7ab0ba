import type { Analysis } from '../analyse';
import { namesForCallers } from '../describe';
import type { FunctionResult } from '../solve';
import type { Hold } from '../state';
import { isBlamedInside, isLeakable, leakMessage, ruleFor } from './exits';
import type { Finding } from './finding';
import { lastName, whoLost } from './kept';

/**
 * Releases that a partner lost: of what one function takes for its callers, this one gives back some, and the rest is
 * given back by nobody. Reported where the release is missing, once, and not in every caller.
 */
export function findLostReleases(analysis: Analysis, result: FunctionResult): Finding[] {
  const { fn } = result.frame;
  const exit = result.exits[result.exits.length - 1];
  if (exit === undefined || !result.summary.cases.some((made) => made.releases.length > 0)) return [];
  const findings = new Map<string, Finding>();
  for (const caller of analysis.callers(fn.index)) {
    for (const { taker, hold } of keptThroughCalls(analysis, analysis.result(caller.index))) {
      if (taker.frame.fn.index === fn.index || whoLost(analysis, taker, hold) !== fn.index) continue;
      const object = namesForCallers(taker.frame, null, []).of(hold.object);
      const key = `${hold.kind}|${object}`;
      if (findings.has(key)) continue;
      findings.set(key, {
        rule: ruleFor(hold),
        confidence: 'likely',
        result,
        at: exit.at,
        end: exit.end,
        hold,
        state: exit.state,
        object,
        message: `${leakMessage(hold, object, 0)}, though ${taker.frame.fn.name}() took it with the rest`,
        steps: [{ at: exit.at, what: 'exit', text: 'returns', hold: null, taken: true }],
      });
    }
  }
  return [...findings.values()];
}

/** What a caller keeps at some return because a function that it called took it, as that function's own hold. */
function keptThroughCalls(
  analysis: Analysis,
  caller: FunctionResult | undefined,
): { taker: FunctionResult; hold: Hold }[] {
  const kept = new Map<string, { taker: FunctionResult; hold: Hold }>();
  for (const { state } of caller?.exits ?? []) {
    for (const { site } of state.holds) {
      if (site.inside === null) continue;
      const taker = analysis.result(site.inside.fn);
      const hold = taker?.summary.cases[site.inside.outcome]?.acquires[site.inside.hold];
      if (taker !== undefined && hold !== undefined && isLeakable(hold) && !isBlamedInside(analysis, hold))
        kept.set(`${site.inside.fn}|${hold.kind}|${hold.object}`, { taker, hold });
    }
  }
  return [...kept.values()];
}

/** A release that does not fit what the partner took. */
interface Mismatch {
  readonly what: 'mode' | 'count';
  readonly taker: FunctionResult;
  readonly taken: Hold;
  readonly released: Hold;
}

/**
 * Partners that disagree: what one function takes for reading the other gives back for writing, or one reference is
 * dropped twice. Every caller of both would be wrong, so it is said of the one that gives back.
 */
export function findMismatches(analysis: Analysis, result: FunctionResult): Finding[] {
  return mismatchesOf(analysis, result).map(({ what, taker, taken, released }) => {
    const object = namesForCallers(taker.frame, null, []).of(taken.object);
    const name = taker.frame.fn.name;
    const mode = (hold: Hold) =>
      hold.mode === 'read' ? 'reading' : hold.mode === 'write' ? 'writing' : 'exclusive use';
    const { at } = released.site;
    return {
      rule: what === 'mode' ? 'wrong-mode' : 'ref-underflow',
      confidence: 'likely',
      result,
      at,
      end: at + 1,
      hold: released,
      state: (result.exits[0] as FunctionResult['exits'][0]).state,
      object,
      message:
        what === 'mode'
          ? `'${object}' released for ${mode(released)} but taken for ${mode(taken)} in ${name}()`
          : `reference on '${object}' dropped more often than ${name}() takes it`,
      steps: [{ at, what: 'note', text: 'here', hold: null, taken: true }],
    };
  });
}

/** The release of a call was wrong, and the called function is the one to say it of. */
export function isMismatchInside(
  analysis: Analysis,
  callee: string | null,
  file: string,
  hold: Hold,
): boolean {
  if (callee === null) return false;
  return analysis.program.resolve(callee, file).some((index) => {
    const result = analysis.result(index);
    return (
      result !== undefined &&
      mismatchesOf(analysis, result).some(
        ({ taken }) =>
          taken.kind === hold.kind && lastName(result, taken.object) === lastName(result, hold.object),
      )
    );
  });
}

function mismatchesOf(analysis: Analysis, result: FunctionResult): Mismatch[] {
  const found = new Map<string, Mismatch>();
  for (const { taker, common } of takersFor(analysis, result))
    for (const taken of taker.summary.cases.flatMap((made) => made.acquires)) {
      const name = lastName(result, taken.object);
      const key = `${taken.kind}|${name}`;
      const released = result.summary.cases.flatMap((made) =>
        made.releases.filter((h) => h.kind === taken.kind && lastName(result, h.object) === name),
      );
      const [one] = released;
      if (one === undefined || name === null || found.has(key)) continue;
      if (taken.kind === 'lock' && released.every((h) => h.mode !== taken.mode))
        found.set(key, { what: 'mode', taker, taken, released: one });
      if (taken.kind === 'ref' && common > 1 && released.every((h) => h.count > taken.count))
        found.set(key, { what: 'count', taker, taken, released: one });
    }
  return [...found.values()];
}

/** Functions of whose takings this one gives back some in a caller, and how many. */
function takersFor(analysis: Analysis, result: FunctionResult): { taker: FunctionResult; common: number }[] {
  const { fn } = result.frame;
  if (!result.summary.cases.some((made) => made.releases.length > 1)) return [];
  const counts = new Map<number, Set<string>>();
  for (const caller of analysis.callers(fn.index))
    for (const [key, names] of analysis.result(caller.index)?.frame.settled ?? []) {
      if (!names.has(fn.name)) continue;
      const taker = Number.parseInt(key, 10);
      counts.set(taker, (counts.get(taker) ?? new Set()).add(key));
    }
  return [...counts].flatMap(([index, keys]) => {
    const taker = analysis.result(index);
    return taker === undefined ? [] : [{ taker, common: keys.size }];
  });
}

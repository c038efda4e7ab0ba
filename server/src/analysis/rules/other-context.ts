import type { Analysis } from '../analyse';
import { namesIn } from '../describe';
import { type Entry, entriesOf } from '../entries';
import type { FunctionResult } from '../solve';
import type { Hold } from '../state';
import type { Exit } from '../summary';
import { type Finding, where } from './finding';
import { lastName } from './kept';
import { stepsTo } from './steps';

/** A callback that ends with a lock held which this one gives back. */
interface Keeper {
  readonly result: FunctionResult;
  readonly entry: Entry;
  readonly hold: Hold;
}

/**
 * A lock that one way into the driver takes and another one releases, where the two are no pair that one thread runs:
 * whoever took it has long gone back to user space, or was an interrupt. A lock must be released by its owner.
 */
export function releaseForAnother(
  analysis: Analysis,
  result: FunctionResult,
  exit: Exit,
  hold: Hold,
): Finding | null {
  const { fn } = result.frame;
  const own = entriesOf(analysis, fn.index)[0];
  if (hold.kind !== 'lock' || own === undefined) return null;
  const keeper = keeperOf(analysis, result, hold);
  if (keeper === null) return null;
  if (!isAlone(analysis, own) && !isAlone(analysis, keeper.entry)) return null;
  const object = namesIn(result.frame, exit.state).of(hold.object);
  const { at } = hold.site;
  const taker = keeper.result.frame.fn;
  return {
    rule: 'released-by-other-context',
    confidence: 'likely',
    result,
    at,
    end: at + 1,
    hold,
    state: exit.state,
    object,
    message: `'${object}' released here (${own.label}) but taken in ${taker.name}() (${keeper.entry.label}) at {0}`,
    places: [{ fn: taker.index, at: keeper.hold.site.at }],
    steps: [
      where(keeper.hold.site.at, `taken (${keeper.entry.label})`, taker.index),
      ...stepsTo(exit.state, hold).slice(0, -1),
      { at, what: 'where', text: `released (${own.label})`, hold: null, taken: true },
    ],
  };
}

function keeperOf(analysis: Analysis, result: FunctionResult, hold: Hold): Keeper | null {
  const { fn } = result.frame;
  const name = lastName(result, hold.object);
  for (const other of analysis.program.list) {
    const entry = entriesOf(analysis, other.index)[0];
    if (entry === undefined || other.file !== fn.file || other.index === fn.index) continue;
    const taker = analysis.result(other.index);
    for (const { state } of taker?.exits ?? [])
      for (const h of state.holds)
        if (
          taker !== undefined &&
          h.kind === hold.kind &&
          h.mode === hold.mode &&
          h.certain &&
          lastName(taker, h.object) === name
        )
          return { result: taker, entry, hold: h };
  }
  return null;
}

/** Nobody who runs this callback also runs its partner: each call is a thread, or an interrupt, of its own. */
function isAlone(analysis: Analysis, entry: Entry): boolean {
  return analysis.model.returnsToUser(entry.kind) || analysis.model.runsByItself(entry.kind);
}

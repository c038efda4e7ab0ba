import type { ProgramFunction } from '../program';
import type { Act } from './acts';
import type { Lifetimes } from './index';
import type { Key } from './keys';
import type { Users } from './users';

/** A callback may run before what it uses is set up. */
export interface EarlyPublication {
  readonly fn: ProgramFunction;
  readonly at: number;
  readonly end: number;
  /** What makes the callback possible. */
  readonly name: string;
  readonly init: Act;
  readonly key: Key;
  readonly user: ProgramFunction;
}

/** In each function that sets things up: what is set up after somebody may already use it. */
export function findEarlyPublications(lives: Lifetimes, users: Users): EarlyPublication[] {
  const found: EarlyPublication[] = [];
  const functions = new Set(lives.every('init').map(({ fn }) => fn));
  for (const fn of functions) {
    const inits = lives.of(fn.index).acts.filter(({ what }) => what === 'init');
    for (const init of inits) {
      const early = publications(lives, users, fn).find(
        (one) => lives.leads(fn.index, one, init) && one.uses(init.key) !== null,
      );
      if (early === undefined) continue;
      // Set up before as well: what comes later is a second time.
      if (inits.some((one) => one !== init && one.key === init.key && lives.leads(fn.index, one, early)))
        continue;
      const user = lives.fn(early.uses(init.key) as number);
      found.push({ fn, at: early.at, end: early.end, name: early.name, init, key: init.key, user });
    }
  }
  return found;
}

interface Publication {
  readonly block: number;
  readonly index: number;
  readonly at: number;
  readonly end: number;
  readonly name: string;
  readonly act?: Act;
  /** The function, reached by what is published, that uses an object. */
  uses(key: Key): number | null;
}

function publications(lives: Lifetimes, users: Users, fn: ProgramFunction): Publication[] {
  const { acts, calls } = lives.of(fn.index);
  const found: Publication[] = [];
  const ofCallbacks = (callbacks: readonly number[]) => (key: Key) =>
    callbacks.find((callback) => users.usesFrom(callback).has(key)) ?? null;
  for (const act of acts) {
    const { block, index, at, end, name } = act;
    if (act.what === 'arm') {
      const named = act.callback === null ? [] : lives.analysis.program.resolve(act.callback, fn.file);
      const callbacks = act.key.startsWith('irq of ') ? named : lives.callbacks(act.key);
      const uses = ofCallbacks(callbacks);
      found.push({
        block,
        index,
        at,
        end,
        name,
        act,
        uses: (key) => (key === act.key ? fn.index : uses(key)),
      });
    } else if (act.what === 'register') {
      const kinds = new Set(lives.analysis.model.opens(act.name));
      const uses = (key: Key) => users.whoNeeds(new Set([key]), { kinds, table: false }, new Set([fn.file]));
      found.push({ block, index, at, end, name, act, uses });
    }
  }
  for (const call of calls) {
    const kinds = new Set<string>();
    for (const act of lives.within(call.callee))
      if (act.what === 'register') for (const kind of lives.analysis.model.opens(act.name)) kinds.add(kind);
    if (kinds.size === 0) continue;
    const { block, index, at, end } = call;
    // Making the subject reachable makes its callbacks so.
    const uses = (key: Key) => users.whoNeeds(new Set([key]), { kinds, table: true }, new Set([fn.file]));
    found.push({ block, index, at, end, name: lives.fn(call.callee).name, uses });
  }
  return found;
}

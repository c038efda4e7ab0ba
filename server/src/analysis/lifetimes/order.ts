import type { ProgramFunction } from '../program';
import type { Act } from './acts';
import type { Place } from './flow';
import type { Lifetimes } from './index';
import { type Key, structOf } from './keys';
import type { Ends, Users } from './users';

/** Something that users need goes before they are kept out. */
export interface EarlyTeardown {
  readonly fn: ProgramFunction;
  readonly at: number;
  readonly end: number;
  readonly key: Key;
  /** What is done to it, as the source calls it. */
  readonly how: string;
  /** Step that keeps the users out, only afterwards. */
  readonly fence: { readonly at: number; readonly end: number; readonly name: string };
  readonly user: ProgramFunction;
}

interface Step extends Place {
  readonly at: number;
  readonly end: number;
  readonly name: string;
}
interface Teardown extends Step {
  readonly keys: ReadonlySet<Key>;
  readonly files: ReadonlySet<string>;
  readonly ends: Ends;
}
interface Fence extends Step {
  readonly ends: Ends;
}

/** In each function that keeps users out: what it takes from under them before. */
export function findEarlyTeardowns(lives: Lifetimes, users: Users): EarlyTeardown[] {
  const found: EarlyTeardown[] = [];
  for (const fn of lives.analysis.program.list) {
    const fences = fencesIn(lives, users, fn);
    if (fences.length === 0) continue;
    const teardowns = teardownsIn(lives, users, fn);
    for (const teardown of teardowns) {
      const late = fences.find((fence) => lives.leads(fn.index, teardown, fence));
      if (late === undefined) continue;
      // Whoever was kept out before is not in the way.
      const earlier = fences.filter((fence) => lives.leads(fn.index, fence, teardown));
      const left = subtract(late.ends, [...earlier.map(({ ends }) => ends), teardown.ends]);
      const files = new Set([fn.file, ...teardown.files]);
      const user = users.whoNeeds(teardown.keys, left, files);
      if (user === null) continue;
      const key = [...teardown.keys].find((one) => users.usesFrom(user).has(one)) as Key;
      const { at, end, name } = teardown;
      found.push({ fn, at, end, key, how: name, fence: late, user: lives.fn(user) });
      break;
    }
  }
  return found;
}

/** What a callback needs goes before the callback is off: work, timers, interrupt handlers. */
export function findCallbackTeardowns(lives: Lifetimes, users: Users): EarlyTeardown[] {
  const found: EarlyTeardown[] = [];
  const functions = new Set(lives.every('drain').map(({ fn }) => fn));
  for (const fn of functions) {
    const { acts } = lives.of(fn.index);
    const drains = acts.filter(({ what }) => what === 'drain');
    for (const free of acts) {
      // The object itself is another rule's business.
      if (free.what !== 'free' || free.key.startsWith('struct ')) continue;
      const late = drains.find(
        (drain) =>
          lives.leads(fn.index, free, drain) &&
          !drains.some((first) => first.key === drain.key && lives.leads(fn.index, first, free)) &&
          userOf(lives, users, drain, free.key) !== undefined,
      );
      if (late === undefined) continue;
      const user = lives.fn(userOf(lives, users, late, free.key) as number);
      const { at, end, name, key } = free;
      found.push({ fn, at, end, key, how: name, fence: late, user });
    }
  }
  return found;
}

function userOf(lives: Lifetimes, users: Users, drain: Act, key: Key): number | undefined {
  return lives.callbacks(drain.key).find((callback) => users.usesFrom(callback).has(key));
}

/** A driver without a remove callback is unregistered before what its devices manage is taken down by hand. */
export function findUnboundFirst(lives: Lifetimes, users: Users): EarlyTeardown[] {
  const { program, model } = lives.analysis;
  const found: EarlyTeardown[] = [];
  for (const { fn, act } of lives.every('unregister')) {
    if (!model.fences(act.name).some(({ cuts }) => cuts.includes('remove'))) continue;
    const table = act.key.startsWith('variable ') ? act.key.slice('variable '.length) : null;
    const removes = program.callbacks.some(
      (one) =>
        one.table === table && one.file === fn.file && model.entry(one.struct, one.field)?.kind === 'remove',
    );
    if (table === null || removes) continue;
    const later = fencesIn(lives, users, fn).find(
      (fence) => fence.ends.table && lives.leads(fn.index, act, fence),
    );
    const managed = lives.every('alloc').find((one) => one.fn.file === fn.file && one.act.managed);
    if (later === undefined || managed === undefined) continue;
    const { at, end, name } = act;
    found.push({ fn, at, end, key: managed.act.key, how: name, fence: later, user: managed.fn });
  }
  return found;
}

function subtract(ends: Ends, gone: readonly Ends[]): Ends {
  return {
    table: ends.table && !gone.some(({ table }) => table),
    kinds: new Set([...ends.kinds].filter((kind) => !gone.some(({ kinds }) => kinds.has(kind)))),
  };
}

function fencesIn(lives: Lifetimes, users: Users, fn: ProgramFunction): Fence[] {
  const { acts, calls } = lives.of(fn.index);
  const found: Fence[] = [];
  for (const act of acts) {
    const kinds = new Set(users.kindsEndedBy(act));
    if (kinds.size > 0) found.push({ ...placeOf(act), name: act.name, ends: { kinds, table: false } });
  }
  for (const call of calls) {
    const ends = users.endsOf(call.callee);
    if (ends.table || ends.kinds.size > 0)
      found.push({ ...placeOf(call), name: lives.fn(call.callee).name, ends });
  }
  return found;
}

function placeOf({ block, index, at, end }: Place & { at: number; end: number }) {
  return { block, index, at, end };
}

function teardownsIn(lives: Lifetimes, users: Users, fn: ProgramFunction): Teardown[] {
  const subjects = new Set(lives.analysis.model.guarded.map(({ struct }) => struct));
  const keysOf = (acts: readonly Act[]): Set<Key> => {
    const made = new Set(acts.filter(({ what }) => what === 'alloc').map(({ key }) => key));
    const keys = new Set<Key>();
    for (const act of acts) {
      if (act.what !== 'free' && !(act.what === 'drain' && act.key.startsWith('irq of '))) continue;
      const key = act.key.startsWith('irq of ') ? `struct ${act.key.slice('irq of '.length)}` : act.key;
      // The subject's own members are guarded by its own rules, and what is made on the way is nobody else's.
      if (isSubject(key) || (act.queue !== null && isSubject(act.queue)) || made.has(act.key)) continue;
      keys.add(key);
    }
    return keys;
  };
  const isSubject = (key: Key) => subjects.has(structOf(key) ?? '');
  const { acts, calls } = lives.of(fn.index);
  const found: Teardown[] = [];
  const nobody: Ends = { kinds: new Set(), table: false };
  for (const act of acts) {
    const keys = keysOf([act]);
    if (keys.size > 0) found.push({ ...placeOf(act), name: act.name, keys, files: new Set(), ends: nobody });
  }
  for (const call of calls) {
    const ends = users.endsOf(call.callee);
    const keys = keysOf([...lives.within(call.callee)]);
    if (keys.size === 0) continue;
    const files = new Set(
      [...lives.closure(call.callee)]
        .filter((at) => keysOf(lives.of(at).acts).size > 0)
        .map((at) => lives.fn(at).file),
    );
    found.push({ ...placeOf(call), name: lives.fn(call.callee).name, keys, files, ends });
  }
  return found;
}

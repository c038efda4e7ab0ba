import { plural } from '../hold-words';
import type { RemovalFacts, RemovalUser } from '../trace/removal-facts';
import type { Exposure } from './compare-report';
import { placeOf } from './steps-difference';

/** The two removals of one root. */
export interface FactsPair {
  readonly root: string;
  readonly base: RemovalFacts;
  readonly head: RemovalFacts;
}

/**
 * What `head` leaves open that `base` did not: a user whose fence came before the retraction and does not any more, a
 * command after what was the last one, a callback that can run once its operations are gone.
 */
export function exposures(pair: FactsPair): Exposure[] {
  return [...lostFences(pair), ...lateCommands(pair), ...lateCallbacks(pair)];
}

function lostFences({ root, base, head }: FactsPair): Exposure[] {
  const known = new Map(base.users.map((user) => [user.id, user]));
  const lost = new Map<string, RemovalUser[]>();
  for (const user of head.users) {
    const before = known.get(user.id);
    const touches = user.uses || user.reserves;
    if (!before || !touches || !isDrained(base, before) || isDrained(head, user)) continue;
    const group = familyOf(user);
    lost.set(group, [...(lost.get(group) ?? []), user]);
  }
  const groups = [...lost].sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1));
  return groups.map(([group, users]) => {
    const [first] = users;
    const old = first ? known.get(first.id)?.end : null;
    const fence = placeOf(base.trace, old ?? null);
    const now = first?.end ?? null;
    return {
      kind: 'fence-lost',
      root,
      title: `${group} loses its fence`,
      text: fenceText(head, users, fence?.text ?? 'a fence'),
      entryPoints: users.map(({ id }) => id),
      base: fence,
      head: placeOf(head.trace, now),
    };
  });
}

/** Ended by a fence of its own before the operations are gone. */
function isDrained(facts: RemovalFacts, user: RemovalUser): boolean {
  if (!user.isFenced || user.end === null) return false;
  return facts.retraction === null || user.end <= facts.retraction;
}

function fenceText(head: RemovalFacts, users: readonly RemovalUser[], fence: string): string {
  const retraction = placeOf(head.trace, head.retraction)?.text ?? `the end of ${head.trace.root}()`;
  const checked = users.filter(({ reserves }) => reserves).length;
  const left =
    checked === users.length
      ? `only ${head.lock} and a test of ${head.field} protect what runs then`
      : `${users.length - checked} of ${plural(users.length, 'way')} in ${users.length - checked === 1 ? 'does' : 'do'} not test ${head.field}`;
  return `${fence} does not come before ${retraction} any more; ${left}`;
}

function lateCommands({ root, base, head }: FactsPair): Exposure[] {
  const before = new Set(base.last.flatMap((last) => senders(base, last).map(({ id }) => id)));
  if (base.last.length === 0) return [];
  return head.last.slice(-1).flatMap((last) => {
    const users = senders(head, last).filter(({ id }) => !before.has(id));
    if (users.length === 0) return [];
    const place = placeOf(head.trace, last.step);
    const until = placeOf(head.trace, latest(users));
    return [
      {
        kind: 'command-after-last' as const,
        root,
        title: 'a command can follow the last one',
        text:
          `${place?.text ?? 'the last command'} is no longer the last: ` +
          `${plural(users.length, 'way')} in can send another ${until ? `until ${until.text}` : 'at any time after'}` +
          (last.isGuarded ? '' : `, for ${head.lock} is not kept from there to the retraction`),
        entryPoints: users.map(({ id }) => id),
        base: placeOf(base.trace, base.last.at(-1)?.step ?? null),
        head: place,
      },
    ];
  });
}

/** Who can still send a command after the step; the guard, kept up to the retraction, keeps out those who reserve. */
function senders(facts: RemovalFacts, last: RemovalFacts['last'][number]): readonly RemovalUser[] {
  return facts.users.filter(
    (user) =>
      user.sends &&
      !isElsewhere(user) &&
      !(last.isGuarded && user.reserves) &&
      (user.end === null || user.end > last.step),
  );
}

/** Kept out by something that is no step of the removal. */
function isElsewhere(user: RemovalUser): boolean {
  return user.isExcluded && user.end === null;
}

function latest(users: readonly RemovalUser[]): number | null {
  return users.reduce<number | null>(
    (last, { end }) => (last === null || end === null ? null : Math.max(last, end)),
    0,
  );
}

function lateCallbacks({ root, base, head }: FactsPair): Exposure[] {
  const before = new Set(late(base).map(({ id }) => id));
  const users = late(head).filter(({ id }) => !before.has(id));
  const unbounded = users.filter(({ end }) => end === null);
  const bounded = users.filter(({ end }) => end !== null);
  const retraction = placeOf(head.trace, head.retraction);
  const made = (some: readonly RemovalUser[], text: string): Exposure[] =>
    some.length === 0
      ? []
      : [
          {
            kind: 'callback-after-unregister',
            root,
            title: 'a callback can run after unregister',
            text,
            entryPoints: some.map(({ id }) => id),
            base: placeOf(base.trace, base.retraction),
            head: placeOf(head.trace, latest(some)),
          },
        ];
  return [
    ...made(
      unbounded,
      `no step of ${root}() stops ${plural(unbounded.length, 'way')} in to the callbacks in ${head.field} any more`,
    ),
    ...made(
      bounded,
      `${bounded.map(({ function: fn }) => `${fn}()`).join(', ')} can still start until ${placeOf(head.trace, latest(bounded))?.text}, after ${retraction?.text}, and ${bounded.length === 1 ? 'does' : 'do'} not test ${head.field}`,
    ),
  ];
}

/** Users of the table that can still run once it is retracted, or for ever. */
function late(facts: RemovalFacts): readonly RemovalUser[] {
  const { retraction } = facts;
  return facts.users.filter(
    (user) =>
      user.uses &&
      !isElsewhere(user) &&
      (user.end === null || (retraction !== null && user.end > retraction)),
  );
}

/** `sysfs` for `sysfs-show` and `sysfs-store`: they hang on one fence. */
function familyOf(user: RemovalUser): string {
  return user.kind.split('-')[0] ?? user.kind;
}

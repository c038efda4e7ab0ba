import type { Span } from '../base/span';
import type { Expr } from '../ir/types';
import type { ContractRow } from '../model/types';
import { acquire, release } from './effects';
import { placeOf } from './evaluate';
import type { Frame } from './frame';
import { RETURNS_MASK, targetOf, WHEN_MASK } from './primitives';
import { ANY, type Hold, type Mask, State, ZERO } from './state';
import type { Case, Summary } from './summary';
import type { Term } from './term-kinds';

/**
 * Puts a function's declared contract in the place of what its body was seen to do, for the kinds that the contract
 * covers. The body is still checked by itself; callers see the contract.
 */
export function withContracts(frame: Frame, summary: Summary): Summary {
  const { model, program, fn } = frame;
  const members = program.membersOf(fn.index).map((member) => model.contracts(member));
  const rows = [model.contracts(fn.name), ...members].flat();
  if (rows.length === 0) return summary;
  const covered = new Set(rows.flatMap((row) => [...row.covers, row.kind]));
  const returned = rows.reduce(
    (mask, row) => (row.returns === undefined ? mask : mask & RETURNS_MASK[row.returns]),
    ANY,
  );
  const bare = summary.cases.map((made) => ({
    ...made,
    mask: made.mask & returned || made.mask,
    value: returned === ANY ? made.value : null,
    acquires: made.acquires.filter((h) => !covered.has(h.kind)),
    releases: made.releases.filter((h) => !covered.has(h.kind)),
  }));
  return { ...summary, cases: joinSame(bare).flatMap((made) => byOutcome(frame, made, rows)) };
}

/**
 * `if (!chip->ops->request)`: where a driver has no such callback, there is nothing to take or to give back, and the
 * contract counts as kept. So callers that test the callback on both sides are balanced on both.
 */
export function applyAbsentCallback(frame: Frame, state: State, cond: Expr, at: Span): void {
  if (cond.k !== 'field' || cond.base.k !== 'deref' || cond.base.base.k !== 'field') return;
  const owner = cond.base.base;
  const guarded = frame.model.guarded.find((row) => row.field === owner.name);
  const struct = guarded === undefined ? undefined : frame.typeOf(cond.base)?.name;
  if (struct === undefined) return;
  const subject = placeOf(frame, state, owner.base);
  const cause = { at: at.start, end: at.end, callee: null };
  for (const row of frame.model.contracts(`${struct}.${cond.name}`)) {
    if (row.given !== undefined) continue;
    for (const hold of declaredHold(frame, row)) {
      const taking = { ...hold, object: subject, site: frame.here(at.start) };
      if (row.effect === 'acquire') acquire(frame, state, taking, cause);
      else release(frame, state, taking, [], cause);
    }
  }
}

/** Cases that differed only in covered holds are one now. */
function joinSame(cases: readonly Case[]): Case[] {
  const seen = new Map<string, Case>();
  for (const made of cases) {
    const holds = [made.acquires, made.releases].map((all) => all.map((h) => `${h.kind}${h.object}`).join());
    const key = `${made.mask}|${made.exactly}|${holds.join('|')}`;
    const old = seen.get(key);
    seen.set(key, old === undefined ? made : { ...old, given: [], writes: [...old.writes, ...made.writes] });
  }
  return [...seen.values()];
}

function byOutcome(frame: Frame, made: Case, rows: readonly ContractRow[]): Case[] {
  const given = rows.filter((row) => row.given !== undefined);
  const plain = rows.filter((row) => row.given === undefined);
  const split = splitByMask(frame, made, plain);
  if (given.length === 0) return split;
  return [true, false].flatMap((truth) => {
    const fits = given.filter((row) => row.given?.is === truth);
    const arg = given[0]?.given?.arg ?? 0;
    const condition: readonly [Term, Mask] = [frame.terms.param(arg), truth ? ANY & ~ZERO : ZERO];
    return split.flatMap((one) => splitByMask(frame, { ...one, given: [...one.given, condition] }, fits));
  });
}

function splitByMask(frame: Frame, made: Case, rows: readonly ContractRow[]): Case[] {
  const groups = new Map<string, Mask>();
  for (const bit of [1, 2, 4, 8]) {
    if ((made.mask & bit) === 0) continue;
    const key = rows.map((row) => ((WHEN_MASK[row.when ?? 'always'] & bit) !== 0 ? '1' : '0')).join('');
    groups.set(key, (groups.get(key) ?? 0) | bit);
  }
  return [...groups].map(([key, mask]) => {
    const standing = rows.filter((_, i) => key[i] === '1');
    const holds = (effect: ContractRow['effect']) =>
      standing.filter((row) => row.effect === effect).flatMap((row) => declaredHold(frame, row));
    return {
      ...made,
      mask,
      acquires: [...made.acquires, ...holds('acquire')],
      releases: [...made.releases, ...holds('release')],
    };
  });
}

function declaredHold(frame: Frame, row: ContractRow): Hold[] {
  const params = [0, 1, 2, 3].map((i) => frame.terms.param(i));
  const object = targetOf(frame, new State(), row.target, params, frame.terms.zero, 0);
  if (object === null) return [];
  return [
    {
      kind: row.kind,
      primitive: row.primitive,
      mode: row.mode ?? null,
      object,
      count: 1,
      site: frame.here(frame.fn.ir.nameSpan.start),
      counted: row.counted ?? false,
      idempotent: row.idempotent ?? false,
      managed: false,
      initial: false,
      declared: true,
      informational: row.informational ?? false,
      certain: true,
      escaped: false,
      frees: row.kind === 'buf' ? 'now' : 'not',
      condition: null,
    },
  ];
}

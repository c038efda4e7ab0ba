import type { Analysis } from '../analyse';
import type { Contexts } from '../contexts';
import { lockClass } from '../lock-class';
import type { LockOrder, LockUse } from '../lock-uses';
import type { FunctionResult } from '../solve';
import { State } from '../state';
import { chainOf } from './chain';
import { type Finding, type Step, where } from './finding';
import { stepsTo } from './steps';

/** One place at which a lock of one class is waited for under one of another. */
interface Evidence {
  readonly result: FunctionResult;
  readonly order: LockOrder;
}

type Edges = ReadonlyMap<string, ReadonlyMap<string, readonly Evidence[]>>;

/** Orders in a ring; more than these in one are not followed. */
const MAX_RING = 4;

const found = new WeakMap<Analysis, ReadonlyMap<number, readonly Finding[]>>();

/**
 * Locks that are taken in one order here and in another one elsewhere. Each ring of orders is reported once, where the
 * order with the fewest places is.
 */
export function findLockOrders(
  analysis: Analysis,
  contexts: Contexts,
  result: FunctionResult,
): readonly Finding[] {
  let byFn = found.get(analysis);
  if (byFn === undefined) {
    const all = new Map<number, Finding[]>();
    for (const ring of ringsOf(collect(analysis), (e) => outerOf(contexts, e))) {
      const finding = report(analysis, ring);
      const fn = finding.result.frame.fn.index;
      all.set(fn, [...(all.get(fn) ?? []), finding]);
    }
    byFn = all;
    found.set(analysis, byFn);
  }
  return byFn.get(result.frame.fn.index) ?? [];
}

function collect(analysis: Analysis): Edges {
  const edges = new Map<string, Map<string, Evidence[]>>();
  const files = filesWithLocks(analysis);
  for (const fn of analysis.program.list) {
    const result = files.has(fn.file) ? analysis.result(fn.index) : undefined;
    if (result === undefined || result.capped) continue;
    for (const order of result.frame.lockOrders) {
      const from = edges.get(order.from) ?? new Map<string, Evidence[]>();
      edges.set(order.from, from);
      from.set(order.use.cls, [...(from.get(order.use.cls) ?? []), { result, order }]);
    }
  }
  return edges;
}

/** Files that take locks themselves. What others hold and wait for is put in order where those are taken. */
export function filesWithLocks({ program, model }: Analysis): ReadonlySet<string> {
  const known = new Map<string, boolean>();
  const takes = (name: string) => {
    let answer = known.get(name);
    if (answer === undefined) {
      answer = takesLock(name);
      known.set(name, answer);
    }
    return answer;
  };
  const takesLock = (name: string) =>
    model
      .primitives(name)
      .some((row) => row.kind === 'lock' && row.effect === 'acquire' && !row.informational);
  const files = new Set<string>();
  for (const fn of program.list) {
    if (files.has(fn.file)) continue;
    const found = fn.ir.blocks.some(({ ops }) =>
      ops.some((op) =>
        op.op === 'call'
          ? op.callee.k === 'var' && takes(op.callee.name)
          : op.op === 'cleanup' && takes(model.cleanup(op.name, 'guard')?.enter ?? ''),
      ),
    );
    if (found) files.add(fn.file);
  }
  return files;
}

/** Rings of orders that threads can be in at the same time, the rarest order first. */
function ringsOf(edges: Edges, outer: (e: Evidence) => ReadonlySet<string>): Evidence[][] {
  const rings: Evidence[][] = [];
  const seen = new Set<string>();
  for (const from of [...edges.keys()].sort())
    for (const to of [...(edges.get(from)?.keys() ?? [])].sort()) {
      const back = shortest(edges, to, from);
      if (back === null) continue;
      const classes = [from, ...back];
      const key = [...classes].sort().join();
      if (seen.has(key)) continue;
      seen.add(key);
      const sides = classes.map(
        (cls, i) => edges.get(cls)?.get(classes[(i + 1) % classes.length] ?? '') ?? [],
      );
      const ring = meeting(rotate(sides), outer);
      if (ring !== null) rings.push(ring);
    }
  return rings;
}

/** Classes on the shortest way along the orders, both ends' way back included: `[from, …]` without `to`. */
function shortest(edges: Edges, from: string, to: string): string[] | null {
  let ways: string[][] = [[from]];
  for (let length = 1; length < MAX_RING; length++) {
    const longer: string[][] = [];
    for (const way of ways)
      for (const next of edges.get(way.at(-1) as string)?.keys() ?? []) {
        if (next === to) return way;
        if (!way.includes(next)) longer.push([...way, next]);
      }
    ways = longer;
  }
  return null;
}

/** The order with the fewest places goes first; of equals the one that stands last in the program. */
function rotate(sides: readonly (readonly Evidence[])[]): (readonly Evidence[])[] {
  const places = (side: readonly Evidence[]) => new Set(side.map((e) => e.result.frame.fn.index)).size;
  let first = 0;
  sides.forEach((side, i) => {
    if (places(side) <= places(sides[first] as readonly Evidence[])) first = i;
  });
  return [...sides.slice(first), ...sides.slice(0, first)];
}

/** One place for each order, so that no lock is held at all of them; null when something always keeps them apart. */
function meeting(
  sides: readonly (readonly Evidence[])[],
  outer: (e: Evidence) => ReadonlySet<string>,
): Evidence[] | null {
  const [first = [], ...others] = sides;
  for (const start of first) {
    const ring = [start];
    for (const side of others) {
      const free = side.find((e) => ring.every((o) => !bothFanned(o, e) && !share(outer(o), outer(e))));
      if (free !== undefined) ring.push(free);
    }
    if (ring.length === sides.length) return ring;
  }
  return null;
}

/** Two calls through tables of callbacks are taken to reach the two ends of one pair of drivers only by one of them. */
function bothFanned(a: Evidence, b: Evidence): boolean {
  return a.order.use.fanned === true && b.order.use.fanned === true;
}

function share(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  for (const cls of a) if (b.has(cls)) return true;
  return false;
}

/** What is held exclusively besides, here and on every way in. */
function outerOf(contexts: Contexts, { result, order }: Evidence): ReadonlySet<string> {
  const ways = contexts
    .of(result.frame.fn.index)
    .map(
      (way) =>
        new Set(
          way.holds
            .filter((h) => h.kind === 'lock' && h.mode !== 'read' && h.object !== null)
            .flatMap((h) =>
              h.object === null ? [] : (lockClass(result.frame, new State(), h.object) ?? []),
            ),
        ),
    );
  const [one, ...rest] = ways;
  const always = [...(one ?? [])].filter((cls) => rest.every((way) => way.has(cls)));
  return new Set([...order.outer, ...always]);
}

function report(analysis: Analysis, ring: readonly Evidence[]): Finding {
  const [{ result, order }, ...others] = ring as [Evidence, ...Evidence[]];
  const name = shortNames(ring.map((e) => e.order.from));
  const pair = (o: LockOrder) => `'${name(o.from)}' then '${name(o.use.cls)}'`;
  const elsewhere = others.map((e, i) => `${pair(e.order)} at {${i}}`).join(', ');
  return {
    rule: 'lock-order',
    // A call through a table of callbacks may never reach the driver that closes the ring.
    confidence: ring.some((e) => e.order.use.fanned) ? 'possible' : 'likely',
    result,
    at: order.use.at,
    end: order.use.end,
    hold: order.held,
    state: order.state,
    object: `${name(order.from)}, ${name(order.use.cls)}`,
    message: `${pair(order)} here; ${elsewhere}`,
    places: others.map((e) => ({ fn: e.result.frame.fn.index, at: e.order.use.at })),
    steps: [
      ...others.flatMap((e) => stepsElsewhere(analysis, e, name)),
      ...stepsTo(order.state, order.held),
      ...stepsDown(analysis, order.use, name),
      where(order.use.at, `then '${name(order.use.cls)}'`),
    ],
  };
}

function stepsElsewhere(analysis: Analysis, e: Evidence, name: (cls: string) => string): Step[] {
  const fn = e.result.frame.fn.index;
  const { order } = e;
  return [
    where(order.held.site.at, `elsewhere '${name(order.from)}' first`, fn),
    where(order.use.at, `then '${name(order.use.cls)}'`, fn),
    ...stepsDown(analysis, order.use, name),
  ];
}

/** Down to where the lock is taken. */
function stepsDown(analysis: Analysis, use: LockUse, name: (cls: string) => string): Step[] {
  const usesOf = (fn: number) =>
    (analysis.result(fn)?.summary.lockUses ?? []).filter((u) => u.cls === use.cls && u.mode === use.mode);
  return chainOf(use, usesOf).map(({ fn, one }) =>
    where(one.at, one.inside === null ? `takes '${name(use.cls)}'` : `calls ${one.callee}()`, fn),
  );
}

/** Member names where they tell the locks apart, else whole classes. */
function shortNames(classes: readonly string[]): (cls: string) => string {
  const whole = (cls: string) => cls.replace(/@.*/, '');
  const last = (cls: string) => whole(cls).replace(/^.*\./, '');
  const clear = new Set(classes.map(last)).size === classes.length;
  return clear ? last : whole;
}

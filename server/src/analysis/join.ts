import { maskOf } from './facts';
import type { Frame } from './frame';
import { differsInDead, joinDead, joinedDead } from './lifetime';
import { ANY, type Dead, type Hold, isSoft, State, ZERO } from './state';
import { isSoftRelease, joinHolds, joinValues } from './summary';
import { K, type Term } from './term-kinds';

/**
 * Joins two states that arrive at a block, when they hold the same things: then only facts are lost. States that
 * hold different things stay apart. Null when they must.
 */
export function join(frame: Frame, block: number, first: State, second: State, apart = false): State | null {
  let a = first;
  let b = second;
  // Variables that are one value on each side are one value after the join too, whatever their names.
  const named = new Map<number, Term>();
  if (a.signature() !== b.signature()) {
    const renamed = alignHolds(frame, block, a, b, named);
    if (renamed === null) return null;
    [a, b] = renamed;
  }
  const { terms } = frame;
  if (apart && differsInDead(terms, a, b)) {
    first.parted = true;
    second.parted = true;
    return null;
  }
  const joined = new State();
  const died: Dead[] = [];
  const mayDie = a.dead.length > 0 || b.dead.length > 0;
  const remade = new Set<Term>();
  const masks: [Term, number][] = [];
  const joinPlace = (place: Term, x: Term, y: Term) => {
    const pair = pairOf(x, y);
    const known = named.get(pair);
    const value = known ?? joinValues(terms, x, y, block, place);
    joined.write(place, value);
    if (known !== undefined && remade.has(value)) return;
    named.set(pair, value);
    remade.add(value);
    const dead = mayDie ? joinedDead(terms, a, x, b, y, value) : null;
    if (dead !== null) died.push(dead);
    const mask = maskOf(terms, a, x) | maskOf(terms, b, y);
    if (mask !== ANY) masks.push([value, mask]);
    const exact = terms.value(x) ?? a.equals.get(x);
    if (exact !== undefined && exact === (terms.value(y) ?? b.equals.get(y))) joined.equals.set(value, exact);
  };
  joined.shareStore(a);
  if (a.store !== b.store) {
    for (let i = 0; i < a.store.size; i++) {
      const place = a.store.termAt(i);
      const x = a.store.numberAt(i);
      const y = b.store.get(place) ?? terms.load(place);
      if (x !== y) joinPlace(place, x, y);
    }
    for (let i = 0; i < b.store.size; i++) {
      const place = b.store.termAt(i);
      if (a.store.has(place)) continue;
      const y = b.store.numberAt(i);
      const x = terms.load(place);
      if (x !== y) joinPlace(place, x, y);
      else joined.write(place, x);
    }
  }
  joinFacts(frame, joined, a, b, remade);
  if (masks.length > 0) joined.ownFacts();
  for (const pair of masks) joined.facts.set(pair[0], pair[1]);
  joined.holds = joinHolds(a.holds, pastHolds(frame, block, b.holds, remade));
  joined.released = joinReleased(frame, a, b);
  joined.gone =
    a.gone === b.gone
      ? a.gone
      : a.gone.filter((g) => b.gone.some((o) => o.kind === g.kind && o.object === g.object));
  if (mayDie) {
    const both = joinDead(terms, a, b);
    const stale = (t: Term) => [...remade].some((made) => terms.mentions(t, made));
    const kept = frame.looping && remade.size > 0 ? both.filter((d) => !stale(d.object)) : both;
    joined.parted = a.parted || b.parted;
    joined.dead = died.length === 0 ? kept : [...kept, ...died];
  }
  joined.trail = a.trail;
  return joined;
}

/** Terms number less than two to the 26th: see `MAX_TERMS`. */
function pairOf(x: Term, y: Term): number {
  return x * 0x4000000 + y;
}

/**
 * One state has an object in a place that outlives the function and the other does not: joined, nobody could say any
 * more whether freeing what the place holds frees the object.
 */
export function losesTrack(frame: Frame, a: State, b: State): boolean {
  if (a.store === b.store) return false;
  return a.holds.some(
    (hold) =>
      hold.kind === 'mem' &&
      (isStoredOnlyIn(frame, hold.object, a, b) || isStoredOnlyIn(frame, hold.object, b, a)),
  );
}

function isStoredOnlyIn(frame: Frame, object: Term, a: State, b: State): boolean {
  const { terms } = frame;
  for (let i = 0; i < a.store.size; i++) {
    if (a.store.numberAt(i) !== object) continue;
    const place = a.store.termAt(i);
    if (b.store.get(place) !== object && terms.kind(terms.rootOf(place)) !== K.Local) return true;
  }
  return false;
}

/** Memory freed on one side only is "may", unless the other side knows that there was none to free. */
function joinReleased(frame: Frame, a: State, b: State): Hold[] {
  if (a.released.length === 0 && b.released.length === 0) return [];
  const stands = (hold: Hold, other: State) =>
    other.released.some((h) => h.kind === hold.kind && h.object === hold.object) ||
    (isSoftRelease(hold) && maskOf(frame.terms, other, hold.object) === ZERO);
  const kept = a.released.filter((hold) => !isSoftRelease(hold) || stands(hold, b));
  const added = b.released.filter(
    (hold) =>
      isSoftRelease(hold) &&
      !kept.some((h) => h.kind === hold.kind && h.object === hold.object) &&
      stands(hold, a),
  );
  return added.length === 0 ? kept : [...kept, ...added];
}

/**
 * Round a loop, a value that the loop changes is remade at its head: what is held of the value of the round before
 * must not be taken for the new one.
 */
function pastHolds(
  frame: Frame,
  block: number,
  holds: readonly Hold[],
  remade: ReadonlySet<Term>,
): readonly Hold[] {
  if (!frame.looping || remade.size === 0 || holds.length === 0) return holds;
  const { terms } = frame;
  const past = (t: Term) => (remade.has(t) ? terms.fresh(block, t) : null);
  return holds.map((hold) => {
    const object = terms.rewrite(hold.object, past);
    return object === hold.object ? hold : { ...hold, object };
  });
}

function joinFacts(frame: Frame, joined: State, a: State, b: State, remade: ReadonlySet<Term>): void {
  const { terms } = frame;
  // A value made at this join has no facts yet, unless the join is a loop's and this is a further round.
  const mayBeStale = frame.looping && remade.size > 0;
  const stale = (t: Term): boolean =>
    t >= 0 && terms.hasInner(t) && (remade.has(t) || stale(terms.firstPart(t)) || stale(terms.secondPart(t)));
  joined.shareFacts(a);
  if (a.facts !== b.facts || mayBeStale) {
    const change = (term: Term, mask: number) => {
      joined.ownFacts();
      if (mask === ANY) joined.facts.delete(term);
      else joined.facts.set(term, mask);
    };
    for (let i = 0; i < a.facts.size; i++) {
      const term = a.facts.termAt(i);
      const x = a.facts.numberAt(i);
      if (mayBeStale && stale(term)) change(term, ANY);
      else if (x !== b.facts.get(term)) {
        const mask = maskOf(terms, a, term) | maskOf(terms, b, term);
        if (mask !== x) change(term, mask);
      }
    }
    for (const term of b.facts.keys()) {
      if (a.facts.has(term) || (mayBeStale && stale(term))) continue;
      const mask = maskOf(terms, a, term) | maskOf(terms, b, term);
      if (mask !== ANY) change(term, mask);
    }
  }
  if (a.equals.size === 0 || b.equals.size === 0) return;
  joined.ownEquals();
  for (const [term, number] of a.equals)
    if (b.equals.get(term) === number && !(mayBeStale && stale(term))) joined.equals.set(term, number);
}

/**
 * `chip` may be the argument on one path and a looked-up chip on the other: when both paths hold the same things of
 * whatever the variable names, they are one state in which the variable is "one of them".
 */
function alignHolds(
  frame: Frame,
  block: number,
  a: State,
  b: State,
  named: Map<number, Term>,
): [State, State] | null {
  const hard = (holds: readonly Hold[]) => holds.filter((h) => !isSoft(h)).length;
  if (hard(a.holds) !== hard(b.holds) || hard(a.released) !== hard(b.released)) return null;
  const { terms } = frame;
  const fromA = new Map<Term, Term>();
  const fromB = new Map<Term, Term>();
  for (let i = 0; i < a.store.size; i++) {
    const place = a.store.termAt(i);
    const x = a.store.numberAt(i);
    const y = b.store.get(place);
    if (y === undefined || x === y || terms.kind(place) !== K.Local) continue;
    if (terms.kind(x) === K.Num || terms.kind(y) === K.Num) continue;
    const phi = terms.phi(block, place);
    if (!named.has(pairOf(x, y))) named.set(pairOf(x, y), phi);
    if (!fromA.has(x)) fromA.set(x, phi);
    if (!fromB.has(y)) fromB.set(y, phi);
  }
  if (fromA.size === 0) return null;
  const left = renameHolds(frame, a, fromA);
  const right = renameHolds(frame, b, fromB);
  return left.signature() === right.signature() ? [left, right] : null;
}

function renameHolds(frame: Frame, state: State, names: ReadonlyMap<Term, Term>): State {
  const { terms } = frame;
  const rename = (hold: Hold): Hold => {
    const object = terms.rewrite(hold.object, (t) => names.get(t) ?? null);
    return object === hold.object ? hold : { ...hold, object };
  };
  const renamed = state.copy();
  for (const [place, value] of state.store) {
    if (terms.kind(place) === K.Local) continue;
    const path = terms.rewrite(place, (t) => names.get(t) ?? null);
    if (path !== place) renamed.write(path, value);
  }
  renamed.holds = state.holds.map(rename);
  renamed.released = state.released.map(rename);
  if (state.dead.length > 0)
    renamed.dead = state.dead.map((d) => ({
      ...d,
      object: terms.rewrite(d.object, (t) => names.get(t) ?? null),
    }));
  return renamed;
}

/** True when a join brought nothing new to a state. */
export function isSame(a: State, b: State): boolean {
  if (a.equals.size !== b.equals.size) return false;
  if (a.holds.length !== b.holds.length || a.released.length !== b.released.length) return false;
  if (a.dead.length !== b.dead.length || a.dead.some((d, i) => d.object !== b.dead[i]?.object)) return false;
  if (
    a.holds.some(
      (h, i) =>
        h.escaped !== b.holds[i]?.escaped ||
        h.certain !== b.holds[i]?.certain ||
        h.object !== b.holds[i]?.object,
    )
  )
    return false;
  return a.store.equals(b.store) && a.facts.equals(b.facts);
}

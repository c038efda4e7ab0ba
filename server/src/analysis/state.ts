import type { Frees, HoldKind, Mode } from '../model/types';
import type { Term } from './term-kinds';
import { TermMap } from './term-map';
import type { Terms } from './terms';

/** What is known of a value: the set of classes it may be in. */
export const ZERO = 1;
export const NEGATIVE = 2;
/** A positive number or a valid pointer. */
export const POSITIVE = 4;
export const ERROR_POINTER = 8;
export const ANY = 15;
export type Mask = number;

/**
 * Where something was taken: an offset within the definition of function `fn`. When that is a call, `inside` says
 * which taking of the callee's summary it was, so that the rest of the way can be looked up there.
 */
export interface Site {
  readonly fn: number;
  readonly at: number;
  readonly inside: { readonly fn: number; readonly outcome: number; readonly hold: number } | null;
}

/** One thing that is held: a lock, a reference, memory, power, … */
export interface Hold {
  readonly kind: HoldKind;
  readonly primitive: string;
  readonly mode: Mode | null;
  readonly object: Term;
  readonly count: number;
  readonly site: Site;
  /** May be taken again by its holder. */
  readonly counted: boolean;
  /** Taking it again or releasing it unheld means nothing (queued work, timers). */
  readonly idempotent: boolean;
  /** The device core gives it back on unbind. */
  readonly managed: boolean;
  /** The first reference of an object: dropping it runs the object's release callback. */
  readonly initial: boolean;
  /** Stands by a declared contract, for every function that a callback table may hold there. */
  readonly declared: boolean;
  /** Shown where it happens, but not part of what callers see. */
  readonly informational: boolean;
  /** False when paths were joined of which only some hold it. Only soft kinds are joined like that. */
  readonly certain: boolean;
  /** Somebody else may have kept the pointer. */
  readonly escaped: boolean;
  /** What giving it back does to the memory of the object. */
  readonly frees: Frees;
  /** Build-time symbols that were decided when it was taken. */
  readonly condition: string | null;
}

/**
 * Kinds that do not keep states apart: nothing else depends on whether they are held, and keeping every combination
 * of registrations apart would double the states with each of them.
 */
const SOFT: ReadonlySet<HoldKind> = new Set(['registration', 'other', 'work']);

/** Soft holds, and what the device core gives back by itself. */
export function isSoft(hold: Pick<Hold, 'kind' | 'managed' | 'informational'>): boolean {
  return hold.managed || hold.informational || SOFT.has(hold.kind);
}

/** Something that is known not to be held, and since which operation. */
export interface Gone {
  readonly kind: HoldKind;
  readonly object: Term;
  readonly at: number;
  readonly end: number;
  /** Function that was called there. */
  readonly callee: string | null;
  readonly why: 'released' | 'failed';
  /** What the attempt returned, to see whether somebody looked at it. */
  readonly result: Term | null;
}

/** An object whose life ended on this path, as far as this function has a claim on it. */
export interface Dead {
  readonly kind: HoldKind;
  /** Pointer to the object; of a destroyed holder (`content` is not null) its place. */
  readonly object: Term;
  readonly primitive: string;
  readonly at: number;
  readonly end: number;
  /** Function that was called there. */
  readonly callee: string | null;
  /** The call itself ended it, and not something inside the callee. */
  readonly direct: boolean;
  readonly frees: Frees;
  /** Values that a holder led to when it was destroyed; null for memory and objects. */
  readonly content: readonly Term[] | null;
}

/** One step on the way to a state; newest first. */
export interface Trail {
  readonly before: Trail | null;
  readonly what: 'take' | 'drop' | 'branch' | 'call';
  readonly at: number;
  readonly object: Term;
  readonly kind: HoldKind | null;
  /** For branches: which way was taken. */
  readonly taken: boolean;
}

const NOTHING: readonly Dead[] = [];

/**
 * One way of being at a point: values of places, facts about values, and what is held.
 * Copied on write; a `State` that was handed on is not changed any more.
 */
export class State {
  store: TermMap;
  /** Masks of terms. */
  facts: TermMap;
  equals: Map<Term, number>;
  holds: readonly Hold[];
  /** Held by the caller on entry, released since. */
  released: readonly Hold[];
  /** Known not to be held: released here after it was taken here, or an attempt to take it failed. */
  gone: readonly Gone[];
  /** Objects whose life has ended: freed, destroyed, or the last reference was dropped. */
  dead: readonly Dead[];
  /** Kept apart at a join from a state that holds the same, because what may still be used differs. */
  parted = false;
  trail: Trail | null;
  private storeShared: boolean;
  private factsShared: boolean;
  private equalsShared: boolean;
  /** What the signature was last made of. */
  private signed: {
    readonly holds: readonly Hold[];
    readonly released: readonly Hold[];
    readonly as: string;
  } | null;

  constructor(from?: State) {
    this.store = from ? from.store : new TermMap();
    this.facts = from ? from.facts : new TermMap();
    this.equals = from ? from.equals : new Map();
    this.holds = from ? from.holds : [];
    this.released = from ? from.released : [];
    this.gone = from ? from.gone : [];
    this.dead = from ? from.dead : NOTHING;
    if (from?.parted) this.parted = true;
    this.trail = from ? from.trail : null;
    this.signed = from ? from.signed : null;
    this.storeShared = from !== undefined;
    this.factsShared = from !== undefined;
    this.equalsShared = from !== undefined;
    if (from) {
      from.storeShared = true;
      from.factsShared = true;
      from.equalsShared = true;
    }
  }

  copy(): State {
    return new State(this);
  }
  /** Call before changing the store. */
  ownStore(): void {
    if (!this.storeShared) return;
    this.store = new TermMap(this.store);
    this.storeShared = false;
  }
  /** Call before changing facts. */
  ownFacts(): void {
    if (!this.factsShared) return;
    this.facts = new TermMap(this.facts);
    this.factsShared = false;
  }
  /** Call before changing known numbers. */
  ownEquals(): void {
    if (!this.equalsShared) return;
    this.equals = new Map(this.equals);
    this.equalsShared = false;
  }
  /** Takes over another state's store; for joins, which change little of it. */
  shareStore(from: State): void {
    this.store = from.store;
    this.storeShared = true;
    from.storeShared = true;
  }
  /** Takes over another state's facts. */
  shareFacts(from: State): void {
    this.facts = from.facts;
    this.factsShared = true;
    from.factsShared = true;
  }
  /** The facts as they are now, whatever happens to the state later. */
  keptFacts(): TermMap {
    this.factsShared = true;
    return this.facts;
  }

  /** States with equal signatures hold the same things. */
  signature(): string {
    const { holds, released } = this;
    if (holds.length === 0 && released.length === 0) return '';
    if (this.signed?.holds !== holds || this.signed.released !== released)
      this.signed = { holds, released, as: this.sign() };
    return this.signed.as;
  }
  private sign(): string {
    const parts: string[] = [];
    for (const h of this.holds)
      if (!isSoft(h)) parts.push(`${h.kind}${h.mode ?? ''}${h.object}*${h.count}${h.initial ? 'i' : ''}`);
    for (const h of this.released)
      if (!isSoft(h) && h.kind !== 'mem') parts.push(`-${h.kind}${h.mode ?? ''}${h.object}*${h.count}`);
    return parts.sort().join();
  }

  read(terms: Terms, place: Term): Term {
    const stored = this.store.get(place);
    if (stored !== undefined) return stored;
    return terms.load(place);
  }
  write(place: Term, value: Term): void {
    if (this.store.get(place) === value) return;
    this.ownStore();
    this.store.set(place, value);
  }
}

/** The state after a branch, with the branch on its trail. */
export function branched(state: State, at: number, cond: Term, taken: boolean): State {
  state.trail = { before: state.trail, what: 'branch', at, object: cond, kind: null, taken };
  return state;
}

import type { Term } from './term-kinds';

/** Up to this many entries are searched one by one, which is quick even where the code is not compiled yet. */
const FEW = 48;

/**
 * A map from terms to numbers, in order of insertion like `Map`. Maps of states hold a dozen entries and are copied for
 * nearly every operation: two flat lists are copied twenty times as fast, and are walked without making pairs.
 */
export class TermMap {
  private readonly terms: Term[];
  private readonly numbers: number[];
  /** Open addressing: the place in the lists plus one. Null while there are few, and where it has to be made anew. */
  private slots: Int32Array | null;
  /** Another map uses the same slots. */
  private shares: boolean;

  constructor(from?: TermMap) {
    this.terms = from === undefined ? [] : from.terms.slice();
    this.numbers = from === undefined ? [] : from.numbers.slice();
    this.slots = from === undefined ? null : from.slots;
    this.shares = from !== undefined;
    if (from !== undefined) from.shares = true;
  }

  get size(): number {
    return this.terms.length;
  }
  get(term: Term): number | undefined {
    const at = this.find(term);
    return at < 0 ? undefined : this.numbers[at];
  }
  has(term: Term): boolean {
    return this.find(term) >= 0;
  }
  set(term: Term, number: number): void {
    const at = this.find(term);
    if (at >= 0) {
      this.numbers[at] = number;
      return;
    }
    const size = this.terms.push(term);
    this.numbers.push(number);
    if (this.slots === null) return;
    if (size * 2 > this.slots.length) this.slots = null;
    else insert(this.ownSlots(this.slots), term, size);
  }
  delete(term: Term): void {
    const at = this.find(term);
    if (at < 0) return;
    this.terms.splice(at, 1);
    this.numbers.splice(at, 1);
    this.slots = null;
  }

  /** For loops: entries stand at 0 to `size`, until one is deleted. */
  termAt(at: number): Term {
    return this.terms[at] as Term;
  }
  numberAt(at: number): number {
    return this.numbers[at] as number;
  }
  /** The list itself: not to be kept or walked while the map changes. */
  keys(): readonly Term[] {
    return this.terms;
  }
  values(): readonly number[] {
    return this.numbers;
  }
  /** The same entries, in whatever order. */
  equals(other: TermMap): boolean {
    if (this === other) return true;
    if (this.size !== other.size) return false;
    for (let at = 0; at < this.terms.length; at++)
      if (other.get(this.termAt(at)) !== this.numbers[at]) return false;
    return true;
  }
  *[Symbol.iterator](): IterableIterator<[Term, number]> {
    for (let at = 0; at < this.terms.length; at++) yield [this.termAt(at), this.numberAt(at)];
  }

  private ownSlots(slots: Int32Array): Int32Array {
    if (!this.shares) return slots;
    this.shares = false;
    this.slots = slots.slice();
    return this.slots;
  }
  private find(term: Term): number {
    const { terms } = this;
    if (terms.length <= FEW) return terms.indexOf(term);
    if (this.slots === null) {
      this.slots = slotsOf(terms);
      this.shares = false;
    }
    const mask = this.slots.length - 1;
    let at = hash(term) & mask;
    for (let slot = this.slots[at] as number; slot !== 0; slot = this.slots[at] as number) {
      if (terms[slot - 1] === term) return slot - 1;
      at = (at + 1) & mask;
    }
    return -1;
  }
}

function slotsOf(terms: readonly Term[]): Int32Array {
  const slots = new Int32Array(1 << (33 - Math.clz32(terms.length)));
  for (let at = 0; at < terms.length; at++) insert(slots, terms[at] as Term, at + 1);
  return slots;
}

function insert(slots: Int32Array, term: Term, slot: number): void {
  const mask = slots.length - 1;
  let at = hash(term) & mask;
  while (slots[at] !== 0) at = (at + 1) & mask;
  slots[at] = slot;
}

function hash(term: Term): number {
  return Math.imul(term, 0x9e3779b1) >>> 12;
}

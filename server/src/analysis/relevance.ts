import type { Block, Expr } from '../ir/types';
import { maskOf } from './facts';
import type { Frame } from './frame';
import { successors } from './loops';
import type { State } from './state';
import type { Term } from './term-kinds';

/** Variables that are tested at or after each block: what is known of others decides nothing any more. */
export class TestedLater {
  private readonly frame: Frame;
  private readonly numbers = new Map<string, number>();
  /** Places of the variables, by number. */
  private readonly places: Term[] = [];
  /** Sets of variables, one bit each: `words` numbers per block. */
  private readonly bits: Int32Array;
  private readonly words: number;

  constructor(frame: Frame, blocks: readonly Block[], order: readonly number[], hasLoop: boolean) {
    this.frame = frame;
    const own = blocks.map((block) => {
      const tested: number[] = [];
      if (block.end.t === 'branch') this.collect(block.end.cond, tested);
      else if (block.end.t === 'switch') this.collect(block.end.value, tested);
      // The caller tests it: `ret = -EIO; goto out` is the same as `return -EIO`.
      else if (block.end.t === 'return' && block.end.value !== null) this.collect(block.end.value, tested);
      return tested;
    });
    this.words = (this.places.length + 31) >> 5;
    this.bits = new Int32Array(this.words * blocks.length);
    own.forEach((tested, id) => {
      for (const variable of tested) this.add(id * this.words + (variable >> 5), 1 << (variable & 31));
    });
    while (this.flowBack(blocks, order) && hasLoop);
  }

  /** A variable that is still to be tested answers differently in two states: joining them would lose which is which. */
  differs(block: number, a: State, b: State): boolean {
    const { terms } = this.frame;
    for (let word = 0; word < this.words; word++) {
      let rest = this.bits[block * this.words + word] as number;
      for (; rest !== 0; rest &= rest - 1) {
        const place = this.places[word * 32 + 31 - Math.clz32(rest & -rest)] as Term;
        const x = a.store.get(place);
        const y = b.store.get(place);
        if (x === undefined || y === undefined) continue;
        if (x === y) {
          // `mode` is 1 here and 2 there, and the same is asked again to give back what will be taken.
          const one = a.equals.get(x);
          const other = one === undefined ? undefined : b.equals.get(x);
          if (other !== undefined && one !== other) return true;
          continue;
        }
        if ((maskOf(terms, a, x) & maskOf(terms, b, y)) === 0) return true;
      }
    }
    return false;
  }

  /** One round against the order of blocks; true when it changed something. */
  private flowBack(blocks: readonly Block[], order: readonly number[]): boolean {
    let changed = false;
    for (let i = order.length - 1; i >= 0; i--) {
      const id = order[i] as number;
      for (const to of successors((blocks[id] as Block).end))
        for (let word = 0; word < this.words; word++)
          changed = this.add(id * this.words + word, this.bits[to * this.words + word] as number) || changed;
    }
    return changed;
  }

  private add(at: number, bits: number): boolean {
    const before = this.bits[at] as number;
    this.bits[at] = before | bits;
    return (before | bits) !== before;
  }

  private collect(expr: Expr, into: number[]): void {
    switch (expr.k) {
      case 'var':
        if (!expr.name.startsWith('%')) into.push(this.number(expr.name));
        return;
      case 'binary':
        this.collect(expr.left, into);
        this.collect(expr.right, into);
        return;
      case 'unary':
      case 'cast':
        this.collect(expr.arg, into);
        return;
      default:
        return;
    }
  }

  private number(name: string): number {
    let number = this.numbers.get(name);
    if (number === undefined) {
      number = this.places.push(this.frame.terms.local(this.frame.scope, name)) - 1;
      this.numbers.set(name, number);
    }
    return number;
  }
}

/** Temporaries that no other block reads, by the block that makes them: they are forgotten at its end. */
export function deadTemporaries(frame: Frame, blocks: readonly Block[]): Term[][] {
  const made = new Map<string, number>();
  const shared = new Set<string>();
  blocks.forEach((block, id) => {
    const read = (name: string) => {
      if (made.get(name) !== id) shared.add(name);
    };
    for (const op of block.ops) {
      if (op.op === 'assign') {
        temporariesOf(op.value, read);
        if (op.target.k === 'var') define(made, shared, op.target.name, id);
        else temporariesOf(op.target, read);
      } else if (op.op === 'call') {
        temporariesOf(op.callee, read);
        for (const arg of op.args) temporariesOf(arg, read);
        if (op.result !== null) define(made, shared, op.result, id);
      } else if (op.op === 'cleanup') for (const arg of op.args) temporariesOf(arg, read);
    }
    const { end } = block;
    if (end.t === 'branch') temporariesOf(end.cond, read);
    else if (end.t === 'switch') temporariesOf(end.value, read);
    else if (end.t === 'return' && end.value !== null) temporariesOf(end.value, read);
  });
  const dead: Term[][] = blocks.map(() => []);
  for (const [name, id] of made) if (!shared.has(name)) dead[id]?.push(frame.terms.local(frame.scope, name));
  return dead;
}

function define(made: Map<string, number>, shared: Set<string>, name: string, block: number): void {
  if (!name.startsWith('%')) return;
  const before = made.get(name);
  if (before !== undefined && before !== block) shared.add(name);
  made.set(name, block);
}

function temporariesOf(expr: Expr, read: (name: string) => void): void {
  switch (expr.k) {
    case 'var':
      if (expr.name.startsWith('%')) read(expr.name);
      return;
    case 'field':
    case 'deref':
    case 'addr':
      temporariesOf(expr.base, read);
      return;
    case 'index':
      temporariesOf(expr.base, read);
      temporariesOf(expr.index, read);
      return;
    case 'unary':
    case 'cast':
      temporariesOf(expr.arg, read);
      return;
    case 'container':
      temporariesOf(expr.ptr, read);
      return;
    case 'binary':
      temporariesOf(expr.left, read);
      temporariesOf(expr.right, read);
      return;
    default:
      return;
  }
}

export function forget(state: State, places: readonly Term[]): void {
  for (const place of places) {
    if (!state.store.has(place)) continue;
    state.ownStore();
    state.store.delete(place);
  }
}

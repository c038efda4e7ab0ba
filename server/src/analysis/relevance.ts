import type { Block, Expr } from '../ir/types';
import type { Frame } from './frame';
import { successors } from './loops';
import { maskOf, type State } from './state';
import type { Term } from './terms';

/** Variables that are tested at or after each block: what is known of others decides nothing any more. */
export function testedLater(blocks: readonly Block[], order: readonly number[]): ReadonlySet<string>[] {
  const tested: Set<string>[] = blocks.map(() => new Set());
  for (let changed = true; changed; ) {
    changed = false;
    for (let i = order.length - 1; i >= 0; i--) {
      const id = order[i] as number;
      const block = blocks[id] as Block;
      const own = tested[id] as Set<string>;
      const before = own.size;
      if (block.end.t === 'branch') variablesOf(block.end.cond, own);
      else if (block.end.t === 'switch') variablesOf(block.end.value, own);
      for (const to of successors(block.end)) for (const name of tested[to] as Set<string>) own.add(name);
      changed ||= own.size !== before;
    }
  }
  return tested;
}

function variablesOf(expr: Expr, into: Set<string>): void {
  switch (expr.k) {
    case 'var':
      if (!expr.name.startsWith('%')) into.add(expr.name);
      return;
    case 'binary':
      variablesOf(expr.left, into);
      variablesOf(expr.right, into);
      return;
    case 'unary':
    case 'cast':
      variablesOf(expr.arg, into);
      return;
    default:
      return;
  }
}

/** A variable that is still to be tested answers differently in two states: joining them would lose which is which. */
export function differsInTest(frame: Frame, tested: ReadonlySet<string>, a: State, b: State): boolean {
  const { terms } = frame;
  for (const name of tested) {
    const place = terms.local(frame.scope, name);
    const x = a.store.get(place);
    const y = b.store.get(place);
    if (x === undefined || y === undefined || x === y) continue;
    if ((maskOf(terms, a, x) & maskOf(terms, b, y)) === 0) return true;
  }
  return false;
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

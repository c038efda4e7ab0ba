import type { Block, Expr } from '../ir/types';
import type { Frame } from './frame';
import { successors } from './loops';
import { maskOf, type State } from './state';

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

import { childBy, fieldNames, type Node } from '../syntax/tree';
import { KindSet } from './kind-table';
import { assign, type Lowering, lowerValue, seeAll, spanOf, text } from './lowering';
import type { Expr } from './types';

const list = new KindSet('initializer_list');
const pair = new KindSet('initializer_pair');
const punctuation = new KindSet('{', '}', ',', 'comment', '(', ')');
const fieldDesignator = new KindSet('field_designator', 'field_identifier');

/**
 * Evaluates a braced initialiser. With a target, members named by designators are assigned; array elements
 * and positional members are only evaluated, the whole having been given an opaque value before.
 */
export function lowerInitialiser(f: Lowering, node: Node, target: Expr | null): void {
  if (!list.has(f.tree.kind[node])) {
    const value = lowerValue(f, node);
    if (target !== null) assign(f, target, value, spanOf(f, node));
    return;
  }
  const { kind, after } = f.tree;
  const end = after[node] ?? 0;
  for (let child = node + 1; child < end; child = after[child] ?? end) {
    if (punctuation.has(kind[child])) continue;
    if (pair.has(kind[child])) lowerPair(f, child, target);
    else lowerInitialiser(f, child, null);
  }
}

function lowerPair(f: Lowering, node: Node, target: Expr | null): void {
  const { kind, after, field } = f.tree;
  const end = after[node] ?? 0;
  let member = target;
  for (let child = node + 1; child < end; child = after[child] ?? end) {
    if (fieldNames[field[child] ?? 0] !== 'designator') continue;
    seeAll(f, child);
    if (member === null || !fieldDesignator.has(kind[child])) member = null;
    else member = { k: 'field', base: member, name: text(f, child).replace('.', '').trim() };
  }
  const value = childBy(f.tree, node, 'value');
  if (value >= 0) lowerInitialiser(f, value, member);
}

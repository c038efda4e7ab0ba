import type { Node, SyntaxTree } from '../syntax/tree';
import { KindSet } from './kind-table';
import type { Lowering } from './lowering';

/**
 * Audit of a lowering: every leaf that carries meaning must have been visited by a rule. It runs on every
 * function, so a construct that a rule forgets becomes a gap and never silence.
 */
const meaningful = new KindSet(
  'identifier',
  'field_identifier',
  'type_identifier',
  'statement_identifier',
  'primitive_type',
  'number_literal',
  'character',
  'string_content',
  'null',
  'true',
  'false',
  'preproc_arg',
);

/** Leaves below `body` that carry meaning and were not visited. */
export function uncovered(tree: SyntaxTree, seen: Uint8Array, body: Node): Node[] {
  const missed: Node[] = [];
  const end = tree.after[body] ?? 0;
  for (let node = body; node < end; node++)
    if (!seen[node] && tree.after[node] === node + 1 && meaningful.has(tree.kind[node])) missed.push(node);
  return missed;
}

/** Records what was not visited, and syntax errors that no rule reported, as gaps without a place in the graph. */
export function reportUncovered(f: Lowering, body: Node): void {
  for (const { tree, seen } of [{ tree: f.tree, seen: f.seen }, ...f.nested]) {
    const root = tree === f.tree ? body : 0;
    for (const error of tree.errors) {
      const inside = error >= root && error < (tree.after[root] ?? 0);
      if (inside && !seen[error]) addGap(f, tree, error, 'syntax is not understood');
    }
    for (const node of uncovered(tree, seen, root)) addGap(f, tree, node, 'not lowered');
  }
}

function addGap(f: Lowering, tree: SyntaxTree, node: Node, reason: string): void {
  f.gaps.push({ span: { start: tree.start[node] ?? 0, end: tree.end[node] ?? 0 }, reason });
}

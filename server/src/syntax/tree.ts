/** Index of a node in a tree; -1 where there is none. */
export type Node = number;

/**
 * A parsed text as flat preorder arrays: node 0 is the root, the children of `n` start at `n + 1`, and
 * `after[n]` is the first node behind the subtree of `n`. Plain data, so it outlives the native tree.
 * Anonymous nodes (punctuation, keywords) are kept: operators are read from them.
 */
export interface SyntaxTree {
  /** The text that was parsed (masked); `start` and `end` are UTF-16 offsets into it. */
  readonly text: string;
  readonly count: number;
  /** Index into `kindNames`. */
  readonly kind: ArrayLike<number>;
  /** Index into `fieldNames`, 0 for none. */
  readonly field: ArrayLike<number>;
  readonly start: ArrayLike<number>;
  readonly end: ArrayLike<number>;
  readonly after: ArrayLike<number>;
  /** ERROR and MISSING nodes, in order. Empty on a clean parse. */
  readonly errors: readonly Node[];
}

/** Names of node kinds and fields as the grammar spells them; filled as kinds are met, same order every run. */
export const kindNames: string[] = [];
export const fieldNames: string[] = [''];

export function kindOf(tree: SyntaxTree, node: Node): string {
  return kindNames[tree.kind[node] ?? 0] ?? '';
}

export function textOf(tree: SyntaxTree, node: Node): string {
  return tree.text.slice(tree.start[node], tree.end[node]);
}

/** All children, punctuation and keywords included. */
export function childrenOf(tree: SyntaxTree, node: Node): Node[] {
  const children: Node[] = [];
  const end = tree.after[node] ?? 0;
  for (let child = node + 1; child < end; child = tree.after[child] ?? end) children.push(child);
  return children;
}

/** First child under a field name of the grammar, or -1. */
export function childBy(tree: SyntaxTree, node: Node, field: string): Node {
  const end = tree.after[node] ?? 0;
  for (let child = node + 1; child < end; child = tree.after[child] ?? end)
    if (fieldNames[tree.field[child] ?? 0] === field) return child;
  return -1;
}

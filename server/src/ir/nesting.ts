import type { SyntaxTree } from '../syntax/tree';

/**
 * Levels of a tree that are followed. The deepest function of drivers/ has 70; a chain of a hundred `else if` has 300.
 * Everything behind the parser walks trees by calling itself, and would run out of stack at some thousand levels.
 */
const MAX_NESTING = 1000;

/** True for a text that is nested beyond all sense: generated, or made to do harm. */
export function isNestedTooDeeply(tree: SyntaxTree): boolean {
  if (tree.count <= MAX_NESTING) return false;
  const ends: number[] = [];
  for (let node = 0; node < tree.count; node++) {
    while (ends.length > 0 && (ends[ends.length - 1] as number) <= node) ends.pop();
    ends.push(tree.after[node] as number);
    if (ends.length > MAX_NESTING) return true;
  }
  return false;
}

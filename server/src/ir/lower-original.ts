import type { Span } from '../base/span';
import { parseC } from '../syntax/parser';
import { childrenOf } from '../syntax/tree';
import { gapAt, type Lowering, lowerStatement } from './lowering';

/**
 * Lowers statements from the original text at a place where the tree shows something else. They are parsed at
 * their offset, so that every span is that of the text.
 */
export function lowerOriginal(f: Lowering, at: Span, reason: string): void {
  if (at.start >= at.end) return;
  const { tree, seen } = f;
  const statement = f.original.slice(at.start, at.end);
  f.tree = parseC(`${' '.repeat(at.start)}${statement}${statement.endsWith(';') ? '' : ';'}`);
  f.seen = new Uint8Array(f.tree.count);
  if (f.tree.errors.length > 0) gapAt(f, at, reason);
  else {
    for (const child of childrenOf(f.tree, 0)) lowerStatement(f, child);
    f.nested.push({ tree: f.tree, seen: f.seen });
  }
  f.tree = tree;
  f.seen = seen;
}

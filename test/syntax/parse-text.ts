import { parseItem, readSource } from '../../server/src/syntax/source-file';
import type { SourceItem } from '../../server/src/syntax/source-item';
import { childrenOf, kindOf, type SyntaxTree, textOf } from '../../server/src/syntax/tree';

/** Reads a text that holds one item, and checks what every masked item owes: its length and a clean tree. */
export function readOne(text: string): { item: SourceItem; tree: SyntaxTree } {
  const { items } = readSource('one.c', text);
  const [item] = items;
  if (item === undefined || items.length !== 1) throw new Error(`${items.length} items in ${text}`);
  for (const arm of item.arms)
    if (arm.masked.length !== item.span.end - item.span.start)
      throw new Error(`length changed: ${arm.masked}`);
  return { item, tree: parseItem(item) };
}

/** A function around statements, for rows that concern bodies. */
export function inBody(statements: string): string {
  return `void f(void)\n{\n\t${statements}\n}\n`;
}

/** Error nodes of all arms as `kind: text`, so that a failing test shows them. */
export function errorsOf(item: SourceItem): string[] {
  return item.arms.flatMap((_, arm) => {
    const tree = parseItem(item, arm);
    return tree.errors.map((node) => `${kindOf(tree, node)}: ${textOf(tree, node)}`);
  });
}

/** The nodes of a tree as an indented outline without punctuation; only the kinds asked for. */
export function kindsIn(tree: SyntaxTree, wanted: readonly string[]): string[] {
  const found: string[] = [];
  for (let node = 0; node < tree.count; node++)
    if (wanted.includes(kindOf(tree, node))) found.push(`${kindOf(tree, node)} ${textOf(tree, node)}`);
  return found;
}

/** Kinds of the root's children. */
export function topKinds(tree: SyntaxTree): string[] {
  return childrenOf(tree, 0).map((node) => kindOf(tree, node));
}

import { kindOf, type Node } from '../syntax/tree';
import { KindSet } from './kind-table';
import { lowerMacroBlock } from './lower-block-macro';
import { type Lowering, lowerStatement, operandOf, reportErrors } from './lowering';

const comment = new KindSet('comment');
const expressionStatement = new KindSet('expression_statement');
const call = new KindSet('call_expression');
const simple = new KindSet('expression_statement', 'declaration', 'return_statement', 'goto_statement');

/** Lowers statements one after the other. */
export function lowerSiblings(f: Lowering, nodes: readonly Node[]): void {
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i] ?? 0;
    if (comment.has(f.tree.kind[node])) continue;
    const body = nodes[i + 1];
    if (body !== undefined && isMacroHead(f, node)) {
      lowerMacroBlock(f, operandOf(f, node), body);
      i++;
      continue;
    }
    lowerChecked(f, node);
  }
}

/** Lowers a statement, reporting syntax errors inside it where it stands. */
export function lowerChecked(f: Lowering, node: Node): void {
  if (f.tree.errors.length > 0 && simple.has(f.tree.kind[node])) reportErrors(f, node);
  lowerStatement(f, node);
}

/** `some_macro(args)` without a semicolon: the grammar puts in a missing one and goes on with the block. */
function isMacroHead(f: Lowering, node: Node): boolean {
  if (f.tree.errors.length === 0 || !expressionStatement.has(f.tree.kind[node])) return false;
  const end = f.tree.after[node] ?? 0;
  const last = end - 1;
  if (kindOf(f.tree, last) !== ';' || f.tree.start[last] !== f.tree.end[last]) return false;
  const operand = operandOf(f, node);
  if (operand < 0 || !call.has(f.tree.kind[operand])) return false;
  f.seen[last] = 1;
  return true;
}

import { parseC } from '../syntax/parser';
import { childBy, type Node } from '../syntax/tree';
import { closingBracket } from './arguments';
import { KindSet } from './kind-table';
import { assign, gapValue, type Lowering, lowerValue, opaque, seeAll, spanOf, text } from './lowering';
import type { Expr } from './types';

/** `asm`; the mask blanks operands, so a masked one is parsed from the original text. */
export function lowerAsm(f: Lowering, node: Node): Expr {
  const from = f.tree.start[node] ?? 0;
  const written = f.original.slice(from, f.tree.end[node]);
  if (written === text(f, node)) return lowerOperands(f, node);
  const open = f.original.indexOf('(', from);
  const close = open < 0 ? -1 : closingBracket(f.original, open);
  return lowerMaskedAsm(f, node, f.original.slice(from, close + 1));
}

function lowerMaskedAsm(f: Lowering, node: Node, written: string): Expr {
  seeAll(f, node);
  const at = f.tree.start[node] ?? 0;
  const { tree, seen } = f;
  f.tree = parseC(`${' '.repeat(at)}${written};`);
  f.seen = new Uint8Array(f.tree.count);
  let found = -1;
  for (let i = 0; i < f.tree.count && found < 0; i++) if (asmExpression.has(f.tree.kind[i])) found = i;
  // Templates built by macros do not parse; their operands then stay unknown.
  const usable = f.tree.errors.length === 0 && found >= 0;
  if (usable) {
    lowerOperands(f, found);
    f.nested.push({ tree: f.tree, seen: f.seen });
  }
  f.tree = tree;
  f.seen = seen;
  return usable ? { k: 'opaque', what: 'asm' } : gapValue(f, node, 'asm operands are not understood');
}
const asmExpression = new KindSet('gnu_asm_expression');

function lowerOperands(f: Lowering, node: Node): Expr {
  const outputs = childBy(f.tree, node, 'output_operands');
  const targets: Expr[] = [];
  const { kind, after } = f.tree;
  for (const list of [outputs, childBy(f.tree, node, 'input_operands')]) {
    const end = list < 0 ? 0 : (after[list] ?? 0);
    for (let at = list + 1; list >= 0 && at < end; at = after[at] ?? end) {
      const value = asmOperand.has(kind[at]) ? childBy(f.tree, at, 'value') : -1;
      if (value < 0) continue;
      const expr = lowerValue(f, value);
      if (list === outputs) targets.push(expr);
    }
  }
  for (const target of targets) assign(f, target, { k: 'opaque', what: 'asm' }, spanOf(f, node));
  if (childBy(f.tree, node, 'goto_labels') >= 0) return gapValue(f, node, 'asm goto is not understood');
  return opaque(f, node, 'asm');
}
const asmOperand = new KindSet('gnu_asm_output_operand', 'gnu_asm_input_operand');

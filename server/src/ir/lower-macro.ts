import { readMacro } from '../syntax/macro-text';
import { parseC } from '../syntax/parser';
import type { SourceItem } from '../syntax/source-item';
import { childrenOf, type Node } from '../syntax/tree';
import { reportUncovered } from './coverage';
import { finish } from './finish';
import { KindSet } from './kind-table';
import { lowerSiblings } from './lower-sequence';
import { close, type Lowering, lowerValue, mark, newLowering, operandOf } from './lowering';
import type { FunctionIr } from './types';
import { untyped } from './types-of';

const comment = new KindSet('comment', ';');
const expressionStatement = new KindSet('expression_statement');

/** A replacement without any of these cannot touch anything: a register address, a string, a type. */
const worthLowering = /[A-Za-z_]\w*\s*\(|->|=|\b(?:if|for|while|goto|return|do|break|continue)\b/;

/**
 * Lowers a function-like macro as a function with untyped parameters. Null for a macro that is no statement
 * or expression (it declares something, or pastes tokens), or that has no effect to speak of.
 */
export function lowerMacro(item: SourceItem, original: string): FunctionIr | null {
  if (original.indexOf('(') < 0) return null;
  const macro = readMacro(original);
  if (macro === null || macro.params === null) return null;
  const { body, masked } = macro;
  if (!worthLowering.test(masked) || masked.includes('#')) return null;
  // Parsed in place, so that offsets are those of the item. The semicolon is the one behind the use.
  const tree = parseC(`${' '.repeat(body.start)}${masked};`);
  if (tree.errors.length > 0) return null;
  const statements = childrenOf(tree, 0).filter((node) => !comment.has(tree.kind[node]));
  const f = newLowering(tree, `${original};`, []);
  for (const name of macro.params) {
    const plain = name === '...' ? '__VA_ARGS__' : name.replace('...', '').trim();
    f.params.push({ name: plain, type: untyped });
    f.visible.set(plain, 0);
  }
  lowerBody(f, statements);
  const at = { start: body.end, end: body.end };
  close(f, { t: 'return', value: null, at });
  const graph = finish(f);
  reportUncovered(f, 0);
  // `case X:` or a `goto` to the user's label only make sense in the text around the use.
  if (f.gaps.length > 0) return null;
  const nameStart = original.indexOf(macro.name, original.indexOf('define') + 6);
  return {
    name: macro.name,
    returns: untyped,
    params: f.params,
    locals: f.locals,
    isStatic: false,
    isInline: false,
    isMacro: true,
    presence: item.presence,
    length: original.length,
    nameSpan: { start: nameStart, end: nameStart + macro.name.length },
    ...graph,
    gaps: [],
    annotations: [],
  };
}

/** A macro that is one expression returns its value. */
function lowerBody(f: Lowering, statements: readonly Node[]): void {
  const [only] = statements;
  const operand =
    only !== undefined && statements.length === 1 && expressionStatement.has(f.tree.kind[only])
      ? operandOf(f, only)
      : -1;
  if (only === undefined || operand < 0) {
    lowerSiblings(f, statements);
    return;
  }
  mark(f, 'statement', only);
  const at = { start: f.tree.start[operand] ?? 0, end: f.tree.end[operand] ?? 0 };
  close(f, { t: 'return', value: lowerValue(f, operand), at });
}

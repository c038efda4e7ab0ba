import type { Node } from '../syntax/tree';
import { variable } from './expr';
import { KindSet } from './kind-table';
import { parseChar, parseNumber } from './literals';
import {
  gapValue,
  type Lowering,
  nameOf,
  one,
  opaque,
  see,
  seeAll,
  text,
  type ValueRule,
  zero,
} from './lowering';
import type { Expr } from './types';

const literalText = new KindSet('string_content', 'escape_sequence');

function lowerIdentifier(f: Lowering, node: Node): Expr {
  see(f, node);
  return variable(nameOf(f, text(f, node)));
}
function lowerString(f: Lowering, node: Node): Expr {
  const { kind, after } = f.tree;
  const end = after[node] ?? 0;
  let content = '';
  for (let at = node + 1; at < end; at++) if (literalText.has(kind[at])) content += text(f, at);
  seeAll(f, node);
  return { k: 'str', text: content };
}
function lowerLiteralNumber(f: Lowering, node: Node): Expr {
  see(f, node);
  const value = parseNumber(text(f, node));
  return Number.isNaN(value) ? gapValue(f, node, 'number is not understood') : { k: 'num', value };
}

/** Literals, types as operands, and what the compiler evaluates. */
export const leafRules: Readonly<Record<string, ValueRule>> = {
  identifier: lowerIdentifier,
  field_identifier: lowerIdentifier,
  type_identifier: lowerIdentifier,
  number_literal: lowerLiteralNumber,
  char_literal: (f, node) => {
    seeAll(f, node);
    return { k: 'num', value: parseChar(text(f, node)) };
  },
  string_literal: lowerString,
  concatenated_string: lowerString,
  null: (f, node) => {
    seeAll(f, node);
    return zero;
  },
  true: (f, node) => {
    see(f, node);
    return one;
  },
  false: (f, node) => {
    see(f, node);
    return zero;
  },
  sizeof_expression: (f, node) => opaque(f, node, 'sizeof'),
  alignof_expression: (f, node) => opaque(f, node, 'alignof'),
  offsetof_expression: (f, node) => opaque(f, node, 'offsetof'),
  generic_expression: (f, node) => opaque(f, node, '_Generic'),
  type_descriptor: (f, node) => opaque(f, node, 'type'),
};

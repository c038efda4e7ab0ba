import { childBy, childrenOf, kindOf, type Node, type SyntaxTree, textOf } from '../syntax/tree';
import type { TypeRef } from './types';

/** Reads types: a specifier (`struct tpm_chip`) with a declarator (`*x[3]`) makes a `TypeRef` and a name. */

export const untyped: TypeRef = { name: '', record: false, pointers: 0, array: false, callable: false };

export interface Declared {
  /** Empty for an abstract declarator. */
  readonly name: string;
  /** The identifier, or -1. */
  readonly nameNode: Node;
  readonly type: TypeRef;
  /** The function declarator when the name is a function rather than a variable, or -1. */
  readonly functionNode: Node;
}

/** Type that a specifier node names, without any declarator. */
export function specifierType(tree: SyntaxTree, node: Node): TypeRef {
  if (node < 0) return untyped;
  switch (kindOf(tree, node)) {
    case 'struct_specifier':
    case 'union_specifier':
      return { ...untyped, name: fieldText(tree, node, 'name'), record: true };
    case 'enum_specifier':
      return { ...untyped, name: fieldText(tree, node, 'name') };
    case 'sized_type_specifier':
      return { ...untyped, name: textOf(tree, node).split(/\s+/).join(' ') };
    case 'type_descriptor':
      return descriptorType(tree, node);
    case 'macro_type_specifier':
      return { ...untyped, name: fieldText(tree, node, 'name') };
    default:
      return { ...untyped, name: textOf(tree, node) };
  }
}

/** Type of a `type_descriptor`: what stands in a cast or in `sizeof`. */
export function descriptorType(tree: SyntaxTree, node: Node): TypeRef {
  const base = specifierType(tree, childBy(tree, node, 'type'));
  const declarator = childBy(tree, node, 'declarator');
  return declarator < 0 ? base : readDeclarator(tree, declarator, base).type;
}

/** Follows a declarator inwards from `node` to its name. */
export function readDeclarator(tree: SyntaxTree, node: Node, base: TypeRef): Declared {
  let { pointers, array, callable } = base;
  let functionNode = -1;
  // Pointers inside the parentheses of a function pointer belong to the variable, not to what it returns.
  let counting = true;
  let at = node;
  while (at >= 0) {
    switch (kindOf(tree, at)) {
      case 'pointer_declarator':
      case 'abstract_pointer_declarator':
        if (counting) pointers++;
        at = childBy(tree, at, 'declarator');
        continue;
      case 'array_declarator':
      case 'abstract_array_declarator':
        array = true;
        at = childBy(tree, at, 'declarator');
        continue;
      case 'function_declarator':
      case 'abstract_function_declarator': {
        const inner = unwrap(tree, childBy(tree, at, 'declarator'));
        if (inner >= 0 && isPointer(tree, inner)) {
          callable = true;
          counting = false;
        } else functionNode = at;
        at = inner;
        continue;
      }
      case 'init_declarator':
        at = childBy(tree, at, 'declarator');
        continue;
      case 'parenthesized_declarator':
      case 'abstract_parenthesized_declarator':
      case 'attributed_declarator':
        at = unwrap(tree, at);
        continue;
      default:
        return {
          name: textOf(tree, at),
          nameNode: at,
          type: { name: base.name, record: base.record, pointers, array, callable },
          functionNode,
        };
    }
  }
  return {
    name: '',
    nameNode: -1,
    type: { name: base.name, record: base.record, pointers, array, callable },
    functionNode,
  };
}

function isPointer(tree: SyntaxTree, node: Node): boolean {
  const kind = kindOf(tree, node);
  return kind === 'pointer_declarator' || kind === 'abstract_pointer_declarator';
}

/** The declarator inside parentheses or beside attributes; the node itself when there are none. */
function unwrap(tree: SyntaxTree, node: Node): Node {
  if (node < 0) return -1;
  const kind = kindOf(tree, node);
  if (!kind.endsWith('parenthesized_declarator') && kind !== 'attributed_declarator') return node;
  for (const child of childrenOf(tree, node)) {
    const inner = kindOf(tree, child);
    if (inner.endsWith('declarator') || inner.endsWith('identifier')) return unwrap(tree, child);
  }
  return -1;
}

export function fieldText(tree: SyntaxTree, node: Node, field: string): string {
  const child = childBy(tree, node, field);
  return child < 0 ? '' : textOf(tree, child);
}

/** Reads a type as it stands in an argument: `struct tpm_chip *`, `u32`, `const struct x`. */
export function typeFromText(text: string): TypeRef {
  let rest = text.trim();
  let pointers = 0;
  while (rest.endsWith('*')) {
    pointers++;
    rest = rest.slice(0, -1).trimEnd();
  }
  const words = rest.split(/\s+/).filter((word) => word !== 'const' && word !== 'volatile');
  const record = words[0] === 'struct' || words[0] === 'union';
  if (record || words[0] === 'enum') words.shift();
  return { name: words.join(' '), record, pointers, array: false, callable: false };
}

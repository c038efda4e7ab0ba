import type { Gap, Span } from '../base/span';
import type { Annotation, Presence } from '../syntax/facts';
import type { Node, SyntaxTree } from '../syntax/tree';
import type { Expr, FileFacts, FunctionIr, MacroUse, Prototype, StructDef, Table, TypeRef } from './types';

/**
 * What one item of a file says. Every offset counts from the item's start, so the facts stay valid while the
 * item moves in its file; file-facts.ts places them.
 */
export interface ItemFacts {
  readonly functions: FunctionIr[];
  readonly structs: StructDef[];
  readonly tables: Table[];
  readonly globals: FileFacts['globals'][number][];
  readonly macroUses: MacroUse[];
  readonly prototypes: Prototype[];
  readonly constants: ConstantDef[];
  readonly typedefs: Record<string, TypeRef>;
  readonly exports: string[];
  readonly includes: FileFacts['includes'][number][];
  readonly gaps: (Gap & { readonly function: string | null })[];
}

/** A constant before names are looked up; an enumerator without a value follows its predecessor. */
export interface ConstantDef {
  readonly name: string;
  readonly value: Expr | null;
  readonly previous: string | null;
}

/** One arm of an item, parsed. */
export interface Arm {
  readonly tree: SyntaxTree;
  readonly original: string;
  readonly presence: Presence;
  readonly annotations: readonly Annotation[];
}

export function emptyFacts(): ItemFacts {
  return {
    functions: [],
    structs: [],
    tables: [],
    globals: [],
    macroUses: [],
    prototypes: [],
    constants: [],
    typedefs: {},
    exports: [],
    includes: [],
    gaps: [],
  };
}

export function spanIn(tree: SyntaxTree, node: Node): Span {
  return { start: tree.start[node] ?? 0, end: tree.end[node] ?? 0 };
}

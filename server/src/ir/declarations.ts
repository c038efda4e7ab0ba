import { childBy, childrenOf, fieldNames, kindOf, type Node, textOf } from '../syntax/tree';
import { type Arm, type ItemFacts, spanIn } from './item-facts';
import { defineType } from './structs';
import { readLeaves } from './tables';
import type { TypeRef } from './types';
import { readDeclarator } from './types-of';

/** File-scope declarations: variables with their tables, prototypes, typedefs, types on their own. */
export function readDeclarations(arm: Arm, facts: ItemFacts): void {
  readAll(arm, facts, 0);
}

function readAll(arm: Arm, facts: ItemFacts, parent: Node): void {
  for (const node of childrenOf(arm.tree, parent)) {
    switch (kindOf(arm.tree, node)) {
      case 'declaration':
        readDeclaration(arm, facts, node);
        break;
      case 'type_definition':
        readTypedef(arm, facts, node);
        break;
      case 'struct_specifier':
      case 'union_specifier':
      case 'enum_specifier':
        defineType(arm, facts, node, '');
        break;
      case 'preproc_if':
      case 'preproc_ifdef':
      case 'preproc_elif':
      case 'preproc_elifdef':
      case 'preproc_else':
      case 'linkage_specification':
      case 'declaration_list':
        readAll(arm, facts, node);
        break;
    }
  }
}

function isStatic(arm: Arm, node: Node): boolean {
  return childrenOf(arm.tree, node).some(
    (child) => kindOf(arm.tree, child) === 'storage_class_specifier' && textOf(arm.tree, child) === 'static',
  );
}

function declaratorsOf(arm: Arm, node: Node): Node[] {
  return childrenOf(arm.tree, node).filter(
    (child) => fieldNames[arm.tree.field[child] ?? 0] === 'declarator',
  );
}

function readDeclaration(arm: Arm, facts: ItemFacts, node: Node): void {
  const { tree, presence } = arm;
  const declarators = declaratorsOf(arm, node);
  const base = defineType(arm, facts, childBy(tree, node, 'type'), firstName(arm, declarators));
  const hidden = isStatic(arm, node);
  for (const declarator of declarators) {
    const declared = readDeclarator(tree, declarator, base);
    const { name, type } = declared;
    if (name === '') continue;
    if (declared.functionNode >= 0) {
      facts.prototypes.push({ name, returns: type, isStatic: hidden, annotations: arm.annotations });
      continue;
    }
    facts.globals.push({ name, type, isStatic: hidden, presence });
    const value = kindOf(tree, declarator) === 'init_declarator' ? childBy(tree, declarator, 'value') : -1;
    if (value < 0) continue;
    const leaves = readLeaves(arm, value);
    const at = spanIn(tree, node);
    if (leaves.length > 0)
      facts.tables.push({ variable: name, type, isStatic: hidden, presence, leaves, at });
  }
}

function firstName(arm: Arm, declarators: readonly Node[]): string {
  const [first] = declarators;
  if (first === undefined) return '';
  const untypedBase: TypeRef = { name: '', record: false, pointers: 0, array: false, callable: false };
  return readDeclarator(arm.tree, first, untypedBase).name;
}

function readTypedef(arm: Arm, facts: ItemFacts, node: Node): void {
  const declarators = declaratorsOf(arm, node);
  const base = defineType(arm, facts, childBy(arm.tree, node, 'type'), firstName(arm, declarators));
  for (const declarator of declarators) {
    const { name, type } = readDeclarator(arm.tree, declarator, base);
    if (name !== '') facts.typedefs[name] = type;
  }
}

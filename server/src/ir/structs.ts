import { childBy, childrenOf, kindOf, type Node, textOf } from '../syntax/tree';
import { parseConstant } from './constants';
import { type Arm, type ItemFacts, spanIn } from './item-facts';
import type { StructDef, TypeRef } from './types';
import { fieldText, readDeclarator, specifierType } from './types-of';

/** Structs, unions and enums, wherever they are defined: on their own, in a typedef, in a declaration. */

type Field = StructDef['fields'][number];

/**
 * Type that a specifier names, recording what it defines on the way. An unnamed record gets `name`, which is
 * its place in the outer one (`outer.inner`) or the name of the typedef.
 */
export function defineType(arm: Arm, facts: ItemFacts, node: Node, name: string): TypeRef {
  const type = specifierType(arm.tree, node);
  const body = node < 0 ? -1 : childBy(arm.tree, node, 'body');
  if (body < 0) return type;
  if (kindOf(arm.tree, node) === 'enum_specifier') {
    defineEnumerators(arm, facts, body);
    return type;
  }
  const named = type.name === '' ? { ...type, name } : type;
  const fields: Field[] = [];
  readFields(arm, facts, body, { record: named.name, fields });
  facts.structs.push({ name: named.name, fields, presence: arm.presence, at: spanIn(arm.tree, node) });
  return named;
}

interface Target {
  readonly record: string;
  readonly fields: Field[];
}

/** Fields of a body; the arms of an `#if` are taken together. */
function readFields(arm: Arm, facts: ItemFacts, body: Node, target: Target): void {
  for (const child of childrenOf(arm.tree, body)) {
    const kind = kindOf(arm.tree, child);
    if (kind === 'field_declaration') readField(arm, facts, child, target);
    else if (kind.startsWith('preproc_')) readFields(arm, facts, child, target);
  }
}

function readField(arm: Arm, facts: ItemFacts, node: Node, target: Target): void {
  const { tree } = arm;
  const typeNode = childBy(tree, node, 'type');
  const declarators = childrenOf(tree, node).filter((child) => kindOf(tree, child).endsWith('_declarator'));
  const names = childrenOf(tree, node).filter((child) => kindOf(tree, child) === 'field_identifier');
  const all = [...declarators, ...names].sort((a, b) => a - b);
  const body = typeNode < 0 ? -1 : childBy(tree, typeNode, 'body');
  const isRecord = typeNode >= 0 && specifierType(tree, typeNode).record;
  if (all.length === 0 && body >= 0 && isRecord) {
    // An anonymous member: its fields are those of the outer record. One with a tag is a type as well.
    if (fieldText(tree, typeNode, 'name') !== '') defineType(arm, facts, typeNode, '');
    readFields(arm, facts, body, target);
    return;
  }
  const first = all[0] === undefined ? '' : readDeclarator(tree, all[0], specifierType(tree, typeNode)).name;
  const base = defineType(arm, facts, typeNode, `${target.record}.${first}`);
  for (const declarator of all) target.fields.push(makeField(arm, node, declarator, base));
}

function makeField(arm: Arm, node: Node, declarator: Node, base: TypeRef): Field {
  const { tree } = arm;
  const { name, type } = readDeclarator(tree, declarator, base);
  const from = tree.start[node] ?? 0;
  const to = tree.end[node] ?? 0;
  const annotations = arm.annotations.filter(({ at }) => at.start >= from && at.end <= to);
  return annotations.length > 0 ? { name, type, annotations } : { name, type };
}

function defineEnumerators(arm: Arm, facts: ItemFacts, body: Node): void {
  let previous: string | null = null;
  for (let node = body + 1; node < (arm.tree.after[body] ?? 0); node++) {
    if (kindOf(arm.tree, node) !== 'enumerator') continue;
    const name = fieldText(arm.tree, node, 'name');
    const value = childBy(arm.tree, node, 'value');
    const written = value < 0 ? null : parseConstant(textOf(arm.tree, value));
    // A value that cannot be read leaves the ones that count from it unknown too.
    if (value < 0) facts.constants.push({ name, value: null, previous });
    else if (written !== null) facts.constants.push({ name, value: written, previous: null });
    previous = name;
  }
}

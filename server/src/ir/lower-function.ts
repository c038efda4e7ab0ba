import type { Annotation, Presence } from '../syntax/facts';
import { childBy, childrenOf, kindOf, type Node, type SyntaxTree, textOf } from '../syntax/tree';
import { reportUncovered } from './coverage';
import { finish } from './finish';
import { KindSet } from './kind-table';
import { endOf, endReturnCleanups } from './lower-block-macro';
import { expressionRules } from './lower-expression';
import { lowerChecked } from './lower-sequence';
import { statementRuleTable } from './lower-statement';
import { close, type Lowering, newLowering, statementRules, valueRules } from './lowering';
import { repair } from './repair';
import type { FunctionIr, TypeRef } from './types';
import { type Declared, readDeclarator, specifierType, untyped } from './types-of';

valueRules.add(expressionRules);
statementRules.add(statementRuleTable);

/** One parsed text of a definition with what is known about it from outside. */
export interface DefinitionText {
  readonly tree: SyntaxTree;
  /** As written, as long as the parsed text. */
  readonly original: string;
  readonly annotations: readonly Annotation[];
  readonly presence: Presence;
  /** Name from the item, for definitions by macro that the tree does not name. */
  readonly name: string | null;
}

const definition = new KindSet('function_definition');
const storage = new KindSet('storage_class_specifier');

/** Lowers a function definition; null when the text holds none. */
export function lowerFunction(source: DefinitionText): FunctionIr | null {
  const repaired =
    source.tree.errors.length > 0 ? repair(source.original, source.tree.text, source.tree) : null;
  const tree = repaired?.tree ?? source.tree;
  const node = findDefinition(tree);
  if (node < 0) return null;
  const declared = readDeclarator(
    tree,
    childBy(tree, node, 'declarator'),
    specifierType(tree, childBy(tree, node, 'type')),
  );
  const body = childBy(tree, node, 'body');
  if (body < 0) return null;
  const f = newLowering(tree, source.original, source.annotations);
  f.blanked = repaired?.blanked ?? [];
  declareParameters(f, declared);
  const at = endOf(f, body);
  if (repaired && repaired.braces > 0) f.gaps.push({ span: at, reason: 'closing brace is missing' });
  lowerChecked(f, body);
  endReturnCleanups(f, at);
  close(f, { t: 'return', value: null, at });
  const graph = finish(f);
  reportUncovered(f, body);
  const nameStart = declared.nameNode < 0 ? 0 : (tree.start[declared.nameNode] ?? 0);
  return {
    name: declared.name || (source.name ?? ''),
    returns: declared.type.name.includes('_DEFINE') ? untyped : declared.type,
    params: f.params,
    locals: f.locals,
    isStatic: hasStorage(tree, node, 'static'),
    isInline: /\binline\b|__always_inline/.test(source.original.slice(0, nameStart)),
    isMacro: false,
    presence: source.presence,
    length: Math.min(tree.end[node] ?? 0, source.original.length),
    nameSpan: { start: nameStart, end: nameStart + declared.name.length },
    ...graph,
    gaps: f.gaps.sort((a, b) => a.span.start - b.span.start),
    annotations: source.annotations,
  };
}

function findDefinition(tree: SyntaxTree): Node {
  for (let node = 0; node < tree.count; node++) if (definition.has(tree.kind[node])) return node;
  return -1;
}

function hasStorage(tree: SyntaxTree, node: Node, word: string): boolean {
  return childrenOf(tree, node).some(
    (child) => storage.has(tree.kind[child]) && textOf(tree, child) === word,
  );
}

function declareParameters(f: Lowering, declared: Declared): void {
  if (declared.functionNode < 0) return;
  for (const { name, type } of parametersOf(f.tree, declared.functionNode)) {
    f.params.push({ name, type });
    f.visible.set(name, 0);
  }
}

/** Parameters of a function declarator; unnamed ones have an empty name. */
export function parametersOf(tree: SyntaxTree, functionNode: Node): { name: string; type: TypeRef }[] {
  const list = childBy(tree, functionNode, 'parameters');
  const params: { name: string; type: TypeRef }[] = [];
  if (list < 0) return params;
  for (const child of childrenOf(tree, list)) {
    if (kindOf(tree, child) !== 'parameter_declaration') continue;
    const base = specifierType(tree, childBy(tree, child, 'type'));
    const declarator = childBy(tree, child, 'declarator');
    const param = declarator < 0 ? { name: '', type: base } : readDeclarator(tree, declarator, base);
    const isVoid = param.name === '' && base.name === 'void' && param.type.pointers === 0;
    if (!isVoid) params.push({ name: param.name, type: param.type });
  }
  return params;
}

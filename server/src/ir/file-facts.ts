import type { Span } from '../base/span';
import { readMacroUse } from '../syntax/macro-text';
import { parseItem, parseItems } from '../syntax/source-file';
import type { SourceFile, SourceItem } from '../syntax/source-item';
import type { SyntaxTree } from '../syntax/tree';
import { evaluateConstant, parseConstant } from './constants';
import { readDeclarations } from './declarations';
import { type ConstantDef, emptyFacts, type ItemFacts } from './item-facts';
import { lowerFunction } from './lower-function';
import { lowerMacro } from './lower-macro';
import { isNestedTooDeeply } from './nesting';
import type { FileFacts, PlacedFunction, TypeRef } from './types';

/** Facts by item key. An item with the same text and presence is neither parsed nor lowered again. */
export type ItemCache = Map<string, ItemFacts>;

/** All facts of a file. With a cache, it keeps the items of this file and forgets those it had before. */
export function lowerFile(file: SourceFile, cache?: ItemCache): FileFacts {
  const draft = newDraft(file.path);
  const unknown = file.items.filter((item) => !cache?.has(item.key));
  const trees = parseItems(unknown);
  for (const item of file.items) {
    let facts = cache?.get(item.key);
    if (facts === undefined) {
      facts = lowerGuarded(file, item, trees);
      cache?.set(item.key, facts);
    }
    place(draft, item, facts);
  }
  return { ...draft.facts, constants: evaluateAll(draft.constants) };
}

/** Drops cached items that none of the files has any more. */
export function pruneCache(cache: ItemCache, files: Iterable<SourceFile>): void {
  const alive = new Set<string>();
  for (const file of files) for (const item of file.items) alive.add(item.key);
  for (const key of cache.keys()) if (!alive.has(key)) cache.delete(key);
}

type Trees = ReadonlyMap<SourceItem, SyntaxTree>;

const TOO_DEEP = 'nested too deeply: not looked at';

/**
 * Text that no parser made sense of can nest in ways that its tree does not show; the stack then ends before the limit
 * of the tree does. Such an item is a gap, as one beyond that limit is.
 */
function lowerGuarded(file: SourceFile, item: SourceItem, trees: Trees): ItemFacts {
  try {
    return lowerItem(file, item, trees);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const facts = emptyFacts();
    addGap(facts, item, file.text.slice(item.span.start, item.span.end), TOO_DEEP);
    return facts;
  }
}

/** Lowers one item; offsets count from its start. */
function lowerItem(file: SourceFile, item: SourceItem, trees: Trees): ItemFacts {
  const facts = emptyFacts();
  const original = file.text.slice(item.span.start, item.span.end);
  switch (item.kind) {
    case 'include':
      readInclude(original, facts);
      break;
    case 'define':
      readDefine(item, original, facts);
      break;
    case 'macro-use':
      readUse(item, original, facts);
      break;
    default:
      readArms(item, original, facts, trees);
  }
  return facts;
}

function readArms(item: SourceItem, original: string, facts: ItemFacts, trees: Trees): void {
  for (let index = 0; index < item.arms.length; index++)
    readArm(item, index, trees.get(item) ?? parseItem(item, index), original, facts);
  if (item.kind === 'function' && item.armsOmitted)
    addGap(facts, item, original, 'too many combinations of #if: some were left out');
}

function readArm(
  item: SourceItem,
  index: number,
  tree: SyntaxTree,
  original: string,
  facts: ItemFacts,
): void {
  const own = item.arms[index]?.presence ?? [];
  const presence = own.length === 0 ? item.presence : [...item.presence, ...own];
  const { annotations, name } = item;
  if (isNestedTooDeeply(tree)) {
    addGap(facts, item, original, TOO_DEEP);
    return;
  }
  if (item.kind !== 'function') {
    readDeclarations({ tree, original, presence, annotations }, facts);
    return;
  }
  const ir = lowerFunction({ tree, original, annotations, presence, name });
  if (ir !== null) facts.functions.push(ir);
  else addGap(facts, item, original, 'function is not understood');
}

function addGap(facts: ItemFacts, item: SourceItem, original: string, reason: string): void {
  const line = original.indexOf('\n');
  const span = { start: 0, end: line < 0 ? original.length : line };
  facts.gaps.push({ span, reason, function: item.name });
}

function readInclude(original: string, facts: ItemFacts): void {
  const match = /^#\s*include\s*(?:"([^"]*)"|<([^>]*)>)/.exec(original);
  const path = match?.[1] ?? match?.[2];
  if (path !== undefined) facts.includes.push({ path, quoted: match?.[1] !== undefined });
}

const objectLike = /^#\s*define\s+(\w+)(?:[ \t]|\\\r?\n)+/;

function readDefine(item: SourceItem, original: string, facts: ItemFacts): void {
  const head = objectLike.exec(original);
  if (head?.[1] !== undefined) {
    const value = parseConstant(original.slice(head[0].length));
    if (value !== null) facts.constants.push({ name: head[1], value, previous: null });
    return;
  }
  const ir = lowerMacro(item, original);
  if (ir !== null) facts.functions.push(ir);
}

function readUse(item: SourceItem, original: string, facts: ItemFacts): void {
  const use = readMacroUse(original);
  if (use === null) return;
  const { name, isStatic } = use;
  const args = use.args.map((arg) => arg.text);
  const at = { start: 0, end: original.length };
  facts.macroUses.push({ name, args, isStatic, presence: item.presence, at });
  if (name.startsWith('EXPORT_SYMBOL') && args[0] !== undefined) facts.exports.push(args[0]);
}

interface Draft {
  readonly constants: ConstantDef[];
  readonly facts: Omit<FileFacts, 'constants'> & {
    readonly functions: PlacedFunction[];
    readonly typedefs: Record<string, TypeRef>;
  } & { readonly [K in 'structs' | 'tables' | 'globals' | 'macroUses']: FileFacts[K][number][] } & {
    readonly [K in 'prototypes' | 'exports' | 'includes' | 'gaps']: FileFacts[K][number][];
  };
}

function newDraft(path: string): Draft {
  const { constants, functions: _functions, ...rest } = emptyFacts();
  return { constants, facts: { path, functions: [], ...rest } };
}

/** Adds an item's facts at the place where the item stands now. */
function place(draft: Draft, item: SourceItem, facts: ItemFacts): void {
  const { start } = item.span;
  const move = (at: Span): Span => ({ start: at.start + start, end: at.end + start });
  const out = draft.facts;
  for (const ir of facts.functions) out.functions.push({ ir, start, key: item.key });
  for (const struct of facts.structs) out.structs.push({ ...struct, at: move(struct.at) });
  for (const table of facts.tables) {
    const leaves = table.leaves.map((leaf) => ({ ...leaf, at: move(leaf.at) }));
    out.tables.push({ ...table, leaves, at: move(table.at) });
  }
  for (const use of facts.macroUses) out.macroUses.push({ ...use, at: move(use.at) });
  for (const gap of facts.gaps) out.gaps.push({ ...gap, span: move(gap.span) });
  for (const global of facts.globals) out.globals.push(global);
  for (const prototype of facts.prototypes) out.prototypes.push(prototype);
  for (const symbol of facts.exports) out.exports.push(symbol);
  for (const include of facts.includes) out.includes.push(include);
  for (const constant of facts.constants) draft.constants.push(constant);
  Object.assign(out.typedefs, facts.typedefs);
}

/** Values of all constants that can be computed within the file. */
function evaluateAll(defs: readonly ConstantDef[]): Record<string, number> {
  const byName = new Map<string, ConstantDef>();
  // Of two arms of an `#if`, the first counts.
  for (const def of defs) if (!byName.has(def.name)) byName.set(def.name, def);
  const values = new Map<string, number | null>();
  const lookup = (name: string): number | null => {
    const known = values.get(name);
    if (known !== undefined) return known;
    const def = byName.get(name);
    if (def === undefined) return null;
    // Ends a definition that refers to itself.
    values.set(name, null);
    let value: number | null;
    if (def.value !== null) value = evaluateConstant(def.value, lookup);
    else {
      const before = def.previous === null ? -1 : lookup(def.previous);
      value = before === null ? null : before + 1;
    }
    values.set(name, value);
    return value;
  };
  const constants: Record<string, number> = {};
  for (const name of byName.keys()) {
    const value = lookup(name);
    if (value !== null) constants[name] = value;
  }
  return constants;
}

import { contentHash } from '../base/hash';
import type { Span } from '../base/span';
import { type ArmText, armInPlace, splitArms } from './arms';
import type { Chain } from './chains';
import { presenceKey } from './conditions';
import { cutItems, type RawItem } from './cut-items';
import { mask } from './dialect';
import type { Annotation } from './facts';
import { nameItem } from './name-item';
import { parseC, parseTogether } from './parser';
import type { ItemKind, SourceFile, SourceItem } from './source-item';
import { scanTokens, type Tokens } from './tokens';
import type { SyntaxTree } from './tree';

type Arm = SourceItem['arms'][number];

/** Items longer than this keep their directives in place unseen: no source function comes near it. */
const MAX_SPLIT_LENGTH = 200_000;

/** Trees that were needed to decide about arms, for `parseItem` to hand out. */
const parsed = new WeakMap<Arm, SyntaxTree>();

/**
 * Cuts a text into items. Never throws; the time is linear in the length of the text.
 * Items that `previous` had with the same text and presence keep their facts: only their span moves.
 */
export function readSource(path: string, text: string, previous?: SourceFile): SourceFile {
  const tokens = scanTokens(text);
  const known = new Map<string, SourceItem>();
  for (const item of previous?.items ?? []) known.set(item.key, item);
  const cut = cutItems(tokens);
  const reader: Reader = { tokens, comment: 0, chains: cut.chains };
  const items = cut.items.map((raw) => readItem(reader, raw, known));
  return { path, text, items };
}

/** The tree of one arm of an item; offsets count from the item's start. */
export function parseItem(item: SourceItem, arm = 0): SyntaxTree {
  const chosen = item.arms[arm];
  if (chosen === undefined) return parseC('');
  return parsed.get(chosen) ?? parseC(chosen.masked);
}

/**
 * Trees of all items that can be parsed together, which is less work than one by one. The others are left to
 * `parseItem`, and all are where one has an error: it would spoil its neighbours.
 */
export function parseItems(items: readonly SourceItem[]): Map<SourceItem, SyntaxTree> {
  const together = items.filter(isSimple);
  const texts = together.map((item) => (item.arms[0] as Arm).masked);
  const trees = texts.length > 1 ? parseTogether(texts) : null;
  return new Map(trees?.map((tree, i) => [together[i] as SourceItem, tree]));
}

/** Has one text that is not parsed yet and is complete by itself. */
function isSimple(item: SourceItem): boolean {
  const [arm, second] = item.arms;
  if (arm === undefined || second !== undefined || item.broken || parsed.has(arm)) return false;
  const { kind } = item;
  const isParsed = kind !== 'define' && kind !== 'include' && kind !== 'macro-use';
  return isParsed && /[;}]$/.test(arm.masked);
}

interface Reader {
  readonly tokens: Tokens;
  /** Index of the first comment that may lie in the next item. */
  comment: number;
  readonly chains: ReadonlyMap<number, Chain>;
}

type Texts = Pick<SourceItem, 'annotations' | 'arms' | 'armsOmitted'>;

function readItem(reader: Reader, raw: RawItem, known: ReadonlyMap<string, SourceItem>): SourceItem {
  const { tokens } = reader;
  const span = { start: tokens.start[raw.first] ?? 0, end: tokens.end[raw.last] ?? 0 };
  const presence = raw.base?.presence ?? [];
  const text = tokens.text.slice(span.start, span.end);
  const entry = raw.entry === raw.base ? '' : presenceKey(raw.entry?.presence ?? []);
  const key = contentHash(`${text}\n${presenceKey(presence)}\n${entry}\n${raw.broken}`);
  const { comments } = tokens;
  while ((comments[reader.comment] ?? span.start) < span.start) reader.comment += 2;
  const old = known.get(key);
  if (old !== undefined)
    return old.span.start === span.start && old.span.end === span.end ? old : { ...old, span };
  const { kind, name } = nameItem(tokens, raw);
  const plain = kind === 'define' || kind === 'include';
  const texts = plain ? onlyArm(text) : maskItem(reader, raw, kind, span);
  return { kind, name, span, presence, key, ...texts, broken: raw.broken };
}

function onlyArm(masked: string, annotations: Texts['annotations'] = []): Texts {
  return { annotations, arms: [{ masked, presence: [] }], armsOmitted: false };
}

function maskItem(reader: Reader, raw: RawItem, kind: ItemKind, span: Span): Texts {
  const { tokens } = reader;
  const macro = kind === 'function' && raw.head.macro === raw.head.params - 1 ? raw.head.macro : -1;
  const maskOf = (seq: Int32Array, inactive: readonly number[]) =>
    mask({ tokens, seq, inactive, macro, ...span, firstComment: reader.comment, body: false });
  if (kind === 'macro-use') {
    const storage =
      raw.head.macro > raw.first ? [span.start, tokens.start[raw.head.macro] ?? span.start] : [];
    return onlyArm(maskOf(new Int32Array(0), storage).masked);
  }
  if (!raw.directives && raw.entry === raw.base) {
    const { masked, annotations } = maskOf(rangeOf(raw.first, raw.last), []);
    return onlyArm(masked, annotations);
  }
  const source = { tokens, item: raw, chains: reader.chains };
  if (raw.entry === raw.base) {
    const whole = armInPlace(source);
    const { masked, annotations } = maskOf(whole.seq, whole.inactive);
    const texts = onlyArm(masked, annotations);
    if (!whole.directives || span.end - span.start > MAX_SPLIT_LENGTH || errorsOf(texts) === 0) return texts;
  }
  const combine = ({ arms, omitted }: { arms: ArmText[]; omitted: boolean }): Texts => {
    const all = arms.map((arm) => ({ ...maskOf(arm.seq, arm.inactive), presence: arm.presence }));
    return {
      annotations: distinct(all.flatMap((one) => one.annotations)),
      arms: all.map(({ masked, presence }) => ({ masked, presence })),
      armsOmitted: omitted,
    };
  };
  const few = combine(splitArms(source, false));
  const errors = errorsOf(few);
  if (errors === 0) return few;
  const all = combine(splitArms(source, true));
  return errorsOf(all) < errors ? all : few;
}

/** Arms with errors, parsed for it; the trees are kept for `parseItem`. */
function errorsOf(texts: Texts): number {
  let errors = 0;
  for (const arm of texts.arms) {
    const tree = parseC(arm.masked);
    parsed.set(arm, tree);
    if (tree.errors.length > 0) errors++;
  }
  return texts.arms.length === 0 ? 1 : errors;
}

function distinct(annotations: readonly Annotation[]): readonly Annotation[] {
  const seen = new Map(annotations.map((annotation) => [annotation.at.start, annotation]));
  return [...seen.values()].sort((a, b) => a.at.start - b.at.start);
}

function rangeOf(first: number, last: number): Int32Array {
  const seq = new Int32Array(last - first + 1);
  for (let i = 0; i < seq.length; i++) seq[i] = first + i;
  return seq;
}

import { hasFields, internKind, isClosed, isField, Shape, shapes } from './node-kinds';
import { fieldNames, kindNames, type Node, type SyntaxTree } from './tree';

/** The parser's own cursor over one of its trees. Each question is a call out of JavaScript. */
export interface NativeCursor {
  readonly nodeType: string;
  readonly nodeTypeId: number;
  readonly startIndex: number;
  readonly endIndex: number;
  readonly nodeIsMissing: boolean;
  readonly currentFieldId: number | undefined;
  readonly currentFieldName: string | undefined;
  gotoFirstChild(): boolean;
  gotoNextSibling(): boolean;
  gotoParent(): boolean;
}

const ROOT = internKind('translation_unit');
const ERROR = internKind('ERROR');
/** By ids of the grammar; undefined until met. */
const kindIndex: (number | undefined)[] = [];
const fieldIndex: (number | undefined)[] = [];

function kindAt(cursor: NativeCursor): number {
  const id = cursor.nodeTypeId;
  return kindIndex[id] ?? (kindIndex[id] = internKind(cursor.nodeType));
}

function fieldAt(cursor: NativeCursor): number {
  const id = cursor.currentFieldId;
  if (id === undefined) return 0;
  return fieldIndex[id] ?? (fieldIndex[id] = fieldNames.push(cursor.currentFieldName ?? '') - 1);
}

/** Where trees are written while they are walked, five numbers per node; longer trees make it longer. */
let kinds = new Uint16Array(1 << 15);
let fields = new Uint8Array(1 << 15);
let starts = new Int32Array(1 << 15);
let ends = new Int32Array(1 << 15);
let afters = new Int32Array(1 << 15);

function grow(): void {
  const wider = <T extends Uint8Array | Uint16Array | Int32Array>(old: T, made: T): T => {
    made.set(old);
    return made;
  };
  const size = kinds.length * 2;
  kinds = wider(kinds, new Uint16Array(size));
  fields = wider(fields, new Uint8Array(size));
  starts = wider(starts, new Int32Array(size));
  ends = wider(ends, new Int32Array(size));
  afters = wider(afters, new Int32Array(size));
}

/** Copies a tree of any text, asking for everything. */
export function copyExactly(cursor: NativeCursor, text: string): SyntaxTree {
  const errors: Node[] = [];
  const open: Node[] = [];
  for (let count = 0; ; ) {
    if (count === kinds.length) grow();
    const node = count++;
    const kind = kindAt(cursor);
    kinds[node] = kind;
    fields[node] = isField[kind] ? fieldAt(cursor) : 0;
    const end = cursor.endIndex;
    ends[node] = end;
    if (kind === ERROR) errors.push(node);
    if (shapes[kind] === Shape.inner) {
      open.push(node);
      if (cursor.gotoFirstChild()) continue;
      open.pop();
    }
    const start = cursor.startIndex;
    starts[node] = start;
    if (start === end && kind !== ERROR && cursor.nodeIsMissing) errors.push(node);
    afters[node] = count;
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent()) return treesOf([{ text, base: 0, first: 0 }], count, errors)[0] as SyntaxTree;
      // A node starts where its first child does, so it need not be asked.
      const parent = open.pop() ?? 0;
      starts[parent] = starts[parent + 1] ?? 0;
      afters[parent] = count;
    }
  }
}

/** One of several texts that were parsed together. */
interface Part {
  readonly text: string;
  /** Where it starts in the whole. */
  readonly base: number;
  /** Where its tree starts in the arrays. */
  readonly first: Node;
}

/**
 * Copies the tree of several texts, joined by a line break, as one tree for each; null where a node reaches over the
 * end of a text. The whole has no errors, so there is nothing but blank space between leaves: where a leaf starts and
 * ends is read from the text, as far as its kind tells.
 */
export function copyTogether(
  cursor: NativeCursor,
  text: string,
  texts: readonly string[],
): SyntaxTree[] | null {
  const parts: Part[] = [];
  let part: Part = { text: '', base: 0, first: 0 };
  const open: Node[] = [];
  let fielded = false;
  let count = 0;
  let last = 0;
  for (let more = cursor.gotoFirstChild(); more; ) {
    if (open.length === 0) {
      if (last > part.base + part.text.length) return null;
      count = openParts(parts, texts, skipBlank(text, last), count);
      part = parts[parts.length - 1] as Part;
    }
    if (count === kinds.length) grow();
    const node = count++;
    const kind = kindAt(cursor);
    kinds[node] = kind;
    fields[node] = fielded && isField[kind] ? fieldAt(cursor) : 0;
    if (shapes[kind] === Shape.inner && cursor.gotoFirstChild()) {
      open.push(node);
      fielded = hasFields[kind] as boolean;
      continue;
    }
    const start = skipBlank(text, last);
    const end = endOfLeaf(text, start, kind);
    starts[node] = (end < 0 ? cursor.startIndex : start) - part.base;
    last = end < 0 ? cursor.endIndex : end;
    ends[node] = last - part.base;
    afters[node] = count - part.first;
    for (more = cursor.gotoNextSibling(); !more && open.length > 0; more = cursor.gotoNextSibling()) {
      cursor.gotoParent();
      const parent = open.pop() as Node;
      if (!isClosed[kinds[parent] as number]) last = cursor.endIndex;
      starts[parent] = starts[parent + 1] as number;
      ends[parent] = last - part.base;
      afters[parent] = count - part.first;
      const around = open[open.length - 1];
      fielded = around !== undefined && (hasFields[kinds[around] as number] as boolean);
    }
  }
  if (last > part.base + part.text.length && parts.length > 0) return null;
  count = openParts(parts, texts, text.length + 1, count);
  closeRoots(parts, count);
  return treesOf(parts, count, []);
}

/** Opens parts, and writes the roots of their trees, up to the one that an offset lies in. Returns the new count. */
function openParts(parts: Part[], texts: readonly string[], at: number, count: number): number {
  let first = count;
  for (;;) {
    const before = parts[parts.length - 1];
    const base = before === undefined ? 0 : before.base + before.text.length + 1;
    const next = texts[parts.length];
    if (next === undefined || (before !== undefined && at < base)) return first;
    parts.push({ text: next, base, first });
    if (first === kinds.length) grow();
    kinds[first] = ROOT;
    fields[first] = 0;
    starts[first] = 0;
    ends[first] = next.length;
    first++;
  }
}

function closeRoots(parts: readonly Part[], count: number): void {
  for (const [i, { first, text }] of parts.entries()) {
    const to = parts[i + 1]?.first ?? count;
    afters[first] = to - first;
    starts[first] = to > first + 1 ? (starts[first + 1] as number) : text.length;
  }
}

/** End of the leaf that starts at an offset, or -1 where its kind does not tell. */
function endOfLeaf(text: string, start: number, kind: number): number {
  if (shapes[kind] === Shape.fixed) {
    const name = kindNames[kind] as string;
    return text.startsWith(name, start) ? start + name.length : -1;
  }
  if (shapes[kind] !== Shape.word) return -1;
  let end = start;
  for (let unit = text.charCodeAt(end); isWordUnit(unit); unit = text.charCodeAt(end)) end++;
  // Words with letters of other alphabets are left to the parser.
  return end === start || text.charCodeAt(end) > 127 || text.charCodeAt(end) === BACKSLASH ? -1 : end;
}

const BACKSLASH = 92;

function isWordUnit(unit: number): boolean {
  return (
    (unit >= 97 && unit <= 122) || unit === 95 || (unit >= 65 && unit <= 90) || (unit >= 48 && unit <= 57)
  );
}

/** First offset at or after `from` that is neither blank nor a line continuation. */
function skipBlank(text: string, from: number): number {
  for (let at = from; ; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 32 || (unit >= 9 && unit <= 13)) continue;
    if (unit !== BACKSLASH) return at;
    const next = text.charCodeAt(at + 1);
    if (next !== 10 && !(next === 13 && text.charCodeAt(at + 2) === 10)) return at;
  }
}

/** One tree for each part, over shared copies of what was written. */
function treesOf(parts: readonly Part[], count: number, errors: readonly Node[]): SyntaxTree[] {
  const kind = kinds.slice(0, count);
  const field = fields.slice(0, count);
  const start = starts.slice(0, count);
  const end = ends.slice(0, count);
  const after = afters.slice(0, count);
  return parts.map(({ text, first }, i) => {
    const to = parts[i + 1]?.first ?? count;
    return {
      text,
      count: to - first,
      kind: kind.subarray(first, to),
      field: field.subarray(first, to),
      start: start.subarray(first, to),
      end: end.subarray(first, to),
      after: after.subarray(first, to),
      errors,
    };
  });
}

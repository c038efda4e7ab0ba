import { fieldNames, kindNames, type SyntaxTree } from './tree';

/**
 * The only importer of the native parser. Everything else sees flat `SyntaxTree` arrays.
 * Parsing never fails: broken input gives a tree with errors.
 */
interface NativeCursor {
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
interface NativeParser {
  setLanguage(language: unknown): void;
  parse(text: string, old: undefined, options: { readonly bufferSize: number }): { walk(): NativeCursor };
}

const Native = require('tree-sitter') as new () => NativeParser;
const native = new Native();
// Without descriptions of its nodes no class is made for each kind of node: nobody here looks at node objects.
native.setLanguage({ ...(require('tree-sitter-c') as object), nodeTypeInfo: [] });

/** The parser clears a buffer of this many units for each text, so short texts get a short one. */
const MAX_BUFFER = 32 * 1024;

/** Grammar id to index in `kindNames`; -1 until met. Two grammar ids may share a name (aliases). */
const kindIndex: (number | undefined)[] = [];
/** Kinds that never have children, and punctuation that never is a field: each saves a call into the parser per node. */
const neverParents: boolean[] = [];
const fieldless: boolean[] = [];
const LEAVES = new Set([
  'identifier',
  'field_identifier',
  'type_identifier',
  'primitive_type',
  'statement_identifier',
  'number_literal',
  'true',
  'false',
  'null',
  'escape_sequence',
  'string_content',
  'character',
  'system_lib_string',
  'comment',
  'if',
  'else',
  'for',
  'while',
  'do',
  'goto',
  'switch',
  'case',
  'default',
  'break',
  'continue',
  'sizeof',
  'static',
  'const',
  'return',
  'struct',
]);
const FIELDLESS = new Set([
  ...'(){};,[]"\':',
  'if',
  'else',
  'for',
  'while',
  'do',
  'switch',
  'case',
  'default',
  'goto',
  'break',
  'continue',
  'return',
  'sizeof',
  'static',
  'const',
  'struct',
  'comment',
  'string_content',
  'escape_sequence',
  'character',
]);
const fieldIndex = new Map<number, number>();
let errorKind = -1;

function internKind(cursor: NativeCursor, id: number): number {
  const name = cursor.nodeType;
  let index = kindNames.indexOf(name);
  if (index < 0) index = kindNames.push(name) - 1;
  kindIndex[id] = index;
  if (name === 'ERROR') errorKind = index;
  neverParents[index] = LEAVES.has(name) || /^[^a-zA-Z]+$/.test(name);
  fieldless[index] = FIELDLESS.has(name);
  return index;
}

function internField(cursor: NativeCursor, id: number): number {
  const index = fieldNames.push(cursor.currentFieldName ?? '') - 1;
  fieldIndex.set(id, index);
  return index;
}

/** Where trees are written while they are walked, five numbers per node; longer trees make it longer. */
let kinds = new Uint16Array(1 << 14);
let fields = new Uint8Array(1 << 14);
let starts = new Int32Array(1 << 14);
let ends = new Int32Array(1 << 14);
let afters = new Int32Array(1 << 14);

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

/** Parses C text. Offsets are UTF-16 units into `text`. */
export function parseC(text: string): SyntaxTree {
  const bufferSize = Math.min(text.length + 1, MAX_BUFFER);
  const cursor = native.parse(text, undefined, { bufferSize }).walk();
  const errors: number[] = [];
  const open: number[] = [];
  for (let count = 0; ; ) {
    if (count === kinds.length) grow();
    const node = count++;
    const id = cursor.nodeTypeId;
    const index = kindIndex[id] ?? internKind(cursor, id);
    kinds[node] = index;
    const fieldId = fieldless[index] ? undefined : cursor.currentFieldId;
    fields[node] = fieldId === undefined ? 0 : (fieldIndex.get(fieldId) ?? internField(cursor, fieldId));
    const end = cursor.endIndex;
    ends[node] = end;
    if (index === errorKind) errors.push(node);
    if (!neverParents[index]) {
      open.push(node);
      if (cursor.gotoFirstChild()) continue;
      open.pop();
    }
    const start = cursor.startIndex;
    starts[node] = start;
    if (start === end && index !== errorKind && cursor.nodeIsMissing) errors.push(node);
    afters[node] = count;
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent()) return finished(text, count, errors);
      // A node starts where its first child does, so it need not be asked. Its end may be a hidden child's.
      const parent = open.pop() ?? 0;
      starts[parent] = starts[parent + 1] ?? 0;
      afters[parent] = count;
    }
  }
}

function finished(text: string, count: number, errors: readonly number[]): SyntaxTree {
  return {
    text,
    count,
    kind: kinds.slice(0, count),
    field: fields.slice(0, count),
    start: starts.slice(0, count),
    end: ends.slice(0, count),
    after: afters.slice(0, count),
    errors,
  };
}

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

function internKind(cursor: NativeCursor, id: number): number {
  const name = cursor.nodeType;
  let index = kindNames.indexOf(name);
  if (index < 0) index = kindNames.push(name) - 1;
  kindIndex[id] = index;
  neverParents[index] = LEAVES.has(name) || /^[^a-zA-Z]+$/.test(name);
  fieldless[index] = FIELDLESS.has(name);
  return index;
}

function internField(cursor: NativeCursor, id: number): number {
  const index = fieldNames.push(cursor.currentFieldName ?? '') - 1;
  fieldIndex.set(id, index);
  return index;
}

/** Parses C text. Offsets are UTF-16 units into `text`. */
export function parseC(text: string): SyntaxTree {
  const bufferSize = Math.min(text.length + 1, MAX_BUFFER);
  const cursor = native.parse(text, undefined, { bufferSize }).walk();
  const kind: number[] = [];
  const field: number[] = [];
  const start: number[] = [];
  const end: number[] = [];
  const after: number[] = [];
  const errors: number[] = [];
  const open: number[] = [];
  for (;;) {
    const node = kind.length;
    const id = cursor.nodeTypeId;
    const index = kindIndex[id] ?? internKind(cursor, id);
    kind.push(index);
    const fieldId = fieldless[index] ? undefined : cursor.currentFieldId;
    field.push(fieldId === undefined ? 0 : (fieldIndex.get(fieldId) ?? internField(cursor, fieldId)));
    after.push(0);
    start.push(0);
    const last = cursor.endIndex;
    end.push(last);
    if (kindNames[index] === 'ERROR') errors.push(node);
    if (!neverParents[index]) {
      open.push(node);
      if (cursor.gotoFirstChild()) continue;
      open.pop();
    }
    start[node] = cursor.startIndex;
    if (start[node] === last && kindNames[index] !== 'ERROR' && cursor.nodeIsMissing) errors.push(node);
    after[node] = kind.length;
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent()) return { text, count: kind.length, kind, field, start, end, after, errors };
      // A node starts where its first child does, so it need not be asked. Its end may be a hidden child's.
      const parent = open.pop() ?? 0;
      start[parent] = start[parent + 1] ?? 0;
      after[parent] = kind.length;
    }
  }
}

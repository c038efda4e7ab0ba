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
  parse(text: string): { walk(): NativeCursor };
}

const Native = require('tree-sitter') as new () => NativeParser;
const native = new Native();
native.setLanguage(require('tree-sitter-c'));

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
const FIELDLESS = new Set(['(', ')', '{', '}', ';', ',', '[', ']', 'if', 'return', 'struct']);
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
  const cursor = native.parse(text).walk();
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
    start.push(cursor.startIndex);
    end.push(cursor.endIndex);
    after.push(0);
    if (kindNames[index] === 'ERROR' || (start[node] === end[node] && cursor.nodeIsMissing))
      errors.push(node);
    if (!neverParents[index]) {
      open.push(node);
      if (cursor.gotoFirstChild()) continue;
      open.pop();
    }
    after[node] = kind.length;
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent()) return { text, count: kind.length, kind, field, start, end, after, errors };
      after[open.pop() ?? 0] = kind.length;
    }
  }
}

import { kindNames } from './tree';

/** What is known of the grammar's kinds of nodes, so that a tree is copied with few questions to the parser. */

/** Kinds that never have children and whose text is one word. */
const WORDS = new Set([
  'identifier',
  'field_identifier',
  'type_identifier',
  'primitive_type',
  'statement_identifier',
  'true',
  'false',
  'null',
]);
/** Other kinds that never have children. */
const LEAVES = new Set([
  'number_literal',
  'escape_sequence',
  'string_content',
  'character',
  'system_lib_string',
  'comment',
  '\n',
]);
/** Keywords are named by their text, as is all punctuation. */
const KEYWORDS = new Set([
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
/** Nodes that are no field of their parent, whatever it is. */
const FIELDLESS = new Set([
  ...'(){};,[]"\':',
  ...KEYWORDS,
  'comment',
  'string_content',
  'escape_sequence',
  'character',
]);
/** Parents that have no fields. */
const PLAIN_PARENTS = new Set([
  'translation_unit',
  'compound_statement',
  'argument_list',
  'parameter_list',
  'initializer_list',
  'field_declaration_list',
  'enumerator_list',
  'expression_statement',
  'parenthesized_expression',
  'return_statement',
  'string_literal',
  'char_literal',
  'concatenated_string',
]);

/** How much a kind says of a node's text. */
export const Shape = {
  /** Nothing: it may have children. */
  inner: 0,
  /** A leaf with the text that its kind is named by. */
  fixed: 1,
  /** A leaf that is one word. */
  word: 2,
  /** Some other leaf. */
  leaf: 3,
} as const;

/** By index in `kindNames`. */
export const shapes: number[] = [];
/** May be a field of some parent. */
export const isField: boolean[] = [];
/** May have fields. */
export const hasFields: boolean[] = [];
/** Ends where its last child does; what is about directives ends with the line. */
export const isClosed: boolean[] = [];

/** Index of a kind in `kindNames`, where it is added when it is new. Two ids of the grammar may share a name. */
export function internKind(name: string): number {
  const known = kindNames.indexOf(name);
  if (known >= 0) return known;
  const index = kindNames.push(name) - 1;
  shapes[index] = shapeOf(name);
  isField[index] = !FIELDLESS.has(name);
  hasFields[index] = !PLAIN_PARENTS.has(name);
  isClosed[index] = !name.startsWith('preproc');
  return index;
}

function shapeOf(kind: string): number {
  if (WORDS.has(kind)) return Shape.word;
  if (LEAVES.has(kind)) return Shape.leaf;
  return KEYWORDS.has(kind) || /^[^a-zA-Z]+$/.test(kind) ? Shape.fixed : Shape.inner;
}

import { copyExactly, copyTogether, type NativeCursor } from './copy-tree';
import type { SyntaxTree } from './tree';

/**
 * The only importer of the native parser. Everything else sees flat `SyntaxTree` arrays.
 * Parsing never fails: broken input gives a tree with errors.
 */
interface NativeNode {
  readonly hasError: boolean;
  walk(): NativeCursor;
}
interface NativeTree {
  readonly rootNode: NativeNode;
}
interface NativeParser {
  setLanguage(language: unknown): void;
  parse(text: string, old: undefined, options: { readonly bufferSize: number }): NativeTree;
}

const Native = require('tree-sitter') as new () => NativeParser;
const native = new Native();
// Without descriptions of its nodes no class is made for each kind of node: nobody here looks at node objects.
native.setLanguage({ ...(require('tree-sitter-c') as object), nodeTypeInfo: [] });

/** The parser reads a text through a buffer, which it clears first: one that is just long enough, up to this. */
const MAX_BUFFER = 1024 * 1024;

function parse(text: string): NativeNode {
  return native.parse(text, undefined, { bufferSize: Math.min(text.length + 1, MAX_BUFFER) }).rootNode;
}

/** Parses C text. Offsets are UTF-16 units into `text`. */
export function parseC(text: string): SyntaxTree {
  const root = parse(text);
  const copied = root.hasError ? null : copyTogether(root.walk(), text, [text]);
  return copied?.[0] ?? copyExactly(root.walk(), text);
}

/** The same, with every number asked of the parser: slow, and what the tests hold the others against. */
export function parseExactly(text: string): SyntaxTree {
  return copyExactly(parse(text).walk(), text);
}

/**
 * Parses texts in one go, which is less work than one by one. Each is complete by itself and ends in `;` or `}`.
 * Null where one has an error, or where two flow into each other: those are to be parsed one by one.
 */
export function parseTogether(texts: readonly string[]): SyntaxTree[] | null {
  const text = texts.join('\n');
  const root = parse(text);
  return root.hasError ? null : copyTogether(root.walk(), text, texts);
}

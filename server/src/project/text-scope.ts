import { type CancelToken, throwIfCancelled } from '../base/cancel';
import type { FileSystem } from '../base/file-system';
import { LineIndex } from '../base/line-index';
import { absolute, findSources } from './discovery';

/** A function as its text alone shows it: where it stands and whom it calls by name. */
export interface TextFunction {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  /** Offsets of its body in the file. */
  readonly start: number;
  readonly end: number;
  readonly calls: ReadonlySet<string>;
}

/** A place in a text that matched. */
export interface TextSite {
  readonly file: string;
  readonly line: number;
  /** Function around it, or null. */
  readonly function: string | null;
  /** The line, trimmed. */
  readonly text: string;
  readonly match: RegExpExecArray;
}

/** Files read for one query; a scope that has more says so, and the rest is not searched. */
const MAX_FILES = 600;
/** Tests of the kernel call what nothing else calls. */
const TESTS = /\/tests?\//;
const KEYWORDS = new Set(['if', 'for', 'while', 'switch', 'return', 'sizeof', 'typeof', 'defined']);

/**
 * Files that are searched as text before any of them is parsed: who defines a function, who calls it by name, who
 * writes a member. Knows nothing of macros and pointers; what it finds is parsed and looked at again.
 */
export class TextScope {
  readonly files: readonly string[];
  /** More files are there than were read. */
  readonly isCut: boolean;
  private readonly texts: ReadonlyMap<string, string>;
  private readonly lines = new Map<string, LineIndex>();
  private readonly functions: readonly TextFunction[];
  private readonly byName = new Map<string, TextFunction[]>();

  private constructor(texts: ReadonlyMap<string, string>, isCut: boolean, token: CancelToken) {
    this.texts = texts;
    this.files = [...texts.keys()];
    this.isCut = isCut;
    const functions: TextFunction[] = [];
    for (const [file, text] of texts) {
      throwIfCancelled(token);
      functions.push(...this.functionsIn(file, text));
    }
    this.functions = functions;
    for (const fn of functions) {
      const list = this.byName.get(fn.name);
      if (list === undefined) this.byName.set(fn.name, [fn]);
      else list.push(fn);
    }
  }

  /** Reads files below `root`; `known` are texts that are at hand already, edited ones among them. */
  static read(
    files: FileSystem,
    root: string,
    folders: readonly string[],
    known: ReadonlyMap<string, string>,
    token: CancelToken,
  ): TextScope {
    const texts = new Map(known);
    const paths = findSources(files, root, folders).filter((path) => !known.has(path) && !TESTS.test(path));
    for (const path of paths.slice(0, MAX_FILES)) {
      throwIfCancelled(token);
      const text = files.readFile(absolute(root, path));
      if (text !== null) texts.set(path, text);
    }
    return new TextScope(texts, paths.length > MAX_FILES, token);
  }

  named(name: string): readonly TextFunction[] {
    return this.byName.get(name) ?? [];
  }

  get all(): readonly TextFunction[] {
    return this.functions;
  }

  /** The text between the braces of a function. */
  body(fn: TextFunction): string {
    return (this.texts.get(fn.file) ?? '').slice(fn.start, fn.end);
  }

  /** All places that match, in order of files and lines; comments are not looked into. */
  search(pattern: RegExp, token: CancelToken): TextSite[] {
    const sites: TextSite[] = [];
    for (const [file, text] of this.texts) {
      throwIfCancelled(token);
      for (const match of text.matchAll(new RegExp(pattern.source, 'g'))) {
        const index = this.index(file, text);
        const line = index.line(match.index);
        const whole = text.slice(index.lineStart(line), index.lineEnd(line)).trim();
        if (/^(?:\*|\/\*|\/\/)/.test(whole)) continue;
        sites.push({ file, line, function: this.around(file, match.index), text: whole, match });
      }
    }
    return sites;
  }

  private around(file: string, offset: number): string | null {
    for (const fn of this.functions)
      if (fn.file === file && fn.start <= offset && offset < fn.end) return fn.name;
    return null;
  }

  private index(file: string, text: string): LineIndex {
    let index = this.lines.get(file);
    if (index === undefined) {
      index = new LineIndex(text);
      this.lines.set(file, index);
    }
    return index;
  }

  /** Functions whose braces stand in the first column, as the kernel writes them. */
  private functionsIn(file: string, text: string): TextFunction[] {
    const found: TextFunction[] = [];
    let after = 0;
    for (const open of text.matchAll(/^\{/gm)) {
      if (open.index < after) continue;
      const close = text.indexOf('\n}', open.index);
      if (close < 0) break;
      const head = text.slice(after, open.index);
      after = close + 2;
      const name = definedName(head);
      if (name === null) continue;
      const calls = new Set<string>();
      for (const call of text.slice(open.index, close).matchAll(/\b([A-Za-z_]\w*)\s*\(/g)) {
        const callee = call[1] as string;
        if (!KEYWORDS.has(callee)) calls.add(callee);
      }
      const line = this.index(file, text).line(open.index);
      found.push({ name, file, line, start: open.index, end: close, calls });
    }
    return found;
  }
}

/** Attributes with arguments that may stand before the name of a function. */
const ATTRIBUTE =
  /^(?:__printf|__scanf|__must_hold|__acquires|__releases|__attribute__|__section|__aligned)$/;

/** The name in the last declarator before a body: `static int f(struct x *x)`. */
function definedName(before: string): string | null {
  const code = before.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, ' ').replace(/^[ \t]*#(?:\\\n|[^\n])*/gm, ' ');
  const head = code.slice(Math.max(code.lastIndexOf(';'), code.lastIndexOf('}')) + 1);
  for (const [, name = ''] of head.matchAll(/\b([A-Za-z_]\w*)\s*\(/g)) if (!ATTRIBUTE.test(name)) return name;
  return null;
}

import type { FileSystem } from '../base/file-system';
import { contentHash } from '../base/hash';
import { once } from '../base/once';
import { type ItemCache, lowerFile, pruneCache } from '../ir/file-facts';
import type { FileFacts } from '../ir/types';
import { readSource } from '../syntax/source-file';
import type { SourceFile } from '../syntax/source-item';
import { absolute, findSources, includeCandidates } from './discovery';

/** A file of the program as it stands now. */
export interface ProgramFile {
  readonly path: string;
  readonly text: string;
  readonly source: SourceFile;
  readonly facts: FileFacts;
  /** Key of everything outside function bodies; made when first asked for. */
  readonly declarations: () => string;
}

/** Reads and lowers the files of a program, again only where a text changed. */
export class ProgramFiles {
  private readonly files: FileSystem;
  private readonly root: string;
  private readonly folders: readonly string[];
  /** Headers outside the folders that are read when included: prefixes of paths below the root. */
  private readonly headers: readonly string[];
  private readonly known = new Map<string, ProgramFile>();
  private readonly buffers = new Map<string, string>();
  private readonly stale = new Set<string>();
  private readonly items: ItemCache = new Map();
  /** Files of the folders that could not be read at the last reading: too large, or not allowed. */
  readonly unread: string[] = [];
  private list: readonly string[] | null = null;
  /** A file was read again or went away: the cache may hold items that nobody has any more. */
  private replaced = false;

  constructor(files: FileSystem, root: string, folders: readonly string[], headers: readonly string[]) {
    this.files = files;
    this.root = root;
    this.folders = folders;
    this.headers = headers;
  }

  setBuffer(path: string, text: string | null): void {
    if (text === null) this.buffers.delete(path);
    else this.buffers.set(path, text);
    this.stale.add(path);
  }

  /** A file changed on disk, came or went. */
  invalidate(path: string): void {
    this.stale.add(path);
    this.list = null;
  }

  /** All files of the program: those of the folders, then the headers they include, sorted. */
  read(): ProgramFile[] {
    this.list ??= findSources(this.files, this.root, this.folders);
    const done = new Map<string, ProgramFile>();
    this.unread.length = 0;
    const waiting = [...this.list];
    for (const path of this.buffers.keys())
      if (this.isMember(path) && !waiting.includes(path)) waiting.push(path);
    const tried = new Set<string>(waiting);
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      const file = this.file(path);
      if (file === null) {
        if (this.list.includes(path)) this.unread.push(path);
        continue;
      }
      done.set(path, file);
      for (const include of file.facts.includes) {
        for (const candidate of includeCandidates(path, include.path, include.quoted)) {
          if (tried.has(candidate)) continue;
          tried.add(candidate);
          if (include.quoted || this.headers.some((prefix) => candidate.startsWith(prefix)))
            waiting.push(candidate);
        }
      }
    }
    this.stale.clear();
    if (this.replaced)
      pruneCache(
        this.items,
        [...done.values()].map((file) => file.source),
      );
    this.replaced = false;
    return [...done.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  private isMember(path: string): boolean {
    return this.folders.some((folder) => folder === '.' || path === folder || path.startsWith(`${folder}/`));
  }

  private file(path: string): ProgramFile | null {
    const old = this.known.get(path);
    if (old !== undefined && !this.stale.has(path)) return old;
    const text = this.buffers.get(path) ?? this.files.readFile(absolute(this.root, path));
    if (text === null) {
      this.known.delete(path);
      this.replaced = true;
      return null;
    }
    if (old !== undefined && old.text === text) return old;
    if (old !== undefined) this.replaced = true;
    const source = readSource(path, text, old?.source);
    const facts = lowerFile(source, this.items);
    const file = { path, text, source, facts, declarations: once(() => declarationKey(facts)) };
    this.known.set(path, file);
    return file;
  }
}

function declarationKey(facts: FileFacts): string {
  const { structs, globals, prototypes, constants, typedefs, exports, tables, macroUses } = facts;
  const places = (key: string, value: unknown) => (key === 'at' ? undefined : value);
  return contentHash(
    JSON.stringify([structs, globals, prototypes, constants, typedefs, exports, tables, macroUses], places),
  );
}

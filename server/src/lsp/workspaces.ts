import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { FileSystem } from '../base/file-system';
import type { Logger } from '../base/logger';
import type { OpenWorkspace, Workspace } from '../features/snapshot';
import {
  findKernelRoot,
  holdsCFiles,
  isCFile,
  isInside,
  join,
  parentOf,
  relativeTo,
} from '../host/kernel-root';
import { lineText, type OpenDocuments } from './documents';
import { defaultSettings, type Settings } from './settings';
import { pathToUri, uriToPath } from './uris';

/**
 * One workspace per kernel root, opened when a document or a folder of the editor asks for it. Knows which file of which
 * root a document is, and overlays open documents. Documents of no root are nobody's: they get empty answers.
 */
export interface Located {
  readonly tree: Tree;
  /** Relative to the root. */
  readonly file: string;
  readonly document: TextDocument;
}

export interface Tree {
  readonly root: string;
  readonly workspace: Workspace;
  /** Analysed folders relative to the root; `.` for a bare folder. */
  readonly folders: readonly string[];
}

export interface Outside {
  readonly files: FileSystem;
  readonly logger: Logger;
  readonly openWorkspace: OpenWorkspace;
}

export class Workspaces {
  private trees = new Map<string, Tree>();
  private readonly rootOf = new Map<string, string>();
  private settings: Settings = defaultSettings;
  private readonly texts = new Map<string, readonly string[] | null>();
  private readonly outside: Outside;
  private readonly documents: OpenDocuments;

  constructor(outside: Outside, documents: OpenDocuments) {
    this.outside = outside;
    this.documents = documents;
  }

  /** Drops all trees when a setting changed that they were opened with. True when it did. */
  configure(settings: Settings): boolean {
    const opened = (of: Settings): string =>
      JSON.stringify([of.enable, of.kernelPath, of.folders, of.headers, of.config, of.maxCallDepth]);
    const changed = opened(settings) !== opened(this.settings);
    this.settings = settings;
    if (changed) this.forget();
    return changed;
  }

  /** Trees are opened anew on the next question, with the open documents on top. */
  forget(): void {
    this.trees = new Map();
    this.rootOf.clear();
    this.texts.clear();
  }

  all(): readonly Tree[] {
    return [...this.trees.values()];
  }

  /** Opens the tree that a folder of the editor belongs to, if it has anything to analyse. */
  openFolder(uri: string): Tree | null {
    const path = uriToPath(uri);
    if (!this.settings.enable || path === null) return null;
    const root = this.configuredRoot() ?? this.treeAbove(path);
    if (root !== null) return this.hasFolder(root) ? this.tree(root) : null;
    return holdsCFiles(path, this.outside.files) ? this.tree(path) : null;
  }

  /** The analysed file that an open document is; null for all others. */
  locate(uri: string): Located | null {
    const document = this.documents.get(uri);
    const place = document && this.place(uri);
    if (!place) return null;
    return { ...place, document };
  }

  /** The same for a file that need not be open. */
  place(uri: string): { readonly tree: Tree; readonly file: string } | null {
    const path = uriToPath(uri);
    if (!this.settings.enable || path === null || !isCFile(path)) return null;
    const root = this.rootFor(path);
    const file = relativeTo(root, path);
    if (file === null) return null;
    const known = this.trees.get(root);
    if (isInside(file, known?.folders ?? this.foldersOf(root)) || isInside(file, this.settings.headers))
      return { tree: known ?? this.tree(root), file };
    // A header or a caller outside the folders counts once the program has read it.
    return known?.workspace.snapshot().files.includes(file) ? { tree: known, file } : null;
  }

  /** Hands the editor's text (null: the disk again) to every tree that the document belongs to. */
  overlay(uri: string, text: string | null): boolean {
    const path = uriToPath(uri);
    if (path !== null) this.texts.delete(path);
    const place = this.place(uri);
    if (!place) return false;
    place.tree.workspace.setBuffer(place.file, text);
    return true;
  }

  /** A file changed on disk. True when a tree follows it. */
  invalidate(uri: string): boolean {
    const path = uriToPath(uri);
    if (path === null) return false;
    this.texts.delete(path);
    let followed = false;
    for (const tree of this.trees.values()) {
      const file = relativeTo(tree.root, path);
      if (file === null || !isCFile(path)) continue;
      tree.workspace.invalidate(file);
      followed = true;
    }
    return followed;
  }

  /** URI of a file; that of the open document where there is one, for editors spell URIs differently. */
  uri(root: string, file: string): string {
    const path = join(root, file);
    const open = this.documents.all().find((document) => uriToPath(document.uri) === path);
    return open?.uri ?? pathToUri(path);
  }

  /** A 1-based line of any file: from the open document, else from disk. Empty when there is none. */
  line(uri: string, line: number): string {
    const document = this.documents.get(uri);
    if (document) return lineText(document, line - 1);
    const path = uriToPath(uri);
    if (path === null) return '';
    let lines = this.texts.get(path);
    if (lines === undefined) {
      lines = this.outside.files.readFile(path)?.split(/\r?\n/) ?? null;
      this.texts.set(path, lines);
    }
    return lines?.[line - 1] ?? '';
  }

  /** Text of a file of a tree: from the open document, else from disk; empty when there is none. */
  text(root: string, file: string): string {
    const document = this.documents.get(this.uri(root, file));
    return document?.getText() ?? this.outside.files.readFile(join(root, file)) ?? '';
  }

  private rootFor(path: string): string {
    const folder = parentOf(path);
    const known = this.rootOf.get(folder);
    if (known !== undefined) return known;
    const configured = this.configuredRoot();
    const inside = configured !== null && relativeTo(configured, path) !== null ? configured : null;
    const root = inside ?? this.treeAbove(folder) ?? folder;
    this.rootOf.set(folder, root);
    return root;
  }

  /** A kernel root at or above the folder, or a partial checkout: a folder that holds an analysed folder. */
  private treeAbove(folder: string): string | null {
    const root = findKernelRoot(folder, this.outside.files);
    if (root !== null) return root;
    for (let at = folder; ; at = parentOf(at)) {
      if (this.hasFolder(at)) return at;
      if (parentOf(at) === at) return null;
    }
  }

  private configuredRoot(): string | null {
    const path = this.settings.kernelPath.replace(/\\/g, '/').replace(/\/+$/, '');
    return path !== '' && this.outside.files.stat(path)?.kind === 'directory' ? path : null;
  }

  private foldersOf(root: string): readonly string[] {
    return this.hasFolder(root) || findKernelRoot(root, this.outside.files) === root
      ? this.settings.folders
      : ['.'];
  }

  private hasFolder(root: string): boolean {
    return this.settings.folders.some(
      (folder) => folder !== '.' && this.outside.files.stat(join(root, folder))?.kind === 'directory',
    );
  }

  private tree(root: string): Tree {
    const known = this.trees.get(root);
    if (known) return known;
    const folders = this.foldersOf(root);
    const workspace = this.openWith(root, folders, this.outside.files);
    const tree: Tree = { root, workspace, folders };
    this.trees.set(root, tree);
    for (const document of this.documents.all()) {
      const path = uriToPath(document.uri);
      const file = path === null || !isCFile(path) ? null : relativeTo(root, path);
      if (file !== null && this.rootFor(path ?? '') === root) workspace.setBuffer(file, document.getText());
    }
    this.outside.logger.info(`opened ${root} (${folders.join(', ')})`);
    return tree;
  }

  get files(): FileSystem {
    return this.outside.files;
  }

  /** Another version of a tree with the same settings; no document of the editor belongs to it. */
  openLike(tree: Tree, root: string, files: FileSystem): Workspace {
    return this.openWith(root, tree.folders, files);
  }

  private openWith(root: string, folders: readonly string[], files: FileSystem): Workspace {
    return this.outside.openWorkspace(root, {
      files,
      logger: this.outside.logger,
      config: this.config(root),
      folders,
      paths: [],
      maxCallDepth: this.settings.maxCallDepth,
    });
  }

  private config(root: string): 'both' | { name: string; text: string } {
    const name = this.settings.config;
    if (name === 'both') return 'both';
    const path = name.startsWith('/') || /^[A-Za-z]:/.test(name) ? name : join(root, name);
    const text = this.outside.files.readFile(path);
    if (text !== null) return { name, text };
    this.outside.logger.warn(`cannot read ${path} (setting tpmLifecycle.analysis.config); using both`);
    return 'both';
  }
}

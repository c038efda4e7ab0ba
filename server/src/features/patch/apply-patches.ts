import type { FileSystem } from '../../base/file-system';
import { applyHunks, MAX_FUZZ } from './apply-hunks';
import type { FilePatch, Patch } from './patch';
import { reversed } from './patch';

/** A series applied in memory. */
export interface Patched {
  /** The tree held the change already: `texts` is what it was before. */
  readonly isReversed: boolean;
  /** Texts of the files that changed, by path below the root; null for one that went away. */
  readonly texts: ReadonlyMap<string, string | null>;
  /** C files of the patch, as they are called with the change. */
  readonly files: readonly string[];
  /** What was not looked at, one sentence each. */
  readonly notes: readonly string[];
}

export interface Tree {
  readonly files: FileSystem;
  readonly root: string;
  /** Where files may stand whose path in the patch is not below the root: folders of the program. */
  readonly folders: readonly string[];
}

/** Path components that may stand before the path: `a/`, and a folder or two of a repository around the tree. */
const MAX_STRIP = 4;

/**
 * Applies patches over a tree without writing: as they are, else backwards, for the tree may hold the change already;
 * exactly first, then with lines of context that differ. Answers why it cannot be done when neither works.
 */
export function applyPatches(tree: Tree, patches: readonly Patch[]): Patched | { readonly problem: string } {
  let first: string | null = null;
  for (const fuzz of [0, MAX_FUZZ])
    for (const isReversed of [false, true]) {
      const series = isReversed ? patches.map(reversed).reverse() : patches;
      const result = applySeries(tree, series, fuzz);
      if (!('problem' in result)) return { ...result, isReversed };
      first ??= result.problem;
    }
  return { problem: first ?? 'it holds no change' };
}

type Series = Omit<Patched, 'isReversed'> | { readonly problem: string };

function applySeries(tree: Tree, patches: readonly Patch[], fuzz: number): Series {
  const texts = new Map<string, string | null>();
  const files = new Set<string>();
  const notes: string[] = [];
  for (const patch of patches)
    for (const file of patch.files) {
      const name = file.to ?? file.from ?? '';
      if (!/\.[ch]$/.test(name) && !/\.[ch]$/.test(file.from ?? '')) continue;
      if (file.isBinary) {
        notes.push(`${name} changes as a binary file and is not looked at.`);
        continue;
      }
      const done = applyFile(tree, texts, file, fuzz);
      if (typeof done === 'string') return { problem: done };
      if (done === null) notes.push(`${stripped(name)} is not in the tree and is not looked at.`);
      else for (const path of done) files.add(path);
    }
  if (files.size === 0)
    return { problem: notes.length > 0 ? 'none of its files is in the tree' : 'it changes no C file' };
  return { texts, files: [...files].sort(), notes };
}

/** Paths that the change touched, null when the tree does not have the file, or why it does not apply. */
function applyFile(
  tree: Tree,
  texts: Map<string, string | null>,
  file: FilePatch,
  fuzz: number,
): readonly string[] | null | string {
  const read = (path: string) => {
    const known = texts.get(path);
    return known === undefined ? tree.files.readFile(`${tree.root}/${path}`) : known;
  };
  const from = file.from === null ? null : place(tree, file.from, read);
  if (file.from !== null && from === null) return null;
  const to = file.to === null ? null : targetOf(tree, file, from);
  const old = from === null ? '' : (read(from) ?? '');
  if (from === null && to !== null && (read(to) ?? '') !== '') return `${to} exists already`;
  const applied = applyHunks(old, file.hunks, fuzz);
  if ('failed' in applied)
    return `the hunk at line ${applied.failed.oldStart} of ${from ?? to} does not find its lines`;
  if (to === null && applied.text !== '') return `${from} is to go, and has more lines than the patch knows`;
  if (from !== null && from !== to) texts.set(from, null);
  if (to !== null) texts.set(to, applied.text);
  return [to ?? from ?? ''];
}

function stripped(path: string): string {
  return path.replace(/^[a-z]\//, '');
}

/** Where the file of the patch stands below the root; null when it is not there. */
function place(tree: Tree, path: string, read: (path: string) => string | null): string | null {
  const parts = path.split('/');
  if (parts.includes('..') || path.startsWith('/')) return null;
  const tails = parts.slice(0, MAX_STRIP + 1).map((_, i) => parts.slice(i).join('/'));
  const [whole = path, ...rest] = tails;
  const candidates = [...rest.slice(0, 1), whole, ...rest.slice(1)].filter((tail) => tail !== '');
  const beside = tree.folders
    .filter((folder) => folder !== '.')
    .flatMap((folder) => candidates.map((tail) => `${folder}/${tail}`));
  return [...candidates, ...beside].find((candidate) => read(candidate) !== null) ?? null;
}

/** A new file stands where its siblings stand, a renamed one where the old one did. */
function targetOf(tree: Tree, file: FilePatch, from: string | null): string {
  const to = file.to ?? '';
  if (from !== null && file.from !== null) {
    // As many folders are taken off as were taken off the old name, and put before it what was put before that.
    const old = file.from.split('/');
    const cut = old.findIndex((_, i) => from.endsWith(old.slice(i).join('/')));
    const folder = from.slice(0, from.length - old.slice(cut).join('/').length);
    return folder + to.split('/').slice(cut).join('/');
  }
  const parts = to.split('/');
  for (let i = 1; i < Math.min(parts.length, MAX_STRIP + 1); i++) {
    const tail = parts.slice(i).join('/');
    const folder = tail.slice(0, Math.max(0, tail.lastIndexOf('/')));
    if (folder !== '' && tree.files.stat(`${tree.root}/${folder}`)?.kind === 'directory') return tail;
  }
  return stripped(to);
}

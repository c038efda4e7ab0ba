import type { FileSystem } from '../base/file-system';
import { findRevision } from './git';
import { gitFileSystem } from './git-file-system';
import { join } from './kernel-root';

/** Another version of a tree: where its files are, and how it is called. */
export interface SecondTree {
  readonly root: string;
  readonly files: FileSystem;
  readonly label: string;
  /** Differs when the content may differ: the object name of a revision's tree; null for a folder. */
  readonly version: string | null;
}

export type FoundTree = SecondTree | { readonly problem: string };

/**
 * What `name` means beside the tree at `root`: the folder `path` when it holds one of `folders`, else a git revision. The
 * files of a revision stand under the paths of the tree, so that both have the same names.
 */
export function findSecondTree(
  files: FileSystem,
  root: string,
  name: string,
  as: { readonly path: string; readonly folders: readonly string[] },
): FoundTree {
  const isFolder = files.stat(as.path)?.kind === 'directory';
  if (isFolder && as.folders.some((folder) => files.stat(join(as.path, folder)) !== null))
    return { root: as.path, files, label: name, version: null };
  const found = findRevisionTree(root, name);
  if ('problem' in found && isFolder)
    return { problem: `${name} holds none of ${as.folders.join(', ')}, and is no revision.` };
  return found;
}

/** The files of a git revision under the paths of the tree at `root`. */
export function findRevisionTree(root: string, name: string): FoundTree {
  const revision = findRevision(root, name);
  if ('problem' in revision) return revision;
  return { root, files: gitFileSystem(root, revision), label: name, version: revision.tree };
}

import { posix } from 'node:path';
import type { DirectoryEntry, FileSystem } from '../../server/src/base/file-system';

/** A read-only file system over a map of absolute paths to texts. Folders exist because files are in them. */
export function memoryFileSystem(files: ReadonlyMap<string, string>): FileSystem {
  const folders = new Map<string, Map<string, DirectoryEntry>>();
  for (const path of files.keys()) addToFolders(folders, posix.normalize(path));
  const clean = (path: string) => posix.normalize(path).replace(/(.)\/$/, '$1');
  return {
    readFile: (path) => files.get(clean(path)) ?? null,
    listDirectory: (path) => {
      const folder = folders.get(clean(path));
      return folder ? [...folder.values()].sort((a, b) => (a.name < b.name ? -1 : 1)) : null;
    },
    stat: (path) => {
      const text = files.get(clean(path));
      if (text !== undefined) return { kind: 'file', size: text.length };
      return folders.has(clean(path)) ? { kind: 'directory', size: 0 } : null;
    },
  };
}

function addToFolders(folders: Map<string, Map<string, DirectoryEntry>>, path: string): void {
  let kind: DirectoryEntry['kind'] = 'file';
  for (let at = path; at !== '/'; at = posix.dirname(at)) {
    const parent = posix.dirname(at);
    const entries = folders.get(parent) ?? new Map<string, DirectoryEntry>();
    folders.set(parent, entries);
    const name = posix.basename(at);
    if (!entries.has(name)) entries.set(name, { name, kind });
    kind = 'directory';
  }
}

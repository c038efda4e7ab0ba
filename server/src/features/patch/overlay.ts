import type { DirectoryEntry, FileSystem } from '../../base/file-system';

/** A file system with some texts on top, by absolute path; null hides a file. */
export function overlayFileSystem(files: FileSystem, texts: ReadonlyMap<string, string | null>): FileSystem {
  const folders = new Set<string>();
  for (const [path, text] of texts)
    for (let at = parent(path); text !== null && at !== '' && !folders.has(at); at = parent(at))
      folders.add(at);
  return {
    readFile: (path) => {
      const text = texts.get(path);
      return text === undefined ? files.readFile(path) : text;
    },
    stat: (path) => {
      const text = texts.get(path);
      if (text === null) return null;
      if (text !== undefined) return { kind: 'file', size: text.length };
      return files.stat(path) ?? (folders.has(path) ? { kind: 'directory', size: 0 } : null);
    },
    listDirectory: (path) => {
      const listed = files.listDirectory(path);
      if (listed === null && !folders.has(path)) return null;
      const entries = new Map((listed ?? []).map((entry): [string, DirectoryEntry] => [entry.name, entry]));
      for (const [file, text] of texts) {
        if (parent(file) !== path) continue;
        const name = file.slice(path.length + 1);
        if (text === null) entries.delete(name);
        else entries.set(name, { name, kind: 'file' });
      }
      for (const folder of folders)
        if (parent(folder) === path) {
          const name = folder.slice(path.length + 1);
          if (!entries.has(name)) entries.set(name, { name, kind: 'directory' });
        }
      return [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    },
  };
}

function parent(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

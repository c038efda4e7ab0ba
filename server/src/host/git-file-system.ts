import { type DirectoryEntry, type EntryKind, type FileSystem, maxFileBytes } from '../base/file-system';
import { type GitRevision, runGit } from './git';
import { isCFile, relativeTo } from './kernel-root';

interface Entry {
  readonly kind: EntryKind;
  readonly object: string;
  readonly size: number;
}

type Folder = ReadonlyMap<string, Entry>;

/** Folders with more C files are read file by file: a program needs few of the headers in `include/linux`. */
const MAX_READ_AHEAD = 250;

/**
 * A revision as a file system: the paths are those of the work tree at `root`, the texts come from the repository. The
 * work tree and the index are neither looked at nor changed.
 */
export function gitFileSystem(root: string, revision: GitRevision): FileSystem {
  const folders = new Map<string, Folder | null>();
  const texts = new Map<string, string | null>();

  const listed = (path: string): Folder | null => {
    let known = folders.get(path);
    if (known === undefined) {
      known = list(root, revision, path);
      folders.set(path, known);
    }
    return known;
  };
  const entryOf = (path: string): Entry | null => {
    const at = path.lastIndexOf('/');
    return listed(at < 0 ? '' : path.slice(0, at))?.get(path.slice(at + 1)) ?? null;
  };
  const below = (path: string): string | null => {
    const relative = relativeTo(root, path);
    return relative === '.' ? '' : relative;
  };
  const readAhead = (path: string, entry: Entry) => {
    const siblings = [...(listed(parentPath(path)) ?? [])].filter(
      ([name, { kind, size }]) => kind === 'file' && isCFile(name) && size <= maxFileBytes,
    );
    const wanted = siblings.length > MAX_READ_AHEAD ? [entry] : [entry, ...siblings.map(([, one]) => one)];
    const missing = [...new Set(wanted.map(({ object }) => object))].filter((object) => !texts.has(object));
    readObjects(root, missing, texts);
  };

  return {
    readFile: (path) => {
      const relative = below(path);
      const entry = relative === null ? null : entryOf(relative);
      if (relative === null || entry?.kind !== 'file' || entry.size > maxFileBytes) return null;
      if (!texts.has(entry.object)) readAhead(relative, entry);
      return texts.get(entry.object) ?? null;
    },
    listDirectory: (path) => {
      const relative = below(path);
      const folder = relative === null ? null : listed(relative);
      if (folder === null) return null;
      const entries = [...folder].map(([name, { kind }]): DirectoryEntry => ({ name, kind }));
      return entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    },
    stat: (path) => {
      const relative = below(path);
      if (relative === null) return null;
      if (relative === '') return { kind: 'directory', size: 0 };
      const entry = entryOf(relative);
      return entry && { kind: entry.kind, size: entry.size };
    },
  };
}

function parentPath(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

/** One folder of the revision; null when it has none of that name. */
function list(root: string, revision: GitRevision, path: string): Folder | null {
  const full = `${revision.prefix}${path}`.replace(/\/$/, '');
  const at = full === '' ? revision.tree : `${revision.tree}:${full}`;
  const answer = runGit(root, ['ls-tree', '-z', '-l', '--full-tree', at]);
  if ('problem' in answer) return null;
  const entries = new Map<string, Entry>();
  for (const row of answer.output.toString('utf8').split('\0')) {
    const match = /^(\d+) (\w+) ([0-9a-f]+) +(-|\d+)\t(.+)$/s.exec(row);
    if (match?.[3] === undefined || match[5] === undefined) continue;
    entries.set(match[5], {
      kind: kindOf(match[1], match[2]),
      object: match[3],
      size: Number(match[4]) || 0,
    });
  }
  return entries;
}

/** Symbolic links and submodules are neither files nor folders: they are not followed. */
function kindOf(mode: string | undefined, type: string | undefined): EntryKind {
  if (type === 'tree') return 'directory';
  return type === 'blob' && mode !== '120000' ? 'file' : 'other';
}

/** Reads objects in one go; what the repository does not have stays null. */
function readObjects(root: string, objects: readonly string[], texts: Map<string, string | null>): void {
  for (const object of objects) texts.set(object, null);
  if (objects.length === 0) return;
  const answer = runGit(root, ['cat-file', '--batch'], `${objects.join('\n')}\n`);
  if ('problem' in answer) return;
  const { output } = answer;
  let at = 0;
  while (at < output.length) {
    const end = output.indexOf(0x0a, at);
    if (end < 0) return;
    const [object = '', type, size] = output.toString('latin1', at, end).split(' ');
    at = end + 1;
    if (type !== 'blob') continue;
    const stop = at + Number(size);
    const found = output.toString('utf8', at, stop);
    texts.set(object, found.charCodeAt(0) === 0xfeff ? found.slice(1) : found);
    at = stop + 1;
  }
}

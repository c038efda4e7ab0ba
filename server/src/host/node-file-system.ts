import { readdirSync, readFileSync, statSync } from 'node:fs';
import { type DirectoryEntry, type EntryKind, type FileSystem, maxFileBytes } from '../base/file-system';

interface Kinded {
  isFile(): boolean;
  isDirectory(): boolean;
}

function kindOf(entry: Kinded): EntryKind {
  if (entry.isFile()) return 'file';
  return entry.isDirectory() ? 'directory' : 'other';
}

function stat(path: string): { kind: EntryKind; size: number } | null {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    return found ? { kind: kindOf(found), size: found.size } : null;
  } catch {
    return null;
  }
}

function readFile(path: string): string | null {
  const found = stat(path);
  if (found?.kind !== 'file' || found.size > maxFileBytes) return null;
  try {
    const text = readFileSync(path, 'utf8');
    return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  } catch {
    return null;
  }
}

function listDirectory(path: string): DirectoryEntry[] | null {
  try {
    return readdirSync(path, { withFileTypes: true })
      .map((entry) => ({ name: entry.name, kind: kindOf(entry) }))
      .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  } catch {
    return null;
  }
}

/** The disk. Special files (devices, pipes) are never read, so opening cannot block. */
export const nodeFileSystem: FileSystem = { readFile, listDirectory, stat };

import type { FileSystem } from '../base/file-system';

/** Folders below a program folder are read this deep; deeper is not source. */
const MAX_DEPTH = 6;

/** C files below `folders` (relative to `root`), sorted, without following links. A path may also name a file. */
export function findSources(files: FileSystem, root: string, folders: readonly string[]): string[] {
  const found = new Set<string>();
  for (const folder of folders) {
    if (files.stat(absolute(root, folder))?.kind === 'file') found.add(folder);
    else walk(files, root, folder === '.' ? '' : folder, MAX_DEPTH, found);
  }
  return [...found].sort();
}

function walk(files: FileSystem, root: string, folder: string, depth: number, found: Set<string>): void {
  if (depth === 0) return;
  for (const { name, kind } of files.listDirectory(absolute(root, folder)) ?? []) {
    const path = folder === '' ? name : `${folder}/${name}`;
    if (kind === 'directory') {
      if (!name.startsWith('.')) walk(files, root, path, depth - 1, found);
    } else if (kind === 'file' && /\.[ch]$/.test(name)) found.add(path);
  }
}

export function absolute(root: string, path: string): string {
  if (path === '' || path === '.') return root;
  return root.endsWith('/') ? root + path : `${root}/${path}`;
}

/**
 * Where an include may be. Quoted ones are looked up beside the file; of the others only those that the lifecycle
 * model names are read: kernel headers at large are known by the model, and reading them would cost more than the
 * whole subsystem.
 */
export function includeCandidates(file: string, include: string, quoted: boolean): string[] {
  if (!quoted) return [`include/${include}`];
  const parts = file.split('/').slice(0, -1);
  for (const part of include.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return [parts.join('/')];
}

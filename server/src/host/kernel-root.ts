import type { FileSystem } from '../base/file-system';

/** True for the top folder of a Linux source tree. */
export function isKernelRoot(folder: string, files: FileSystem): boolean {
  return (
    files.stat(join(folder, 'Kbuild'))?.kind === 'file' &&
    files.stat(join(folder, 'drivers'))?.kind === 'directory'
  );
}

/** Nearest folder at or above `folder` that is a kernel root, or null. */
export function findKernelRoot(folder: string, files: FileSystem): string | null {
  for (let at = folder; ; at = parentOf(at)) {
    if (isKernelRoot(at, files)) return at;
    if (parentOf(at) === at) return null;
  }
}

/** True for a folder that holds C files itself: it can be analysed without a tree around it. */
export function holdsCFiles(folder: string, files: FileSystem): boolean {
  return (files.listDirectory(folder) ?? []).some((entry) => entry.kind === 'file' && isCFile(entry.name));
}

export function isCFile(path: string): boolean {
  return path.endsWith('.c') || path.endsWith('.h');
}

export function parentOf(path: string): string {
  const at = path.lastIndexOf('/');
  if (at <= 0) return '/';
  const parent = path.slice(0, at);
  // `C:` alone is the current folder of that drive, not its root.
  return parent.endsWith(':') ? `${parent}/` : parent;
}

export function join(folder: string, name: string): string {
  return folder.endsWith('/') ? folder + name : `${folder}/${name}`;
}

/** `path` relative to `root` with `/`, `.` for the root itself, or null when it lies outside. */
export function relativeTo(root: string, path: string): string | null {
  if (path === root) return '.';
  const prefix = root.endsWith('/') ? root : `${root}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : null;
}

/** True when `file` (relative) is in one of the folders (relative; `.` is everything). */
export function isInside(file: string, folders: readonly string[]): boolean {
  return folders.some((folder) => folder === '.' || file === folder || file.startsWith(`${folder}/`));
}

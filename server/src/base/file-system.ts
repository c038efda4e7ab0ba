/** Reading files, as the core sees it: answers null instead of throwing. Paths are absolute with `/`. */
export interface FileSystem {
  /** Text of a regular file (UTF-8, without byte order mark); null when missing, unreadable or larger than `maxFileBytes`. */
  readFile(path: string): string | null;
  /** Entries sorted by name; null when missing, unreadable or no folder. A symbolic link is `other`: it is never followed. */
  listDirectory(path: string): readonly DirectoryEntry[] | null;
  /** What the path names, links followed; null when nothing is there. */
  stat(path: string): { readonly kind: EntryKind; readonly size: number } | null;
}

export type EntryKind = 'file' | 'directory' | 'other';

export interface DirectoryEntry {
  readonly name: string;
  readonly kind: EntryKind;
}

/**
 * Larger files are not read. The largest C file of Linux 6.12 has 0.6 MB; beyond 4 MB there are only generated
 * register headers and mistakes, and each would cost more than the whole TPM subsystem.
 */
export const maxFileBytes = 4 * 1024 * 1024;

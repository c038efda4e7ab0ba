/** A change of files as text, read from a diff or a mail; paths as they stand there, prefixes included. */
export interface Patch {
  /** Subject of the mail, or null for a bare diff. */
  readonly subject: string | null;
  readonly files: readonly FilePatch[];
}

export interface FilePatch {
  /** Null for a file that comes into being, or goes. */
  readonly from: string | null;
  readonly to: string | null;
  readonly hunks: readonly Hunk[];
  /** A change that the text does not show. */
  readonly isBinary: boolean;
}

export interface Hunk {
  /** 1-based first line on either side; 0 when that side is empty. */
  readonly oldStart: number;
  readonly newStart: number;
  readonly lines: readonly HunkLine[];
}

export interface HunkLine {
  readonly kind: 'keep' | 'drop' | 'add';
  readonly text: string;
  /** The line ends without a line break: it is the last of its file. */
  readonly isUnended: boolean;
}

/** The change that takes another one back. */
export function reversed(patch: Patch): Patch {
  const kinds = { keep: 'keep', drop: 'add', add: 'drop' } as const;
  return {
    subject: patch.subject,
    files: patch.files
      .map(({ from, to, hunks, isBinary }) => ({
        from: to,
        to: from,
        isBinary,
        hunks: hunks.map(({ oldStart, newStart, lines }) => ({
          oldStart: newStart,
          newStart: oldStart,
          lines: lines.map((line) => ({ ...line, kind: kinds[line.kind] })),
        })),
      }))
      .reverse(),
  };
}

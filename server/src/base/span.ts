/** A half-open range `[start, end)` of UTF-16 offsets, 0-based, within one file's text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Something the tool did not understand, at a place. Shown to the user, never hidden. */
export interface Gap {
  readonly span: Span;
  readonly reason: string;
}

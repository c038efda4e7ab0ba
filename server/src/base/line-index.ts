import type { Span } from './span';

/** Converts UTF-16 offsets of one text to lines and columns. Lines and columns are 1-based. */
export class LineIndex {
  private readonly starts: number[] = [0];
  private readonly length: number;

  constructor(text: string) {
    this.length = text.length;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.starts.push(at + 1);
  }

  /** Number of lines; an empty text has one. */
  get lines(): number {
    return this.starts.length;
  }

  /** 1-based line that holds `offset`; offsets past the end count as the last line. */
  line(offset: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }

  /** 1-based column in UTF-16 units. */
  column(offset: number): number {
    return offset - this.lineStart(this.line(offset)) + 1;
  }

  /** Offset of the first character of a 1-based line. */
  lineStart(line: number): number {
    return this.starts[Math.min(Math.max(line, 1), this.starts.length) - 1] ?? 0;
  }

  /** Offset just past the last character of a 1-based line, without its line feed. */
  lineEnd(line: number): number {
    const next = this.starts[line];
    return next === undefined ? this.length : next - 1;
  }

  /** Range of a span as 1-based line and column pairs; the end is exclusive. */
  range(span: Span): { line: number; column: number; endLine: number; endColumn: number } {
    return {
      line: this.line(span.start),
      column: this.column(span.start),
      endLine: this.line(span.end),
      endColumn: this.column(span.end),
    };
  }
}

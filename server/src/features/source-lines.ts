import { LineIndex } from '../base/line-index';

/** Lines of the files of a program, indexed on first use. */
export class SourceLines {
  private readonly texts: ReadonlyMap<string, string>;
  private readonly indexes = new Map<string, LineIndex>();

  constructor(texts: ReadonlyMap<string, string>) {
    this.texts = texts;
  }

  index(file: string): LineIndex {
    let index = this.indexes.get(file);
    if (index === undefined) {
      index = new LineIndex(this.texts.get(file) ?? '');
      this.indexes.set(file, index);
    }
    return index;
  }

  /** 1-based line of an offset. */
  line(file: string, offset: number): number {
    return this.index(file).line(offset);
  }

  /** The text of a 1-based line, trimmed. */
  text(file: string, line: number): string {
    const index = this.index(file);
    return (this.texts.get(file) ?? '').slice(index.lineStart(line), index.lineEnd(line)).trim();
  }

  slice(file: string, start: number, end: number): string {
    return (this.texts.get(file) ?? '').slice(start, end);
  }
}

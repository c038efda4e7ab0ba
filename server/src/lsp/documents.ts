import type { Position } from 'vscode-languageserver';
import { TextDocument, type TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';

/**
 * The open documents, kept by incremental changes. Positions of the client are converted to UTF-16 on the way in,
 * so the texts and everything behind them know one encoding only.
 */
export type Encoding = 'utf-16' | 'utf-8';

export class OpenDocuments {
  private readonly byUri = new Map<string, TextDocument>();

  private encoding: Encoding = 'utf-16';

  useEncoding(encoding: Encoding): void {
    this.encoding = encoding;
  }

  open(uri: string, language: string, version: number, text: string): TextDocument {
    const document = TextDocument.create(uri, language, version, text);
    this.byUri.set(uri, document);
    return document;
  }

  /** Applies the changes in order; null for a document that is not open. */
  change(
    uri: string,
    version: number,
    changes: readonly TextDocumentContentChangeEvent[],
  ): TextDocument | null {
    let document = this.byUri.get(uri);
    if (!document) return null;
    // One at a time: the positions of a change count in the text that the previous one left.
    for (const change of changes) {
      const current: TextDocument = document;
      const converted =
        'range' in change && this.encoding === 'utf-8'
          ? {
              text: change.text,
              range: {
                start: toUtf16(current, change.range.start),
                end: toUtf16(current, change.range.end),
              },
            }
          : change;
      document = TextDocument.update(current, [converted], version);
    }
    this.byUri.set(uri, document);
    return document;
  }

  close(uri: string): void {
    this.byUri.delete(uri);
  }

  get(uri: string): TextDocument | null {
    return this.byUri.get(uri) ?? null;
  }

  all(): readonly TextDocument[] {
    return [...this.byUri.values()];
  }
}

/** Text of a 0-based line without its line break; empty past the end. */
export function lineText(document: TextDocument, line: number): string {
  if (line < 0 || line >= document.lineCount) return '';
  const end = { line: line + 1, character: 0 };
  return document.getText({ start: { line, character: 0 }, end }).replace(/[\r\n]+$/, '');
}

function toUtf16(document: TextDocument, position: Position): Position {
  return {
    line: position.line,
    character: utf16Column(lineText(document, position.line), position.character),
  };
}

/** UTF-16 column of a UTF-8 column in one line; a column inside a character means its start. */
export function utf16Column(line: string, utf8Column: number): number {
  let bytes = 0;
  let units = 0;
  for (const character of line) {
    const width = utf8Width(character.codePointAt(0) ?? 0);
    if (bytes + width > utf8Column) return units;
    bytes += width;
    units += character.length;
  }
  return units;
}

/** UTF-8 column of a UTF-16 column in one line. */
export function utf8Column(line: string, utf16: number): number {
  let bytes = 0;
  let units = 0;
  for (const character of line) {
    if (units + character.length > utf16) return bytes;
    bytes += utf8Width(character.codePointAt(0) ?? 0);
    units += character.length;
  }
  return bytes;
}

function utf8Width(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}

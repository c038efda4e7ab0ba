import type { Position, Range } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type Encoding, lineText, utf16Column } from './documents';

/** Positions and words of the protocol in the terms of the features: 1-based lines, UTF-16 columns. */
export interface Word {
  readonly text: string;
  /** Followed by `(`. */
  readonly call: boolean;
  /** 0-based UTF-16 columns. */
  readonly start: number;
  readonly end: number;
}

export function lineOf(position: Position): number {
  return position.line + 1;
}

/** First and last line of a range, 1-based; an end at column 0 still counts its line. */
export function linesOf(range: Range): { readonly from: number; readonly to: number } {
  return { from: range.start.line + 1, to: range.end.line + 1 };
}

/** Identifier or number at a position, also just behind it; null between words. */
export function wordAt(document: TextDocument, position: Position, encoding: Encoding): Word | null {
  const line = lineText(document, position.line);
  const column = encoding === 'utf-8' ? utf16Column(line, position.character) : position.character;
  for (const match of line.matchAll(/\w+/g)) {
    const end = match.index + match[0].length;
    if (match.index > column) return null;
    if (column <= end)
      return { text: match[0], call: /^\s*\(/.test(line.slice(end)), start: match.index, end };
  }
  return null;
}

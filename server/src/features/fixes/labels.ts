import type { FunctionReport, HoldReport } from '../reports';
import type { SourceText } from './source-text';

/** Labels of a function, what is held at them, and what is returned behind them. */

/** What the statement on a line returns; null when it is no return. */
export function returnedAt(line: number, source: SourceText): string | null {
  const code = source.statement(line)?.code ?? '';
  return /^return\b\s*(.*?);$/.exec(code)?.[1] ?? null;
}

/** A line that starts with a label, `case` and `default` aside. */
export function isLabel(code: string): boolean {
  return /^\s*[A-Za-z_]\w*\s*:(?!:)/.test(code) && !/^\s*(?:default|case)\b/.test(code);
}

/** Equal where the same is held. */
export function keyOf(holds: readonly HoldReport[]): string {
  return holds
    .map((hold) => `${hold.kind} ${hold.object} ${hold.mode ?? ''} ${hold.count}`)
    .sort()
    .join('|');
}

/** All labels with their lines. */
export function labels(fn: FunctionReport, source: SourceText): { name: string; line: number }[] {
  const found: { name: string; line: number }[] = [];
  for (let line = fn.start; line <= fn.end; line++) {
    const code = source.codeOf(line);
    if (isLabel(code)) found.push({ name: /[A-Za-z_]\w*/.exec(code)?.[0] ?? '', line });
  }
  return found;
}

/** What the first return behind a label returns; null without one, empty for a plain return or the end. */
export function returnBehind(label: number, fn: FunctionReport, source: SourceText): string | null {
  for (let line = label; line <= fn.end; line++) {
    const found = returnedAt(line, source);
    if (found !== null) return found;
    if (/^\s*goto\b/.test(source.codeOf(line))) return null;
  }
  return '';
}

/** A variable of this function, not a constant or an expression. */
export function settable(name: string, fn: FunctionReport, source: SourceText): boolean {
  if (!/^[a-z_]\w*$/.test(name)) return false;
  for (let line = fn.start; line <= fn.end; line++)
    if (
      new RegExp(`^\\s+(?:[a-z_]\\w*[\\s*]+)+(?:[^;=()]*,\\s*\\**)?${name}\\b\\s*[,;=]`).test(
        source.codeOf(line),
      )
    )
      return true;
  return false;
}

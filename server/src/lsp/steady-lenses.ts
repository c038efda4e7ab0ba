import type { LensPosition } from '../features/code-lens';

/**
 * Keeps lenses in place while a function is half typed: its last good lenses move with its head instead of vanishing, so
 * lines do not jump under the cursor. The only thing the server remembers between requests, and only about positions.
 */
interface OutlineItem {
  readonly name: string;
  readonly nameLine: number;
  readonly end: number;
}

export class SteadyLenses {
  private readonly byUri = new Map<
    string,
    Map<string, { nameLine: number; lenses: readonly LensPosition[] }>
  >();

  update(
    uri: string,
    positions: readonly LensPosition[],
    outline: readonly OutlineItem[],
    broken: ReadonlySet<string>,
  ): readonly LensPosition[] {
    const before = this.byUri.get(uri);
    const now = new Map<string, { nameLine: number; lenses: readonly LensPosition[] }>();
    const result: LensPosition[] = [];
    for (const item of outline) {
      const old = before?.get(item.name);
      const fresh = positions.filter(
        (lens) => lens.function === item.name && lens.line >= item.nameLine && lens.line <= item.end,
      );
      const kept =
        broken.has(item.name) && old ? moved(old.lenses, item.nameLine - old.nameLine, item.end) : fresh;
      now.set(item.name, { nameLine: item.nameLine, lenses: kept });
      result.push(...kept);
    }
    this.byUri.set(uri, now);
    return result;
  }

  forget(uri: string): void {
    this.byUri.delete(uri);
  }
}

function moved(lenses: readonly LensPosition[], by: number, last: number): readonly LensPosition[] {
  return lenses.map((lens) => ({ ...lens, line: lens.line + by })).filter((lens) => lens.line <= last);
}

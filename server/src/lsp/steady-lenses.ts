import type { Lens, LensPosition } from '../features/code-lens';

/**
 * Keeps lenses in place while code is half typed: the last good lenses of a function that the parser lost, or of which
 * less is understood than before, move with its head instead of vanishing, so lines do not jump under the cursor.
 * The only thing the server remembers between requests, and only for what is shown.
 */
export interface FunctionNow {
  readonly name: string;
  readonly nameLine: number;
  readonly end: number;
  /** Less is understood than in a finished function: no states at all, or gaps. */
  readonly unsure: boolean;
}

interface Remembered {
  readonly nameLine: number;
  readonly unsure: boolean;
  readonly lenses: readonly LensPosition[];
}

export class SteadyLenses {
  private readonly byUri = new Map<string, Map<string, Remembered>>();
  private readonly texts = new Map<string, Map<string, Lens>>();

  /**
   * What to show. `findHead` tells on which line a function of that name still seems to start, for those that the
   * outline no longer lists; null when its head is gone too.
   */
  update(
    uri: string,
    positions: readonly LensPosition[],
    functions: readonly FunctionNow[],
    findHead: (name: string) => number | null,
  ): readonly LensPosition[] {
    const before = this.byUri.get(uri) ?? new Map<string, Remembered>();
    const now = new Map<string, Remembered>();
    const result: LensPosition[] = [];
    for (const fn of functions) {
      // Two definitions of one name (the arms of an #if) are told apart by their order.
      const key = freeKey(fn.name, now);
      const old = before.get(key);
      const keep = old !== undefined && fn.unsure && !old.unsure;
      const lenses = keep ? moved(old.lenses, fn.nameLine - old.nameLine) : own(positions, fn);
      // What was good stays the measure until the function is good again.
      now.set(key, { nameLine: fn.nameLine, unsure: keep ? false : fn.unsure, lenses });
      result.push(...lenses);
    }
    for (const [name, old] of before) {
      const gone = !now.has(name) && !name.includes('#') && old.lenses.length > 0;
      const nameLine = gone ? findHead(name) : null;
      if (nameLine === null) continue;
      const lenses = moved(old.lenses, nameLine - old.nameLine);
      now.set(name, { ...old, nameLine, lenses });
      result.push(...lenses);
    }
    this.byUri.set(uri, now);
    return result.sort((a, b) => a.line - b.line);
  }

  /** The text of a lens: the fresh one, else what it said last. */
  text(uri: string, position: LensPosition, fresh: Lens | null): Lens | null {
    const head = this.byUri.get(uri)?.get(position.function)?.nameLine ?? position.line;
    const key = `${position.function} ${position.kind} ${position.line - head}`;
    const known = this.texts.get(uri) ?? new Map<string, Lens>();
    this.texts.set(uri, known);
    if (fresh) known.set(key, fresh);
    return fresh ?? known.get(key) ?? null;
  }

  forget(uri: string): void {
    this.byUri.delete(uri);
    this.texts.delete(uri);
  }
}

function freeKey(name: string, taken: ReadonlyMap<string, unknown>): string {
  for (let n = 1; ; n++) {
    const key = n === 1 ? name : `${name}#${n}`;
    if (!taken.has(key)) return key;
  }
}

function own(positions: readonly LensPosition[], fn: FunctionNow): readonly LensPosition[] {
  return positions.filter(
    (lens) => lens.function === fn.name && lens.line >= fn.nameLine && lens.line <= fn.end,
  );
}

function moved(lenses: readonly LensPosition[], by: number): readonly LensPosition[] {
  return by === 0 ? lenses : lenses.map((lens) => ({ ...lens, line: lens.line + by }));
}

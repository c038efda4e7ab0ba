import type { Analysis } from './analyse';
import { type Entry, findEntries } from './entries';

const indices = new WeakMap<Analysis, ReadonlyMap<number, readonly Entry[]>>();

/** Entries by function; found on first use, from the text alone. */
export function entriesOf(analysis: Analysis, fn: number): readonly Entry[] {
  let index = indices.get(analysis);
  if (index === undefined) {
    const made = new Map<number, Entry[]>();
    for (const entry of findEntries(analysis.program, analysis.model)) {
      const list = made.get(entry.fn);
      if (list === undefined) made.set(entry.fn, [entry]);
      else list.push(entry);
    }
    index = made;
    indices.set(analysis, index);
  }
  return index.get(fn) ?? [];
}

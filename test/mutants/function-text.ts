import type { Snapshot } from '../../server/src/features/snapshot';
import type { FunctionText } from './operators';

export interface Placed extends FunctionText {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** A function cut out of its file. Where a name is defined twice, the first definition. */
export function cutFunction(snapshot: Snapshot, file: string, source: string, name: string): Placed {
  const place = snapshot.outline(file).find((entry) => entry.name === name);
  if (place === undefined) throw new Error(`${file} has no ${name}()`);
  const lines = source.split('\n');
  const text = lines.slice(place.start - 1, place.end).join('\n');
  const head =
    lines
      .slice(place.start - 1, place.nameLine)
      .join(' ')
      .split(`${name}(`)[0] ?? '';
  return {
    name,
    text,
    returnsNothing: /\bvoid\s*$/.test(head),
    before: lines
      .slice(0, place.start - 1)
      .map((line) => `${line}\n`)
      .join(''),
    after: lines
      .slice(place.end)
      .map((line) => `\n${line}`)
      .join(''),
  };
}

import type { Hunk, HunkLine } from './patch';

export type Applied =
  | { readonly text: string; readonly offset: number; readonly fuzz: number }
  | { readonly failed: Hunk };

/** Lines of context that may differ at each end of a hunk, as `patch` allows. */
export const MAX_FUZZ = 2;

/**
 * Applies hunks to a text, each as near to its line as its lines are found, after those before it. Line ends do not
 * count: mail changes them. With `fuzz`, so many lines of context at the ends of a hunk may differ.
 */
export function applyHunks(text: string, hunks: readonly Hunk[], fuzz: number): Applied {
  const lines = text === '' ? [] : text.split('\n');
  const isEnded = text === '' || lines[lines.length - 1] === '';
  if (isEnded && text !== '') lines.pop();
  const ending = lines.length > 0 && lines.every((line) => line.endsWith('\r')) ? '\r' : '';
  const bare = lines.map((line) => line.replace(/\r$/, ''));
  const made: string[] = [];
  let done = 0;
  let shift = 0;
  let used = 0;
  let ended = isEnded;
  for (const hunk of hunks) {
    const place = findPlace(bare, hunk, { from: done, shift, fuzz });
    if (place === null) return { failed: hunk };
    used = Math.max(used, place.fuzz);
    shift = place.at - startOf(hunk);
    const inner = hunk.lines.slice(place.head, hunk.lines.length - place.tail);
    made.push(...lines.slice(done, place.at + place.head));
    let at = place.at + place.head;
    for (const line of inner) {
      if (line.kind === 'add') made.push(line.text + ending);
      else if (line.kind === 'keep') made.push(lines[at++] ?? '');
      else at++;
    }
    done = at;
    if (done >= lines.length && place.tail === 0) ended = endOf(hunk, ended);
  }
  made.push(...lines.slice(done));
  return { text: made.join('\n') + (ended && made.length > 0 ? '\n' : ''), offset: shift, fuzz: used };
}

/** Whether the file ends with a line break once the last hunk reached its end. */
function endOf(hunk: Hunk, before: boolean): boolean {
  const last = hunk.lines.findLast(({ kind }) => kind !== 'drop');
  return last === undefined ? before : !last.isUnended;
}

function startOf(hunk: Hunk): number {
  return hunk.lines.every(({ kind }) => kind === 'add') ? hunk.oldStart : hunk.oldStart - 1;
}

interface Place {
  readonly at: number;
  /** Lines of context left out at either end. */
  readonly head: number;
  readonly tail: number;
  readonly fuzz: number;
}

function findPlace(
  lines: readonly string[],
  hunk: Hunk,
  within: { readonly from: number; readonly shift: number; readonly fuzz: number },
): Place | null {
  const old = hunk.lines.filter(({ kind }) => kind !== 'add');
  const wanted = startOf(hunk) + within.shift;
  if (old.length === 0) return placeOfAddition(lines, hunk, wanted, within.from);
  for (let fuzz = 0; fuzz <= within.fuzz; fuzz++) {
    const [head, tail] = [
      Math.min(fuzz, contextAt(hunk.lines)),
      Math.min(fuzz, contextAt([...hunk.lines].reverse())),
    ];
    if (fuzz > 0 && head + tail === 0) break;
    const inner = old.slice(head, old.length - tail).map(({ text }) => text.replace(/\r$/, ''));
    if (inner.length === 0) break;
    const at = search(lines, inner, wanted + head, within.from);
    if (at !== null) return { at: at - head, head, tail, fuzz };
  }
  return null;
}

/** A file that comes into being: there must be none. */
function placeOfAddition(lines: readonly string[], hunk: Hunk, wanted: number, from: number): Place | null {
  if (hunk.oldStart === 0 && lines.length > 0) return null;
  return wanted >= from && wanted <= lines.length ? { at: wanted, head: 0, tail: 0, fuzz: 0 } : null;
}

function contextAt(lines: readonly HunkLine[]): number {
  const first = lines.findIndex(({ kind }) => kind !== 'keep');
  return first < 0 ? 0 : first;
}

/** Index nearest to `wanted` at which all lines stand. */
function search(
  lines: readonly string[],
  wantedLines: readonly string[],
  wanted: number,
  from: number,
): number | null {
  const last = lines.length - wantedLines.length;
  const fits = (at: number) =>
    at >= from && at <= last && wantedLines.every((line, i) => lines[at + i] === line);
  for (let distance = 0; distance <= lines.length; distance++) {
    if (fits(wanted + distance)) return wanted + distance;
    if (fits(wanted - distance)) return wanted - distance;
  }
  return null;
}

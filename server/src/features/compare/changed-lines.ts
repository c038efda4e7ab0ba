/** Edits beyond which a file counts as changed everywhere: nobody reviews it line by line. */
const MAX_EDITS = 3000;

/**
 * Lines of the newer text (1-based) that an edit added or changed, and those at which lines were taken out: the one before
 * and the one behind. Null when the texts have little in common.
 */
export function changedLines(older: string, newer: string): ReadonlySet<number> | null {
  const [a, b] = [older.split('\n'), newer.split('\n')];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let [endA, endB] = [a.length, b.length];
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  const kept = keptOf(a.slice(start, endA), b.slice(start, endB));
  if (kept === null) return null;
  const changed = new Set<number>();
  const pairs = [[-1, -1] as const, ...kept, [endA - start, endB - start] as const];
  pairs.slice(1).forEach(([i, j], n) => {
    const [before, last] = pairs[n] ?? [-1, -1];
    for (let line = last + 1; line < j; line++) changed.add(start + line + 1);
    if (i - before > 1 && j - last === 1) for (const line of [start + last, start + j]) changed.add(line + 1);
  });
  return new Set([...changed].filter((line) => line >= 1 && line <= b.length).sort((x, y) => x - y));
}

/** Pairs of lines that stay, by the shortest edit (Myers 1986); null beyond the limit. */
function keptOf(a: readonly string[], b: readonly string[]): (readonly [number, number])[] | null {
  const most = Math.min(MAX_EDITS, a.length + b.length);
  const reached = new Map<number, number>([[1, 0]]);
  const trail: ReadonlyMap<number, number>[] = [];
  for (let edits = 0; edits <= most; edits++) {
    trail.push(new Map(reached));
    for (let k = -edits; k <= edits; k += 2) {
      const down = k === -edits || (k !== edits && (reached.get(k - 1) ?? -1) < (reached.get(k + 1) ?? -1));
      let i = down ? (reached.get(k + 1) ?? 0) : (reached.get(k - 1) ?? 0) + 1;
      while (i < a.length && i - k < b.length && a[i] === b[i - k]) i++;
      reached.set(k, i);
      if (k === a.length - b.length && i >= a.length) return walkBack(trail, a.length, b.length);
    }
  }
  return null;
}

function walkBack(
  trail: readonly ReadonlyMap<number, number>[],
  endA: number,
  endB: number,
): (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = [];
  let [i, j] = [endA, endB];
  for (let edits = trail.length - 1; edits >= 0; edits--) {
    const reached = trail[edits] as ReadonlyMap<number, number>;
    const k = i - j;
    const down = k === -edits || (k !== edits && (reached.get(k - 1) ?? -1) < (reached.get(k + 1) ?? -1));
    const from = down ? k + 1 : k - 1;
    const fromI = edits === 0 ? 0 : (reached.get(from) ?? 0);
    const fromJ = edits === 0 ? 0 : fromI - from;
    while (
      i > fromI &&
      j > fromJ &&
      !(edits > 0 && i === fromI + (down ? 0 : 1) && j === fromJ + (down ? 1 : 0))
    )
      pairs.push([--i, --j]);
    [i, j] = [fromI, fromJ];
  }
  return pairs.reverse();
}

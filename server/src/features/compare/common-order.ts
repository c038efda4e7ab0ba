/** Pairs of equal items that stand in the same order in both lists: the common subsequence with the largest weight. */
export function commonOrder<T>(
  a: readonly T[],
  b: readonly T[],
  same: (x: T, y: T) => boolean,
  weight: (x: T) => number = () => 1,
): readonly (readonly [number, number])[] {
  const pairs: [number, number][] = [];
  let start = 0;
  while (start < a.length && start < b.length && same(a[start] as T, b[start] as T)) {
    pairs.push([start, start]);
    start++;
  }
  const tail: [number, number][] = [];
  let [endA, endB] = [a.length, b.length];
  while (endA > start && endB > start && same(a[endA - 1] as T, b[endB - 1] as T))
    tail.push([--endA, --endB]);
  const middle = table(a.slice(start, endA), b.slice(start, endB), same, weight);
  return [...pairs, ...middle.map(([i, j]) => [i + start, j + start] as const), ...tail.reverse()];
}

function table<T>(
  a: readonly T[],
  b: readonly T[],
  same: (x: T, y: T) => boolean,
  weight: (x: T) => number,
): [number, number][] {
  const width = b.length + 1;
  const total = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number) => total[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      total[i * width + j] = Math.max(
        same(a[i] as T, b[j] as T) ? at(i + 1, j + 1) + weight(a[i] as T) : 0,
        at(i + 1, j),
        at(i, j + 1),
      );
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (same(a[i] as T, b[j] as T) && at(i, j) === at(i + 1, j + 1) + weight(a[i] as T))
      pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}

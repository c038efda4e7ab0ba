/** Something that a call does inside a callee: summaries keep the call, and each callee's summary the rest of the way. */
interface Inside {
  readonly inside: number | null;
}

/** Longest way shown down to what happens in the end. */
const MAX_CHAIN = 6;

/** The calls below a call, in order, down to the one that does it itself. */
export function chainOf<T extends Inside>(
  from: Inside,
  of: (fn: number) => readonly T[],
): { readonly fn: number; readonly one: T }[] {
  const chain: { fn: number; one: T }[] = [];
  const seen = new Set<number>();
  for (let at: Inside = from; at.inside !== null && chain.length < MAX_CHAIN; ) {
    const fn = at.inside;
    if (seen.has(fn)) break;
    seen.add(fn);
    const all = of(fn);
    const next = all.find((one) => one.inside === null) ?? all[0];
    if (next === undefined) break;
    chain.push({ fn, one: next });
    at = next;
  }
  return chain;
}

import { AND, K, OR, type Term } from './term-kinds';
import type { Terms } from './terms';

/** What a `~X` mask clears, or null when the mask is not of that form. */
export function complement(terms: Terms, mask: Term): Term | null {
  if (terms.kind(mask) === K.Unary && terms.name(terms.a(mask)) === '~') return terms.b(mask);
  const value = terms.value(mask);
  return value !== undefined && value < 0 ? terms.num(~value) : null;
}

/** The masks that a mask is put together from, each once: terms share their parts, and a loop makes many of few. */
function parts(terms: Terms, mask: Term): ReadonlySet<Term> {
  const seen = new Set<Term>([mask]);
  for (const part of seen) {
    if (terms.kind(part) !== OR) continue;
    seen.add(terms.a(part));
    seen.add(terms.b(part));
  }
  for (const part of seen) if (terms.kind(part) === OR) seen.delete(part);
  return seen;
}

/** All bits of `small` are bits of `big`. Two different symbols are taken for different bits. */
export function covers(terms: Terms, big: Term, small: Term): boolean {
  const x = terms.value(big);
  const y = terms.value(small);
  if (x !== undefined && y !== undefined) return (x & y) === y;
  const all = parts(terms, big);
  return [...parts(terms, small)].every((part) => all.has(part));
}

/** No bit is in both masks, as far as the names of the masks can tell. */
export function disjoint(terms: Terms, one: Term, other: Term): boolean {
  const x = terms.value(one);
  const y = terms.value(other);
  if (x !== undefined && y !== undefined) return (x & y) === 0;
  const all = parts(terms, one);
  return [...parts(terms, other)].every(
    (part) => !all.has(part) && (terms.value(part) !== undefined || terms.kind(part) === K.Symbol),
  );
}

/** Bits in which two values may differ, both made from one base by setting and clearing bits; else null. */
export function changedBits(terms: Terms, one: Term, other: Term): { base: Term; mask: Term } | null {
  const x = history(terms, one);
  const y = history(terms, other);
  if (x.base !== y.base) return null;
  const masks = [...new Set([...x.masks, ...y.masks])];
  const first = masks[0];
  if (first === undefined) return null;
  return { base: x.base, mask: masks.reduce((all, mask) => terms.binary('|', all, mask)) };
}

function history(terms: Terms, t: Term): { base: Term; masks: Term[] } {
  const kind = terms.kind(t);
  if (kind === OR) {
    const inner = history(terms, terms.a(t));
    return { base: inner.base, masks: [...inner.masks, terms.b(t)] };
  }
  if (kind === K.Havoc) return { base: terms.a(terms.a(t)), masks: [terms.b(terms.a(t))] };
  if (kind === AND) {
    const cleared = complement(terms, terms.b(t));
    if (cleared !== null) {
      const inner = history(terms, terms.a(t));
      return { base: inner.base, masks: [...inner.masks, cleared] };
    }
  }
  return { base: t, masks: [] };
}

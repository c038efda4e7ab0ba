import { expect, test } from 'vitest';
import { TermMap } from '../../server/src/analysis/term-map';

/** Numbers that look random and are the same every time. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state >> 8;
  };
}

const entries = (map: TermMap) => [...map];

test.each([3, 12, 17, 40, 300])('does what a Map of %d terms does, in its order', (range) => {
  const next = sequence(range);
  const map = new TermMap();
  const model = new Map<number, number>();
  for (let i = 0; i < 2000; i++) {
    const term = (next() % range) * 37;
    const number = next() % 5;
    if (next() % 3 === 0) {
      map.delete(term);
      model.delete(term);
    } else {
      map.set(term, number);
      model.set(term, number);
    }
    expect(map.size).toBe(model.size);
    expect(map.get(term)).toBe(model.get(term));
    expect(map.has(term + 1)).toBe(model.has(term + 1));
    if (i % 50 === 0) expect(entries(map)).toEqual([...model]);
  }
  expect([map.keys(), map.values()]).toEqual([[...model.keys()], [...model.values()]]);
  expect(Array.from({ length: map.size }, (_, i) => [map.termAt(i), map.numberAt(i)])).toEqual([...model]);
});

test('a copy goes its own way', () => {
  const map = new TermMap();
  for (let term = 0; term < 30; term++) map.set(term, term);
  const copy = new TermMap(map);
  copy.set(100, 1);
  copy.set(3, 4);
  copy.delete(7);
  expect(map.get(100)).toBeUndefined();
  expect([map.get(3), map.get(7)]).toEqual([3, 7]);
  expect([copy.get(3), copy.get(7), copy.get(29), copy.size]).toEqual([4, undefined, 29, 30]);
});

test('maps with the same entries are equal in whatever order', () => {
  const one = new TermMap();
  const other = new TermMap();
  for (let term = 0; term < 20; term++) {
    one.set(term, term % 3);
    other.set(19 - term, (19 - term) % 3);
  }
  expect([one.equals(other), one.equals(one)]).toEqual([true, true]);
  other.set(5, 1);
  expect(one.equals(other)).toBe(false);
  other.set(5, 2);
  other.delete(0);
  expect(one.equals(other)).toBe(false);
});

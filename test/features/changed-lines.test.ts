import { describe, expect, test } from 'vitest';
import { changedLines } from '../../server/src/features/compare/changed-lines';

const lines = (older: string, newer: string) => {
  const split = (text: string) => [...text].join('\n');
  const found = changedLines(split(older), split(newer));
  return found && [...found].map((line) => `${line}${newer[line - 1]}`).join(' ');
};

describe('changed lines', () => {
  test.each([
    ['abc', 'abc', ''],
    ['abc', 'aXbc', '2X'],
    ['abc', 'Xabc', '1X'],
    ['abc', 'abcX', '4X'],
    ['abcdef', 'abXdeY', '3X 6Y'],
    ['', 'ab', '1a 2b'],
    ['aXXb', 'aYb', '2Y'],
  ])('of %s -> %s', (older, newer, expected) => {
    expect(lines(older, newer)).toBe(expected);
  });

  test('where lines were taken out: the neighbours', () => {
    expect(lines('abXcd', 'abcd')).toBe('2b 3c');
    expect(lines('Xabc', 'abc')).toBe('1a');
    expect(lines('abcX', 'abc')).toBe('3c');
  });

  test('are all of them when the texts have little in common', () => {
    const many = (mark: string) => Array.from({ length: 4000 }, (_, i) => `${mark}${i}`).join('\n');
    expect(changedLines(many('a'), many('b'))).toBeNull();
  });

  test('every other line is really the same, for texts made by chance', () => {
    let seed = 7;
    const next = (n: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed % n;
    };
    for (let round = 0; round < 200; round++) {
      const text = () => Array.from({ length: next(12) }, () => 'abcd'[next(4)]).join('\n');
      const [older, newer] = [text(), text()];
      const changed = changedLines(older, newer) ?? new Set();
      const kept = newer.split('\n').filter((_, i) => !changed.has(i + 1));
      let at = 0;
      for (const line of older.split('\n')) if (line === kept[at]) at++;
      expect(at, `${older} -> ${newer}`).toBe(kept.length);
    }
  });
});

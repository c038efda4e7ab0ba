import { describe, expect, test } from 'vitest';
import { commonOrder } from '../../server/src/features/compare/common-order';
import { type FindingsSide, findingsDifference } from '../../server/src/features/compare/findings-difference';
import { finding } from './fake';

const kept = (a: string, b: string, weight?: (x: string) => number): string =>
  commonOrder([...a], [...b], (x, y) => x === y, weight)
    .map(([i]) => a[i])
    .join('');

describe('what keeps its order', () => {
  test('is as much as can be', () => {
    expect(kept('abcdef', 'abcdef')).toBe('abcdef');
    expect(kept('abcdef', 'abef')).toBe('abef');
    expect(kept('dabc', 'abcd')).toBe('abc');
    expect(kept('', 'abc')).toBe('');
    expect(kept('xaybz', 'aXbY')).toBe('ab');
  });

  test('and what weighs more stays where it is', () => {
    expect(kept('Fabc', 'abcF')).toBe('abc');
    expect(kept('Fabc', 'abcF', (x) => (x === 'F' ? 9 : 1))).toBe('F');
  });
});

describe('findings of two versions', () => {
  const side = (findings: FindingsSide['findings'], ...functions: string[]): FindingsSide => ({
    findings,
    has: (_, name) => functions.includes(name),
  });

  test('are the same wherever their lines went', () => {
    const base = side([finding({ line: 4 })], 'chip_read');
    const head = side([finding({ line: 90 })], 'chip_read');
    expect(findingsDifference(base, head)).toEqual({ new: [], fixed: [] });
  });

  test('a second one of the same kind is new', () => {
    const two = [finding({ line: 4 }), finding({ line: 8 })];
    const one = side([finding({ line: 4 })], 'chip_read');
    expect(findingsDifference(one, side(two, 'chip_read')).new).toHaveLength(1);
    expect(findingsDifference(side(two, 'chip_read'), one).fixed).toHaveLength(1);
  });

  test('follow a function that was renamed, and no other', () => {
    const old = finding({ function: 'old', fingerprint: 'a' });
    const now = finding({ function: 'now', fingerprint: 'b' });
    expect(findingsDifference(side([old], 'old'), side([now], 'now'))).toEqual({ new: [], fixed: [] });
    expect(findingsDifference(side([old], 'old', 'now'), side([now], 'old', 'now'))).toEqual({
      new: [now],
      fixed: [old],
    });
  });
});

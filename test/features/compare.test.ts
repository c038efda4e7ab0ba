import { describe, expect, test } from 'vitest';
import { commonOrder } from '../../server/src/features/compare/common-order';
import { type FindingsSide, findingsDifference } from '../../server/src/features/compare/findings-difference';
import { traceDifference } from '../../server/src/features/compare/trace-difference';
import type { TraceStep } from '../../server/src/features/reports';
import { finding, trace } from './fake';

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

describe('steps of two traces', () => {
  const step = (
    n: number,
    parent: number | null,
    text: string,
    more: Partial<TraceStep> = {},
  ): TraceStep => ({
    ...(trace.steps[0] as TraceStep),
    n,
    parent,
    text: `${text}()`,
    callee: text,
    ...more,
  });
  const difference = (base: readonly TraceStep[], head: readonly TraceStep[]) => {
    const pair = { root: 'r', direction: 'calls' as const };
    const bare = { ...trace, entryPoints: [], windows: [] };
    const { steps } = traceDifference({
      ...pair,
      base: { ...bare, steps: base },
      head: { ...bare, steps: head },
    });
    const texts = (list: readonly { readonly text: string }[]) => list.map(({ text }) => text);
    return {
      ...steps,
      added: texts(steps.added),
      removed: texts(steps.removed),
      moved: texts(steps.moved.map(({ head: one }) => one)),
    };
  };

  test('a function that is called earlier as well takes its steps along, and they did not move', () => {
    const base = [step(1, null, 'a'), step(2, null, 'start'), step(3, 2, 'power'), step(4, 2, 'lock')];
    const head = [
      step(1, null, 'get'),
      step(2, 1, 'start'),
      step(3, 2, 'power'),
      step(4, 2, 'lock'),
      step(5, null, 'a'),
      step(6, null, 'start', { text: 'start(), shown at step 2' }),
    ];
    expect(difference(base, head)).toEqual({ added: ['get()'], removed: [], moved: [] });
  });

  test('what is told below a call that is new itself is not told again', () => {
    const head = [step(1, null, 'a'), step(2, 1, 'b'), step(3, 2, 'c')];
    expect(difference([], head)).toEqual({ added: ['a()'], removed: [], moved: [] });
    expect(difference(head, [])).toEqual({ added: [], removed: ['a()'], moved: [] });
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

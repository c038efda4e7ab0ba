import { describe, expect, test } from 'vitest';
import { CrashPolicy } from '../../client/src/crash-policy';

describe('crash policy', () => {
  test('restarts four times, then gives up', () => {
    const policy = new CrashPolicy();
    const answers = [0, 1, 2, 3, 4].map((second) => policy.crashed(second * 1000));
    expect(answers).toEqual(['restart', 'restart', 'restart', 'restart', 'give-up']);
  });

  test('forgets crashes of long ago', () => {
    const policy = new CrashPolicy();
    for (let n = 0; n < 20; n++) {
      expect(policy.crashed(n * CrashPolicy.windowMilliseconds)).toBe('restart');
    }
  });

  test('starts from zero after a start on purpose', () => {
    const policy = new CrashPolicy();
    for (let n = 0; n < 5; n++) policy.crashed(n);
    policy.reset();
    expect(policy.crashed(6)).toBe('restart');
  });
});

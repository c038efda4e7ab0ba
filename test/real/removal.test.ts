import { describe, expect, test } from 'vitest';
import type { TraceReport } from '../../server/src/features/reports';
import { kernels, sayMissing, workspaceOf } from './kernels';

if (kernels.length === 0) sayMissing();

/** Position of the first step of the kind whose text or callee holds the words. */
function positionOf(trace: TraceReport, kind: string, words: string): number {
  const step = trace.steps.find(
    (candidate) =>
      candidate.kind === kind && (candidate.text.includes(words) || (candidate.callee ?? '').includes(words)),
  );
  if (!step) throw new Error(`no ${kind} step with ${words}`);
  return step.n;
}

for (const kernel of kernels)
  describe(`removal of a chip in Linux ${kernel.version}`, () => {
    const trace = (root: string, direction: 'calls' | 'callers' = 'calls') =>
      workspaceOf(kernel).snapshot().trace(root, { direction });

    test('users are fenced before the operations are retracted', () => {
      const removal = trace('tpm_chip_unregister');
      expect(removal).not.toBeNull();
      if (!removal) return;
      const order = [
        positionOf(removal, 'fence', 'hwrng_unregister'),
        positionOf(removal, 'fence', 'cdev_device_del'),
        positionOf(removal, 'retract', 'idr_replace'),
        positionOf(removal, 'retract', 'ops = NULL'),
      ];
      expect(order).toEqual([...order].sort((a, b) => a - b));
    });

    test('steps are numbered in order and their parents come before them', () => {
      const removal = trace('tpm_chip_unregister');
      expect(removal?.steps.map((step) => step.n)).toEqual(removal?.steps.map((_, i) => i + 1));
      expect(removal?.steps.every((step) => step.parent === null || step.parent < step.n)).toBe(true);
    });

    test('each way in ends at a step of the trace, or says that nothing stops it', () => {
      const removal = trace('tpm_chip_unregister');
      const steps = new Set(removal?.steps.map((step) => step.n));
      expect(removal?.entryPoints.length).toBeGreaterThan(3);
      for (const entry of removal?.entryPoints ?? [])
        if (entry.possibleUntil !== null) expect(steps, entry.label).toContain(entry.possibleUntil);
    });

    test('tpm_transmit() is entered with the operations held, and under the write lock', () => {
      const ways = trace('tpm_transmit', 'callers');
      const holds =
        ways?.steps.map((step) => step.before.map((hold) => `${hold.kind}:${hold.mode ?? ''}`)) ?? [];
      expect(holds.some((held) => held.includes('ops:') && held.includes('lock:read'))).toBe(true);
      expect(holds.some((held) => held.includes('lock:write'))).toBe(true);
    });

    test('a misspelt name is answered with near ones', () => {
      expect(trace('tpm_chip_unregistr')).toBeNull();
      expect(workspaceOf(kernel).snapshot().suggestions('tpm_chip_unregistr')).toContain(
        'tpm_chip_unregister',
      );
    });
  });

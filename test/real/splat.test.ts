import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listWords } from '../../server/src/features/hold-words';
import { readLog } from '../../server/src/features/splat/read-log';
import { mapSplats } from '../../server/src/features/splat/splat';
import type { MappedSplat } from '../../server/src/features/splat/splat-report';
import { newest, sayMissing, workspaceOf } from './kernels';

if (newest) {
  const snapshot = workspaceOf(newest).snapshot();
  const mapped = (name: string): MappedSplat => {
    const text = readFileSync(join(__dirname, `../fixtures/logs/${name}.txt`), 'utf8');
    const [splat] = mapSplats(snapshot, readLog(text)).splats;
    if (!splat) throw new Error(name);
    return splat;
  };
  const frame = (splat: MappedSplat, name: string, stack = 0) => {
    const found = splat.stacks[stack]?.frames.find((one) => one.function === name);
    if (!found) throw new Error(name);
    return found;
  };

  describe('a report of the kernel', () => {
    test('its frames are found in the source, with what is held at the call', () => {
      const splat = mapped('null-pointer');
      expect(frame(splat, 'tpm_common_write')).toMatchObject({
        file: 'drivers/char/tpm/tpm-dev-common.c',
        lines: [231],
        from: 'call',
        ops: 'valid',
      });
      expect(listWords(frame(splat, 'tpm_common_write').must)).toBe(
        'buffer_mutex, ops_sem (read), tpm_mutex, 1 ref',
      );
      expect(frame(splat, 'vfs_write').file).toBeNull();
      expect(frame(splat, 'tpm_try_transmit')).toMatchObject({ lines: [], from: 'function' });
      expect(frame(splat, 'tpm_try_transmit').contexts.length).toBeGreaterThan(3);
    });

    test('a dereference of NULL: the step that takes the operations away', () => {
      const { race } = mapped('null-pointer');
      expect(race).toMatchObject({
        root: 'tpm_chip_unregister',
        entryPoint: { id: 'write:tpm_common_write' },
        step: { line: 479, text: 'chip->ops = NULL' },
        until: { text: 'chip->ops = NULL' },
      });
    });

    test('a use after free: the step of the removal that freed', () => {
      const splat = mapped('use-after-free');
      expect(frame(splat, 'tpm_devs_remove', 2).lines).toEqual([602]);
      expect(splat.race).toMatchObject({
        entryPoint: { id: 'release:tpmrm_release' },
        step: { function: 'tpm_devs_remove', line: 602 },
      });
      expect(splat.race?.text).toContain('the free comes before the fence');
    });

    test('a removal that hangs: the step that waits, and for whom', () => {
      const { race } = mapped('hung-task');
      expect(race).toMatchObject({
        entryPoint: null,
        step: { line: 465, text: 'down_write(&chip->ops_sem)' },
      });
      expect(race?.text).toContain('everyone who holds ops_sem for read');
      expect(race?.text).toContain('work:tpm_dev_async_work');
    });

    test('locks: the lines that take them', () => {
      const splat = mapped('circular');
      expect(splat.locks.map(({ at }) => at?.line)).toEqual([170, 465]);
      expect(listWords(frame(splat, 'tpm_try_get_ops', 1).must)).toBe('ops_sem (read), 1 ref');
      expect(mapped('held-at-return').locks[0]?.at).toMatchObject({ function: 'tpm_try_get_ops', line: 170 });
    });

    test('lines that the log gives are taken', () => {
      const splat = mapped('decoded');
      expect(frame(splat, 'tpm_try_get_ops')).toMatchObject({ lines: [170], from: 'log', ops: 'valid' });
      expect(listWords(frame(splat, 'tpm_try_get_ops').must)).toBe('ops_sem (read), 1 ref');
    });
  });
} else sayMissing();

import { describe, expect, test } from 'vitest';
import type { TraceReport } from '../../server/src/features/reports';
import { kernels, sayMissing, workspaceOf } from '../real/kernels';
import { endOf, held } from './subsystem';

if (kernels.length === 0) sayMissing();

for (const kernel of kernels)
  describe(`traces of Linux ${kernel.version}`, () => {
    const trace = (root: string, direction: 'calls' | 'callers' = 'calls', to?: string): TraceReport => {
      const options = to === undefined ? { direction } : { direction, to };
      const found = workspaceOf(kernel).snapshot().trace(root, options);
      if (found === null) throw new Error(`no ${root}`);
      return found;
    };
    const removal = () => trace('tpm_chip_unregister');

    test.each([
      ['tpm_open', /^cdev_device_del\(&chip->cdev,/],
      ['tpmrm_open', /^cdev_device_del\(&chip->cdevs,/],
      ['tpm_common_write', /^chip->ops = NULL/],
      ['tpm_dev_async_work', /^chip->ops = NULL/],
      ['tpm_hwrng_read', /^hwrng_unregister/],
      ['pubek_show', /^cdev_device_del\(&chip->cdev,/],
      ['tpm_show_ppi_version', /^cdev_device_del\(&chip->cdev,/],
      ['tpm_class_shutdown', /^cdev_device_del\(&chip->cdev,/],
      ['tpm_bios_measurements_open', /i_private = NULL/],
      ['tpm_default_chip', /^idr_replace/],
      ['tpm_pcr_extend', /^chip->ops = NULL/],
      ['tpm_pm_suspend', /^chip->ops = NULL/],
    ])('%s ends at %s', (name, end) => {
      expect(endOf(removal(), name)).toMatch(end);
    });

    test.each(['tpm_common_read', 'tpm_common_poll', 'user_reader_timeout', 'tpm_pm_resume'])(
      '%s is not stopped by the removal',
      (name) => {
        expect(endOf(removal(), name)).toBeNull();
      },
    );

    test('nothing hazardous is seen in the order of the removal', () => {
      expect(removal().windows.filter((one) => one.hazard !== null)).toEqual([]);
    });

    test('commands are possible between the removal of the device and the retraction', () => {
      const { windows, steps } = removal();
      const last = steps.find((step) => step.text.startsWith('chip->ops = NULL'))?.n;
      const open = windows.find((one) => one.to === last)?.entryPoints;
      expect(open).toContain('write:tpm_common_write');
      expect(open).not.toContain('sysfs-show:pubek_show');
    });

    test('the retraction stands under the lock for writing, also in what is called there', () => {
      const { steps } = removal();
      const shutdown = steps.find(
        (step) => step.function === 'tpm_del_char_device' && step.callee === 'tpm2_shutdown',
      );
      expect(held(shutdown)).toEqual(['ops_sem write']);
      const inside = steps.find((step) => step.parent === shutdown?.n);
      expect(held(inside)).toEqual(['ops_sem write']);
    });

    test('references on the device are paired', () => {
      const pairs = removal().references.map((one) => one.holder);
      expect(pairs).toContain('between tpm_try_get_ops() and tpm_put_ops()');
      expect(pairs).toContain('open files of tpm_bios_measurements_ops');
      expect(pairs).toContain('tpm_chip->devs');
    });

    test('ways into tpm_transmit() with and without the reservation', () => {
      const { steps } = trace('tpm_transmit', 'callers');
      const at = (name: string) =>
        steps.filter((step) => step.function === name).map((step) => held(step).join());
      expect(at('tpm_common_write')).toContain('buffer_mutex exclusive,ops_sem read,tpm_mutex exclusive');
      expect(at('tpm_class_shutdown').every((locks) => /ops_sem write/.test(locks))).toBe(true);
      expect(at('tpm_chip_bootstrap').some((locks) => !locks.includes('ops_sem'))).toBe(true);
      expect(at('st33zp24_pm_resume').every((locks) => !locks.includes('ops_sem'))).toBe(true);
      expect(steps.length).toBeLessThan(1000);
    });

    test('parents point towards the root', () => {
      const { steps } = trace('tpm_transmit', 'callers');
      for (const step of steps)
        if (step.parent !== null) expect(steps[step.parent - 1]?.function).toBe(step.callee);
        else expect(step.callee).toBe('tpm_transmit');
    });

    test('every path to a function ends there', () => {
      const { steps } = trace('tpm_chip_unregister', 'calls', 'tpm_transmit');
      const parents = new Set(steps.map((step) => step.parent));
      const ends = steps.filter((step) => !parents.has(step.n) && step.kind === 'call');
      expect(ends.length).toBeGreaterThan(0);
      for (const step of ends) expect(step.callee).toBe('tpm_transmit');
    });

    test('a trace of a warm snapshot is there at once', () => {
      removal();
      trace('tpm_transmit', 'callers');
      const start = process.cpuUsage();
      removal();
      trace('tpm_transmit', 'callers');
      const { user, system } = process.cpuUsage(start);
      expect((user + system) / 1000).toBeLessThan(400);
    });
  });

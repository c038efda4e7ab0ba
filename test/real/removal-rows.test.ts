import { describe, expect, test } from 'vitest';
import type { TraceReport, TraceStep } from '../../server/src/features/reports';
import { kernels, newest, sayMissing, workspaceOf } from './kernels';

/**
 * What a careful reader says of the removal, row by row: which step does what, who ends where and gets what afterwards,
 * and in which order each driver takes its hardware away.
 */
if (kernels.length === 0) sayMissing();

const say = (step: TraceStep) => `${step.kind} ${step.text}`;

/** Places of texts among the steps, each searched after the one before. */
function inOrder(trace: TraceReport, wanted: readonly RegExp[]): string[] {
  const found: string[] = [];
  let from = 0;
  for (const pattern of wanted) {
    const at = trace.steps.findIndex((step, i) => i >= from && pattern.test(say(step)));
    if (at < 0) return [...found, `nothing like ${pattern.source}`];
    found.push(pattern.source);
    from = at + 1;
  }
  return found;
}

for (const kernel of kernels)
  describe(`rows of the removal in Linux ${kernel.version}`, () => {
    const trace = (root: string) => {
      const found = workspaceOf(kernel).snapshot().trace(root, { direction: 'calls' });
      if (found === null) throw new Error(`no ${root}`);
      return found;
    };
    const removal = () => trace('tpm_chip_unregister');

    test('the steps stand in their order, each for what it does', () => {
      const rows = [
        /^release sysfs_remove_link|^call tpm_del_legacy_sysfs/,
        /^fence hwrng_unregister\(&chip->hwrng\)/,
        /^acquire inode_lock/,
        /^retract inode->i_private = NULL/,
        /^release inode_unlock/,
        /^fence securityfs_remove/,
        /^fence cdev_device_del\(&chip->cdevs, &chip->devs\)/,
        /^release put_device\(&chip->devs\)/,
        /^fence cdev_device_del\(&chip->cdev, &chip->dev\)/,
        /^acquire mutex_lock\(&idr_lock\)/,
        /^retract idr_replace\(&dev_nums_idr, NULL/,
        /^fence down_write\(&chip->ops_sem\)/,
        /^call tpm2_shutdown/,
        /^retract chip->ops = NULL/,
        /^release up_write\(&chip->ops_sem\)/,
      ];
      expect(inOrder(removal(), rows)).toEqual(rows.map((row) => row.source));
    });

    test.each([
      ['hwrng_unregister', /no hwrng read after it/],
      [
        'down_write',
        /everyone who holds ops_sem for read: commands in flight are done, which may take minutes/,
      ],
    ])('%s waits', (callee, waitsFor) => {
      expect(removal().steps.find((step) => step.callee === callee)?.waitsFor).toMatch(waitsFor);
    });

    test('a step that only stops newcomers does not wait', () => {
      const removed = removal().steps.filter((step) => step.callee === 'securityfs_remove');
      expect(removed.map((step) => step.waitsFor)).toEqual([null]);
    });

    test.each([
      ['tpm_open', /-ENXIO or -ENOENT/],
      ['tpm_common_write', /-EPIPE: tpm_chip\.ops is NULL/],
      ['tpm_pcr_extend', /-ENODEV: tpm_chip\.ops is NULL/],
      ['pubek_show', /-ENODEV/],
      ['tpm_hwrng_read', /no longer asked/],
      ['tpm_default_chip', /nothing is found/],
      ['tpm_bios_measurements_open', /-ENXIO or -ENOENT/],
      ['tpm_class_shutdown', /not on the list/],
    ])('who comes late through %s gets its answer', (name, late) => {
      const entry = removal().entryPoints.find((one) => one.function === name);
      expect(entry?.then).toMatch(late);
    });

    test.each([
      ['tpm_common_read', /close of the file/],
      ['tpm_common_poll', /close of the file/],
      ['tpm_bios_measurements_release', /close of the file/],
      ['tpm_pm_resume', /unbinding of the driver, which does not overlap/],
    ])('%s ends only with something else', (name, ends) => {
      const entry = removal().entryPoints.find((one) => one.function === name);
      expect(entry).toMatchObject({ possibleUntil: null, stoppedBy: expect.stringMatching(ends) });
    });

    test('references: who takes and who drops each', () => {
      const { references } = removal();
      const of = (holder: string) => references.find((one) => one.holder.startsWith(holder));
      expect(of('the first reference')?.dropped).not.toBeNull();
      expect(of('tpm_chip->devs')?.dropped?.file).toMatch(/tpm2-space\.c$/);
      expect(of('open files of tpm_bios_measurements_ops')?.dropped?.file).toMatch(/eventlog\/common\.c$/);
      expect(of('cdev and its open files')?.dropped).toBeNull();
      const keys = references.find((one) => one.taken.file.endsWith('trusted_tpm1.c'));
      expect(keys?.dropped?.line).toBeGreaterThan((keys?.taken.line ?? 0) + 20);
    });

    test.each([
      [
        'tpm_tis_pnp_remove',
        [
          /tpm_chip_unregister/,
          /^free iounmap/,
          /^fence devres .*request_threaded_irq/,
          /put_device/,
          /^free devres .*ioremap_resource/,
          /^free devres .*devm_kzalloc/,
        ],
      ],
      [
        'tpm_ibmvtpm_remove',
        [
          /tpm_chip_unregister/,
          /^fence free_irq/,
          /dma_unmap_single/,
          /^free free_page/,
          /^free kfree\(ibmvtpm->rtce_buf\)/,
          /^free kfree\(ibmvtpm\)/,
        ],
      ],
      [
        'tpmfront_remove',
        [
          /tpm_chip_unregister/,
          /ring_free/,
          /^free .*(?:teardown_ring|free_page|gnttab)/,
          /^fence unbind_from_irqhandler/,
          /^free kfree\(priv\)/,
        ],
      ],
      ['crb_acpi_remove', [/tpm_chip_unregister/, /put_device/, /^free devres .*devm_kzalloc/]],
      [
        'vtpm_proxy_fops_release',
        [
          /vtpm_proxy_fops_undo_open/,
          /^fence flush_work/,
          /tpm_chip_unregister/,
          /put_device\(&proxy_dev->chip->dev\)/,
          /^free kfree\(proxy_dev\)/,
        ],
      ],
      [
        'ftpm_tee_remove',
        [/tpm_chip_unregister/, /put_device\(&pvt_data->chip->dev\)/, /^free tee_shm_free/],
      ],
      [
        'st33zp24_i2c_remove',
        [/tpm_chip_unregister/, /^fence devres .*request_irq/, /devm_gpio/, /^free devres .*devm_kzalloc/],
      ],
      [
        'cleanup_nsc',
        [/tpm_nsc_remove/, /tpm_chip_unregister/, /release_region/, /platform_device_unregister/],
      ],
      ['cleanup_atmel', [/^fence platform_driver_unregister/, /tpm_chip_unregister/]],
    ] as const)('%s takes the hardware away in its order', (root, rows) => {
      expect(inOrder(trace(root), rows)).toEqual(rows.map((row) => row.source));
    });

    test('a probe that fails after the chip went up takes it down again', () => {
      const probe = trace('tpm_tis_core_init');
      expect(inOrder(probe, [/^call tpm_chip_register/, /^call tpm_tis_remove/])).toEqual([
        '^call tpm_chip_register',
        '^call tpm_tis_remove',
      ]);
    });
  });

test.runIf(newest !== undefined)('the session of the TPM is ended first, where the tree has one', () => {
  const found = newest && workspaceOf(newest).snapshot().trace('tpm_chip_unregister', { direction: 'calls' });
  const first = found?.steps[0];
  expect(first).toMatchObject({ callee: 'tpm_try_get_ops' });
  const session = found?.steps.find((step) => step.callee === 'tpm2_end_auth_session');
  expect(session?.condition).toContain('CONFIG_TCG_TPM2_HMAC');
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { FindingReport } from '../../server/src/features/reports';
import type { RuleId } from '../../server/src/model/types';
import { newest, sayMissing, workspaceOf } from './kernels';

/** A mistake put into a real driver: the nth `from` inside `function` becomes `to`. */
interface Mutant {
  readonly rule: RuleId;
  readonly file: string;
  readonly function: string;
  readonly from: string;
  readonly to: string;
  readonly nth?: number;
}

const folder = 'drivers/char/tpm';
const mutants: readonly Mutant[] = [
  {
    rule: 'lock-leak',
    file: 'tpm_vtpm_proxy.c',
    function: 'vtpm_proxy_fops_read',
    from: 'mutex_unlock(&proxy_dev->buf_lock);',
    to: ';',
  },
  {
    rule: 'lock-leak',
    file: 'tpm-dev-common.c',
    function: 'tpm_common_write',
    from: 'mutex_unlock(&priv->buffer_mutex);',
    to: ';',
  },
  {
    rule: 'double-lock',
    file: 'tpm-dev-common.c',
    function: 'tpm_common_poll',
    from: 'mutex_unlock(&priv->buffer_mutex);',
    to: 'mutex_lock(&priv->buffer_mutex);',
  },
  {
    rule: 'unlock-not-held',
    file: 'tpm-dev-common.c',
    function: 'tpm_common_write',
    from: 'return -E2BIG;',
    to: 'goto out;',
  },
  {
    rule: 'wrong-mode',
    file: 'tpm-chip.c',
    function: 'tpm_try_get_ops',
    from: 'up_read(&chip->ops_sem);',
    to: 'up_write(&chip->ops_sem);',
  },
  {
    rule: 'ref-leak',
    file: 'tpm-chip.c',
    function: 'tpm_try_get_ops',
    from: 'put_device(&chip->dev);',
    to: ';',
  },
  {
    rule: 'ref-underflow',
    file: 'tpm-chip.c',
    function: 'tpm_find_get_ops',
    from: 'put_device(&chip->dev);',
    to: 'put_device(&chip->dev); put_device(&chip->dev);',
  },
  {
    rule: 'resource-leak',
    file: 'tpm_vtpm_proxy.c',
    function: 'vtpm_proxy_create_proxy_dev',
    from: 'kfree(proxy_dev);',
    to: ';',
  },
  {
    rule: 'buffer-leak',
    file: 'tpm1-cmd.c',
    function: 'tpm1_get_random',
    from: 'tpm_buf_destroy(&buf);',
    to: ';',
  },
  {
    rule: 'get-ops-unchecked',
    file: 'tpm-interface.c',
    function: 'tpm_pcr_extend',
    from: 'if (!chip)',
    to: 'if (!digests)',
  },
  {
    rule: 'power-unbalanced',
    file: 'tpm-chip.c',
    function: 'tpm_chip_bootstrap',
    from: 'tpm_chip_stop(chip);',
    to: ';',
  },
  {
    rule: 'locality-unbalanced',
    file: 'tpm_tis_core.c',
    function: 'tpm_tis_probe_irq_single',
    from: 'tpm_tis_relinquish_locality(chip, priv->locality);',
    to: ';',
  },
  {
    rule: 'ops-unchecked',
    file: 'tpm-chip.c',
    function: 'tpm_try_get_ops',
    from: 'if (!chip->ops)',
    to: 'if (!chip)',
  },
  {
    rule: 'ops-unprotected',
    file: 'tpm-dev-common.c',
    function: 'tpm_common_write',
    from: 'ret = tpm_dev_transmit(',
    to: 'tpm_put_ops(priv->chip); ret = tpm_dev_transmit(',
  },
  {
    rule: 'sleep-in-atomic',
    file: 'tpm_ibmvtpm.c',
    function: 'tpm_ibmvtpm_recv',
    from: 'memset(ibmvtpm->rtce_buf, 0, len);',
    to: 'msleep(1);',
  },
  {
    rule: 'sleep-in-atomic',
    file: 'tpm-dev-common.c',
    function: 'user_reader_timeout',
    from: 'schedule_work(&priv->timeout_work);',
    to: 'mutex_lock(&priv->buffer_mutex); priv->response_length = 0; mutex_unlock(&priv->buffer_mutex);',
  },
  {
    rule: 'sleep-in-atomic',
    file: 'tpm_vtpm_proxy.c',
    function: 'vtpm_proxy_fops_read',
    from: 'mutex_lock(&proxy_dev->buf_lock);',
    to: 'spin_lock(&proxy_dev->buf_lock);',
  },
  {
    rule: 'lock-order',
    file: 'tpm-dev-common.c',
    function: 'tpm_common_poll',
    from: 'mutex_lock(&priv->buffer_mutex);',
    to: 'if (tpm_try_get_ops(priv->chip)) return mask; mutex_lock(&priv->buffer_mutex); mutex_unlock(&priv->buffer_mutex); tpm_put_ops(priv->chip); mutex_lock(&priv->buffer_mutex);',
  },
  {
    rule: 'drain-deadlock',
    file: 'tpm-dev-common.c',
    function: 'tpm_common_release',
    from: 'flush_work(&priv->async_work);',
    to: 'mutex_lock(&priv->buffer_mutex); flush_work(&priv->async_work); mutex_unlock(&priv->buffer_mutex);',
  },
  {
    rule: 'drain-deadlock',
    file: 'tpm-chip.c',
    function: 'tpm_chip_unregister',
    from: 'hwrng_unregister(&chip->hwrng);',
    to: '{ down_write(&chip->ops_sem); hwrng_unregister(&chip->hwrng); up_write(&chip->ops_sem); }',
  },
  {
    rule: 'drain-deadlock',
    file: 'tpm-chip.c',
    function: 'tpm_del_char_device',
    from: 'cdev_device_del(&chip->cdev, &chip->dev);',
    to: 'down_write(&chip->ops_sem); cdev_device_del(&chip->cdev, &chip->dev); up_write(&chip->ops_sem);',
  },
  {
    rule: 'lock-held-to-user-space',
    file: 'tpm_vtpm_proxy.c',
    function: 'vtpm_proxy_fops_poll',
    from: 'mutex_unlock(&proxy_dev->buf_lock);',
    to: ';',
  },
  {
    rule: 'inconsistent-return',
    file: 'tpm-chip.c',
    function: 'tpm_put_ops',
    from: 'mutex_unlock(&chip->tpm_mutex);',
    to: 'if (chip->flags & TPM_CHIP_FLAG_VIRTUAL) return; mutex_unlock(&chip->tpm_mutex);',
  },
  {
    rule: 'double-lock',
    file: 'tpm-interface.c',
    function: 'tpm_pcr_read',
    from: 'if (chip->flags & TPM_CHIP_FLAG_TPM2)',
    to: 'if (tpm_is_tpm2(chip) > 0)',
  },
  {
    rule: 'annotation-mismatch',
    file: 'tpm-dev-common.c',
    function: 'tpm_timeout_work',
    from: 'wake_up_interruptible(&priv->async_wait);',
    to: 'lockdep_assert_held(&priv->buffer_mutex);',
  },
  {
    rule: 'field-without-its-lock',
    file: 'tpm-dev-common.c',
    function: 'tpm_timeout_work',
    from: 'mutex_unlock(&priv->buffer_mutex);',
    to: 'mutex_unlock(&priv->buffer_mutex); priv->response_length = 0;',
  },
  {
    rule: 'async-not-drained',
    file: 'tpm-dev-common.c',
    function: 'tpm_common_release',
    from: 'flush_work(&priv->async_work);',
    to: ';',
  },
  {
    rule: 'async-not-drained',
    file: 'tpm_ibmvtpm.c',
    function: 'tpm_ibmvtpm_remove',
    from: 'free_irq(vdev->irq, ibmvtpm);',
    to: ';',
  },
  {
    rule: 'removal-order',
    file: 'xen-tpmfront.c',
    function: 'tpmfront_remove',
    from: 'tpm_chip_unregister(chip);\n\tring_free(priv);',
    to: 'ring_free(priv);\n\ttpm_chip_unregister(chip);',
  },
  {
    rule: 'removal-order',
    file: 'tpm_crb.c',
    function: 'crb_acpi_remove',
    from: 'tpm_chip_unregister(chip);',
    to: ';',
  },
  {
    rule: 'register-before-init',
    file: 'tpm_tis_core.c',
    function: 'tpm_tis_core_init',
    from: 'INIT_WORK(&priv->free_irq_work, tpm_tis_free_irq_func);',
    to: 'schedule_work(&priv->free_irq_work); INIT_WORK(&priv->free_irq_work, tpm_tis_free_irq_func);',
  },
  {
    rule: 'error-path-missing-undo',
    file: 'tpm-chip.c',
    function: 'tpm_chip_register',
    from: 'goto out_hwrng;',
    to: 'goto out_ppi;',
  },
];

/** Start and end of a function's definition in the text. */
function extent(text: string, name: string): { start: number; end: number } {
  const start = text.search(new RegExp(`^[a-z_][\\w \\t*]*?\\b${name}\\([^;]*?\\)\\s*\\{`, 'm'));
  if (start < 0) throw new Error(`${name} is not defined here`);
  return { start, end: text.indexOf('\n}', start) };
}

function mutate(text: string, mutant: Mutant): string {
  const { start, end } = extent(text, mutant.function);
  let at = start - 1;
  for (let n = 0; n < (mutant.nth ?? 1); n++) at = text.indexOf(mutant.from, at + 1);
  if (at < start || at > end) throw new Error(`${mutant.function} has no ${mutant.from}`);
  return text.slice(0, at) + mutant.to + text.slice(at + mutant.from.length);
}

const kernel = newest;
if (kernel) {
  const named = mutants.map((mutant) => [`${mutant.rule} in ${mutant.function}()`, mutant] as const);
  const workspace = () => workspaceOf(kernel);
  let overlaid: string | null = null;
  afterEach(() => {
    if (overlaid !== null) workspace().setBuffer(overlaid, null);
    overlaid = null;
  });

  describe(`a mistake put into Linux ${kernel.version} is found`, () => {
    test.each(named)('%s', (_name, mutant) => {
      const file = `${folder}/${mutant.file}`;
      const here = (finding: FindingReport) =>
        finding.rule === mutant.rule && finding.function === mutant.function;
      expect(workspace().snapshot().findings(file).filter(here)).toEqual([]);
      overlaid = file;
      workspace().setBuffer(file, mutate(readFileSync(join(kernel.root, file), 'utf8'), mutant));
      expect(workspace().snapshot().findings(file).filter(here).length).toBeGreaterThanOrEqual(1);
    });
  });

  test('taking the mistakes back leaves what was there before', () => {
    const file = `${folder}/${mutants[0]?.file}`;
    const before = JSON.stringify(workspace().snapshot().state(file));
    workspace().setBuffer(file, 'int broken(');
    workspace().snapshot().findings(file);
    workspace().setBuffer(file, null);
    expect(JSON.stringify(workspace().snapshot().state(file))).toBe(before);
  });
} else sayMissing();

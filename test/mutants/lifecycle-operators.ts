import type { Operator } from './operators';

/** Mistakes in the order of a driver's life: steps left out, done too early, or done without looking. */
const call = (names: string) => new RegExp(`(?<=^\\t+)(?:${names})\\((?:[^;]|\\n)*?\\);`, 'gm');

const drains = 'flush_work|cancel_work_sync|cancel_delayed_work_sync|del_timer_sync|timer_delete_sync';
const unregisters =
  'tpm_chip_unregister|hwrng_unregister|misc_deregister|cdev_device_del|class_unregister|unregister_chrdev_region|platform_driver_unregister|pnp_unregister_driver|driver_unregister';
const nothing = () => ';';

/** A call that keeps users out, and the statement after it. */
const fenceThenNext =
  /(?<=^\t+)(?:tpm_chip_unregister|free_irq)\([^;]*\);\n\n?\t+(?!return|goto|if|else|do|while|dev_set_drvdata)\w[^;{}]*;/gm;
const swapped = (statements: string) => {
  const at = statements.indexOf(';') + 1;
  return `${statements.slice(at).trim()}\n\t${statements.slice(0, at)}`;
};

export const lifecycleOperators = {
  'delete-drain': { site: call(drains), becomes: nothing, rules: ['async-not-drained'] },
  'stop-without-waiting': {
    site: call('del_timer_sync|timer_delete_sync'),
    becomes: (statement) => statement.replace('_sync', ''),
    rules: ['async-not-drained'],
  },
  'delete-free-irq': {
    site: call('free_irq|unbind_from_irqhandler'),
    becomes: nothing,
    rules: ['async-not-drained', 'removal-order', 'resource-leak'],
  },
  'delete-unregister': {
    site: call(unregisters),
    becomes: nothing,
    rules: ['removal-order', 'error-path-missing-undo', 'ref-leak'],
  },
  'fence-too-late': {
    site: fenceThenNext,
    becomes: swapped,
    rules: ['removal-order', 'async-not-drained', 'use-after-free'],
  },
  'delete-recheck': {
    site: /(?<=^\t+)if \(!\w+(?:->\w+)*->ops\)\s*(?:goto|return)[^;]*;/gm,
    becomes: nothing,
    rules: ['ops-unchecked'],
  },
  'use-after-unregister': {
    site: call('tpm_chip_unregister'),
    becomes: (statement) => `${statement}\n\t${statement.replace('tpm_chip_unregister', 'tpm_get_timeouts')}`,
    rules: ['ops-unchecked'],
  },
  'put-ops-early': {
    // The last command of a reservation, sent after it was given back.
    site: /(?<=^\t+)[^;{}\n]*\b(?:tpm_transmit_cmd|tpm1_getcap|tpm_dev_transmit|tpm2_flush_sessions)\((?:[^;]|\n)*?\);\n(?:[^}]|\n)*?\ttpm_put_ops\([^;]*\);/gm,
    becomes: (statements) => {
      const at = statements.lastIndexOf('tpm_put_ops');
      return `${statements.slice(at)}\n\t${statements.slice(0, at)};`;
    },
    rules: ['ops-unprotected'],
  },
} as const satisfies Readonly<Record<string, Operator>>;

import type { CleanupRow, When } from '../types';

/**
 * Guards, free classes and classes of include/linux/cleanup.h as 6.12 defines them.
 * A conditional guard holds nothing, and its exit does nothing, when entering failed.
 */
type Guard = readonly [name: string, enter: string, exit: string, conditional?: When];

function guards(source: string, rows: readonly Guard[]): CleanupRow[] {
  return rows.map(([name, enter, exit, conditional]) => ({
    name,
    form: 'guard',
    enter,
    exit,
    ...(conditional && { conditional }),
    source,
  }));
}

/** The exit function runs on values that pass `unless`; none means that it takes anything. */
function frees(
  unless: CleanupRow['unless'] | undefined,
  rows: readonly (readonly [string, string, string])[],
): CleanupRow[] {
  return rows.map(([name, exit, header]) => ({
    name,
    form: 'free',
    exit,
    ...(unless && { unless }),
    source: `include/${header}`,
  }));
}

/** `spinlock_irq` and its kin: the enter and exit functions carry the same suffix. */
function spinGuards(name: string, prefix: string): Guard[] {
  return [
    [name, `${prefix}_lock`, `${prefix}_unlock`],
    [`${name}_try`, `${prefix}_trylock`, `${prefix}_unlock`, 'true'],
    [`${name}_irq`, `${prefix}_lock_irq`, `${prefix}_unlock_irq`],
    [`${name}_irq_try`, `${prefix}_trylock_irq`, `${prefix}_unlock_irq`, 'true'],
    [`${name}_bh`, `${prefix}_lock_bh`, `${prefix}_unlock_bh`],
    [`${name}_bh_try`, `${prefix}_trylock_bh`, `${prefix}_unlock_bh`, 'true'],
    [`${name}_irqsave`, `${prefix}_lock_irqsave`, `${prefix}_unlock_irqrestore`],
    [`${name}_irqsave_try`, `${prefix}_trylock_irqsave`, `${prefix}_unlock_irqrestore`, 'true'],
  ];
}

const guardRows = [
  ...guards('include/linux/mutex.h', [
    ['mutex', 'mutex_lock', 'mutex_unlock'],
    ['mutex_try', 'mutex_trylock', 'mutex_unlock', 'true'],
    ['mutex_intr', 'mutex_lock_interruptible', 'mutex_unlock', 'zero'],
    // 6.13
    ['mutex_kill', 'mutex_lock_killable', 'mutex_unlock', 'zero'],
  ]),
  ...guards('include/linux/rwsem.h', [
    ['rwsem_read', 'down_read', 'up_read'],
    ['rwsem_read_try', 'down_read_trylock', 'up_read', 'true'],
    ['rwsem_read_intr', 'down_read_interruptible', 'up_read', 'zero'],
    ['rwsem_write', 'down_write', 'up_write'],
    ['rwsem_write_try', 'down_write_trylock', 'up_write', 'true'],
    // 6.16
    ['rwsem_write_kill', 'down_write_killable', 'up_write', 'zero'],
  ]),
  ...guards('include/linux/spinlock.h', [
    ...spinGuards('spinlock', 'spin'),
    ...spinGuards('raw_spinlock', 'raw_spin'),
    ['raw_spinlock_nested', 'raw_spin_lock_nested', 'raw_spin_unlock'],
    ['read_lock', 'read_lock', 'read_unlock'],
    ['read_lock_irq', 'read_lock_irq', 'read_unlock_irq'],
    ['read_lock_irqsave', 'read_lock_irqsave', 'read_unlock_irqrestore'],
    ['write_lock', 'write_lock', 'write_unlock'],
    ['write_lock_irq', 'write_lock_irq', 'write_unlock_irq'],
    ['write_lock_irqsave', 'write_lock_irqsave', 'write_unlock_irqrestore'],
  ]),
  ...guards('include/linux/irqflags.h', [
    ['irq', 'local_irq_disable', 'local_irq_enable'],
    ['irqsave', 'local_irq_save', 'local_irq_restore'],
  ]),
  ...guards('include/linux/preempt.h', [
    ['preempt', 'preempt_disable', 'preempt_enable'],
    ['preempt_notrace', 'preempt_disable_notrace', 'preempt_enable_notrace'],
    ['migrate', 'migrate_disable', 'migrate_enable'],
  ]),
  ...guards('include/linux/rcupdate.h', [['rcu', 'rcu_read_lock', 'rcu_read_unlock']]),
  ...guards('include/linux/srcu.h', [['srcu', 'srcu_read_lock', 'srcu_read_unlock']]),
  ...guards('include/linux/device.h', [['device', 'device_lock', 'device_unlock']]),
  ...guards('include/linux/pci.h', [['pci_dev', 'pci_dev_lock', 'pci_dev_unlock']]),
  ...guards('include/linux/cpuhplock.h', [['cpus_read_lock', 'cpus_read_lock', 'cpus_read_unlock']]),
  ...guards('include/linux/local_lock.h', [
    ['local_lock', 'local_lock', 'local_unlock'],
    ['local_lock_irq', 'local_lock_irq', 'local_unlock_irq'],
    ['local_lock_irqsave', 'local_lock_irqsave', 'local_unlock_irqrestore'],
    ['local_lock_nested_bh', 'local_lock_nested_bh', 'local_unlock_nested_bh'],
  ]),
  ...guards('include/linux/rtnetlink.h', [['rtnl', 'rtnl_lock', 'rtnl_unlock']]),
  ...guards('include/linux/console.h', [['console_lock', 'console_lock', 'console_unlock']]),
  ...guards('include/linux/sched/task.h', [['task_lock', 'task_lock', 'task_unlock']]),
  ...guards('include/linux/interrupt.h', [['disable_irq', 'disable_irq', 'enable_irq']]),
  ...guards('include/linux/pm_runtime.h (6.18)', [
    ['pm_runtime_noresume', 'pm_runtime_get_noresume', 'pm_runtime_put_noidle'],
    ['pm_runtime_active', 'pm_runtime_get_sync', 'pm_runtime_put'],
    ['pm_runtime_active_auto', 'pm_runtime_get_sync', 'pm_runtime_put_autosuspend'],
    ['pm_runtime_active_try', 'pm_runtime_resume_and_get', 'pm_runtime_put', 'zero'],
    ['pm_runtime_active_auto_try', 'pm_runtime_resume_and_get', 'pm_runtime_put_autosuspend', 'zero'],
  ]),
];

const freeRows = [
  ...frees('null-or-error', [
    ['kfree', 'kfree', 'linux/slab.h'],
    ['kvfree', 'kvfree', 'linux/slab.h'],
    ['fput', 'fput', 'linux/file.h'],
    ['gpio_device_put', 'gpio_device_put', 'linux/gpio/driver.h'],
    ['put_mnt_ns', 'put_mnt_ns', 'linux/mnt_namespace.h'],
    ['path_put', 'path_put', 'linux/path.h (6.10)'],
  ]),
  ...frees('null', [
    ['put_device', 'put_device', 'linux/device.h'],
    ['device_del', 'device_del', 'linux/device.h'],
    ['device_node', 'of_node_put', 'linux/of.h'],
    ['pci_dev_put', 'pci_dev_put', 'linux/pci.h'],
    ['put_task', 'put_task_struct', 'linux/sched/task.h'],
    ['dev_put', 'dev_put', 'linux/netdevice.h'],
    ['bitmap', 'bitmap_free', 'linux/bitmap.h'],
    ['free_cpumask_var', 'free_cpumask_var', 'linux/cpumask.h'],
    ['put_nsproxy', 'put_nsproxy', 'linux/nsproxy.h'],
    ['rtc_class_close', 'rtc_class_close', 'linux/rtc.h'],
    ['snd_card_unref', 'snd_card_unref', 'sound/core.h'],
    ['snd_card_free', 'snd_card_free', 'sound/core.h'],
  ]),
  ...frees(undefined, [
    ['fwnode_handle', 'fwnode_handle_put', 'linux/property.h'],
    ['firmware', 'release_firmware', 'linux/firmware.h'],
    ['free_percpu', 'free_percpu', 'linux/percpu.h'],
    ['free_usb_request', 'free_usb_request', 'linux/usb/gadget.h'],
  ]),
  // Not in 6.12, from later trees.
  ...frees('null-or-error', [
    ['kfree_sensitive', 'kfree_sensitive', 'linux/slab.h (6.14)'],
    ['acpi_put_table', 'acpi_put_table', 'linux/acpi.h (6.17)'],
    ['dput', 'dput', 'linux/dcache.h (6.17)'],
    ['key_put', 'key_put', 'linux/key.h (6.13)'],
  ]),
];

const classRows: readonly CleanupRow[] = [
  { name: 'fd', form: 'class', enter: 'fdget', exit: 'fdput', source: 'include/linux/file.h' },
  { name: 'fd_raw', form: 'class', enter: 'fdget_raw', exit: 'fdput', source: 'include/linux/file.h' },
  // Exit runs on a descriptor that is not negative: put_unused_fd of a failed reservation never happens.
  {
    name: 'get_unused_fd',
    form: 'class',
    enter: 'get_unused_fd_flags',
    exit: 'put_unused_fd',
    conditional: 'nonnegative',
    source: 'include/linux/file.h',
  },
  {
    name: 'override_creds',
    form: 'class',
    enter: 'override_creds',
    exit: 'revert_creds',
    source: 'include/linux/cred.h',
  },
];

export const cleanups: readonly CleanupRow[] = [...guardRows, ...freeRows, ...classRows];

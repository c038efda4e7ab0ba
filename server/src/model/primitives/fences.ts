import type { FenceRow, Target } from '../types';

/**
 * What keeps others out, and whether it also waits for those inside. The kinds are those of the entry rows.
 * A fence that does not wait stops newcomers only: open files outlive cdev_del.
 */
type Line = readonly [names: string, target: Target, cuts: string, waits: boolean, says: string, source: string];

const ARG0: Target = { arg: 0 };
const ARG1: Target = { arg: 1 };
const HELD_BY_SYSFS = 'sysfs-show sysfs-store';
const DRIVER = 'probe remove suspend resume shutdown';

const lines: readonly Line[] = [
  ['cdev_del', ARG0, 'open', false, 'no new opens; open files stay', 'fs/char_dev.c'],
  ['cdev_device_del', ARG0, 'open', false, 'no new opens; open files stay', 'fs/char_dev.c'],
  ['cdev_device_del', ARG1, HELD_BY_SYSFS, true, 'sysfs attributes are gone and drained', 'fs/char_dev.c, fs/kernfs/dir.c'],
  ['device_del device_unregister', ARG0, `${HELD_BY_SYSFS} shutdown`, true, 'sysfs attributes are gone and drained', 'drivers/base/core.c, fs/kernfs/dir.c'],
  ['misc_deregister', ARG0, 'open', false, 'no new opens; open files stay', 'drivers/char/misc.c'],
  ['unregister_chrdev', ARG0, 'open', false, 'no new opens; open files stay', 'fs/char_dev.c'],
  ['sysfs_remove_group sysfs_remove_groups sysfs_remove_file sysfs_remove_files sysfs_remove_bin_file', ARG1, HELD_BY_SYSFS, true, 'sysfs files are gone and drained', 'fs/sysfs, fs/kernfs/dir.c'],
  ['device_remove_file device_remove_bin_file device_remove_group device_remove_groups', ARG1, HELD_BY_SYSFS, true, 'sysfs files are gone and drained', 'fs/kernfs/dir.c'],
  ['kobject_del', ARG0, HELD_BY_SYSFS, true, 'sysfs files are gone and drained', 'lib/kobject.c'],
  ['hwrng_unregister', ARG0, 'hwrng', true, 'no hwrng read after it', 'drivers/char/hw_random/core.c'],
  ['devm_hwrng_unregister', ARG1, 'hwrng', true, 'no hwrng read after it', 'drivers/char/hw_random/core.c'],
  // debugfs protects its files against removal; securityfs and simplefs do not drain.
  ['securityfs_remove', ARG0, 'open', false, 'no new opens; open files stay', 'security/inode.c'],
  ['debugfs_remove debugfs_remove_recursive', ARG0, 'open read write ioctl poll', true, 'file is gone and drained', 'fs/debugfs/inode.c'],
  ['proc_remove', ARG0, 'open read write ioctl poll', true, 'file is gone and drained', 'fs/proc/inode.c'],
  ['cancel_work_sync cancel_delayed_work_sync disable_work_sync disable_delayed_work_sync', ARG0, 'work', true, 'work is not queued and not running', 'kernel/workqueue.c'],
  ['flush_work flush_delayed_work', ARG0, 'work', true, 'queued work has run; it may be queued again', 'kernel/workqueue.c'],
  ['flush_workqueue drain_workqueue destroy_workqueue', ARG0, 'work', true, 'queued work has run', 'kernel/workqueue.c'],
  ['flush_scheduled_work', { global: 'system_wq' }, 'work', true, 'queued work has run', 'include/linux/workqueue.h'],
  ['kthread_cancel_work_sync kthread_flush_work kthread_destroy_worker', ARG0, 'work', true, 'work has run', 'kernel/kthread.c'],
  ['del_timer_sync timer_delete_sync', ARG0, 'timer', true, 'timer is off and its function is done; it may be armed again', 'kernel/time/timer.c'],
  ['timer_shutdown_sync', ARG0, 'timer', true, 'timer is off for good', 'kernel/time/timer.c'],
  ['del_timer timer_delete', ARG0, 'timer', false, 'timer is off; its function may still run', 'kernel/time/timer.c'],
  ['hrtimer_cancel', ARG0, 'timer', true, 'timer is off and its function is done', 'kernel/time/hrtimer.c'],
  ['tasklet_kill', ARG0, 'tasklet', true, 'tasklet is done', 'kernel/softirq.c'],
  ['free_irq unbind_from_irqhandler', ARG0, 'irq irq-thread', true, 'no interrupt handler after it', 'kernel/irq/manage.c'],
  ['devm_free_irq', ARG1, 'irq irq-thread', true, 'no interrupt handler after it', 'kernel/irq/devres.c'],
  ['disable_irq synchronize_irq', ARG0, 'irq irq-thread', true, 'running interrupt handlers are done', 'kernel/irq/manage.c'],
  ['synchronize_rcu synchronize_rcu_expedited', { global: 'rcu' }, 'rcu-reader', true, 'readers that were inside are out', 'kernel/rcu/tree.c'],
  ['rcu_barrier', { global: 'rcu' }, 'rcu', true, 'queued RCU callbacks have run', 'kernel/rcu/tree.c'],
  ['synchronize_srcu synchronize_srcu_expedited', ARG0, 'rcu-reader', true, 'readers that were inside are out', 'kernel/rcu/srcutree.c'],
  ['kthread_stop', ARG0, 'thread', true, 'thread has ended', 'kernel/kthread.c'],
  ['unregister_key_type', ARG0, 'key-instantiate key-update key-read key-revoke key-destroy', true, 'keys of the type are dead and destroyed', 'security/keys/key.c'],
  ['unregister_reboot_notifier unregister_pm_notifier', ARG0, 'notifier', true, 'notifier is not called again', 'kernel/notifier.c'],
  ['blocking_notifier_chain_unregister', ARG1, 'notifier', true, 'notifier is not called again', 'kernel/notifier.c'],
  ['driver_unregister platform_driver_unregister pci_unregister_driver pnp_unregister_driver', ARG0, DRIVER, true, 'driver is unbound from every device', 'drivers/base/driver.c'],
  ['i2c_del_driver spi_unregister_driver xenbus_unregister_driver vio_unregister_driver', ARG0, DRIVER, true, 'driver is unbound from every device', 'drivers/base/driver.c'],
  ['usb_deregister acpi_bus_unregister_driver auxiliary_driver_unregister amba_driver_unregister', ARG0, DRIVER, true, 'driver is unbound from every device', 'drivers/base/driver.c'],
  ['input_unregister_device', ARG0, 'open', true, 'handlers are disconnected', 'drivers/input/input.c'],
  ['watchdog_unregister_device', ARG0, 'watchdog open', false, 'no new opens; open files stay', 'drivers/watchdog/watchdog_dev.c'],
];

export const fences: readonly FenceRow[] = lines.flatMap(([names, target, cuts, waits, says, source]) =>
  names.split(' ').map(fn => ({ fn, target, cuts: cuts.split(' '), waits, says, source })),
);

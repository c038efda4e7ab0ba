import type { FunctionRow } from '../types';
import { facts } from './family';

/**
 * Who sleeps, beyond what the other tables say with their effects, and what forbids it. A row here is a promise that the
 * function may block in ordinary use: what sleeps only for some devices or some flags (an interrupt line behind a slow
 * bus, runtime PM of a device that is not irq safe) is left out, so that nothing is reported that may be right.
 */
const sleeps = (source: string, names: string): FunctionRow[] => facts(source, { sleeps: true }, names);
/** Allocation flags in argument `gfp` decide. */
const allocates = (source: string, gfp: number, names: string): FunctionRow[] =>
  facts(source, { gfp }, names);

export const sleeping: readonly FunctionRow[] = [
  ...sleeps('include/linux/kernel.h', 'might_sleep'),
  ...sleeps(
    'include/linux/clk.h',
    'clk_prepare clk_prepare_enable clk_unprepare clk_disable_unprepare clk_set_rate clk_set_parent clk_get clk_put devm_clk_get',
  ),
  ...sleeps(
    'include/linux/regulator/consumer.h',
    'regulator_enable regulator_disable regulator_set_voltage regulator_get devm_regulator_get',
  ),
  ...sleeps('include/linux/gpio/consumer.h', 'gpiod_set_value_cansleep gpiod_get_value_cansleep'),
  ...sleeps(
    'include/linux/i2c.h',
    'i2c_transfer i2c_master_send i2c_master_recv i2c_smbus_xfer i2c_smbus_read_byte i2c_smbus_write_byte i2c_smbus_read_byte_data i2c_smbus_write_byte_data i2c_smbus_read_word_data i2c_smbus_write_word_data i2c_smbus_read_block_data i2c_smbus_write_block_data i2c_smbus_read_i2c_block_data i2c_smbus_write_i2c_block_data',
  ),
  ...sleeps(
    'include/linux/spi/spi.h',
    'spi_sync spi_sync_locked spi_sync_transfer spi_write spi_read spi_write_then_read spi_w8r8 spi_w8r16 spi_setup',
  ),
  ...sleeps(
    'include/linux/usb.h',
    'usb_control_msg usb_bulk_msg usb_interrupt_msg usb_kill_urb usb_poison_urb',
  ),
  ...sleeps(
    'include/linux/device.h',
    'device_add device_del device_register device_create device_destroy device_create_file device_remove_file dev_set_name',
  ),
  ...sleeps('include/linux/cdev.h', 'cdev_device_add cdev_device_del'),
  ...sleeps(
    'include/linux/sysfs.h',
    'sysfs_create_group sysfs_create_groups sysfs_create_file sysfs_remove_group sysfs_remove_groups sysfs_remove_file sysfs_notify',
  ),
  ...sleeps('include/linux/kobject.h', 'kobject_uevent kobject_uevent_env'),
  ...sleeps('include/linux/input.h', 'input_register_device input_unregister_device'),
  ...sleeps('include/linux/hw_random.h', 'hwrng_register hwrng_unregister'),
  ...sleeps('include/linux/miscdevice.h', 'misc_register misc_deregister'),
  ...sleeps('include/linux/watchdog.h', 'watchdog_register_device watchdog_unregister_device'),
  ...sleeps('include/linux/firmware.h', 'request_firmware firmware_request_nowarn'),
  ...sleeps('include/linux/debugfs.h', 'debugfs_create_file debugfs_create_dir debugfs_remove'),
  ...sleeps('include/linux/random.h', 'wait_for_random_bytes'),
  ...sleeps('include/linux/workqueue.h', 'schedule_on_each_cpu work_on_cpu destroy_workqueue'),
  ...sleeps('include/linux/vmalloc.h', 'vmalloc vzalloc'),
  ...sleeps('include/linux/percpu.h', 'alloc_percpu'),
  ...allocates('include/linux/slab.h', 1, 'kmalloc kzalloc kmalloc_node kzalloc_node kvmalloc kvzalloc'),
  ...allocates('include/linux/slab.h', 2, 'kcalloc kmalloc_array krealloc kvcalloc kvmalloc_array'),
  ...allocates('include/linux/slab.h', 1, 'kmem_cache_alloc kmem_cache_zalloc'),
  ...allocates('include/linux/slab.h (7.0)', 1, 'kmalloc_obj kzalloc_obj'),
  ...allocates('include/linux/string.h', 1, 'kstrdup kstrdup_const'),
  ...allocates('include/linux/string.h', 2, 'kmemdup kstrndup kmemdup_nul'),
  ...allocates('include/linux/sprintf.h', 0, 'kasprintf'),
  ...allocates('include/linux/device/devres.h', 2, 'devm_kzalloc devm_kmalloc devm_kstrdup'),
  ...allocates('include/linux/device/devres.h', 3, 'devm_kcalloc devm_kmalloc_array devm_kmemdup'),
  ...allocates('include/linux/device/devres.h', 1, 'devm_kasprintf'),
  ...allocates(
    'include/linux/gfp.h',
    0,
    '__get_free_page __get_free_pages get_zeroed_page alloc_page alloc_pages',
  ),
  ...allocates('include/linux/dma-mapping.h', 3, 'dma_alloc_coherent'),
  ...allocates('include/linux/usb.h', 1, 'usb_submit_urb usb_alloc_urb'),
  ...allocates('include/linux/idr.h', 4, 'idr_alloc'),
  ...allocates('include/linux/idr.h', 1, 'ida_alloc'),
  ...allocates('include/linux/mempool.h', 1, 'mempool_alloc'),
  ...allocates('include/linux/skbuff.h', 1, 'alloc_skb'),
];

/** Flags that allow an allocation to wait (include/linux/gfp_types.h: those with __GFP_DIRECT_RECLAIM). */
export const sleepingFlags: ReadonlySet<string> = new Set([
  'GFP_KERNEL',
  'GFP_KERNEL_ACCOUNT',
  'GFP_NOIO',
  'GFP_NOFS',
  'GFP_USER',
  'GFP_HIGHUSER',
  'GFP_HIGHUSER_MOVABLE',
  '__GFP_DIRECT_RECLAIM',
  '__GFP_RECLAIM',
]);

/** Families inside of which nobody may sleep, as a message says it; `$` is the object. */
export const atomicPhrases: Readonly<Record<string, string>> = {
  spinlock: "with spinlock '$' held",
  raw_spinlock: "with raw spinlock '$' held",
  rwlock: "with rwlock '$' held",
  seqlock: "with seqlock '$' held",
  local_lock: "with local lock '$' held",
  rcu: 'in an RCU read section',
  rcu_bh: 'in an RCU-bh read section',
  rcu_sched: 'in an RCU-sched read section',
  local_irq: 'with interrupts disabled',
  preempt: 'with preemption disabled',
  bh: 'with bottom halves disabled',
};

/** Members and parameters by which drivers say, and callees are told, whether sleeping is allowed. */
export const tellsSleeping = /sleep|atomic|in_irq|irqs?_off|gfp|polling|nowait|noblock/i;

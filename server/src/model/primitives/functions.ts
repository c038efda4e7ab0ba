import type { FunctionRow, Semantics } from '../types';
import { type Facts, facts } from './family';

/**
 * What common functions do with their arguments, for calls whose body is not in the program. Effects on locks,
 * references and memory are in the other tables. `pure`: looks at what it is given and keeps nothing.
 * `borrows`: may write through its pointers but neither keeps nor frees them.
 */
const PURE: Facts = { sleeps: false, borrows: true, pure: true };
const PURE_BOOL: Facts = { ...PURE, returns: 'bool' };
const WRITES: Facts = { sleeps: false, borrows: true };
const MAY_SLEEP: Facts = { sleeps: true, borrows: true };
const MAY_SLEEP_ZERO: Facts = { sleeps: true, borrows: true, returns: 'zero-or-negative' };
const ZERO: Facts = { borrows: true, returns: 'zero-or-negative' };
const COUNT: Facts = { borrows: true, returns: 'nonnegative-or-negative' };
const BORROWS: Facts = { borrows: true };

function meaning(source: string, semantics: Semantics, names: string, more: Facts = {}): FunctionRow[] {
  return facts(source, { ...PURE, ...more, semantics }, names);
}

const pointers = [
  ...meaning('include/linux/err.h', 'is-err', 'IS_ERR IS_ERR_PCPU', { returns: 'bool' }),
  ...meaning('include/linux/err.h', 'is-err-or-null', 'IS_ERR_OR_NULL', { returns: 'bool' }),
  ...meaning('include/linux/err.h', 'is-err-value', 'IS_ERR_VALUE', { returns: 'bool' }),
  ...meaning('include/linux/err.h', 'ptr-err', 'PTR_ERR'),
  ...meaning('include/linux/err.h', 'err-ptr', 'ERR_PTR IOMEM_ERR_PTR ERR_PTR_PCPU'),
  ...meaning('include/linux/err.h', 'err-cast', 'ERR_CAST'),
  ...meaning('include/linux/cleanup.h (6.17)', 'guard-error', 'ACQUIRE_ERR', { returns: 'zero-or-negative' }),
  ...meaning('include/linux/err.h', 'ptr-err-or-zero', 'PTR_ERR_OR_ZERO', {
    returns: 'zero-or-negative',
  }),
  ...meaning('include/linux/compiler.h', 'likely', 'likely unlikely __builtin_expect'),
  ...meaning('include/acpi/acexcep.h', 'acpi-success', 'ACPI_SUCCESS', { returns: 'bool' }),
  ...meaning('include/acpi/acexcep.h', 'acpi-failure', 'ACPI_FAILURE', { returns: 'bool' }),
  ...meaning('include/asm-generic/bug.h', 'bug', 'BUG', { noreturn: true }),
  ...meaning('include/linux/compiler.h', 'bug', 'unreachable __builtin_unreachable', { noreturn: true }),
  ...meaning('include/asm-generic/bug.h', 'bug-on', 'BUG_ON'),
  ...meaning('include/asm-generic/bug.h', 'warn', 'WARN_ON WARN_ON_ONCE WARN WARN_ONCE WARN_TAINT', {
    returns: 'bool',
  }),
  ...meaning('include/linux/ratelimit.h', 'warn', 'WARN_RATELIMIT', { returns: 'bool' }),
  ...meaning('include/linux/mmdebug.h', 'warn', 'VM_WARN_ON VM_WARN_ON_ONCE'),
  ...meaning(
    'include/linux/build_bug.h, include/linux/lockdep.h',
    'no-op',
    'static_assert BUILD_BUG_ON BUILD_BUG_ON_MSG BUILD_BUG_ON_ZERO lockdep_set_class lockdep_set_class_and_name lockdep_set_subclass lockdep_set_novalidate_class lockdep_init_map',
  ),
  ...meaning('include/linux/kernel.h', 'no-op', 'might_sleep might_sleep_if might_fault cant_sleep'),
  ...meaning('include/linux/compiler.h', 'no-op', 'barrier'),
  ...meaning(
    'include/asm-generic/barrier.h',
    'no-op',
    'smp_mb smp_rmb smp_wmb mb rmb wmb dma_wmb dma_rmb dma_mb smp_mb__before_atomic smp_mb__after_atomic',
  ),
  ...meaning('include/linux/prefetch.h', 'no-op', 'prefetch'),
  ...meaning('include/linux/raid/pq.h', 'no-op', 'cpu_relax'),
  ...meaning(
    'include/linux/compiler.h, include/linux/rcupdate.h',
    'identity',
    'READ_ONCE data_race rcu_dereference rcu_dereference_raw rcu_dereference_protected rcu_dereference_check rcu_access_pointer rcu_dereference_bh',
  ),
  ...meaning('include/asm-generic/barrier.h', 'identity', 'smp_load_acquire'),
  ...meaning('include/linux/srcu.h', 'identity', 'srcu_dereference'),
  ...meaning('include/linux/key.h', 'identity', 'dereference_key_locked dereference_key_rcu'),
  ...meaning('include/linux/acpi.h', 'identity', 'ACPI_PTR'),
  ...meaning('include/linux/of.h', 'identity', 'of_match_ptr'),
  ...meaning('include/linux/pm.h', 'identity', 'pm_ptr pm_sleep_ptr'),
  ...meaning('include/linux/kernel.h', 'identity', 'PTR_IF'),
  ...meaning('include/linux/nospec.h', 'identity', 'array_index_nospec'),
  ...facts(
    'include/linux/compiler.h, include/linux/rcupdate.h',
    { sleeps: false, semantics: 'store', keeps: { arg: 1 } },
    'WRITE_ONCE smp_store_release rcu_assign_pointer RCU_INIT_POINTER',
  ),
  ...facts(
    'include/asm-generic/barrier.h',
    { sleeps: false, semantics: 'store', keeps: { arg: 1 } },
    'smp_store_mb',
  ),
];

/** Private pointers: `path` is where they live below argument 0. */
function privatePointer(source: string, getter: string, setter: string | null, path: string): FunctionRow[] {
  const rows: FunctionRow[] = [{ fn: getter, ...PURE, semantics: 'drvdata-get', path, source }];
  if (setter)
    rows.push({ fn: setter, sleeps: false, semantics: 'drvdata-set', path, keeps: { arg: 1 }, source });
  return rows;
}

const accessors = [
  ...privatePointer('include/linux/device.h', 'dev_get_drvdata', 'dev_set_drvdata', 'driver_data'),
  ...privatePointer(
    'include/linux/platform_device.h',
    'platform_get_drvdata',
    'platform_set_drvdata',
    'dev.driver_data',
  ),
  ...privatePointer('include/linux/i2c.h', 'i2c_get_clientdata', 'i2c_set_clientdata', 'dev.driver_data'),
  ...privatePointer('include/linux/i2c.h', 'i2c_get_adapdata', 'i2c_set_adapdata', 'dev.driver_data'),
  ...privatePointer('include/linux/spi/spi.h', 'spi_get_drvdata', 'spi_set_drvdata', 'dev.driver_data'),
  ...privatePointer('include/linux/pci.h', 'pci_get_drvdata', 'pci_set_drvdata', 'dev.driver_data'),
  ...privatePointer('include/linux/pnp.h', 'pnp_get_drvdata', 'pnp_set_drvdata', 'dev.driver_data'),
  ...privatePointer('include/linux/usb.h', 'usb_get_intfdata', 'usb_set_intfdata', 'dev.driver_data'),
  ...privatePointer('include/linux/amba/bus.h', 'amba_get_drvdata', 'amba_set_drvdata', 'dev.driver_data'),
  ...privatePointer(
    'include/linux/auxiliary_bus.h',
    'auxiliary_get_drvdata',
    'auxiliary_set_drvdata',
    'dev.driver_data',
  ),
  ...privatePointer(
    'include/linux/serdev.h',
    'serdev_device_get_drvdata',
    'serdev_device_set_drvdata',
    'dev.driver_data',
  ),
  ...privatePointer('include/linux/hid.h', 'hid_get_drvdata', 'hid_set_drvdata', 'dev.driver_data'),
  ...privatePointer('include/linux/input.h', 'input_get_drvdata', 'input_set_drvdata', 'dev.driver_data'),
  ...privatePointer(
    'include/linux/watchdog.h',
    'watchdog_get_drvdata',
    'watchdog_set_drvdata',
    'driver_data',
  ),
  ...privatePointer('include/linux/device.h', 'dev_get_platdata', null, 'platform_data'),
  ...privatePointer('include/linux/device.h', 'dev_of_node', null, 'of_node'),
  ...privatePointer('include/linux/fs.h', 'file_inode', null, 'f_inode'),
  ...privatePointer('include/linux/dcache.h', 'd_inode', null, 'd_inode'),
  ...privatePointer('include/linux/dcache.h', 'd_backing_inode', null, 'd_inode'),
];

/** `to_x(p)` is container_of: struct and member. */
const CONTAINERS: readonly (readonly [fn: string, type: string, member: string, header: string])[] = [
  ['to_platform_device', 'platform_device', 'dev', 'linux/platform_device.h'],
  ['to_platform_driver', 'platform_driver', 'driver', 'linux/platform_device.h'],
  ['to_i2c_client', 'i2c_client', 'dev', 'linux/i2c.h'],
  ['to_i2c_adapter', 'i2c_adapter', 'dev', 'linux/i2c.h'],
  ['to_spi_device', 'spi_device', 'dev', 'linux/spi/spi.h'],
  ['to_pci_dev', 'pci_dev', 'dev', 'linux/pci.h'],
  ['to_pnp_dev', 'pnp_dev', 'dev', 'linux/pnp.h'],
  ['to_acpi_device', 'acpi_device', 'dev', 'acpi/acpi_bus.h'],
  ['to_usb_device', 'usb_device', 'dev', 'linux/usb.h'],
  ['to_usb_interface', 'usb_interface', 'dev', 'linux/usb.h'],
  ['to_xenbus_device', 'xenbus_device', 'dev', 'xen/xenbus.h'],
  ['to_vio_dev', 'vio_dev', 'dev', 'asm/vio.h (powerpc, sparc)'],
  ['to_amba_device', 'amba_device', 'dev', 'linux/amba/bus.h'],
  ['to_serdev_device', 'serdev_device', 'dev', 'linux/serdev.h'],
  ['to_tee_client_device', 'tee_client_device', 'dev', 'linux/tee_drv.h'],
  ['to_auxiliary_dev', 'auxiliary_device', 'dev', 'linux/auxiliary_bus.h'],
  ['to_mdio_device', 'mdio_device', 'dev', 'linux/mdio.h'],
  ['to_input_dev', 'input_dev', 'dev', 'linux/input.h'],
  ['to_rtc_device', 'rtc_device', 'dev', 'linux/rtc.h'],
  ['to_net_dev', 'net_device', 'dev', 'linux/netdevice.h'],
  ['kobj_to_dev', 'device', 'kobj', 'linux/device.h'],
  ['to_delayed_work', 'delayed_work', 'work', 'linux/workqueue.h'],
  ['to_rcu_work', 'rcu_work', 'work', 'linux/workqueue.h'],
];

const containers: readonly FunctionRow[] = CONTAINERS.map(([fn, type, path, header]) => ({
  fn,
  ...PURE,
  semantics: 'container',
  type,
  path,
  source: `include/${header}`,
}));

const printing = [
  ...facts(
    'include/linux/dev_printk.h',
    { ...PURE, format: 1 },
    'dev_emerg dev_alert dev_crit dev_err dev_warn dev_notice dev_info dev_dbg dev_vdbg dev_err_once dev_warn_once dev_notice_once dev_info_once dev_dbg_once dev_err_ratelimited dev_warn_ratelimited dev_notice_ratelimited dev_info_ratelimited dev_dbg_ratelimited dev_WARN dev_WARN_ONCE',
  ),
  ...facts('include/linux/dev_printk.h', { ...PURE, format: 2 }, 'dev_printk'),
  // Returns the error it is given.
  ...facts('include/linux/dev_printk.h', { ...PURE, format: 2, returnsArg: 1 }, 'dev_err_probe'),
  ...facts(
    'include/linux/printk.h',
    { ...PURE, format: 0 },
    'printk _printk vprintk pr_emerg pr_alert pr_crit pr_err pr_warn pr_notice pr_info pr_cont pr_debug pr_devel pr_err_once pr_warn_once pr_info_once pr_err_ratelimited pr_warn_ratelimited pr_info_ratelimited pr_debug_ratelimited printk_once printk_ratelimited no_printk',
  ),
  ...facts(
    'include/linux/printk.h',
    PURE,
    'print_hex_dump print_hex_dump_bytes print_hex_dump_debug dump_stack',
  ),
  ...facts('include/linux/kernel.h', { ...PURE, format: 0 }, 'trace_printk'),
  ...facts(
    'include/net/net_debug.h',
    { ...PURE, format: 1 },
    'netdev_err netdev_warn netdev_info netdev_dbg',
  ),
  ...facts('include/xen/xenbus.h', { ...BORROWS, format: 2 }, 'xenbus_dev_error xenbus_dev_fatal'),
  ...facts('include/linux/panic.h', { ...PURE, noreturn: true }, 'panic'),
  ...facts('include/linux/kernel.h', { noreturn: true }, 'do_exit'),
  ...facts('include/linux/reboot.h', { noreturn: true }, 'machine_restart emergency_restart'),
];

const strings = [
  ...facts(
    'include/linux/string.h',
    PURE,
    'strlen strnlen memcmp strcmp strncmp strcasecmp strncasecmp strcspn strspn sysfs_streq',
  ),
  ...facts('include/crypto/utils.h', PURE, 'crypto_memneq'),
  ...facts(
    'include/linux/string.h',
    { ...PURE, returns: 'null-or-pointer' },
    'strchr strrchr strnchr strstr strnstr strpbrk memchr memchr_inv strchrnul skip_spaces',
  ),
  ...facts(
    'include/linux/string.h',
    { ...WRITES, returnsArg: 0 },
    'memcpy memmove memset strcpy strncpy strcat strncat memset16 memset32',
  ),
  ...facts(
    'include/linux/string.h',
    WRITES,
    'strscpy strscpy_pad strlcat memzero_explicit memcpy_and_pad strreplace strim strsep memtostr strtomem',
  ),
  ...facts(
    'include/linux/sprintf.h',
    { ...WRITES, returns: 'nonnegative-or-negative', format: 2 },
    'snprintf scnprintf',
  ),
  ...facts(
    'include/linux/sprintf.h',
    { ...WRITES, returns: 'nonnegative-or-negative', format: 1 },
    'sprintf',
  ),
  ...facts(
    'include/linux/sprintf.h',
    { ...WRITES, returns: 'nonnegative-or-negative' },
    'vsnprintf vscnprintf vsprintf sscanf',
  ),
  ...facts(
    'include/linux/sysfs.h',
    { ...WRITES, returns: 'nonnegative-or-negative', format: 1 },
    'sysfs_emit',
  ),
  ...facts(
    'include/linux/sysfs.h',
    { ...WRITES, returns: 'nonnegative-or-negative', format: 2 },
    'sysfs_emit_at',
  ),
  ...facts(
    'include/linux/kstrtox.h',
    { ...WRITES, returns: 'zero-or-negative' },
    'kstrtoint kstrtouint kstrtol kstrtoul kstrtoll kstrtoull kstrtou8 kstrtou16 kstrtou32 kstrtou64 kstrtos8 kstrtos16 kstrtos32 kstrtobool kstrtobool_from_user kstrtouint_from_user kstrtoint_from_user',
  ),
  ...facts('include/linux/kstrtox.h', WRITES, 'simple_strtol simple_strtoul simple_strtoull simple_strtoll'),
  ...facts(
    'include/linux/hex.h, include/linux/parser.h',
    WRITES,
    'hex2bin bin2hex hex_to_bin hex_byte_pack match_token match_int',
  ),
  ...facts('include/linux/printk.h', WRITES, 'hex_dump_to_buffer'),
  ...facts(
    'include/linux/uuid.h',
    WRITES,
    'export_uuid import_uuid export_guid import_guid uuid_gen guid_gen uuid_parse guid_parse uuid_copy guid_copy',
  ),
  ...facts('include/linux/uuid.h', PURE_BOOL, 'uuid_equal guid_equal uuid_is_null guid_is_null'),
  ...facts('include/linux/seq_file.h', { ...WRITES, format: 1 }, 'seq_printf'),
  ...facts(
    'include/linux/seq_file.h',
    WRITES,
    'seq_puts seq_putc seq_write seq_put_decimal_ull seq_hex_dump seq_escape seq_vprintf',
  ),
  ...facts(
    'include/linux/seq_file.h',
    { ...MAY_SLEEP, returns: 'nonnegative-or-negative' },
    'seq_read seq_lseek',
  ),
  ...facts(
    'include/linux/fs.h',
    { ...MAY_SLEEP, returns: 'nonnegative-or-negative' },
    'simple_read_from_buffer simple_write_to_buffer',
  ),
  ...facts('include/linux/seq_file.h', { ...PURE, returns: 'bool' }, 'seq_has_overflowed'),
];

const userCopies = [
  // Number of bytes that could not be copied: never negative.
  ...facts(
    'include/linux/uaccess.h',
    { sleeps: true, borrows: true },
    'copy_from_user copy_to_user __copy_from_user __copy_to_user',
  ),
  ...facts('include/asm-generic/uaccess.h', { sleeps: true, borrows: true }, 'clear_user'),
  ...facts(
    'include/linux/uaccess.h',
    MAY_SLEEP_ZERO,
    'get_user put_user __get_user __put_user copy_struct_from_user',
  ),
  ...facts(
    'include/asm-generic/uaccess.h',
    { ...MAY_SLEEP, returns: 'nonnegative-or-negative' },
    'strncpy_from_user strnlen_user',
  ),
  ...facts('include/linux/uaccess.h', PURE_BOOL, 'access_ok'),
  ...facts('include/linux/uio.h', MAY_SLEEP, 'copy_to_iter copy_from_iter copy_from_iter_full'),
];

const arithmetic = [
  ...facts(
    'include/linux/byteorder/generic.h',
    PURE,
    'cpu_to_be16 cpu_to_be32 cpu_to_be64 cpu_to_le16 cpu_to_le32 cpu_to_le64 be16_to_cpu be32_to_cpu be64_to_cpu le16_to_cpu le32_to_cpu le64_to_cpu be16_to_cpup be32_to_cpup be64_to_cpup le16_to_cpup le32_to_cpup le64_to_cpup cpu_to_be16p cpu_to_be32p cpu_to_le16p cpu_to_le32p htonl htons ntohl ntohs',
  ),
  ...facts(
    'include/linux/byteorder/generic.h',
    WRITES,
    'be16_to_cpus be32_to_cpus le16_to_cpus le32_to_cpus cpu_to_be16s cpu_to_be32s cpu_to_le16s cpu_to_le32s be16_add_cpu be32_add_cpu le16_add_cpu le32_add_cpu',
  ),
  ...facts(
    'include/linux/unaligned.h, before 6.12 include/asm-generic/unaligned.h',
    PURE,
    'get_unaligned get_unaligned_be16 get_unaligned_be24 get_unaligned_be32 get_unaligned_be64 get_unaligned_le16 get_unaligned_le32 get_unaligned_le64',
  ),
  ...facts(
    'include/linux/unaligned.h, before 6.12 include/asm-generic/unaligned.h',
    WRITES,
    'put_unaligned put_unaligned_be16 put_unaligned_be32 put_unaligned_be64 put_unaligned_le16 put_unaligned_le32 put_unaligned_le64',
  ),
  ...facts(
    'include/linux/minmax.h, include/linux/math.h',
    PURE,
    'min max min_t max_t min3 max3 clamp clamp_t clamp_val abs DIV_ROUND_UP DIV_ROUND_CLOSEST round_up round_down roundup rounddown do_div mult_frac',
  ),
  ...facts('include/linux/align.h', PURE, 'ALIGN ALIGN_DOWN IS_ALIGNED PTR_ALIGN'),
  ...facts('include/linux/math64.h', PURE, 'div_u64 div64_u64'),
  ...facts('include/vdso/bits.h', PURE, 'BIT BIT_ULL'),
  ...facts('include/linux/bits.h, include/linux/array_size.h', PURE, 'GENMASK GENMASK_ULL ARRAY_SIZE'),
  ...facts('include/linux/bitfield.h', PURE, 'FIELD_GET FIELD_PREP'),
  ...facts('include/linux/stddef.h', PURE, 'sizeof_field offsetof'),
  ...facts('include/linux/overflow.h', PURE, 'struct_size array_size size_add size_mul flex_array_size'),
  ...facts('include/linux/wordpart.h', PURE, 'upper_32_bits lower_32_bits'),
  ...facts(
    'include/linux/overflow.h',
    { ...WRITES, returns: 'bool' },
    'check_add_overflow check_sub_overflow check_mul_overflow',
  ),
  ...facts('include/linux/bitops.h', PURE, 'test_bit fls __ffs fls64 hweight32 hweight64 hweight_long'),
  ...facts('include/asm-generic/bitops/builtin-ffs.h', PURE, 'ffs'),
  ...facts('include/asm-generic/bitops/ffz.h', PURE, 'ffz'),
  ...facts('include/asm-generic/bitops/__fls.h', PURE, '__fls'),
  ...facts('include/asm-generic/bitops/const_hweight.h', PURE, 'hweight8 hweight16'),
  ...facts(
    'include/linux/find.h',
    PURE,
    'find_first_bit find_next_bit find_first_zero_bit find_next_zero_bit',
  ),
  ...facts('include/linux/log2.h', PURE, 'ilog2 order_base_2 roundup_pow_of_two'),
  ...facts('include/asm-generic/getorder.h', PURE, 'get_order'),
  ...facts(
    'include/linux/bitops.h',
    WRITES,
    'set_bit __set_bit __clear_bit __change_bit assign_bit __assign_bit set_mask_bits',
  ),
  ...facts('include/asm-generic/bitops/instrumented-atomic.h', WRITES, 'change_bit'),
  ...facts(
    'include/asm-generic/bitops/instrumented-atomic.h',
    { ...WRITES, returns: 'bool' },
    'test_and_clear_bit test_and_change_bit',
  ),
  ...facts(
    'include/linux/bitops.h',
    { ...WRITES, returns: 'bool' },
    '__test_and_set_bit __test_and_clear_bit',
  ),
  ...facts(
    'include/linux/atomic/atomic-instrumented.h',
    WRITES,
    'atomic_set atomic_inc atomic_dec atomic_add atomic_sub atomic_inc_return atomic_dec_return atomic_add_return atomic_sub_return atomic_cmpxchg atomic_xchg atomic_fetch_add atomic_fetch_or atomic64_set atomic64_inc atomic64_add atomic_long_inc atomic_long_set try_cmpxchg',
  ),
  ...facts('include/linux/atomic.h', WRITES, 'xchg cmpxchg'),
  ...facts(
    'include/linux/atomic/atomic-instrumented.h',
    { ...WRITES, returns: 'bool' },
    'atomic_dec_and_test atomic_inc_and_test atomic_sub_and_test atomic_inc_not_zero atomic_add_unless atomic_dec_if_positive',
  ),
  ...facts('include/linux/atomic/atomic-instrumented.h', PURE, 'atomic_read atomic64_read atomic_long_read'),
  ...facts('include/linux/refcount.h', PURE, 'refcount_read'),
  ...facts('include/linux/kref.h', PURE, 'kref_read'),
  ...facts('include/linux/refcount.h', WRITES, 'refcount_set'),
  ...facts('include/linux/crc-ccitt.h, include/linux/crc32.h', PURE, 'crc_ccitt crc32 crc32_le crc32_be'),
  ...facts('include/linux/crc16.h', PURE, 'crc16'),
  ...facts('include/linux/crc8.h', PURE, 'crc8'),
];

const time = [
  ...facts('include/linux/delay.h', { sleeps: true }, 'msleep usleep_range ssleep fsleep usleep_range_state'),
  ...facts('include/linux/delay.h', { sleeps: true }, 'msleep_interruptible'),
  ...facts('include/linux/delay.h', { sleeps: false }, 'udelay ndelay mdelay'),
  ...facts(
    'include/linux/jiffies.h',
    PURE,
    'msecs_to_jiffies usecs_to_jiffies nsecs_to_jiffies jiffies_to_msecs jiffies_to_usecs jiffies_to_nsecs time_after time_before time_after_eq time_before_eq time_in_range time_in_range_open time_is_before_jiffies time_is_after_jiffies get_jiffies_64',
  ),
  ...facts('include/linux/timer.h', PURE, 'round_jiffies'),
  ...facts(
    'include/linux/ktime.h, include/linux/timekeeping.h',
    PURE,
    'ktime_get ktime_get_real ktime_get_boottime ktime_get_ns ktime_get_real_seconds ktime_get_seconds ktime_add ktime_sub ktime_add_ms ktime_add_us ktime_add_ns ktime_before ktime_after ktime_compare ktime_to_ns ktime_to_us ktime_to_ms ktime_us_delta ktime_ms_delta ms_to_ktime ns_to_ktime ktime_set',
  ),
  ...facts(
    'include/linux/sched.h',
    { sleeps: true },
    'schedule schedule_timeout schedule_timeout_interruptible schedule_timeout_uninterruptible schedule_timeout_killable io_schedule cond_resched yield',
  ),
  ...facts(
    'include/linux/iopoll.h',
    { sleeps: true, sleepsUnlessZero: 3, borrows: true, returns: 'zero-or-negative' },
    'readl_poll_timeout readb_poll_timeout read_poll_timeout readl_relaxed_poll_timeout',
  ),
  ...facts(
    'include/linux/iopoll.h',
    { sleeps: false, borrows: true, returns: 'zero-or-negative' },
    'readl_poll_timeout_atomic read_poll_timeout_atomic',
  ),
];

const waiting = [
  ...facts('include/linux/wait.h', MAY_SLEEP, 'wait_event wait_event_idle io_wait_event'),
  // They drop the lock that is given, or held by contract, while they wait.
  ...facts('include/linux/wait.h', BORROWS, 'wait_event_lock_irq wait_event_cmd'),
  ...facts('include/linux/wait.h', ZERO, 'wait_event_interruptible_locked wait_event_interruptible_lock_irq'),
  ...facts(
    'include/linux/wait.h',
    MAY_SLEEP_ZERO,
    'wait_event_interruptible wait_event_killable wait_event_freezable wait_event_interruptible_exclusive',
  ),
  ...facts(
    'include/linux/wait.h',
    { ...MAY_SLEEP, returns: 'nonnegative-or-negative' },
    'wait_event_interruptible_timeout wait_event_killable_timeout wait_event_freezable_timeout wait_event_timeout',
  ),
  ...facts('include/linux/wait.h', { ...MAY_SLEEP }, 'wait_woken'),
  ...facts(
    'include/linux/wait.h',
    WRITES,
    'wake_up wake_up_all wake_up_nr wake_up_interruptible wake_up_interruptible_all wake_up_interruptible_sync wake_up_locked wake_up_poll wake_up_interruptible_poll init_waitqueue_head init_waitqueue_entry init_wait woken_wake_function autoremove_wake_function default_wake_function',
  ),
  ...facts('include/linux/sched.h', WRITES, 'wake_up_process wake_up_state'),
  ...facts('include/linux/wait.h', PURE_BOOL, 'waitqueue_active wq_has_sleeper'),
  ...facts(
    'include/linux/completion.h',
    { ...MAY_SLEEP, waits: true },
    'wait_for_completion wait_for_completion_io',
  ),
  ...facts(
    'include/linux/completion.h',
    MAY_SLEEP_ZERO,
    'wait_for_completion_interruptible wait_for_completion_killable',
  ),
  // Jiffies left, 0 on timeout; the interruptible forms also a negative errno.
  ...facts(
    'include/linux/completion.h',
    { ...MAY_SLEEP, waits: true },
    'wait_for_completion_timeout wait_for_completion_io_timeout',
  ),
  ...facts(
    'include/linux/completion.h',
    { ...MAY_SLEEP, returns: 'nonnegative-or-negative' },
    'wait_for_completion_interruptible_timeout wait_for_completion_killable_timeout',
  ),
  ...facts('include/linux/completion.h', WRITES, 'complete complete_all init_completion reinit_completion'),
  ...facts('include/linux/completion.h', PURE_BOOL, 'completion_done try_wait_for_completion'),
  ...facts('include/linux/poll.h', { sleeps: true, borrows: true }, 'poll_wait'),
  ...facts(
    'include/linux/sched/signal.h, include/linux/freezer.h',
    PURE_BOOL,
    'signal_pending fatal_signal_pending signal_pending_state freezing frozen try_to_freeze',
  ),
  ...facts('include/linux/kthread.h', PURE_BOOL, 'kthread_should_stop kthread_should_park'),
  ...facts('include/linux/sched.h', PURE_BOOL, 'need_resched'),
  ...facts('include/linux/preempt.h', PURE_BOOL, 'in_interrupt in_atomic in_task'),
  ...facts('include/linux/irqflags.h', PURE_BOOL, 'irqs_disabled'),
  ...facts('include/linux/sched.h', WRITES, 'set_current_state __set_current_state'),
  ...facts('include/linux/thread_info.h', WRITES, 'clear_thread_flag set_thread_flag'),
  ...facts('include/linux/capability.h', PURE_BOOL, 'capable ns_capable perfmon_capable'),
  ...facts(
    'include/linux/rcupdate.h, include/linux/srcu.h',
    { sleeps: true },
    'synchronize_rcu rcu_barrier synchronize_srcu synchronize_srcu_expedited cleanup_srcu_struct',
  ),
  ...facts('include/linux/rcutiny.h', { sleeps: true }, 'synchronize_rcu_expedited'),
  ...facts('include/linux/netdevice.h', { sleeps: true }, 'synchronize_net'),
  ...facts('include/linux/srcutiny.h', { sleeps: true }, 'srcu_barrier'),
  ...facts('include/linux/workqueue.h', MAY_SLEEP, 'flush_workqueue drain_workqueue flush_scheduled_work'),
  // They wait only for handlers that have a thread, and lock only chips behind a slow bus.
  ...facts(
    'include/linux/interrupt.h',
    BORROWS,
    'disable_irq disable_irq_wake enable_irq_wake irq_set_irq_wake',
  ),
  ...facts('include/linux/hardirq.h', BORROWS, 'synchronize_irq'),
  ...facts('include/linux/interrupt.h', { sleeps: false }, 'disable_irq_nosync enable_irq'),
  ...facts(
    'include/linux/workqueue.h, include/linux/timer.h',
    PURE_BOOL,
    'work_pending delayed_work_pending timer_pending',
  ),
  ...facts('include/linux/hrtimer.h', PURE_BOOL, 'hrtimer_active'),
];

const initialisers = [
  ...facts(
    'drivers/spi/spi.c (static from 6.9)',
    { sleeps: false, returns: 'zero-or-negative' },
    'spi_async_locked',
  ),

  ...facts('arch/powerpc/include/asm/vio.h', WRITES, 'vio_enable_interrupts vio_disable_interrupts'),
  ...facts('include/acpi/acpi_bus.h (before 5.18)', MAY_SLEEP_ZERO, 'acpi_bus_get_device'),
  ...facts(
    'include/acpi/acpixf.h',
    MAY_SLEEP,
    'acpi_evaluate_object acpi_get_handle acpi_walk_namespace acpi_walk_resources acpi_get_name acpi_resource_to_address64 acpi_install_notify_handler acpi_remove_notify_handler',
  ),
  ...facts(
    'include/crypto/sha2.h (from 6.17)',
    WRITES,
    'sha512 hmac_sha256 hmac_sha256_init hmac_sha256_update hmac_sha256_final hmac_sha256_usingrawkey hmac_sha256_init_usingrawkey',
  ),
  ...facts('include/linux/fs.h (before 6.12)', MAY_SLEEP, 'no_llseek'),
  ...facts('include/linux/log2.h', PURE_BOOL, 'is_power_of_2'),
  ...facts('include/linux/swab.h, include/uapi/linux/swab.h', PURE, 'swab16 swab32 swab64'),
  ...facts('include/linux/string.h (before 6.8)', WRITES, 'strlcpy'),
  ...facts(
    'include/linux/string.h',
    { ...PURE, returns: 'nonnegative-or-negative' },
    'match_string sysfs_match_string',
  ),
  ...facts('include/linux/workqueue.h', PURE, 'work_busy current_work'),
  ...facts('include/linux/idr.h', BORROWS, 'idr_for_each'),
  ...facts('include/linux/pm_wakeup.h', BORROWS, 'device_wakeup_disable'),
  ...facts('include/linux/key.h', PURE, 'key_read_state'),
  ...facts('include/acpi/acpi_bus.h', { ...PURE, returns: 'zero-or-negative' }, 'acpi_match_device_ids'),
  ...facts('include/linux/acpi.h', { ...PURE, returns: 'null-or-pointer' }, 'acpi_device_handle'),
  ...facts('include/linux/acpi.h', PURE_BOOL, 'acpi_driver_match_device'),
  ...facts(
    'include/linux/mutex.h, include/linux/spinlock.h, include/linux/rwsem.h',
    WRITES,
    'mutex_init __mutex_init mutex_destroy spin_lock_init raw_spin_lock_init init_rwsem __init_rwsem',
  ),
  ...facts('include/linux/rwlock.h', WRITES, 'rwlock_init'),
  ...facts('include/linux/semaphore.h', WRITES, 'sema_init'),
  ...facts('include/linux/rtmutex.h', WRITES, 'rt_mutex_init'),
  ...facts('include/linux/seqlock.h', WRITES, 'seqlock_init seqcount_init'),
  ...facts('include/linux/ww_mutex.h', WRITES, 'ww_mutex_init ww_mutex_destroy'),
  ...facts('include/linux/percpu-rwsem.h', WRITES, 'percpu_init_rwsem percpu_free_rwsem'),
  ...facts('include/linux/local_lock.h', WRITES, 'local_lock_init'),
  ...facts('include/linux/srcu.h', WRITES, 'init_srcu_struct'),
  ...facts(
    'include/linux/mutex.h, include/linux/spinlock.h, include/linux/rwsem.h',
    PURE_BOOL,
    'mutex_is_locked spin_is_locked rwsem_is_locked rwsem_is_contended spin_needbreak',
  ),
  ...facts('include/linux/fs.h', PURE_BOOL, 'inode_is_locked'),
  ...facts('include/linux/lockdep.h', PURE_BOOL, 'lockdep_is_held lockdep_is_held_type'),
  ...facts('include/linux/rtnetlink.h', PURE_BOOL, 'rtnl_is_locked'),
  ...facts('include/linux/rcupdate.h', PURE_BOOL, 'rcu_read_lock_held'),
  ...facts(
    'include/linux/list.h',
    WRITES,
    'INIT_LIST_HEAD INIT_HLIST_HEAD INIT_HLIST_NODE list_del list_del_init list_move list_move_tail list_splice list_splice_init list_splice_tail list_splice_tail_init list_replace list_replace_init list_bulk_move_tail list_rotate_left hlist_del hlist_del_init',
  ),
  ...facts('include/linux/rculist.h', WRITES, 'list_del_rcu hlist_del_rcu'),
  ...facts('include/linux/hashtable.h', WRITES, 'hash_del'),
  ...facts(
    'include/linux/list.h, include/linux/llist.h',
    { borrows: true, ahead: true },
    'list_for_each_entry_safe list_for_each_entry_safe_reverse list_for_each_entry_safe_from list_for_each_entry_safe_continue list_for_each_safe list_for_each_prev_safe hlist_for_each_entry_safe hlist_for_each_safe llist_for_each_entry_safe llist_for_each_safe',
  ),
  ...facts(
    'include/linux/plist.h, include/linux/rbtree.h, include/linux/hashtable.h, include/linux/klist.h',
    { borrows: true, ahead: true },
    'plist_for_each_entry_safe plist_for_each_safe rbtree_postorder_for_each_entry_safe hash_for_each_safe hash_for_each_possible_safe',
  ),
  // The list keeps the entry.
  ...facts(
    'include/linux/list.h',
    { sleeps: false, keeps: { arg: 0 } },
    'list_add list_add_tail hlist_add_head',
  ),
  ...facts(
    'include/linux/rculist.h',
    { sleeps: false, keeps: { arg: 0 } },
    'list_add_rcu list_add_tail_rcu hlist_add_head_rcu',
  ),
  ...facts(
    'include/linux/list.h',
    PURE_BOOL,
    'list_empty list_empty_careful list_is_singular list_is_last list_is_first hlist_empty hlist_unhashed',
  ),
  ...facts('include/linux/list.h', { ...PURE, returns: 'null-or-pointer' }, 'list_first_entry_or_null'),
  ...facts('include/linux/cdev.h', WRITES, 'cdev_init cdev_set_parent'),
  ...facts('include/linux/cdev.h', { sleeps: true, returns: 'null-or-pointer' }, 'cdev_alloc'),
  ...facts(
    'include/linux/idr.h',
    WRITES,
    'idr_init idr_init_base ida_init idr_destroy ida_destroy idr_preload idr_preload_end',
  ),
  ...facts('include/linux/idr.h', { sleeps: false, returns: 'null-or-pointer' }, 'idr_find idr_get_next'),
  // Returns the old pointer, or an error pointer.
  ...facts('include/linux/idr.h', { sleeps: false, returns: 'null-error-or-pointer' }, 'idr_replace'),
  ...facts('include/linux/interrupt.h', WRITES, 'tasklet_enable tasklet_disable tasklet_disable_nosync'),
  ...facts(
    'include/linux/scatterlist.h',
    WRITES,
    'sg_init_table sg_init_one sg_set_buf sg_set_page sg_mark_end sg_unmark_end',
  ),
  ...facts('include/linux/static_call.h', { sleeps: true }, 'static_call_update'),
];

const devices = [
  ...facts('include/linux/device.h', PURE, 'dev_name dev_driver_string dev_to_node device_is_registered'),
  ...facts('include/linux/property.h', PURE, 'dev_fwnode'),
  ...facts('include/linux/platform_device.h', PURE, 'dev_is_platform'),
  ...facts('include/linux/pm_wakeup.h', PURE, 'device_may_wakeup device_can_wakeup'),
  ...facts('include/linux/device/bus.h', PURE, 'device_match_name device_match_of_node device_match_devt'),
  ...facts('include/linux/pci.h', PURE, 'dev_is_pci'),
  ...facts(
    'include/linux/device.h',
    { sleeps: true, borrows: true, returns: 'zero-or-negative' },
    'dev_set_name device_rename device_move device_bind_driver device_attach device_reprobe',
  ),
  ...facts(
    'include/linux/pm_wakeup.h',
    { sleeps: true, borrows: true, returns: 'zero-or-negative' },
    'device_init_wakeup device_set_wakeup_enable device_wakeup_enable',
  ),
  ...facts(
    'include/linux/device.h',
    { sleeps: true, borrows: true },
    'device_for_each_child device_release_driver kill_device driver_attach device_destroy',
  ),
  ...facts('include/linux/pm_wakeup.h', { sleeps: true, borrows: true }, 'device_set_wakeup_capable'),
  // The action runs at once when it cannot be stored: argument 2 is taken care of either way.
  ...facts(
    'include/linux/device.h',
    { sleeps: true, returns: 'zero-or-negative', keeps: { arg: 2 } },
    'devm_add_action_or_reset',
  ),
  ...facts(
    'include/linux/device.h',
    { sleeps: true, returns: 'zero-or-negative', keeps: { arg: 2, when: 'zero' } },
    'devm_add_action',
  ),
  ...facts(
    'include/linux/device.h',
    { sleeps: true, borrows: true },
    'devm_remove_action devm_release_action',
  ),
  ...facts(
    'include/linux/kobject.h',
    MAY_SLEEP,
    'kobject_uevent kobject_uevent_env kobject_del kobject_rename kobject_set_name add_uevent_var',
  ),
  ...facts('include/linux/kobject.h', { ...PURE }, 'kobject_name'),
  ...facts('include/linux/kobject.h', MAY_SLEEP_ZERO, 'kobject_add kset_register'),
  ...facts(
    'include/linux/sysfs.h',
    { sleeps: true, borrows: true },
    'sysfs_notify sysfs_notify_dirent sysfs_chmod_file sysfs_rename_link compat_only_sysfs_link_entry_to_kobj',
  ),
  ...facts(
    'include/linux/platform_device.h',
    { ...BORROWS, returns: 'null-or-pointer' },
    'platform_get_resource platform_get_resource_byname platform_get_mem_or_io',
  ),
  ...facts(
    'include/linux/platform_device.h',
    COUNT,
    'platform_get_irq platform_get_irq_optional platform_get_irq_byname platform_get_irq_byname_optional platform_irq_count',
  ),
  ...facts(
    'include/linux/ioport.h',
    PURE,
    'resource_size resource_type resource_contains resource_overlaps DEFINE_RES_MEM DEFINE_RES_IO DEFINE_RES_IRQ',
  ),
  ...facts(
    'include/linux/property.h',
    ZERO,
    'device_property_read_u8 device_property_read_u16 device_property_read_u32 device_property_read_u64 device_property_read_string device_property_read_u32_array device_property_read_u8_array device_property_match_string fwnode_property_read_u32 fwnode_property_read_string fwnode_property_read_u64',
  ),
  ...facts(
    'include/linux/property.h',
    PURE_BOOL,
    'device_property_read_bool device_property_present fwnode_property_read_bool fwnode_property_present fwnode_device_is_available is_software_node',
  ),
  ...facts('include/linux/of.h', PURE_BOOL, 'is_of_node'),
  ...facts('include/linux/acpi.h', PURE_BOOL, 'is_acpi_node'),
  ...facts('include/linux/property.h', { ...PURE, returns: 'null-or-pointer' }, 'device_get_match_data'),
  ...facts(
    'include/linux/of.h',
    { ...PURE, returns: 'null-or-pointer' },
    'of_device_get_match_data of_match_node',
  ),
  ...facts('include/linux/i2c.h', { ...PURE, returns: 'null-or-pointer' }, 'i2c_get_match_data'),
  ...facts('include/linux/spi/spi.h', { ...PURE, returns: 'null-or-pointer' }, 'spi_get_device_match_data'),
  ...facts(
    'include/linux/acpi.h',
    { ...PURE, returns: 'null-or-pointer' },
    'acpi_device_get_match_data acpi_match_device',
  ),
  ...facts('include/linux/of_device.h', { ...PURE, returns: 'null-or-pointer' }, 'of_match_device'),
  ...facts(
    'include/linux/of.h',
    ZERO,
    'of_property_read_u8 of_property_read_u16 of_property_read_u32 of_property_read_u64 of_property_read_string of_property_read_u32_index of_property_read_u32_array of_property_read_u8_array of_property_read_string_index of_property_read_variable_u32_array of_alias_get_id',
  ),
  ...facts('include/linux/of_address.h', ZERO, 'of_address_to_resource'),
  ...facts(
    'include/linux/of.h',
    COUNT,
    'of_property_match_string of_property_count_strings of_property_count_u32_elems of_get_child_count of_get_available_child_count',
  ),
  ...facts('include/linux/of_irq.h', COUNT, 'of_irq_get of_irq_get_byname'),
  ...facts(
    'include/linux/of.h',
    PURE_BOOL,
    'of_property_read_bool of_property_present of_device_is_compatible of_device_is_available of_machine_is_compatible of_node_name_eq of_node_is_root',
  ),
  ...facts('include/linux/of.h', { ...PURE, returns: 'null-or-pointer' }, 'of_get_property of_find_property'),
  ...facts('include/linux/of_address.h', { ...PURE, returns: 'null-or-pointer' }, 'of_get_address'),
  ...facts(
    'include/linux/pci.h',
    ZERO,
    'pci_read_config_byte pci_read_config_word pci_read_config_dword pci_write_config_byte pci_write_config_word pci_write_config_dword pci_set_mwi pci_enable_msi pci_set_power_state pci_save_state',
  ),
  ...facts(
    'include/linux/dma-mapping.h',
    ZERO,
    'dma_set_mask dma_set_mask_and_coherent dma_set_coherent_mask',
  ),
  ...facts(
    'include/linux/pci.h',
    BORROWS,
    'pci_set_master pci_clear_master pci_restore_state pci_intx pci_wake_from_d3',
  ),
  ...facts(
    'include/linux/pci.h',
    PURE,
    'pci_name pci_resource_start pci_resource_len pci_resource_end pci_resource_flags pci_irq_vector pci_domain_nr',
  ),
  ...facts(
    'include/linux/pnp.h',
    PURE,
    'pnp_port_start pnp_port_len pnp_port_valid pnp_port_flags pnp_mem_start pnp_mem_len pnp_mem_valid pnp_mem_flags pnp_irq pnp_irq_valid pnp_irq_flags pnp_get_resource',
  ),
  ...facts('include/linux/module.h', PURE, 'module_name'),
  ...facts(
    'include/linux/suspend.h',
    PURE_BOOL,
    'pm_suspend_via_firmware pm_resume_via_firmware pm_suspend_default_s2idle',
  ),
  ...facts(
    'include/linux/pm_runtime.h',
    BORROWS,
    'pm_runtime_mark_last_busy pm_runtime_set_autosuspend_delay pm_runtime_use_autosuspend pm_runtime_dont_use_autosuspend pm_runtime_set_active pm_runtime_set_suspended pm_runtime_no_callbacks pm_runtime_forbid pm_runtime_allow pm_runtime_suspend pm_runtime_resume pm_runtime_idle pm_runtime_force_suspend pm_runtime_force_resume pm_request_resume pm_runtime_barrier',
  ),
  ...facts(
    'include/linux/pm_runtime.h',
    PURE_BOOL,
    'pm_runtime_suspended pm_runtime_active pm_runtime_enabled pm_runtime_status_suspended',
  ),
  ...facts(
    'include/linux/dmi.h',
    { ...PURE, returns: 'null-or-pointer' },
    'dmi_get_system_info dmi_first_match',
  ),
  ...facts(
    'include/linux/fs.h',
    { sleeps: false, borrows: true, returns: 'zero' },
    'nonseekable_open stream_open',
  ),
  ...facts(
    'include/linux/fs.h',
    { sleeps: true, borrows: true },
    'generic_file_llseek noop_llseek fixed_size_llseek default_llseek simple_open',
  ),
  ...facts('include/linux/fs.h', PURE, 'iminor imajor file_count'),
  ...facts('include/linux/kdev_t.h', PURE, 'MAJOR MINOR MKDEV'),
];

const busAccess = [
  ...facts(
    'include/asm-generic/io.h',
    WRITES,
    'readb readw readl readq writeb writew writel writeq readb_relaxed readw_relaxed readl_relaxed readq_relaxed writeb_relaxed writew_relaxed writel_relaxed ioread8 ioread16 ioread32 ioread64 ioread16be ioread32be iowrite8 iowrite16 iowrite32 iowrite64 iowrite16be iowrite32be inb inw inl outb outw outl inb_p outb_p memcpy_fromio memcpy_toio memset_io ioread8_rep iowrite8_rep ioread32_rep iowrite32_rep insb outsb',
  ),
  ...facts(
    'include/linux/i2c.h',
    { ...MAY_SLEEP, returns: 'nonnegative-or-negative' },
    'i2c_transfer __i2c_transfer i2c_master_send i2c_master_recv i2c_smbus_read_byte i2c_smbus_read_byte_data i2c_smbus_read_word_data i2c_smbus_read_i2c_block_data i2c_smbus_read_block_data i2c_transfer_buffer_flags',
  ),
  ...facts(
    'include/linux/i2c.h',
    MAY_SLEEP_ZERO,
    'i2c_smbus_write_byte i2c_smbus_write_byte_data i2c_smbus_write_word_data i2c_smbus_write_i2c_block_data i2c_smbus_write_block_data',
  ),
  ...facts('include/linux/i2c.h', PURE_BOOL, 'i2c_check_functionality'),
  ...facts(
    'include/linux/i2c.h',
    PURE,
    'i2c_get_functionality i2c_adapter_id i2c_client_get_device_id i2c_match_id',
  ),
  ...facts('include/linux/spi/spi.h', PURE, 'spi_get_device_id'),
  ...facts(
    'include/linux/spi/spi.h',
    MAY_SLEEP_ZERO,
    'spi_sync spi_sync_locked spi_sync_transfer spi_write spi_read spi_write_then_read spi_setup',
  ),
  ...facts('include/linux/spi/spi.h', { sleeps: false, returns: 'zero-or-negative' }, 'spi_async'),
  ...facts(
    'include/linux/spi/spi.h',
    WRITES,
    'spi_message_init spi_message_init_with_transfers spi_message_add_tail spi_transfer_delay_exec spi_transfer_del',
  ),
  ...facts(
    'include/linux/gpio/consumer.h',
    { sleeps: true, borrows: true },
    'gpiod_set_value_cansleep gpiod_get_value_cansleep',
  ),
  // They sleep only for lines behind a slow bus.
  ...facts(
    'include/linux/gpio/consumer.h',
    BORROWS,
    'gpiod_to_irq gpiod_direction_output gpiod_direction_input',
  ),
  ...facts('include/linux/gpio/consumer.h', WRITES, 'gpiod_set_value gpiod_get_value'),
  ...facts(
    'include/linux/regmap.h',
    { borrows: true, returns: 'zero-or-negative' },
    'regmap_read regmap_write regmap_update_bits regmap_bulk_read regmap_bulk_write regmap_raw_read regmap_raw_write regmap_set_bits regmap_clear_bits regmap_noinc_read regmap_noinc_write',
  ),
  ...facts(
    'include/linux/clk.h, include/linux/regulator/consumer.h',
    MAY_SLEEP_ZERO,
    'clk_set_rate clk_set_parent clk_prepare regulator_set_voltage regulator_set_load',
  ),
  ...facts('include/linux/reset.h', MAY_SLEEP_ZERO, 'reset_control_reset'),
  ...facts(
    'include/linux/clk.h',
    { sleeps: true, borrows: true },
    'clk_get_rate clk_round_rate clk_unprepare',
  ),
  ...facts(
    'include/linux/dma-mapping.h',
    WRITES,
    'dma_sync_single_for_cpu dma_sync_single_for_device dma_sync_sg_for_cpu dma_sync_sg_for_device',
  ),
  ...facts(
    'include/linux/usb.h',
    { sleeps: true, borrows: true, returns: 'nonnegative-or-negative' },
    'usb_control_msg usb_bulk_msg usb_interrupt_msg',
  ),
  ...facts(
    'include/linux/usb.h',
    { sleeps: true, borrows: true },
    'usb_kill_urb usb_poison_urb usb_clear_halt usb_reset_device usb_set_interface',
  ),
  ...facts(
    'include/linux/usb.h',
    { sleeps: false, returns: 'zero-or-negative' },
    'usb_submit_urb usb_unlink_urb',
  ),
];

const subsystems = [
  ...facts(
    'include/linux/random.h',
    WRITES,
    'get_random_bytes get_random_u8 get_random_u16 get_random_u32 get_random_u64 add_device_randomness',
  ),
  ...facts('include/linux/random.h', MAY_SLEEP_ZERO, 'get_random_bytes_wait wait_for_random_bytes'),
  ...facts('include/linux/random.h', { sleeps: true, borrows: true }, 'add_hwgenerator_randomness'),
  ...facts('include/linux/hw_random.h', { sleeps: true, borrows: true }, 'hwrng_msleep'),
  ...facts(
    'include/crypto/hash.h',
    ZERO,
    'crypto_shash_init crypto_shash_update crypto_shash_final crypto_shash_finup crypto_shash_digest crypto_shash_setkey crypto_ahash_init crypto_ahash_update crypto_ahash_final crypto_ahash_digest crypto_ahash_setkey',
  ),
  ...facts(
    'include/crypto/hash.h',
    PURE,
    'crypto_shash_descsize crypto_shash_digestsize crypto_shash_blocksize crypto_ahash_digestsize crypto_ahash_reqsize',
  ),
  ...facts('include/crypto/kpp.h', PURE, 'crypto_kpp_maxsize'),
  ...facts('include/crypto/aead.h', PURE, 'crypto_aead_authsize'),
  ...facts('include/crypto/skcipher.h', PURE, 'crypto_skcipher_ivsize'),
  ...facts('include/crypto/ecdh.h', PURE, 'crypto_ecdh_key_len'),
  ...facts(
    'include/crypto/',
    ZERO,
    'crypto_skcipher_setkey crypto_skcipher_encrypt crypto_skcipher_decrypt crypto_aead_setkey crypto_aead_setauthsize crypto_aead_encrypt crypto_aead_decrypt crypto_kpp_set_secret crypto_kpp_generate_public_key crypto_kpp_compute_shared_secret crypto_ecdh_encode_key crypto_wait_req crypto_akcipher_set_pub_key',
  ),
  ...facts(
    'include/crypto/',
    WRITES,
    'skcipher_request_set_crypt skcipher_request_set_callback skcipher_request_set_tfm aead_request_set_crypt aead_request_set_callback aead_request_set_ad aead_request_set_tfm kpp_request_set_input kpp_request_set_output kpp_request_set_callback kpp_request_set_tfm ahash_request_set_crypt ahash_request_set_callback crypto_init_wait crypto_req_done shash_desc_zero',
  ),
  ...facts('include/crypto/sha1.h', WRITES, 'sha1_init'),
  ...facts(
    'include/crypto/sha2.h, include/crypto/aes.h',
    WRITES,
    'sha256_init sha256_update sha256_final sha256 sha224_final aes_expandkey aes_encrypt aes_decrypt aescfb_encrypt aescfb_decrypt',
  ),
  ...facts(
    'include/linux/key-type.h',
    { sleeps: true, borrows: true, returns: 'zero-or-negative' },
    'key_payload_reserve key_instantiate_and_link key_reject_and_link',
  ),
  ...facts(
    'include/linux/key.h',
    { sleeps: true, borrows: true, returns: 'zero-or-negative' },
    'key_link key_unlink key_validate',
  ),
  ...facts('include/linux/key.h', PURE_BOOL, 'key_is_negative key_is_positive'),
  ...facts('include/linux/key.h', { sleeps: true, borrows: true }, 'key_revoke key_invalidate'),
  // Publishes the payload; the key owns it from here.
  ...facts('include/linux/key.h', { sleeps: false, keeps: { arg: 1 } }, 'rcu_assign_keypointer'),
  ...facts(
    'include/linux/asn1_encoder.h',
    { borrows: true, returns: 'error-pointer-or-pointer' },
    'asn1_encode_integer asn1_encode_oid asn1_encode_tag asn1_encode_octet_string asn1_encode_sequence asn1_encode_boolean',
  ),
  ...facts(
    'include/linux/asn1_decoder.h, include/linux/oid_registry.h',
    ZERO,
    'asn1_ber_decoder sprint_oid sprint_OID',
  ),
  ...facts('include/linux/oid_registry.h', PURE, 'look_up_OID'),
  ...facts('include/linux/asn1_encoder.h', PURE, 'asn1_oid_len'),
  ...facts(
    'include/linux/acpi.h',
    { sleeps: true, borrows: true },
    'acpi_check_dsm acpi_dev_resource_memory acpi_dev_resource_io acpi_dev_resource_interrupt acpi_dev_resource_address_space',
  ),
  ...facts(
    'include/acpi/acpi_bus.h',
    { sleeps: true, borrows: true },
    'acpi_evaluate_integer acpi_execute_simple_method',
  ),
  ...facts('include/acpi/acpi_bus.h', MAY_SLEEP_ZERO, 'acpi_bus_get_status acpi_device_set_power'),
  ...facts(
    'include/linux/gpio/consumer.h',
    MAY_SLEEP_ZERO,
    'devm_acpi_dev_add_driver_gpios acpi_dev_add_driver_gpios',
  ),
  ...facts('include/linux/acpi.h', { ...PURE, returns: 'null-or-pointer' }, 'ACPI_HANDLE ACPI_COMPANION'),
  ...facts(
    'include/acpi/acpi_bus.h',
    { ...PURE, returns: 'null-or-pointer' },
    'acpi_device_hid acpi_device_bid acpi_device_uid acpi_fetch_acpi_dev',
  ),
  ...facts('include/acpi/actypes.h', { ...PURE, returns: 'null-or-pointer' }, 'ACPI_ADD_PTR'),
  ...facts(
    'include/linux/acpi.h',
    PURE_BOOL,
    'acpi_dev_present acpi_dev_found is_acpi_device_node has_acpi_companion acpi_dev_hid_uid_match',
  ),
  ...facts('include/acpi/acpi_bus.h', PURE_BOOL, 'acpi_device_enumerated'),
  ...facts(
    'include/linux/tee_drv.h',
    { sleeps: true, borrows: true },
    'tee_client_invoke_func tee_client_get_version tee_client_system_session',
  ),
  ...facts('include/linux/tee_drv.h', { ...PURE, returns: 'error-pointer-or-pointer' }, 'tee_shm_get_va'),
  ...facts('include/linux/tee_core.h', PURE, 'tee_shm_get_id tee_param_is_memref'),
  ...facts('include/linux/tee_drv.h', PURE, 'tee_shm_get_size'),
  ...facts(
    'include/xen/xenbus.h',
    { sleeps: true, borrows: true, returns: 'zero-or-negative' },
    'xenbus_printf xenbus_write xenbus_rm xenbus_gather xenbus_switch_state xenbus_alloc_evtchn xenbus_free_evtchn xenbus_watch_path',
  ),
  ...facts(
    'include/xen/xenbus.h',
    { sleeps: true, borrows: true },
    'xenbus_read_unsigned xenbus_scanf xenbus_read_driver_state xenbus_frontend_closed',
  ),
  ...facts('include/xen/events.h', WRITES, 'notify_remote_via_evtchn notify_remote_via_irq xen_irq_lateeoi'),
  ...facts(
    'include/xen/xen.h, include/xen/platform_pci.h',
    PURE_BOOL,
    'xen_domain xen_pv_domain xen_hvm_domain xen_initial_domain xen_has_pv_devices',
  ),
  ...facts(
    'arch/powerpc/include/asm/hvcall.h, vio.h',
    WRITES,
    'plpar_hcall_norets plpar_hcall H_IS_LONG_BUSY',
  ),
  ...facts('include/linux/arm-smccc.h', WRITES, 'arm_smccc_smc arm_smccc_hvc arm_smccc_1_1_invoke'),
  ...facts('include/linux/reboot.h', { sleeps: true }, 'orderly_poweroff orderly_reboot kernel_restart'),
  ...facts('include/linux/sched.h, include/linux/pid.h', PURE, 'task_pid_nr task_tgid_nr'),
  ...facts('include/linux/cred.h', PURE, 'current_uid current_euid'),
  ...facts('include/linux/smp.h', PURE, 'smp_processor_id raw_smp_processor_id'),
  ...facts('include/asm-generic/current.h', PURE, 'get_current'),
  ...facts('include/linux/slab.h', PURE, 'ksize kmalloc_size_roundup'),
  ...facts('include/linux/mm.h', PURE, 'is_vmalloc_addr page_address offset_in_page'),
  ...facts('include/asm-generic/io.h', PURE, 'virt_to_phys phys_to_virt'),
  ...facts(
    'include/soc/fsl/caam-blob.h',
    MAY_SLEEP_ZERO,
    'caam_encap_blob caam_decap_blob caam_process_blob',
  ),
  ...facts(
    'include/linux/notifier.h',
    BORROWS,
    'blocking_notifier_call_chain atomic_notifier_call_chain raw_notifier_call_chain notifier_from_errno notifier_to_errno',
  ),
  ...facts(
    'include/linux/hrtimer.h',
    WRITES,
    'hrtimer_init hrtimer_forward hrtimer_forward_now hrtimer_set_expires',
  ),
  ...facts('include/linux/kconfig.h', PURE, 'IS_ENABLED IS_BUILTIN IS_MODULE IS_REACHABLE'),
  ...facts(
    'include/linux/input.h',
    WRITES,
    'input_report_key input_report_abs input_report_rel input_sync input_event input_set_capability input_set_abs_params',
  ),
  ...facts(
    'include/linux/watchdog.h',
    WRITES,
    'watchdog_init_timeout watchdog_set_nowayout watchdog_stop_on_reboot watchdog_stop_on_unregister watchdog_active watchdog_hw_running',
  ),
  ...facts('include/linux/rtc.h', WRITES, 'rtc_time64_to_tm rtc_tm_to_time64 rtc_valid_tm rtc_update_irq'),
  ...facts('include/linux/bcd.h', WRITES, 'bcd2bin bin2bcd'),
];

export const functions: readonly FunctionRow[] = [
  ...pointers,
  ...accessors,
  ...containers,
  ...printing,
  ...strings,
  ...userCopies,
  ...arithmetic,
  ...time,
  ...waiting,
  ...initialisers,
  ...devices,
  ...busAccess,
  ...subsystems,
];

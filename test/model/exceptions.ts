/** Names that a test of the model would refuse, each with the reason why it is right. */

/** Taken here, dropped by something that names another object. */
export const acquireOnly: Readonly<Record<string, string>> = {
  'registration/rtc': 'only managed registrations exist',
};

export const releaseOnly: Readonly<Record<string, string>> = {};

/** One call that changes the mode of a lock: it releases one hold and takes the other. */
export const downgrades: Readonly<Record<string, string>> = {
  downgrade_write: 'from write to read, include/linux/rwsem.h',
  mmap_write_downgrade: 'from write to read, include/linux/mmap_lock.h',
};

/**
 * Names that Linux 6.12 does not have in include/ or drivers/, with the versions that have them.
 */
export const otherVersions: Readonly<Record<string, string>> = {
  hmac_sha256: 'from 6.17',
  ACQUIRE_ERR: 'from 6.17',
  acpi_bus_get_device: 'before 5.18',
  del_singleshot_timer_sync: 'before 6.1',
  devm_device_add_groups: 'before 6.11',
  devm_ioremap_nocache: 'before 5.6',
  get_online_cpus: 'before 5.15',
  hmac_sha256_final: 'from 6.17',
  hmac_sha256_init: 'from 6.17',
  hmac_sha256_init_usingrawkey: 'from 6.17',
  hmac_sha256_update: 'from 6.17',
  hmac_sha256_usingrawkey: 'from 6.17',
  hrtimer_setup: 'from 6.13',
  i2c_lock_adapter: '4.x',
  i2c_unlock_adapter: '4.x',
  ioremap_nocache: 'before 5.6',
  kzfree: 'before 5.10',
  no_llseek: 'before 6.12',
  probe_new: 'before 6.6',
  put_online_cpus: 'before 5.15',
  register_syscore_ops: 'before 6.18',
  spi_unregister_master: 'before 6.12',
  strlcpy: 'before 6.8',
  tee_shm_alloc: 'before 5.18',
  unregister_syscore_ops: 'before 6.18',
};

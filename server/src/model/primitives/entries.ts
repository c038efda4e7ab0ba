import type { EntryRow, Target } from '../types';

/**
 * Members of kernel structs whose value the kernel calls: the ways into a driver. `holds` is what the caller has
 * for the whole call and the callee may rely on; targets count from the callback's own parameters.
 * `kind` is what fences and reports group by.
 */
type Holds = NonNullable<EntryRow['holds']>;
type Line = readonly [
  fields: string,
  kind: string,
  label: string,
  more?: { readonly holds?: Holds; readonly atomic?: true },
];

function entry(struct: string, source: string, lines: readonly Line[]): EntryRow[] {
  return lines.flatMap(([names, kind, label, more]) =>
    names
      .split(' ')
      .map((field) => ({ struct, field, kind, label: label.replace('$', field), ...more, source })),
  );
}

const mutex = (target: Target): Holds[number] => ({
  kind: 'lock',
  primitive: 'mutex',
  mode: 'exclusive',
  target,
});
const deviceRef = (target: Target): Holds[number] => ({ kind: 'ref', primitive: 'device', target });
const rwsem = (mode: 'read' | 'write', target: Target): Holds[number] => ({
  kind: 'lock',
  primitive: 'rwsem',
  mode,
  target,
});

/** The driver core holds dev->mutex around probe, remove and shutdown (drivers/base/dd.c, drivers/base/core.c). */
const ON_DEVICE = { holds: [mutex({ arg: 0, path: 'mutex' })] } as const;
const ON_BUS_DEVICE = { holds: [mutex({ arg: 0, path: 'dev.mutex' })] } as const;
/** Power callbacks and shutdown: besides the lock, the walk over the device list holds a reference. */
const PINNED = { holds: [mutex({ arg: 0, path: 'mutex' }), deviceRef({ arg: 0 })] } as const;
const PINNED_BUS = {
  holds: [mutex({ arg: 0, path: 'dev.mutex' }), deviceRef({ arg: 0, path: 'dev' })],
} as const;
/** The late, early and noirq phases run without the lock, but with the reference. */
const REFERENCED = { holds: [deviceRef({ arg: 0 })] } as const;

const files = [
  ...entry('file_operations', 'include/linux/fs.h, Documentation/filesystems/vfs.rst', [
    ['open', 'open', 'open() of the file'],
    ['read read_iter', 'read', 'read() on an open file'],
    ['write write_iter', 'write', 'write() on an open file'],
    ['poll', 'poll', 'poll() on an open file'],
    ['unlocked_ioctl compat_ioctl', 'ioctl', 'ioctl() on an open file'],
    ['mmap get_unmapped_area', 'mmap', 'mmap() of an open file'],
    ['release', 'release', 'last close() of the file'],
    ['flush', 'flush', 'close() of a descriptor'],
    ['fsync fasync llseek lock flock fallocate', 'file', '$() on an open file'],
    ['iterate_shared splice_read splice_write uring_cmd', 'file', '$() on an open file'],
  ]),
  ...entry('proc_ops', 'include/linux/proc_fs.h', [
    ['proc_open', 'open', 'open() of the proc file'],
    ['proc_read proc_read_iter', 'read', 'read() of the proc file'],
    ['proc_write', 'write', 'write() of the proc file'],
    ['proc_poll', 'poll', 'poll() on the proc file'],
    ['proc_ioctl proc_compat_ioctl', 'ioctl', 'ioctl() on the proc file'],
    ['proc_mmap', 'mmap', 'mmap() of the proc file'],
    ['proc_release', 'release', 'last close() of the proc file'],
    ['proc_lseek', 'file', 'lseek() on the proc file'],
  ]),
  // traverse and seq_read_iter hold m->lock over start, show, next, stop.
  ...entry('seq_operations', 'include/linux/seq_file.h, fs/seq_file.c', [
    ['start next stop show', 'seq', 'seq_file $', { holds: [mutex({ arg: 0, path: 'lock' })] }],
  ]),
];

/** kernfs keeps the object alive during the call with an active reference; no lock of the driver's is held. */
const attributes = [
  ...['device_attribute', 'kobj_attribute', 'driver_attribute', 'class_attribute', 'bus_attribute'].flatMap(
    (struct) =>
      entry(struct, 'include/linux/sysfs.h, include/linux/device.h, Documentation/filesystems/sysfs.rst', [
        ['show', 'sysfs-show', 'sysfs show'],
        ['store', 'sysfs-store', 'sysfs store'],
      ]),
  ),
  ...entry('sysfs_ops', 'include/linux/sysfs.h', [
    ['show', 'sysfs-show', 'sysfs show'],
    ['store', 'sysfs-store', 'sysfs store'],
  ]),
  ...entry('bin_attribute', 'include/linux/sysfs.h', [
    ['read', 'sysfs-show', 'read of a binary sysfs file'],
    ['write', 'sysfs-store', 'write of a binary sysfs file'],
    ['mmap', 'mmap', 'mmap of a binary sysfs file'],
  ]),
  ...entry('attribute_group', 'include/linux/sysfs.h', [
    ['is_visible is_bin_visible', 'callback', '$ of an attribute group'],
  ]),
];

const objects = [
  ...entry('device', 'include/linux/device.h', [['release', 'device-release', 'last put_device()']]),
  ...entry('device_type', 'include/linux/device.h', [
    ['release', 'device-release', 'last put_device()'],
    ['uevent', 'uevent', 'uevent of the device'],
  ]),
  ...entry('kobj_type', 'include/linux/kobject.h', [['release', 'device-release', 'last kobject_put()']]),
  ...entry('class', 'include/linux/device/class.h', [
    ['dev_release', 'device-release', 'last put_device()'],
    ['class_release', 'device-release', 'release of the class'],
    ['dev_uevent', 'uevent', 'uevent of the device'],
    ['devnode', 'callback', 'name of the device node'],
    // drivers/base/core.c, device_shutdown(); before 4.17 the member was called shutdown.
    ['shutdown_pre shutdown', 'shutdown', 'system shutdown', PINNED],
  ]),
];

const probing = (more: { readonly holds: Holds }): Line[] => [
  ['probe', 'probe', 'probe of the driver', more],
  ['remove', 'remove', 'remove of the driver', more],
];

const drivers = [
  ...entry('device_driver', 'include/linux/device/driver.h', [
    ...probing(ON_DEVICE),
    ['shutdown', 'shutdown', 'system shutdown', PINNED],
    ['suspend', 'suspend', 'system suspend', PINNED],
    ['resume', 'resume', 'system resume', PINNED],
    ['sync_state', 'callback', 'sync_state', ON_DEVICE],
  ]),
  ...entry('bus_type', 'include/linux/device/bus.h', [
    ...probing(ON_DEVICE),
    ['shutdown', 'shutdown', 'system shutdown', PINNED],
    ['suspend', 'suspend', 'system suspend', PINNED],
    ['resume', 'resume', 'system resume', PINNED],
    // Called while matching, from both sides; what is held differs.
    ['match', 'callback', 'match of device and driver'],
    ['uevent', 'uevent', 'uevent of the device'],
  ]),
  // The bus device is embedded as `dev` in what these receive.
  ...(
    [
      ['platform_driver', 'include/linux/platform_device.h'],
      ['pnp_driver', 'include/linux/pnp.h'],
      ['i2c_driver', 'include/linux/i2c.h'],
      ['spi_driver', 'include/linux/spi/spi.h'],
      ['pci_driver', 'include/linux/pci.h'],
      ['xenbus_driver', 'include/xen/xenbus.h'],
      ['vio_driver', 'arch/powerpc/include/asm/vio.h'],
      ['amba_driver', 'include/linux/amba/bus.h'],
      ['serdev_device_driver', 'include/linux/serdev.h'],
      ['auxiliary_driver', 'include/linux/auxiliary_bus.h'],
      ['mdio_driver', 'include/linux/mdio.h'],
      ['virtio_driver', 'include/linux/virtio.h'],
      ['hid_driver', 'include/linux/hid.h'],
      ['mmc_driver', 'include/linux/mmc/card.h'],
      ['sdio_driver', 'include/linux/mmc/sdio_func.h'],
      ['spmi_driver', 'include/linux/spmi.h'],
      ['rpmsg_driver', 'include/linux/rpmsg.h'],
    ] as const
  ).flatMap(([struct, header]) =>
    entry(struct, header, [
      ...probing(ON_BUS_DEVICE),
      ['shutdown', 'shutdown', 'system shutdown', PINNED_BUS],
    ]),
  ),
  // Legacy power members, called from the bus's own dev_pm_ops.
  ...['platform_driver', 'pnp_driver', 'pci_driver', 'xenbus_driver'].flatMap((struct) =>
    entry(struct, 'include/linux/pm.h, drivers/base/power/main.c', [
      ['suspend', 'suspend', 'system suspend', PINNED_BUS],
      ['resume', 'resume', 'system resume', PINNED_BUS],
    ]),
  ),
  ...entry('platform_driver', 'include/linux/platform_device.h', [
    ['remove_new', 'remove', 'remove of the driver', ON_BUS_DEVICE],
  ]),
  ...entry('i2c_driver', 'include/linux/i2c.h', [
    ['probe_new', 'probe', 'probe of the driver', ON_BUS_DEVICE],
    ['alert', 'callback', 'SMBus alert', ON_BUS_DEVICE],
    ['detect', 'callback', 'detection of an i2c device'],
  ]),
  ...entry('xenbus_driver', 'include/xen/xenbus.h', [
    ['otherend_changed', 'callback', 'state change of the other end'],
  ]),
  ...entry('usb_driver', 'include/linux/usb.h', [
    ['probe', 'probe', 'probe of the driver', ON_BUS_DEVICE],
    ['disconnect', 'remove', 'disconnect of the device', ON_BUS_DEVICE],
    ['suspend', 'suspend', 'suspend of the interface'],
    ['resume reset_resume', 'resume', 'resume of the interface'],
    ['pre_reset post_reset', 'callback', '$ of the interface'],
  ]),
  ...entry('usb_device_driver', 'include/linux/usb.h', [
    ['probe', 'probe', 'probe of the driver', ON_BUS_DEVICE],
    ['disconnect', 'remove', 'disconnect of the device', ON_BUS_DEVICE],
  ]),
  ...entry('acpi_device_ops', 'include/acpi/acpi_bus.h', [
    ['add', 'probe', 'probe of the driver', ON_BUS_DEVICE],
    ['remove', 'remove', 'remove of the driver', ON_BUS_DEVICE],
    ['notify', 'callback', 'ACPI notification'],
  ]),
];

const powerOps = entry('dev_pm_ops', 'include/linux/pm.h, drivers/base/power/main.c', [
  ['prepare', 'suspend', 'system suspend, prepare', PINNED],
  ['complete', 'resume', 'system resume, complete', PINNED],
  ['suspend', 'suspend', 'system suspend', PINNED],
  ['resume', 'resume', 'system resume', PINNED],
  ['freeze poweroff', 'suspend', 'hibernation, $', PINNED],
  ['thaw restore', 'resume', 'hibernation, $', PINNED],
  [
    'suspend_late suspend_noirq freeze_late freeze_noirq poweroff_late poweroff_noirq',
    'suspend',
    'system suspend, $',
    REFERENCED,
  ],
  [
    'resume_early resume_noirq thaw_early thaw_noirq restore_early restore_noirq',
    'resume',
    'system resume, $',
    REFERENCED,
  ],
  ['runtime_suspend', 'runtime-suspend', 'runtime suspend'],
  ['runtime_resume', 'runtime-resume', 'runtime resume'],
  ['runtime_idle', 'runtime-suspend', 'runtime idle'],
]);

const subsystems = [
  // Every call to the generator is made under reading_mutex, with a reference on the rng (drivers/char/hw_random/core.c).
  ...entry('hwrng', 'include/linux/hw_random.h, drivers/char/hw_random/core.c', [
    [
      'read data_read data_present',
      'hwrng',
      'hwrng $',
      {
        holds: [
          { kind: 'lock', primitive: 'mutex', mode: 'exclusive', target: { global: 'reading_mutex' } },
          { kind: 'ref', primitive: 'kref', target: { arg: 0, path: 'ref' } },
        ],
      },
    ],
    ['init', 'callback', 'hwrng init'],
    ['cleanup', 'callback', 'hwrng cleanup'],
  ]),
  ...entry('key_type', 'include/linux/key-type.h, security/keys/key.c', [
    ['read', 'key-read', 'read of a key', { holds: [rwsem('read', { arg: 0, path: 'sem' })] }],
    ['update', 'key-update', 'update of a key', { holds: [rwsem('write', { arg: 0, path: 'sem' })] }],
    ['revoke', 'key-revoke', 'revocation of a key', { holds: [rwsem('write', { arg: 0, path: 'sem' })] }],
    [
      'instantiate',
      'key-instantiate',
      'creation of a key',
      {
        holds: [
          {
            kind: 'lock',
            primitive: 'mutex',
            mode: 'exclusive',
            target: { global: 'key_construction_mutex' },
          },
        ],
      },
    ],
    ['destroy', 'key-destroy', 'destruction of a key'],
    [
      'preparse free_preparse match_preparse match_free vet_description describe',
      'callback',
      '$ of a key type',
    ],
  ]),
  ...entry('watchdog_ops', 'include/linux/watchdog.h', [
    [
      'start stop ping status set_timeout set_pretimeout get_timeleft restart ioctl',
      'watchdog',
      'watchdog $',
    ],
  ]),
  ...entry('rtc_class_ops', 'include/linux/rtc.h, drivers/rtc/interface.c', [
    [
      'read_time set_time read_alarm set_alarm alarm_irq_enable ioctl proc read_offset set_offset',
      'rtc',
      'rtc $',
    ],
  ]),
  ...entry('syscore_ops', 'include/linux/syscore_ops.h', [
    ['suspend', 'suspend', 'late system suspend', { atomic: true }],
    ['resume', 'resume', 'early system resume', { atomic: true }],
    ['shutdown', 'shutdown', 'system shutdown'],
  ]),
  ...entry('notifier_block', 'include/linux/notifier.h', [['notifier_call', 'notifier', 'notifier']]),
  ...entry('i2c_algorithm', 'include/linux/i2c.h', [
    ['master_xfer smbus_xfer functionality', 'callback', 'i2c $'],
  ]),
  ...entry('net_device_ops', 'include/linux/netdevice.h', [
    [
      'ndo_open ndo_stop',
      'net',
      'network device $',
      { holds: [{ kind: 'lock', primitive: 'mutex', mode: 'exclusive', target: { global: 'rtnl_mutex' } }] },
    ],
    ['ndo_start_xmit', 'net', 'network transmit', { atomic: true }],
  ]),
];

const deferred = [
  ...entry('work_struct', 'include/linux/workqueue_types.h', [['func', 'work', 'workqueue']]),
  ...entry('timer_list', 'include/linux/timer_types.h', [['function', 'timer', 'timer', { atomic: true }]]),
  ...entry('hrtimer', 'include/linux/hrtimer_types.h', [
    ['function', 'timer', 'high-resolution timer', { atomic: true }],
  ]),
  ...entry('tasklet_struct', 'include/linux/interrupt.h', [
    ['func callback', 'tasklet', 'tasklet', { atomic: true }],
  ]),
  ...entry('irqaction', 'include/linux/interrupt.h', [
    ['handler', 'irq', 'interrupt handler', { atomic: true }],
    ['thread_fn', 'irq-thread', 'interrupt thread'],
  ]),
  ...entry('wait_queue_entry', 'include/linux/wait.h', [
    ['func', 'wakeup', 'wake-up function', { atomic: true }],
  ]),
];

export const entries: readonly EntryRow[] = [
  ...files,
  ...attributes,
  ...objects,
  ...drivers,
  ...powerOps,
  ...subsystems,
  ...deferred,
];

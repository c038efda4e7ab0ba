import type { Target } from '../types';
import {
  ARG1,
  DEV_OF_ARG,
  DEV_OF_RETURNED,
  ERROR_POINTER,
  type FamilyRow,
  family,
  NULLABLE,
  RETURNED,
  SLEEPS,
  SLEEPS_ZERO,
} from './family';

/**
 * What makes an object reachable by others: character devices, sysfs, drivers, notifiers.
 * After a successful registration the callbacks of the object are entry points; unregistering is a
 * retraction, and for some a fence (fences.ts). Registering tells nothing about who frees the memory.
 */
const REGISTERED = { when: 'zero', facts: SLEEPS_ZERO } as const;
const GONE = { facts: SLEEPS } as const;

const devices = [
  ...family({ kind: 'registration', primitive: 'device', source: 'include/linux/device.h' }, [
    ['acquire', 'device_add device_register', REGISTERED],
    ['release', 'device_del device_unregister', GONE],
    [
      'acquire',
      'platform_device_add platform_device_register',
      { ...REGISTERED, target: DEV_OF_ARG, source: 'include/linux/platform_device.h' },
    ],
    [
      'acquire',
      'platform_device_register_simple platform_device_register_data platform_device_register_resndata platform_device_register_full',
      {
        target: DEV_OF_RETURNED,
        when: 'nonnull',
        facts: { ...ERROR_POINTER, sleeps: true },
        source: 'include/linux/platform_device.h',
      },
    ],
    [
      'release',
      'platform_device_del platform_device_unregister',
      { ...GONE, target: DEV_OF_ARG, nullOk: 'err', source: 'include/linux/platform_device.h' },
    ],
  ]),
  // cdev_device_add is device_add and cdev_add; the character device stands for both.
  ...family({ kind: 'registration', primitive: 'cdev', source: 'include/linux/cdev.h' }, [
    ['acquire', 'cdev_add cdev_device_add', REGISTERED],
    ['release', 'cdev_del cdev_device_del', GONE],
  ]),
  ...family({ kind: 'registration', primitive: 'misc', source: 'include/linux/miscdevice.h' }, [
    ['acquire', 'misc_register', REGISTERED],
    ['release', 'misc_deregister', GONE],
  ]),
  ...family({ kind: 'registration', primitive: 'chrdev_region', source: 'include/linux/fs.h' }, [
    ['acquire', 'register_chrdev_region', REGISTERED],
    ['acquire', 'alloc_chrdev_region', { ...REGISTERED, target: { arg: 0, out: true } }],
    ['release', 'unregister_chrdev_region'],
  ]),
  // Major 0 asks for one, which is then returned: the number given is not the number to give back.
  ...family(
    { kind: 'registration', primitive: 'chrdev', informational: true, source: 'include/linux/fs.h' },
    [
      [
        'acquire',
        'register_chrdev',
        { when: 'nonnegative', facts: { returns: 'nonnegative-or-negative', sleeps: true } },
      ],
      ['release', 'unregister_chrdev'],
    ],
  ),
  ...family({ kind: 'registration', primitive: 'class', source: 'include/linux/device/class.h' }, [
    ['acquire', 'class_register', REGISTERED],
    ['release', 'class_unregister', GONE],
  ]),
  ...family({ kind: 'registration', primitive: 'class_object', source: 'include/linux/device/class.h' }, [
    [
      'acquire',
      'class_create',
      { target: RETURNED, when: 'nonnull', facts: { ...ERROR_POINTER, sleeps: true } },
    ],
    ['release', 'class_destroy', { nullOk: 'err', frees: 'now', facts: SLEEPS }],
  ]),
  ...family({ kind: 'registration', primitive: 'hwrng', source: 'include/linux/hw_random.h' }, [
    ['acquire', 'hwrng_register', REGISTERED],
    ['release', 'hwrng_unregister', GONE],
    ['acquire', 'devm_hwrng_register', { ...REGISTERED, target: ARG1, managed: true }],
    ['release', 'devm_hwrng_unregister', { ...GONE, target: ARG1 }],
  ]),
  ...family({ kind: 'registration', primitive: 'watchdog', source: 'include/linux/watchdog.h' }, [
    ['acquire', 'watchdog_register_device', REGISTERED],
    ['release', 'watchdog_unregister_device', GONE],
    ['acquire', 'devm_watchdog_register_device', { ...REGISTERED, target: ARG1, managed: true }],
  ]),
  ...family({ kind: 'registration', primitive: 'rtc', managed: true, source: 'include/linux/rtc.h' }, [
    ['acquire', 'devm_rtc_register_device', REGISTERED],
    ['acquire', 'devm_rtc_device_register', { target: RETURNED, when: 'nonnull', facts: ERROR_POINTER }],
  ]),
  ...family({ kind: 'registration', primitive: 'input', source: 'include/linux/input.h' }, [
    ['acquire', 'input_register_device', REGISTERED],
    ['release', 'input_unregister_device', GONE],
    ['acquire', 'input_register_handler', REGISTERED],
    ['release', 'input_unregister_handler', GONE],
    ['acquire', 'input_register_handle', REGISTERED],
    ['release', 'input_unregister_handle', GONE],
  ]),
  ...family({ kind: 'registration', primitive: 'led', source: 'include/linux/leds.h' }, [
    ['acquire', 'led_classdev_register led_classdev_register_ext', { ...REGISTERED, target: ARG1 }],
    ['release', 'led_classdev_unregister', GONE],
    [
      'acquire',
      'devm_led_classdev_register devm_led_classdev_register_ext',
      { ...REGISTERED, target: ARG1, managed: true },
    ],
  ]),
  ...family({ kind: 'registration', primitive: 'netdev', source: 'include/linux/netdevice.h' }, [
    ['acquire', 'register_netdev register_netdevice', REGISTERED],
    ['release', 'unregister_netdev unregister_netdevice', GONE],
  ]),
  ...family({ kind: 'registration', primitive: 'gpiochip', source: 'include/linux/gpio/driver.h' }, [
    ['acquire', 'gpiochip_add_data', REGISTERED],
    ['release', 'gpiochip_remove', GONE],
    ['acquire', 'devm_gpiochip_add_data', { ...REGISTERED, target: ARG1, managed: true }],
  ]),
  ...family({ kind: 'registration', primitive: 'i2c_adapter', source: 'include/linux/i2c.h' }, [
    ['acquire', 'i2c_add_adapter i2c_add_numbered_adapter', REGISTERED],
    ['release', 'i2c_del_adapter', GONE],
    ['acquire', 'devm_i2c_add_adapter', { ...REGISTERED, target: ARG1, managed: true }],
  ]),
  ...family({ kind: 'registration', primitive: 'spi_controller', source: 'include/linux/spi/spi.h' }, [
    ['acquire', 'spi_register_controller', REGISTERED],
    ['release', 'spi_unregister_controller', GONE],
    ['acquire', 'devm_spi_register_controller', { ...REGISTERED, target: ARG1, managed: true }],
    ['acquire', 'spi_register_master', { ...REGISTERED, source: 'include/linux/spi/spi.h (before 6.13)' }],
    ['release', 'spi_unregister_master', { ...GONE, source: 'include/linux/spi/spi.h (before 6.13)' }],
  ]),
  ...family({ kind: 'registration', primitive: 'tee_device', source: 'include/linux/tee_core.h' }, [
    ['acquire', 'tee_device_register', REGISTERED],
    ['release', 'tee_device_unregister', { ...GONE, nullOk: 'null' }],
  ]),
  ...family(
    { kind: 'registration', primitive: 'nvmem', nullOk: 'err', source: 'include/linux/nvmem-provider.h' },
    [
      ['acquire', 'nvmem_register', { target: RETURNED, when: 'nonnull', facts: ERROR_POINTER }],
      ['release', 'nvmem_unregister', { ...GONE, frees: 'now' }],
      [
        'acquire',
        'devm_nvmem_register',
        { target: RETURNED, when: 'nonnull', managed: true, facts: ERROR_POINTER },
      ],
    ],
  ),
  ...family(
    { kind: 'registration', primitive: 'reset_controller', source: 'include/linux/reset-controller.h' },
    [
      ['acquire', 'reset_controller_register', REGISTERED],
      ['release', 'reset_controller_unregister'],
      ['acquire', 'devm_reset_controller_register', { ...REGISTERED, target: ARG1, managed: true }],
    ],
  ),
  ...family({ kind: 'registration', primitive: 'rc', source: 'include/media/rc-core.h' }, [
    ['acquire', 'rc_register_device', REGISTERED],
    ['release', 'rc_unregister_device', { ...GONE, nullOk: 'null' }],
  ]),
];

/**
 * Files. Deleting a kobject removes what sysfs files are left, and removing a directory of securityfs,
 * debugfs or proc may take its children along: shown, not reported.
 */
const FILE = { kind: 'registration', informational: true } as const;
const CREATED = { target: RETURNED, when: 'nonnull', facts: { ...ERROR_POINTER, sleeps: true } } as const;
const MADE: Target = RETURNED;
const filesystems = [
  ...family({ ...FILE, primitive: 'sysfs', target: ARG1, source: 'include/linux/sysfs.h' }, [
    [
      'acquire',
      'sysfs_create_group sysfs_create_groups sysfs_create_file sysfs_create_files sysfs_create_bin_file',
      REGISTERED,
    ],
    ['acquire', 'sysfs_update_group sysfs_merge_group', REGISTERED],
    [
      'release',
      'sysfs_remove_group sysfs_remove_groups sysfs_remove_file sysfs_remove_files sysfs_remove_bin_file',
      GONE,
    ],
    ['release', 'sysfs_unmerge_group', GONE],
    [
      'acquire',
      'device_create_file device_create_bin_file',
      { ...REGISTERED, source: 'include/linux/device.h' },
    ],
    ['release', 'device_remove_file device_remove_bin_file', { ...GONE, source: 'include/linux/device.h' }],
    ['acquire', 'device_add_groups device_add_group', { ...REGISTERED, source: 'include/linux/device.h' }],
    ['release', 'device_remove_groups device_remove_group', { ...GONE, source: 'include/linux/device.h' }],
    ['acquire', 'driver_create_file', { ...REGISTERED, source: 'include/linux/device/driver.h' }],
    ['release', 'driver_remove_file', { ...GONE, source: 'include/linux/device/driver.h' }],
    ['acquire', 'devm_device_add_group', { ...REGISTERED, managed: true, source: 'include/linux/device.h' }],
    [
      'acquire',
      'devm_device_add_groups',
      { ...REGISTERED, managed: true, source: 'include/linux/device.h (before 6.12)' },
    ],
  ]),
  // A link is removed by its name.
  ...family({ ...FILE, primitive: 'sysfs_link', source: 'include/linux/sysfs.h' }, [
    ['acquire', 'sysfs_create_link', { ...REGISTERED, target: { arg: 2 } }],
    ['acquire', 'sysfs_create_link_nowarn', { ...REGISTERED, target: { arg: 2 } }],
    ['release', 'sysfs_remove_link', { ...GONE, target: ARG1 }],
  ]),
  ...family({ ...FILE, primitive: 'securityfs', source: 'include/linux/security.h' }, [
    ['acquire', 'securityfs_create_file securityfs_create_dir securityfs_create_symlink', CREATED],
    ['release', 'securityfs_remove securityfs_recursive_remove', { ...GONE, nullOk: 'err', frees: 'now' }],
  ]),
  ...family({ ...FILE, primitive: 'debugfs', source: 'include/linux/debugfs.h' }, [
    [
      'acquire',
      'debugfs_create_dir debugfs_create_file debugfs_create_file_unsafe debugfs_create_symlink',
      CREATED,
    ],
    ['release', 'debugfs_remove debugfs_remove_recursive', { ...GONE, nullOk: 'err', frees: 'now' }],
  ]),
  ...family({ ...FILE, primitive: 'proc', source: 'include/linux/proc_fs.h' }, [
    [
      'acquire',
      'proc_create proc_create_data proc_mkdir proc_mkdir_data proc_create_seq_private proc_create_single_data',
      { target: MADE, when: 'nonnull', facts: { ...NULLABLE, sleeps: true } },
    ],
    ['release', 'proc_remove', { ...GONE, nullOk: 'null', frees: 'now' }],
  ]),
  ...family({ ...FILE, primitive: 'sysctl', source: 'include/linux/sysctl.h' }, [
    [
      'acquire',
      'register_sysctl register_sysctl_sz',
      { target: MADE, when: 'nonnull', facts: { ...NULLABLE, sleeps: true } },
    ],
    ['release', 'unregister_sysctl_table', { ...GONE, nullOk: 'err', frees: 'now' }],
  ]),
];

const driverPairs: readonly (readonly [register: string, unregister: string, header: string])[] = [
  ['driver_register', 'driver_unregister', 'linux/device/driver.h'],
  ['bus_register', 'bus_unregister', 'linux/device/bus.h'],
  [
    'platform_driver_register __platform_driver_register platform_driver_probe',
    'platform_driver_unregister',
    'linux/platform_device.h',
  ],
  ['pci_register_driver __pci_register_driver', 'pci_unregister_driver', 'linux/pci.h'],
  ['i2c_add_driver i2c_register_driver', 'i2c_del_driver', 'linux/i2c.h'],
  ['spi_register_driver __spi_register_driver', 'spi_unregister_driver', 'linux/spi/spi.h'],
  ['pnp_register_driver', 'pnp_unregister_driver', 'linux/pnp.h'],
  ['acpi_bus_register_driver', 'acpi_bus_unregister_driver', 'acpi/acpi_bus.h'],
  ['usb_register usb_register_driver', 'usb_deregister', 'linux/usb.h'],
  ['usb_register_device_driver', 'usb_deregister_device_driver', 'linux/usb.h'],
  ['usb_serial_register_drivers', 'usb_serial_deregister_drivers', 'linux/usb/serial.h'],
  ['xenbus_register_frontend xenbus_register_backend', 'xenbus_unregister_driver', 'xen/xenbus.h'],
  ['amba_driver_register', 'amba_driver_unregister', 'linux/amba/bus.h'],
  ['register_virtio_driver', 'unregister_virtio_driver', 'linux/virtio.h'],
  ['serio_register_driver', 'serio_unregister_driver', 'linux/serio.h'],
  ['hid_register_driver', 'hid_unregister_driver', 'linux/hid.h'],
  ['mdio_driver_register', 'mdio_driver_unregister', 'linux/mdio.h'],
  ['vio_register_driver', 'vio_unregister_driver', 'asm/vio.h (powerpc, sparc)'],
  ['serdev_device_driver_register', 'serdev_device_driver_unregister', 'linux/serdev.h'],
  ['auxiliary_driver_register', 'auxiliary_driver_unregister', 'linux/auxiliary_bus.h'],
  [
    'mmc_register_driver',
    'mmc_unregister_driver',
    'linux/mmc/card.h (mmc_driver moved to drivers/mmc/core/bus.h in 4.11)',
  ],
  ['sdio_register_driver', 'sdio_unregister_driver', 'linux/mmc/sdio_func.h'],
  ['eisa_driver_register', 'eisa_driver_unregister', 'linux/eisa.h'],
];

const subsystemPairs: readonly (readonly [register: string, unregister: string, header: string])[] = [
  ['register_key_type', 'unregister_key_type', 'linux/key-type.h'],
  ['register_reboot_notifier', 'unregister_reboot_notifier', 'linux/reboot.h'],
  ['register_restart_handler', 'unregister_restart_handler', 'linux/reboot.h'],
  ['register_netdevice_notifier', 'unregister_netdevice_notifier', 'linux/netdevice.h'],
  ['register_inetaddr_notifier', 'unregister_inetaddr_notifier', 'linux/inetdevice.h'],
  ['register_pm_notifier', 'unregister_pm_notifier', 'linux/suspend.h'],
  ['register_module_notifier', 'unregister_module_notifier', 'linux/module.h'],
  ['register_die_notifier', 'unregister_die_notifier', 'linux/kdebug.h'],
  ['register_oom_notifier', 'unregister_oom_notifier', 'linux/oom.h'],
  ['register_acpi_notifier', 'unregister_acpi_notifier', 'acpi/acpi_bus.h'],
  ['register_filesystem', 'unregister_filesystem', 'linux/fs.h'],
  ['crypto_register_alg', 'crypto_unregister_alg', 'linux/crypto.h'],
  ['crypto_register_shash', 'crypto_unregister_shash', 'crypto/internal/hash.h'],
  ['crypto_register_skcipher', 'crypto_unregister_skcipher', 'crypto/internal/skcipher.h'],
  ['crypto_register_aead', 'crypto_unregister_aead', 'crypto/internal/aead.h'],
];

/** Registrations that return nothing and cannot fail. */
const infallible: typeof driverPairs = [
  ['usb_register_notify', 'usb_unregister_notify', 'linux/usb.h'],
  ['register_syscore', 'unregister_syscore', 'linux/syscore_ops.h'],
  ['register_syscore_ops', 'unregister_syscore_ops', 'linux/syscore_ops.h (before 6.18)'],
  ['register_binfmt', 'unregister_binfmt', 'linux/binfmts.h'],
];

/** Chains take the block as argument 1. */
const CHAINS = ['blocking', 'atomic', 'raw'] as const;

function pairs(
  primitive: string,
  table: typeof driverPairs,
  registered: Partial<FamilyRow> = REGISTERED,
): FamilyRow[] {
  return table.flatMap(([register, unregister, header]) =>
    family({ kind: 'registration', primitive, source: `include/${header}` }, [
      ['acquire', register, registered],
      ['release', unregister, GONE],
    ]),
  );
}

const notifierChains = CHAINS.flatMap((chain) =>
  family({ kind: 'registration', primitive: 'notifier', target: ARG1, source: 'include/linux/notifier.h' }, [
    ['acquire', `${chain}_notifier_chain_register`, { when: 'zero', facts: { returns: 'zero-or-negative' } }],
    ['release', `${chain}_notifier_chain_unregister`],
  ]),
);

const buses = [
  ...family({ kind: 'registration', primitive: 'pci_device', source: 'include/linux/pci.h' }, [
    // Enabling counts in the device.
    ['acquire', 'pci_enable_device pci_enable_device_mem', { ...REGISTERED, counted: true, kind: 'power' }],
    ['release', 'pci_disable_device', { kind: 'power' }],
    ['acquire', 'pcim_enable_device', { ...REGISTERED, counted: true, managed: true, kind: 'power' }],
  ]),
];

export const registrations: readonly FamilyRow[] = [
  ...devices,
  ...filesystems,
  ...pairs('driver', driverPairs),
  ...pairs('subsystem', subsystemPairs),
  ...pairs('subsystem', infallible, GONE),
  ...notifierChains,
  ...buses,
];

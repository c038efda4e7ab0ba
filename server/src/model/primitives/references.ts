import type { Target } from '../types';
import {
  ARG1,
  ARG2,
  DEV_OF_ARG,
  DEV_OF_RETURNED,
  ERROR_POINTER,
  type Facts,
  type FamilyRow,
  family,
  NULLABLE,
  RETURNED,
} from './family';

/**
 * Counted references. A typed wrapper (`pci_dev_get`, `platform_device_put`) is a reference on the
 * embedded `struct device`, so that it pairs with `put_device(&pdev->dev)`.
 * `nullOk` on an acquire: the reference of NULL is nothing.
 */
const KEEPS: Facts = { keeps: { arg: 0 } };
const BOOL: Facts = { returns: 'bool' };
const SAME: Facts = { returnsArg: 0 };
const DEVICE = { kind: 'ref', primitive: 'device', counted: true } as const;

const devices = [
  ...family({ ...DEVICE, nullOk: 'null', source: 'include/linux/device.h' }, [
    ['acquire', 'get_device', { facts: { returnsArg: 0, sleeps: false } }],
    ['release', 'put_device'],
    // After it the reference owns the memory that holds the device; kfree is no longer the way to free it.
    ['acquire', 'device_initialize', { initial: true, facts: { keeps: { arg: 0 }, sleeps: false } }],
    // device_initialize and device_add: the reference is there even when adding fails.
    [
      'acquire',
      'device_register',
      { initial: true, facts: { keeps: { arg: 0 }, returns: 'zero-or-negative', sleeps: true } },
    ],
    ['release', 'device_unregister', { facts: { sleeps: true } }],
    [
      'acquire',
      'device_find_child device_find_child_by_name device_find_any_child',
      { target: RETURNED, when: 'nonnull', facts: NULLABLE },
    ],
    ['acquire', 'get_dev_from_fwnode', { target: RETURNED, when: 'nonnull', facts: NULLABLE }],
    [
      'acquire',
      'device_create device_create_with_groups root_device_register',
      { target: RETURNED, when: 'nonnull', facts: ERROR_POINTER, informational: true },
    ],
    ['release', 'root_device_unregister', { informational: true }],
  ]),
  ...family(
    { ...DEVICE, target: RETURNED, when: 'nonnull', facts: NULLABLE, source: 'include/linux/device/bus.h' },
    [
      [
        'acquire',
        'bus_find_device bus_find_device_by_name bus_find_device_by_of_node bus_find_device_by_fwnode',
      ],
      ['acquire', 'bus_find_device_by_devt bus_find_device_by_acpi_dev bus_get_dev_root'],
      ['acquire', 'bus_find_next_device'],
    ],
  ),
  ...family(
    { ...DEVICE, target: RETURNED, when: 'nonnull', facts: NULLABLE, source: 'include/linux/device/class.h' },
    [
      ['acquire', 'class_find_device class_find_device_by_name class_find_device_by_of_node'],
      ['acquire', 'class_find_device_by_fwnode class_find_device_by_devt class_find_device_by_acpi_dev'],
    ],
  ),
  ...family(
    {
      ...DEVICE,
      target: RETURNED,
      when: 'nonnull',
      facts: NULLABLE,
      source: 'include/linux/device/driver.h',
    },
    [
      ['acquire', 'driver_find_device driver_find_device_by_name driver_find_device_by_of_node'],
      ['acquire', 'driver_find_device_by_fwnode driver_find_device_by_devt driver_find_device_by_acpi_dev'],
      ['acquire', 'driver_find_next_device'],
    ],
  ),
];

const busDevices = [
  ...family({ ...DEVICE, nullOk: 'null', target: DEV_OF_ARG, source: 'include/linux/platform_device.h' }, [
    ['acquire', 'platform_device_alloc', { target: DEV_OF_RETURNED, when: 'nonnull', facts: NULLABLE }],
    [
      'acquire',
      'platform_device_register',
      { facts: { ...KEEPS, returns: 'zero-or-negative', sleeps: true } },
    ],
    [
      'acquire',
      'platform_device_register_simple platform_device_register_data platform_device_register_resndata platform_device_register_full',
      { target: DEV_OF_RETURNED, when: 'nonnull', facts: ERROR_POINTER },
    ],
    // Both tolerate NULL and error pointers.
    ['release', 'platform_device_put platform_device_unregister', { nullOk: 'err', frees: 'whole' }],
    [
      'acquire',
      'of_find_device_by_node of_device_alloc of_platform_device_create',
      { target: DEV_OF_RETURNED, when: 'nonnull', facts: NULLABLE, source: 'include/linux/of_platform.h' },
    ],
  ]),
  ...family({ ...DEVICE, nullOk: 'null', target: DEV_OF_ARG, source: 'include/linux/pci.h' }, [
    ['acquire', 'pci_dev_get', { facts: SAME }],
    ['release', 'pci_dev_put', { frees: 'whole' }],
    [
      'acquire',
      'pci_get_domain_bus_and_slot pci_get_slot',
      { target: DEV_OF_RETURNED, when: 'nonnull', facts: NULLABLE },
    ],
    [
      'acquire',
      'pci_get_device pci_get_class pci_get_subsys',
      { target: DEV_OF_RETURNED, when: 'nonnull', facts: NULLABLE },
    ],
    // The search goes on from this device and drops its reference.
    ['release', 'pci_get_device', { target: { arg: 2, path: 'dev' } }],
    ['release', 'pci_get_class', { target: { arg: 1, path: 'dev' } }],
    ['release', 'pci_get_subsys', { target: { arg: 4, path: 'dev' } }],
  ]),
  ...family({ ...DEVICE, nullOk: 'null', target: DEV_OF_ARG, source: 'include/linux/usb.h' }, [
    ['acquire', 'usb_get_dev usb_get_intf', { facts: SAME }],
    ['release', 'usb_put_dev usb_put_intf', { frees: 'whole' }],
  ]),
  ...family({ ...DEVICE, nullOk: 'null', target: DEV_OF_ARG, source: 'include/acpi/acpi_bus.h' }, [
    ['acquire', 'acpi_dev_get', { facts: SAME }],
    ['release', 'acpi_dev_put', { frees: 'whole' }],
    [
      'acquire',
      'acpi_dev_get_first_match_dev acpi_get_acpi_dev acpi_dev_get_next_match_dev acpi_dev_get_next_consumer_dev',
      { target: DEV_OF_RETURNED, when: 'nonnull', facts: NULLABLE },
    ],
    ['release', 'acpi_dev_get_next_match_dev', { target: DEV_OF_ARG }],
    ['release', 'acpi_dev_get_next_consumer_dev', { target: { arg: 1, path: 'dev' } }],
  ]),
  ...family({ ...DEVICE, nullOk: 'null', source: 'include/linux/i2c.h' }, [
    [
      'acquire',
      'i2c_find_device_by_fwnode of_find_i2c_device_by_node',
      { target: DEV_OF_RETURNED, when: 'nonnull', facts: NULLABLE },
    ],
    // A client that was registered here goes with i2c_unregister_device, NULL and error pointers allowed.
    [
      'acquire',
      'i2c_new_client_device i2c_new_scanned_device i2c_new_dummy_device i2c_new_ancillary_device',
      { target: DEV_OF_RETURNED, when: 'nonnull', facts: ERROR_POINTER },
    ],
    ['release', 'i2c_unregister_device', { target: DEV_OF_ARG, nullOk: 'err', frees: 'whole' }],
  ]),
  ...family({ ...DEVICE, nullOk: 'null', target: DEV_OF_ARG, source: 'include/linux/spi/spi.h' }, [
    ['acquire', 'spi_dev_get', { facts: SAME }],
    ['release', 'spi_dev_put', { frees: 'whole' }],
    ['acquire', 'spi_controller_get', { facts: SAME }],
    // Unregistering drops the reference of the allocation, unless that is managed.
    ['release', 'spi_controller_put spi_unregister_controller'],
    ['release', 'spi_unregister_master', { source: 'include/linux/spi/spi.h (before 6.13)' }],
    [
      'acquire',
      'spi_alloc_device spi_new_device',
      { target: DEV_OF_RETURNED, when: 'nonnull', facts: NULLABLE },
    ],
    ['release', 'spi_unregister_device'],
    [
      'acquire',
      'spi_alloc_host spi_alloc_target __spi_alloc_controller',
      { target: DEV_OF_RETURNED, when: 'nonnull', facts: NULLABLE },
    ],
    [
      'acquire',
      'spi_alloc_master spi_alloc_slave',
      {
        target: DEV_OF_RETURNED,
        when: 'nonnull',
        facts: NULLABLE,
        source: 'include/linux/spi/spi.h (before 6.13)',
      },
    ],
    [
      'acquire',
      'devm_spi_alloc_host',
      { target: DEV_OF_RETURNED, when: 'nonnull', managed: true, facts: NULLABLE },
    ],
  ]),
  ...family(
    { kind: 'ref', primitive: 'i2c_adapter', counted: true, nullOk: 'null', source: 'include/linux/i2c.h' },
    [
      [
        'acquire',
        'i2c_get_adapter of_get_i2c_adapter_by_node i2c_get_adapter_by_fwnode',
        { target: RETURNED, when: 'nonnull', facts: NULLABLE },
      ],
      ['release', 'i2c_put_adapter'],
    ],
  ),
  ...family(
    {
      kind: 'ref',
      primitive: 'net_device',
      counted: true,
      nullOk: 'null',
      source: 'include/linux/netdevice.h',
    },
    [
      ['acquire', 'dev_hold'],
      ['release', 'dev_put'],
      ['acquire', 'dev_get_by_name dev_get_by_index', { target: RETURNED, when: 'nonnull', facts: NULLABLE }],
    ],
  ),
  ...family(
    {
      kind: 'ref',
      primitive: 'net_device_tracked',
      counted: true,
      nullOk: 'null',
      source: 'include/linux/netdevice.h',
    },
    [
      ['acquire', 'netdev_hold'],
      ['release', 'netdev_put'],
    ],
  ),
  ...family({ kind: 'ref', primitive: 'input_device', source: 'include/linux/input.h', nullOk: 'null' }, [
    ['acquire', 'input_allocate_device', { target: RETURNED, when: 'nonnull', facts: NULLABLE }],
    [
      'acquire',
      'devm_input_allocate_device',
      { target: RETURNED, when: 'nonnull', managed: true, facts: NULLABLE },
    ],
    // Registered devices go with input_unregister_device, the others with input_free_device.
    // Whoever asked for the device before may put it after.
    ['release', 'input_free_device input_unregister_device', { frees: 'not' }],
  ]),
];

const objects = [
  ...family(
    { kind: 'ref', primitive: 'kobject', counted: true, nullOk: 'null', source: 'include/linux/kobject.h' },
    [
      ['acquire', 'kobject_get', { facts: SAME }],
      ['acquire', 'kobject_get_unless_zero', { target: RETURNED, when: 'nonnull', facts: NULLABLE }],
      ['acquire', 'kobject_init', { initial: true, facts: KEEPS }],
      // Even when adding fails the object must be put.
      [
        'acquire',
        'kobject_init_and_add',
        { initial: true, facts: { ...KEEPS, returns: 'zero-or-negative' } },
      ],
      ['acquire', 'kobject_create_and_add', { target: RETURNED, when: 'nonnull', facts: NULLABLE }],
      ['release', 'kobject_put'],
      ['acquire', 'kset_get', { target: { arg: 0, path: 'kobj' }, facts: SAME }],
      [
        'acquire',
        'kset_create_and_add',
        { target: { ret: true, path: 'kobj' }, when: 'nonnull', facts: NULLABLE },
      ],
      ['acquire', 'kset_find_obj', { target: RETURNED, when: 'nonnull', facts: NULLABLE }],
      ['release', 'kset_put kset_unregister', { target: { arg: 0, path: 'kobj' } }],
    ],
  ),
  ...family({ kind: 'ref', primitive: 'kref', counted: true, source: 'include/linux/kref.h' }, [
    ['acquire', 'kref_init', { initial: true, facts: KEEPS }],
    ['acquire', 'kref_get'],
    ['acquire', 'kref_get_unless_zero', { when: 'true', facts: BOOL }],
    ['release', 'kref_put kref_put_mutex kref_put_lock', { frees: 'whole', facts: BOOL }],
  ]),
  // A bare counter may count anything, so it is shown and not reported.
  ...family(
    {
      kind: 'ref',
      primitive: 'refcount',
      counted: true,
      informational: true,
      source: 'include/linux/refcount.h',
    },
    [
      ['acquire', 'refcount_inc'],
      ['acquire', 'refcount_inc_not_zero', { when: 'true', facts: BOOL }],
      ['release', 'refcount_dec'],
      ['release', 'refcount_dec_and_test refcount_dec_and_mutex_lock', { facts: BOOL }],
      ['release', 'refcount_dec_and_lock refcount_dec_and_lock_irqsave', { facts: BOOL }],
    ],
  ),
  ...family(
    { kind: 'ref', primitive: 'module', counted: true, nullOk: 'null', source: 'include/linux/module.h' },
    [
      ['acquire', '__module_get'],
      ['acquire', 'try_module_get', { when: 'true', facts: BOOL }],
      ['release', 'module_put', { frees: 'not' }],
    ],
  ),
  ...family(
    {
      kind: 'ref',
      primitive: 'percpu_ref',
      counted: true,
      informational: true,
      source: 'include/linux/percpu-refcount.h',
    },
    [
      ['acquire', 'percpu_ref_get'],
      ['acquire', 'percpu_ref_tryget percpu_ref_tryget_live', { when: 'true', facts: BOOL }],
      ['release', 'percpu_ref_put'],
    ],
  ),
];

const OF_FIND: Target = RETURNED;
const nodes = [
  ...family(
    {
      kind: 'ref',
      primitive: 'of_node',
      counted: true,
      nullOk: 'null',
      source: 'include/linux/of.h, drivers/of/base.c',
    },
    [
      ['acquire', 'of_node_get', { facts: SAME }],
      ['release', 'of_node_put'],
      [
        'acquire',
        'of_find_node_by_path of_find_node_opts_by_path of_find_node_by_phandle',
        { target: OF_FIND, when: 'nonnull', facts: NULLABLE },
      ],
      [
        'acquire',
        'of_get_parent of_get_child_by_name of_get_compatible_child of_parse_phandle',
        { target: OF_FIND, when: 'nonnull', facts: NULLABLE },
      ],
      [
        'acquire',
        'of_get_cpu_node of_cpu_device_node_get of_get_cpu_state_node',
        { target: OF_FIND, when: 'nonnull', facts: NULLABLE },
      ],
      // Each goes on from the node it is given and drops that one's reference.
      [
        'acquire',
        'of_find_node_by_name of_find_node_by_type of_find_compatible_node of_find_matching_node of_find_matching_node_and_match of_find_node_with_property of_find_all_nodes',
        { target: OF_FIND, when: 'nonnull', facts: NULLABLE },
      ],
      [
        'release',
        'of_find_node_by_name of_find_node_by_type of_find_compatible_node of_find_matching_node of_find_matching_node_and_match of_find_node_with_property of_find_all_nodes',
      ],
      [
        'acquire',
        'of_get_next_parent of_get_next_cpu_node',
        { target: OF_FIND, when: 'nonnull', facts: NULLABLE },
      ],
      ['release', 'of_get_next_parent of_get_next_cpu_node'],
      [
        'acquire',
        'of_get_next_child of_get_next_available_child',
        { target: OF_FIND, when: 'nonnull', facts: NULLABLE },
      ],
      ['release', 'of_get_next_child of_get_next_available_child', { target: ARG1 }],
      // On success the out structure's `np` is counted.
      [
        'acquire',
        'of_parse_phandle_with_args',
        {
          target: { arg: 4, path: 'np' },
          when: 'zero',
          facts: { returns: 'zero-or-negative' },
          informational: true,
        },
      ],
      [
        'acquire',
        'of_parse_phandle_with_fixed_args',
        {
          target: { arg: 4, path: 'np' },
          when: 'zero',
          facts: { returns: 'zero-or-negative' },
          informational: true,
        },
      ],
      [
        'acquire',
        'of_graph_get_port_by_id of_graph_get_endpoint_by_regs of_graph_get_remote_endpoint of_graph_get_port_parent of_graph_get_remote_port_parent of_graph_get_remote_port of_graph_get_remote_node of_graph_get_next_endpoint',
        { target: OF_FIND, when: 'nonnull', facts: NULLABLE, source: 'include/linux/of_graph.h' },
      ],
      ['release', 'of_graph_get_next_endpoint', { target: ARG1, source: 'include/linux/of_graph.h' }],
      [
        'acquire',
        'of_irq_find_parent',
        { target: OF_FIND, when: 'nonnull', facts: NULLABLE, source: 'include/linux/of_irq.h' },
      ],
    ],
  ),
  ...family(
    {
      kind: 'ref',
      primitive: 'fwnode',
      counted: true,
      nullOk: 'err',
      source: 'include/linux/property.h, drivers/base/property.c',
    },
    [
      ['acquire', 'fwnode_handle_get', { facts: SAME }],
      ['release', 'fwnode_handle_put'],
      ['acquire', 'fwnode_find_reference', { target: RETURNED, when: 'nonnull', facts: ERROR_POINTER }],
      [
        'acquire',
        'fwnode_get_parent fwnode_get_nth_parent fwnode_get_named_child_node device_get_named_child_node',
        { target: RETURNED, when: 'nonnull', facts: NULLABLE },
      ],
      ['acquire', 'fwnode_get_next_parent', { target: RETURNED, when: 'nonnull', facts: NULLABLE }],
      ['release', 'fwnode_get_next_parent'],
      [
        'acquire',
        'fwnode_get_next_child_node fwnode_get_next_available_child_node device_get_next_child_node',
        { target: RETURNED, when: 'nonnull', facts: NULLABLE },
      ],
      [
        'release',
        'fwnode_get_next_child_node fwnode_get_next_available_child_node device_get_next_child_node',
        { target: ARG1 },
      ],
      [
        'acquire',
        'fwnode_graph_get_remote_port_parent fwnode_graph_get_remote_port fwnode_graph_get_remote_endpoint',
        { target: RETURNED, when: 'nonnull', facts: NULLABLE },
      ],
    ],
  ),
];

const files = [
  ...family(
    {
      kind: 'ref',
      primitive: 'file',
      counted: true,
      source: 'include/linux/file.h, include/linux/fs.h, include/linux/shmem_fs.h',
    },
    [
      ['acquire', 'get_file', { facts: SAME }],
      ['acquire', 'fget fget_raw', { target: RETURNED, when: 'nonnull', facts: NULLABLE }],
      [
        'acquire',
        'filp_open file_open_root dentry_open alloc_file_pseudo shmem_file_setup',
        { target: RETURNED, when: 'nonnull', facts: ERROR_POINTER },
      ],
      [
        'acquire',
        'anon_inode_getfile anon_inode_create_getfile',
        { target: RETURNED, when: 'nonnull', facts: ERROR_POINTER, source: 'include/linux/anon_inodes.h' },
      ],
      ['release', 'fput'],
      // filp_close(file, NULL) is how a kernel user of filp_open ends it.
      ['release', 'filp_close'],
      // From here the descriptor table owns both.
      ['release', 'fd_install', { target: ARG1 }],
    ],
  ),
  ...family({ kind: 'other', primitive: 'fd', source: 'include/linux/file.h' }, [
    [
      'acquire',
      'get_unused_fd_flags',
      { target: RETURNED, when: 'nonnegative', facts: { returns: 'nonnegative-or-negative' } },
    ],
    ['release', 'put_unused_fd fd_install'],
  ]),
  ...family(
    { kind: 'ref', primitive: 'dentry', counted: true, nullOk: 'null', source: 'include/linux/dcache.h' },
    [
      ['acquire', 'dget', { facts: SAME }],
      ['release', 'dput'],
    ],
  ),
  ...family(
    { kind: 'ref', primitive: 'inode', counted: true, nullOk: 'null', source: 'include/linux/fs.h' },
    [
      ['acquire', 'ihold'],
      ['acquire', 'igrab', { target: RETURNED, when: 'nonnull', facts: NULLABLE }],
      ['release', 'iput'],
    ],
  ),
  ...family({ kind: 'ref', primitive: 'path', source: 'include/linux/path.h' }, [
    ['acquire', 'path_get'],
    [
      'acquire',
      'kern_path',
      { target: ARG2, when: 'zero', facts: { returns: 'zero-or-negative' }, source: 'include/linux/namei.h' },
    ],
    ['release', 'path_put'],
  ]),
  ...family({ kind: 'ref', primitive: 'dma_buf', counted: true, source: 'include/linux/dma-buf.h' }, [
    ['acquire', 'get_dma_buf'],
    ['acquire', 'dma_buf_get dma_buf_export', { target: RETURNED, when: 'nonnull', facts: ERROR_POINTER }],
    ['release', 'dma_buf_put'],
  ]),
  ...family(
    {
      kind: 'ref',
      primitive: 'dma_fence',
      counted: true,
      nullOk: 'null',
      source: 'include/linux/dma-fence.h',
    },
    [
      ['acquire', 'dma_fence_get', { facts: SAME }],
      ['release', 'dma_fence_put'],
    ],
  ),
];

const tasks = [
  ...family(
    {
      kind: 'ref',
      primitive: 'task',
      counted: true,
      source: 'include/linux/sched/task.h, include/linux/pid.h, fs/proc/internal.h',
    },
    [
      ['acquire', 'get_task_struct', { facts: SAME }],
      ['acquire', 'get_pid_task get_proc_task', { target: RETURNED, when: 'nonnull', facts: NULLABLE }],
      ['release', 'put_task_struct'],
    ],
  ),
  ...family({ kind: 'ref', primitive: 'pid', counted: true, nullOk: 'null', source: 'include/linux/pid.h' }, [
    ['acquire', 'get_pid', { facts: SAME }],
    ['acquire', 'get_task_pid find_get_pid', { target: RETURNED, when: 'nonnull', facts: NULLABLE }],
    ['release', 'put_pid'],
  ]),
  ...family(
    { kind: 'ref', primitive: 'cred', counted: true, nullOk: 'null', source: 'include/linux/cred.h' },
    [
      ['acquire', 'get_cred', { facts: SAME }],
      [
        'acquire',
        'prepare_creds prepare_kernel_cred',
        { target: RETURNED, when: 'nonnull', facts: NULLABLE },
      ],
      ['release', 'put_cred abort_creds'],
    ],
  ),
  ...family({ kind: 'ref', primitive: 'mm', counted: true, source: 'include/linux/sched/mm.h' }, [
    ['acquire', 'mmgrab'],
    ['release', 'mmdrop'],
  ]),
  ...family({ kind: 'ref', primitive: 'mm_users', counted: true, source: 'include/linux/sched/mm.h' }, [
    ['acquire', 'mmget'],
    ['acquire', 'mmget_not_zero', { when: 'true', facts: BOOL }],
    ['acquire', 'get_task_mm', { target: RETURNED, when: 'nonnull', facts: NULLABLE }],
    ['release', 'mmput'],
  ]),
  ...family({ kind: 'ref', primitive: 'page', counted: true, source: 'include/linux/mm.h' }, [
    ['acquire', 'get_page'],
    // A page is counted: dropping the only reference frees what alloc_page gave.
    ['release', 'put_page', { accepts: ['alloc_page'] }],
  ]),
];

const keys = [
  ...family({ kind: 'ref', primitive: 'key', counted: true, nullOk: 'null', source: 'include/linux/key.h' }, [
    ['acquire', 'key_get __key_get', { facts: SAME }],
    [
      'acquire',
      'request_key request_key_tag request_key_rcu keyring_alloc key_alloc',
      { target: RETURNED, when: 'nonnull', facts: ERROR_POINTER },
    ],
    ['release', 'key_put'],
  ]),
];

const firmware = [
  // ACPICA counts mappings of a table: every successful get wants a put.
  ...family(
    {
      kind: 'ref',
      primitive: 'acpi_table',
      counted: true,
      source: 'include/acpi/acpixf.h, drivers/acpi/acpica/tbxface.c',
    },
    [
      ['acquire', 'acpi_get_table', { target: { arg: 2, out: true }, when: 'zero', facts: { sleeps: true } }],
      ['release', 'acpi_put_table', { nullOk: 'null' }],
    ],
  ),
  ...family({ kind: 'mem', primitive: 'firmware', source: 'include/linux/firmware.h' }, [
    [
      'acquire',
      'request_firmware firmware_request_nowarn request_firmware_direct firmware_request_platform',
      {
        target: { arg: 0, out: true },
        when: 'zero',
        facts: { returns: 'zero-or-negative', sleeps: true },
      },
    ],
    ['release', 'release_firmware', { nullOk: 'null' }],
  ]),
];

const identifiers = [
  // The number is the object. Numbers are stored in fields and given back much later, hence informational for idr.
  ...family({ kind: 'other', primitive: 'idr', informational: true, source: 'include/linux/idr.h' }, [
    [
      'acquire',
      'idr_alloc idr_alloc_cyclic',
      { target: RETURNED, when: 'nonnegative', facts: { returns: 'nonnegative-or-negative' } },
    ],
    ['release', 'idr_remove', { target: ARG1 }],
  ]),
  ...family({ kind: 'other', primitive: 'ida', source: 'include/linux/idr.h' }, [
    [
      'acquire',
      'ida_alloc ida_alloc_min ida_alloc_max ida_alloc_range ida_simple_get',
      { target: RETURNED, when: 'nonnegative', facts: { returns: 'nonnegative-or-negative' } },
    ],
    ['release', 'ida_free ida_simple_remove', { target: ARG1 }],
  ]),
];

const crypto = [
  ...family(
    {
      kind: 'other',
      primitive: 'crypto_tfm',
      nullOk: 'err',
      target: RETURNED,
      when: 'nonnull',
      facts: ERROR_POINTER,
      source: 'include/crypto/',
    },
    [
      [
        'acquire',
        'crypto_alloc_shash crypto_alloc_ahash crypto_alloc_skcipher crypto_alloc_sync_skcipher crypto_alloc_aead',
      ],
      ['acquire', 'crypto_alloc_kpp crypto_alloc_akcipher crypto_alloc_rng crypto_alloc_acomp'],
      ['acquire', 'crypto_alloc_comp', { source: 'include/linux/crypto.h (before 6.15)' }],
    ],
  ),
  ...family({ kind: 'other', primitive: 'crypto_tfm', nullOk: 'err', source: 'include/crypto/' }, [
    [
      'release',
      'crypto_free_shash crypto_free_ahash crypto_free_skcipher crypto_free_sync_skcipher crypto_free_aead',
    ],
    ['release', 'crypto_free_kpp crypto_free_akcipher crypto_free_rng crypto_free_acomp'],
    ['release', 'crypto_free_comp', { source: 'include/linux/crypto.h (before 6.15)' }],
  ]),
];

const tee = [
  ...family({ kind: 'other', primitive: 'tee_context', source: 'include/linux/tee_drv.h' }, [
    [
      'acquire',
      'tee_client_open_context',
      { target: RETURNED, when: 'nonnull', facts: { ...ERROR_POINTER, sleeps: true } },
    ],
    ['release', 'tee_client_close_context', { facts: { sleeps: true } }],
  ]),
  // Open answers 0 although `arg->ret` may say that the trusted side refused: shown, not reported.
  ...family(
    {
      kind: 'other',
      primitive: 'tee_session',
      informational: true,
      idempotent: true,
      source: 'include/linux/tee_drv.h',
    },
    [
      [
        'acquire',
        'tee_client_open_session',
        { target: { arg: 1, path: 'session' }, when: 'zero', facts: { sleeps: true } },
      ],
      [
        'release',
        'tee_client_close_session',
        { target: ARG1, facts: { sleeps: true, returns: 'zero-or-negative' } },
      ],
    ],
  ),
  ...family({ kind: 'mem', primitive: 'tee_shm', source: 'include/linux/tee_drv.h' }, [
    [
      'acquire',
      'tee_shm_alloc_kernel_buf tee_shm_register_kernel_buf',
      { target: RETURNED, when: 'nonnull', facts: { ...ERROR_POINTER, sleeps: true } },
    ],
    [
      'acquire',
      'tee_shm_alloc',
      {
        target: RETURNED,
        when: 'nonnull',
        facts: ERROR_POINTER,
        source: 'include/linux/tee_drv.h (before 5.18)',
      },
    ],
    ['release', 'tee_shm_free'],
  ]),
];

export const references: readonly FamilyRow[] = [
  ...devices,
  ...busDevices,
  ...objects,
  ...nodes,
  ...files,
  ...tasks,
  ...keys,
  ...firmware,
  ...identifiers,
  ...crypto,
  ...tee,
];

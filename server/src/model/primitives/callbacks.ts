import type { IteratorRow, MacroEntryRow, RegistrationRow } from '../types';

/** Functions and macros that take a callback, and macros at file scope that name one by pattern. */
type More = Partial<Pick<RegistrationRow, 'atomic' | 'holds' | 'passes'>>;
type Line = readonly [names: string, callback: number, kind: string, label: string, more?: More];

function registering(source: string, lines: readonly Line[]): RegistrationRow[] {
  return lines.flatMap(([names, callback, kind, label, more]) =>
    names.split(' ').map((fn) => ({ fn, callback, kind, label, ...more, source })),
  );
}

const ATOMIC = { atomic: true } as const;

export const registrationRows: readonly RegistrationRow[] = [
  // Arguments after the callback reach it: the handler gets (irq, dev_id).
  ...registering('include/linux/interrupt.h', [
    [
      'request_irq',
      1,
      'irq',
      'interrupt handler',
      {
        ...ATOMIC,
        passes: [
          [0, 0],
          [4, 1],
        ],
      },
    ],
    [
      'request_threaded_irq',
      1,
      'irq',
      'interrupt handler',
      {
        ...ATOMIC,
        passes: [
          [0, 0],
          [5, 1],
        ],
      },
    ],
    [
      'request_threaded_irq',
      2,
      'irq-thread',
      'interrupt thread',
      {
        passes: [
          [0, 0],
          [5, 1],
        ],
      },
    ],
    [
      'request_any_context_irq',
      1,
      'irq',
      'interrupt handler',
      {
        passes: [
          [0, 0],
          [4, 1],
        ],
      },
    ],
    ['request_percpu_irq', 1, 'irq', 'interrupt handler', ATOMIC],
    [
      'devm_request_irq',
      2,
      'irq',
      'interrupt handler',
      {
        ...ATOMIC,
        passes: [
          [1, 0],
          [5, 1],
        ],
      },
    ],
    [
      'devm_request_threaded_irq',
      2,
      'irq',
      'interrupt handler',
      {
        ...ATOMIC,
        passes: [
          [1, 0],
          [6, 1],
        ],
      },
    ],
    [
      'devm_request_threaded_irq',
      3,
      'irq-thread',
      'interrupt thread',
      {
        passes: [
          [1, 0],
          [6, 1],
        ],
      },
    ],
    [
      'devm_request_any_context_irq',
      2,
      'irq',
      'interrupt handler',
      {
        passes: [
          [1, 0],
          [5, 1],
        ],
      },
    ],
    ['tasklet_setup', 1, 'tasklet', 'tasklet', { ...ATOMIC, passes: [[0, 0]] }],
    ['tasklet_init', 1, 'tasklet', 'tasklet', { ...ATOMIC, passes: [[2, 0]] }],
  ]),
  ...registering('include/xen/events.h', [
    [
      'bind_evtchn_to_irqhandler bind_evtchn_to_irqhandler_lateeoi',
      1,
      'irq',
      'event channel handler',
      { ...ATOMIC, passes: [[4, 1]] },
    ],
    ['bind_virq_to_irqhandler', 2, 'irq', 'event channel handler', { ...ATOMIC, passes: [[5, 1]] }],
    [
      'bind_interdomain_evtchn_to_irqhandler_lateeoi',
      2,
      'irq',
      'event channel handler',
      { ...ATOMIC, passes: [[5, 1]] },
    ],
  ]),
  ...registering('include/linux/workqueue.h', [
    ['INIT_WORK INIT_WORK_ONSTACK', 1, 'work', 'workqueue', { passes: [[0, 0]] }],
    // The function gets the work_struct inside, not the pointer that is given here.
    [
      'INIT_DELAYED_WORK INIT_DELAYED_WORK_ONSTACK INIT_DEFERRABLE_WORK INIT_RCU_WORK',
      1,
      'work',
      'workqueue',
    ],
    ['DECLARE_WORK DECLARE_DELAYED_WORK DECLARE_DEFERRABLE_WORK', 1, 'work', 'workqueue'],
    ['work_on_cpu', 1, 'work', 'workqueue', { passes: [[2, 0]] }],
  ]),
  ...registering('include/linux/timer.h', [
    ['timer_setup timer_setup_on_stack', 1, 'timer', 'timer', { ...ATOMIC, passes: [[0, 0]] }],
    ['DEFINE_TIMER', 1, 'timer', 'timer', ATOMIC],
  ]),
  // Before 4.15 the callback got an unsigned long.
  ...registering('include/linux/timer.h (before 4.15)', [
    ['setup_timer', 1, 'timer', 'timer', { ...ATOMIC, passes: [[2, 0]] }],
  ]),
  ...registering('include/linux/hrtimer.h (6.13)', [
    ['hrtimer_setup', 1, 'timer', 'high-resolution timer', { ...ATOMIC, passes: [[0, 0]] }],
  ]),
  ...registering('include/linux/irq_work.h', [
    ['init_irq_work', 1, 'irq-work', 'irq work', { ...ATOMIC, passes: [[0, 0]] }],
  ]),
  ...registering('include/linux/kthread.h', [
    ['kthread_run kthread_create', 0, 'thread', 'kernel thread', { passes: [[1, 0]] }],
    [
      'kthread_create_on_node kthread_create_on_cpu kthread_run_on_cpu',
      0,
      'thread',
      'kernel thread',
      { passes: [[1, 0]] },
    ],
    ['kthread_init_work', 1, 'work', 'kthread worker', { passes: [[0, 0]] }],
    ['kthread_init_delayed_work', 1, 'work', 'kthread worker'],
  ]),
  ...registering('include/linux/device.h', [
    [
      'devm_add_action devm_add_action_or_reset',
      1,
      'devm-action',
      'managed release of the device',
      { passes: [[2, 0]] },
    ],
    [
      'device_for_each_child device_for_each_child_reverse device_find_child',
      2,
      'callback',
      'callback',
      { passes: [[1, 1]] },
    ],
  ]),
  ...registering('include/linux/device/bus.h, class.h, driver.h', [
    [
      'bus_for_each_dev class_for_each_device driver_for_each_device',
      3,
      'callback',
      'callback',
      { passes: [[2, 1]] },
    ],
    [
      'bus_find_device class_find_device driver_find_device',
      3,
      'callback',
      'match callback',
      { passes: [[2, 1]] },
    ],
  ]),
  ...registering('include/linux/kref.h', [
    ['kref_put kref_put_mutex kref_put_lock', 1, 'kref-release', 'last kref_put()', { passes: [[0, 0]] }],
  ]),
  ...registering('include/linux/rcupdate.h', [
    ['call_rcu call_rcu_hurry', 1, 'rcu', 'after a grace period', { ...ATOMIC, passes: [[0, 0]] }],
  ]),
  ...registering('include/linux/srcu.h', [
    ['call_srcu', 2, 'rcu', 'after a grace period', { ...ATOMIC, passes: [[1, 0]] }],
  ]),
  ...registering('include/linux/wait.h', [
    ['DEFINE_WAIT_FUNC', 1, 'wakeup', 'wake-up function', ATOMIC],
    ['init_waitqueue_func_entry', 1, 'wakeup', 'wake-up function', { ...ATOMIC, passes: [[0, 0]] }],
  ]),
  ...registering('include/linux/smp.h', [
    ['smp_call_function on_each_cpu', 0, 'ipi', 'call on another CPU', { ...ATOMIC, passes: [[1, 0]] }],
    ['smp_call_function_single', 1, 'ipi', 'call on another CPU', { ...ATOMIC, passes: [[2, 0]] }],
  ]),
  ...registering('include/linux/cpuhotplug.h', [
    ['cpuhp_setup_state cpuhp_setup_state_nocalls cpuhp_setup_state_multi', 2, 'cpuhp', 'CPU coming up'],
    ['cpuhp_setup_state cpuhp_setup_state_nocalls cpuhp_setup_state_multi', 3, 'cpuhp', 'CPU going down'],
  ]),
  ...registering('include/acpi/acpixf.h', [
    [
      'acpi_install_notify_handler',
      2,
      'notifier',
      'ACPI notification',
      {
        passes: [
          [0, 0],
          [3, 2],
        ],
      },
    ],
    ['acpi_walk_resources', 2, 'callback', 'callback', { passes: [[3, 1]] }],
    [
      'acpi_install_gpe_handler',
      3,
      'irq',
      'ACPI event handler',
      {
        ...ATOMIC,
        passes: [
          [0, 0],
          [1, 1],
          [4, 2],
        ],
      },
    ],
  ]),
  ...registering('include/linux/acpi.h', [
    ['acpi_dev_get_resources', 2, 'callback', 'callback', { passes: [[3, 1]] }],
  ]),
  ...registering('include/linux/tee_drv.h', [
    ['tee_client_open_context', 1, 'callback', 'match callback', { passes: [[2, 1]] }],
  ]),
  ...registering('include/linux/seq_file.h', [['single_open single_open_size', 1, 'seq', 'seq_file show']]),
  ...registering('include/linux/debugfs.h, include/linux/proc_fs.h', [
    ['proc_create_single_data', 3, 'seq', 'seq_file show'],
    ['proc_create_single', 3, 'seq', 'seq_file show'],
  ]),
  ...registering('include/linux/firmware.h', [
    ['request_firmware_nowait', 6, 'work', 'firmware loaded', { passes: [[5, 1]] }],
  ]),
  ...registering('include/linux/module.h', [
    ['module_init', 0, 'init', 'module init'],
    ['module_exit', 0, 'exit', 'module exit'],
  ]),
  ...registering('include/linux/init.h', [
    [
      'early_initcall pure_initcall core_initcall core_initcall_sync postcore_initcall postcore_initcall_sync',
      0,
      'init',
      'boot',
    ],
    [
      'arch_initcall arch_initcall_sync subsys_initcall subsys_initcall_sync fs_initcall fs_initcall_sync',
      0,
      'init',
      'boot',
    ],
    [
      'rootfs_initcall device_initcall device_initcall_sync late_initcall late_initcall_sync',
      0,
      'init',
      'boot',
    ],
    ['console_initcall __initcall', 0, 'init', 'boot'],
    ['__exitcall', 0, 'exit', 'module exit'],
  ]),
  ...registering('include/linux/init.h', [['__setup early_param', 1, 'init', 'kernel command line']]),
  ...registering('include/linux/platform_device.h', [
    ['module_platform_driver_probe builtin_platform_driver_probe', 1, 'probe', 'probe of the driver'],
  ]),
];

type Pattern = readonly [field: string, pattern: string];

function macros(
  source: string,
  struct: string,
  names: string,
  patterns: readonly Pattern[],
  variable?: string,
): MacroEntryRow[] {
  return names.split(' ').map((macro) => ({
    macro,
    callbacks: patterns.map(([field, pattern]) => ({ pattern, struct, field })),
    ...(variable && { defines: { pattern: variable, struct } }),
    source,
  }));
}

const SYSFS = 'include/linux/sysfs.h';
const DEVICE = 'include/linux/device.h';
const PM = 'include/linux/pm.h';
const RO: readonly Pattern[] = [['show', '$0_show']];
const WO: readonly Pattern[] = [['store', '$0_store']];
const RW: readonly Pattern[] = [...RO, ...WO];
const GIVEN: readonly Pattern[] = [
  ['show', '$2'],
  ['store', '$3'],
];
const sleepOps = (suspend: string, resume: string): readonly Pattern[] => [
  ['suspend', suspend],
  ['resume', resume],
  ['freeze', suspend],
  ['thaw', resume],
  ['poweroff', suspend],
  ['restore', resume],
];
const runtimeOps = (suspend: string, resume: string, idle: string): readonly Pattern[] => [
  ['runtime_suspend', suspend],
  ['runtime_resume', resume],
  ['runtime_idle', idle],
];

/** The literal NULL in place of a function names nothing. */
export const macroEntries: readonly MacroEntryRow[] = [
  ...macros(DEVICE, 'device_attribute', 'DEVICE_ATTR_RO DEVICE_ATTR_ADMIN_RO', RO, 'dev_attr_$0'),
  ...macros(DEVICE, 'device_attribute', 'DEVICE_ATTR_WO', WO, 'dev_attr_$0'),
  ...macros(DEVICE, 'device_attribute', 'DEVICE_ATTR_RW DEVICE_ATTR_ADMIN_RW', RW, 'dev_attr_$0'),
  ...macros(
    DEVICE,
    'device_attribute',
    'DEVICE_ATTR DEVICE_ATTR_PREALLOC DEVICE_ATTR_IGNORE_LOCKDEP',
    GIVEN,
    'dev_attr_$0',
  ),
  ...macros('include/linux/device/driver.h', 'driver_attribute', 'DRIVER_ATTR_RO', RO, 'driver_attr_$0'),
  ...macros('include/linux/device/driver.h', 'driver_attribute', 'DRIVER_ATTR_WO', WO, 'driver_attr_$0'),
  ...macros('include/linux/device/driver.h', 'driver_attribute', 'DRIVER_ATTR_RW', RW, 'driver_attr_$0'),
  ...macros('include/linux/device/bus.h', 'bus_attribute', 'BUS_ATTR_RO', RO, 'bus_attr_$0'),
  ...macros('include/linux/device/bus.h', 'bus_attribute', 'BUS_ATTR_WO', WO, 'bus_attr_$0'),
  ...macros('include/linux/device/bus.h', 'bus_attribute', 'BUS_ATTR_RW', RW, 'bus_attr_$0'),
  ...macros('include/linux/device/class.h', 'class_attribute', 'CLASS_ATTR_RO', RO, 'class_attr_$0'),
  ...macros('include/linux/device/class.h', 'class_attribute', 'CLASS_ATTR_WO', WO, 'class_attr_$0'),
  ...macros('include/linux/device/class.h', 'class_attribute', 'CLASS_ATTR_RW', RW, 'class_attr_$0'),
  // Initialisers of a kobj_attribute or of another attribute struct; the variable is the one being initialised.
  ...macros(SYSFS, 'kobj_attribute', '__ATTR_RO __ATTR_RO_MODE', RO),
  ...macros(SYSFS, 'kobj_attribute', '__ATTR_WO', WO),
  ...macros(SYSFS, 'kobj_attribute', '__ATTR_RW __ATTR_RW_MODE', RW),
  ...macros(SYSFS, 'kobj_attribute', '__ATTR __ATTR_PREALLOC', GIVEN),
  ...macros(SYSFS, 'bin_attribute', 'BIN_ATTR_RO BIN_ATTR_ADMIN_RO', [['read', '$0_read']], 'bin_attr_$0'),
  ...macros(SYSFS, 'bin_attribute', 'BIN_ATTR_WO', [['write', '$0_write']], 'bin_attr_$0'),
  ...macros(
    SYSFS,
    'bin_attribute',
    'BIN_ATTR_RW BIN_ATTR_ADMIN_RW',
    [
      ['read', '$0_read'],
      ['write', '$0_write'],
    ],
    'bin_attr_$0',
  ),
  ...macros(
    SYSFS,
    'bin_attribute',
    'BIN_ATTR',
    [
      ['read', '$2'],
      ['write', '$3'],
    ],
    'bin_attr_$0',
  ),
  ...macros(
    'include/linux/seq_file.h',
    'seq_operations',
    'DEFINE_SHOW_ATTRIBUTE DEFINE_PROC_SHOW_ATTRIBUTE',
    [['show', '$0_show']],
  ),
  ...macros(
    'include/linux/seq_file.h',
    'file_operations',
    'DEFINE_SHOW_STORE_ATTRIBUTE',
    [['write', '$0_write']],
    '$0_fops',
  ),
  ...macros(PM, 'dev_pm_ops', 'SIMPLE_DEV_PM_OPS DEFINE_SIMPLE_DEV_PM_OPS', sleepOps('$1', '$2'), '$0'),
  ...macros(
    PM,
    'dev_pm_ops',
    'EXPORT_SIMPLE_DEV_PM_OPS EXPORT_GPL_SIMPLE_DEV_PM_OPS',
    sleepOps('$1', '$2'),
    '$0',
  ),
  ...macros(
    PM,
    'dev_pm_ops',
    'UNIVERSAL_DEV_PM_OPS',
    [...sleepOps('$1', '$2'), ...runtimeOps('$1', '$2', '$3')],
    '$0',
  ),
  ...macros(
    'include/linux/pm_runtime.h',
    'dev_pm_ops',
    'DEFINE_RUNTIME_DEV_PM_OPS',
    runtimeOps('$1', '$2', '$3'),
    '$0',
  ),
  ...macros(
    PM,
    'dev_pm_ops',
    'DEFINE_NOIRQ_DEV_PM_OPS',
    [
      ['suspend_noirq', '$1'],
      ['resume_noirq', '$2'],
    ],
    '$0',
  ),
  // Used inside the initialiser of a dev_pm_ops.
  ...macros(PM, 'dev_pm_ops', 'SET_SYSTEM_SLEEP_PM_OPS SYSTEM_SLEEP_PM_OPS', sleepOps('$0', '$1')),
  ...macros(PM, 'dev_pm_ops', 'SET_RUNTIME_PM_OPS RUNTIME_PM_OPS', runtimeOps('$0', '$1', '$2')),
  ...macros(PM, 'dev_pm_ops', 'SET_LATE_SYSTEM_SLEEP_PM_OPS LATE_SYSTEM_SLEEP_PM_OPS', [
    ['suspend_late', '$0'],
    ['resume_early', '$1'],
  ]),
  ...macros(PM, 'dev_pm_ops', 'SET_NOIRQ_SYSTEM_SLEEP_PM_OPS NOIRQ_SYSTEM_SLEEP_PM_OPS', [
    ['suspend_noirq', '$0'],
    ['resume_noirq', '$1'],
  ]),
];

const OF = { kind: 'ref', primitive: 'of_node', source: 'include/linux/of.h' } as const;
const FWNODE = { kind: 'ref', primitive: 'fwnode', source: 'include/linux/property.h' } as const;

/**
 * Loops that hold their item: leaving the body by break, goto or return keeps the reference, running out drops it.
 * The `_scoped` variants declare the item with a free class, so they are not here.
 */
export const iterators: readonly IteratorRow[] = [
  ...['for_each_child_of_node', 'for_each_available_child_of_node'].map((macro) => ({
    ...OF,
    macro,
    item: 1,
  })),
  ...[
    'for_each_node_by_name',
    'for_each_node_by_type',
    'for_each_compatible_node',
    'for_each_matching_node',
    'for_each_matching_node_and_match',
    'for_each_node_with_property',
    'for_each_of_cpu_node',
  ].map((macro) => ({ ...OF, macro, item: 0 })),
  { ...OF, macro: 'for_each_endpoint_of_node', item: 1, source: 'include/linux/of_graph.h' },
  ...['fwnode_for_each_child_node', 'fwnode_for_each_available_child_node', 'device_for_each_child_node'].map(
    (macro) => ({ ...FWNODE, macro, item: 1 }),
  ),
  {
    macro: 'for_each_pci_dev',
    item: 0,
    kind: 'ref',
    primitive: 'device',
    path: 'dev',
    source: 'include/linux/pci.h',
  },
  {
    macro: 'for_each_acpi_dev_match',
    item: 0,
    kind: 'ref',
    primitive: 'device',
    path: 'dev',
    source: 'include/acpi/acpi_bus.h',
  },
];

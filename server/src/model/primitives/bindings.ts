import type { BindingRow, MacroTableRow, StoreFenceRow, Target, UserKindRow } from '../types';

/** How callback tables hang on objects, and what each kind of user meets when the object goes. */
const ARG0: Target = { arg: 0 };
const RET: Target = { ret: true };

function binding(fns: string, table: number, object: Target, source: string): BindingRow[] {
  return fns.split(' ').map((fn) => ({ fn, table, object, source }));
}

export const bindings: readonly BindingRow[] = [
  ...binding('cdev_init', 1, ARG0, 'fs/char_dev.c'),
  ...binding('register_chrdev', 2, ARG0, 'include/linux/fs.h'),
  ...binding('securityfs_create_file', 4, RET, 'security/inode.c'),
  ...binding('debugfs_create_file debugfs_create_file_unsafe', 4, RET, 'fs/debugfs/inode.c'),
  ...binding('proc_create', 3, RET, 'fs/proc/generic.c'),
  ...binding('proc_create_data', 3, RET, 'fs/proc/generic.c'),
  ...binding('sysfs_create_group sysfs_create_groups sysfs_create_file', 1, ARG0, 'fs/sysfs/group.c'),
  ...binding('device_create_file device_add_group device_add_groups', 1, ARG0, 'drivers/base/core.c'),
  ...binding('device_create_with_groups', 4, RET, 'drivers/base/core.c'),
];

export const macroTables: readonly MacroTableRow[] = [
  {
    macro: 'ATTRIBUTE_GROUPS',
    links: [
      ['$0_attrs', '$0_group'],
      ['$0_group', '$0_groups'],
    ],
    source: 'include/linux/sysfs.h',
  },
  { macro: '__ATTRIBUTE_GROUPS', links: [['$0_group', '$0_groups']], source: 'include/linux/sysfs.h' },
];

export const storeFences: readonly StoreFenceRow[] = [
  {
    struct: 'inode',
    field: 'i_private',
    cuts: ['open'],
    says: 'an open that finds it NULL fails; open files stay',
    source: 'security/inode.c, include/linux/fs.h',
  },
];

const CLOSE = 'close of the file';
const UNBIND = 'unbinding of the driver';

export const userKinds: readonly UserKindRow[] = [
  { kind: 'open', ends: 'removal of the file', late: '-ENXIO or -ENOENT' },
  { kind: 'read', ends: CLOSE, late: 'an error' },
  { kind: 'write', ends: CLOSE, late: 'an error' },
  { kind: 'poll', ends: CLOSE, late: 'an error' },
  { kind: 'ioctl', ends: CLOSE, late: 'an error' },
  { kind: 'mmap', ends: CLOSE, late: 'an error' },
  { kind: 'file', ends: CLOSE, late: 'an error' },
  { kind: 'flush', ends: CLOSE, late: 'an error' },
  { kind: 'release', ends: CLOSE, late: 'only the file is freed' },
  { kind: 'seq', ends: CLOSE, late: 'an error' },
  { kind: 'sysfs-show', ends: 'removal of the attribute', late: '-ENODEV; a new open finds no file' },
  { kind: 'sysfs-store', ends: 'removal of the attribute', late: '-ENODEV; a new open finds no file' },
  { kind: 'hwrng', ends: 'removal of the generator', late: 'the generator is no longer asked' },
  { kind: 'work', ends: 'the work has run', late: 'it is not queued any more' },
  { kind: 'timer', ends: 'the timer is off', late: 'it does not fire any more' },
  { kind: 'tasklet', ends: 'the tasklet is off', late: 'it is not run any more' },
  { kind: 'thread', ends: 'end of the thread', late: 'the thread is gone' },
  { kind: 'irq', ends: 'release of the interrupt', late: 'no handler' },
  { kind: 'irq-thread', ends: 'release of the interrupt', late: 'no handler' },
  { kind: 'notifier', ends: 'removal of the notifier', late: 'it is not called any more' },
  // device_lock() of the parent is held over bus remove and over these.
  { kind: 'suspend', ends: UNBIND, late: 'the device is not on the list any more', excluded: true },
  { kind: 'resume', ends: UNBIND, late: 'the device is not on the list any more', excluded: true },
  { kind: 'shutdown', ends: UNBIND, late: 'the device is not on the list any more', excluded: true },
  { kind: 'runtime-suspend', ends: UNBIND, late: 'runtime power management is off' },
  { kind: 'runtime-resume', ends: UNBIND, late: 'runtime power management is off' },
  { kind: 'watchdog', ends: CLOSE, late: '-ENODEV' },
  { kind: 'rtc', ends: CLOSE, late: '-ENODEV' },
  ...['key-instantiate', 'key-update', 'key-read', 'key-revoke', 'key-destroy'].map((kind) => ({
    kind,
    ends: 'removal of the key type',
    late: 'the key type is gone',
  })),
  { kind: 'exported', ends: 'the caller lets go of the object', late: 'nothing is found' },
];

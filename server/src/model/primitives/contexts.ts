/**
 * Who runs a callback, by the kind of its entry row. Whoever returns to user space, or runs by itself, must hold nothing
 * afterwards. Callbacks that the kernel calls in pairs from one thread (suspend and resume, start and stop of a seq_file)
 * are in neither set.
 */
export const returnsToUser: ReadonlySet<string> = new Set([
  'open',
  'read',
  'write',
  'poll',
  'ioctl',
  'mmap',
  'release',
  'flush',
  'file',
  'sysfs-show',
  'sysfs-store',
  'key-read',
  'key-update',
]);

/** Interrupts and their threads, timers, work, kernel threads. */
export const runsByItself: ReadonlySet<string> = new Set([
  'irq',
  'irq-thread',
  'irq-work',
  'timer',
  'tasklet',
  'work',
  'thread',
  'rcu',
  'hwrng',
]);

/** Types of locks, as members of structs have them (include/linux/mutex.h, rwsem.h, spinlock_types.h, rwlock_types.h). */
export const lockTypes: ReadonlySet<string> = new Set([
  'mutex',
  'rt_mutex',
  'rw_semaphore',
  'spinlock_t',
  'spinlock',
  'raw_spinlock_t',
  'rwlock_t',
  'seqlock_t',
]);

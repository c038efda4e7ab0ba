import type { InitialiserRow } from '../types';

/**
 * Functions that bring an object into the state that its users need. Using it before, from a callback that may already
 * run, is a crash or a lock that two hold.
 */
const lines: readonly (readonly [names: string, arg: number, source: string])[] = [
  ['mutex_init __mutex_init', 0, 'include/linux/mutex.h'],
  ['spin_lock_init raw_spin_lock_init', 0, 'include/linux/spinlock.h'],
  ['init_rwsem __init_rwsem', 0, 'include/linux/rwsem.h'],
  ['sema_init', 0, 'include/linux/semaphore.h'],
  ['init_waitqueue_head', 0, 'include/linux/wait.h'],
  ['init_completion', 0, 'include/linux/completion.h'],
  ['INIT_LIST_HEAD', 0, 'include/linux/list.h'],
  ['INIT_WORK INIT_DELAYED_WORK INIT_DEFERRABLE_WORK', 0, 'include/linux/workqueue.h'],
  ['timer_setup hrtimer_init hrtimer_setup', 0, 'include/linux/timer.h, include/linux/hrtimer.h'],
  ['tasklet_setup tasklet_init', 0, 'include/linux/interrupt.h'],
  ['kthread_init_work kthread_init_delayed_work', 0, 'include/linux/kthread.h'],
  ['init_kfifo INIT_KFIFO', 0, 'include/linux/kfifo.h'],
  ['idr_init', 0, 'include/linux/idr.h'],
];

export const initialisers: readonly InitialiserRow[] = lines.flatMap(([names, arg, source]) =>
  names.split(' ').map((fn) => ({ fn, arg, source })),
);

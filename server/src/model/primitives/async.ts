import { ARG1, ARG2, type Facts, type FamilyRow, family, RETURNED, SLEEPS, SLEEPS_ZERO } from './family';

/**
 * Interrupts, deferred work, timers, waiters. A work hold means "may still run after this point":
 * queueing twice and cancelling nothing are both fine. A synchronous cancel is also a fence (fences.ts).
 * Disabling an interrupt line is not a hold: enable and disable nest across contexts.
 */
const NO_SLEEP: Facts = { sleeps: false };
const QUEUED: Facts = { sleeps: false, returns: 'bool' };
const WAITS: Facts = { sleeps: true, returns: 'bool' };

const irqs = [
  ...family({ kind: 'irq', primitive: 'irq', source: 'include/linux/interrupt.h' }, [
    ['acquire', 'request_irq request_threaded_irq', { when: 'zero', facts: SLEEPS_ZERO }],
    // Nonnegative says in which context the handler runs.
    [
      'acquire',
      'request_any_context_irq',
      { when: 'nonnegative', facts: { sleeps: true, returns: 'nonnegative-or-negative' } },
    ],
    ['acquire', 'request_percpu_irq request_nmi', { when: 'zero', facts: SLEEPS_ZERO }],
    ['release', 'free_irq free_nmi', { facts: SLEEPS }],
    ['release', 'free_percpu_irq', { facts: SLEEPS }],
    [
      'acquire',
      'devm_request_irq devm_request_threaded_irq',
      { target: ARG1, when: 'zero', managed: true, facts: SLEEPS_ZERO },
    ],
    [
      'acquire',
      'devm_request_any_context_irq',
      {
        target: ARG1,
        when: 'nonnegative',
        managed: true,
        facts: { sleeps: true, returns: 'nonnegative-or-negative' },
      },
    ],
    ['release', 'devm_free_irq', { target: ARG1, facts: SLEEPS }],
  ]),
  // The irq number is what is returned; 0 and negative are failures.
  ...family({ kind: 'irq', primitive: 'evtchn_irq', source: 'include/xen/events.h' }, [
    [
      'acquire',
      'bind_evtchn_to_irqhandler bind_virq_to_irqhandler bind_evtchn_to_irqhandler_lateeoi bind_interdomain_evtchn_to_irqhandler_lateeoi',
      { target: RETURNED, when: 'positive', facts: { sleeps: true, returns: 'positive-or-negative' } },
    ],
    ['release', 'unbind_from_irqhandler', { facts: SLEEPS }],
  ]),
  ...family({ kind: 'other', primitive: 'irq_vectors', source: 'include/linux/pci.h' }, [
    [
      'acquire',
      'pci_alloc_irq_vectors',
      { when: 'positive', facts: { sleeps: true, returns: 'nonnegative-or-negative' } },
    ],
    ['release', 'pci_free_irq_vectors'],
  ]),
  ...family(
    {
      kind: 'other',
      primitive: 'irq_mapping',
      informational: true,
      source: 'include/linux/of_irq.h, include/linux/irqdomain.h',
    },
    [
      [
        'acquire',
        'irq_of_parse_and_map irq_create_mapping irq_create_of_mapping',
        { target: RETURNED, when: 'positive' },
      ],
      ['release', 'irq_dispose_mapping'],
    ],
  ),
];

const works = [
  ...family({ kind: 'work', primitive: 'work', idempotent: true, source: 'include/linux/workqueue.h' }, [
    ['acquire', 'queue_work', { target: ARG1, facts: QUEUED }],
    ['acquire', 'queue_work_on', { target: ARG2, facts: QUEUED }],
    ['acquire', 'schedule_work', { facts: QUEUED }],
    ['acquire', 'schedule_work_on', { target: ARG1, facts: QUEUED }],
    ['release', 'flush_work cancel_work_sync', { facts: WAITS }],
    ['release', 'cancel_work', { facts: QUEUED }],
    ['release', 'disable_work_sync', { facts: WAITS }],
  ]),
  ...family(
    { kind: 'work', primitive: 'delayed_work', idempotent: true, source: 'include/linux/workqueue.h' },
    [
      ['acquire', 'queue_delayed_work mod_delayed_work', { target: ARG1, facts: QUEUED }],
      ['acquire', 'queue_delayed_work_on mod_delayed_work_on', { target: ARG2, facts: QUEUED }],
      ['acquire', 'schedule_delayed_work', { facts: QUEUED }],
      ['acquire', 'schedule_delayed_work_on', { target: ARG1, facts: QUEUED }],
      ['release', 'flush_delayed_work cancel_delayed_work_sync', { facts: WAITS }],
      ['release', 'cancel_delayed_work', { facts: QUEUED }],
      ['release', 'disable_delayed_work_sync', { facts: WAITS }],
    ],
  ),
  ...family({ kind: 'work', primitive: 'rcu_work', idempotent: true, source: 'include/linux/workqueue.h' }, [
    ['acquire', 'queue_rcu_work', { target: ARG1, facts: QUEUED }],
    ['release', 'flush_rcu_work', { facts: WAITS }],
  ]),
  ...family(
    { kind: 'work', primitive: 'kthread_work', idempotent: true, source: 'include/linux/kthread.h' },
    [
      [
        'acquire',
        'kthread_queue_work kthread_queue_delayed_work kthread_mod_delayed_work',
        { target: ARG1, facts: QUEUED },
      ],
      ['release', 'kthread_flush_work', { facts: SLEEPS }],
      ['release', 'kthread_cancel_work_sync kthread_cancel_delayed_work_sync', { facts: WAITS }],
    ],
  ),
  ...family({ kind: 'work', primitive: 'irq_work', idempotent: true, source: 'include/linux/irq_work.h' }, [
    ['acquire', 'irq_work_queue', { facts: QUEUED }],
    ['release', 'irq_work_sync', { facts: SLEEPS }],
  ]),
  ...family({ kind: 'work', primitive: 'tasklet', idempotent: true, source: 'include/linux/interrupt.h' }, [
    ['acquire', 'tasklet_schedule tasklet_hi_schedule', { facts: NO_SLEEP }],
    ['release', 'tasklet_kill', { facts: SLEEPS }],
  ]),
  // A thread may end by itself, so nobody has to stop it.
  ...family({ kind: 'work', primitive: 'kthread', informational: true, source: 'include/linux/kthread.h' }, [
    [
      'acquire',
      'kthread_run kthread_create kthread_create_on_node kthread_create_on_cpu kthread_run_on_cpu',
      { target: RETURNED, when: 'nonnull', facts: { sleeps: true, returns: 'error-pointer-or-pointer' } },
    ],
    ['release', 'kthread_stop kthread_stop_put', { facts: SLEEPS }],
  ]),
  ...family({ kind: 'work', primitive: 'kthread_worker', source: 'include/linux/kthread.h' }, [
    [
      'acquire',
      'kthread_create_worker kthread_create_worker_on_cpu',
      { target: RETURNED, when: 'nonnull', facts: { sleeps: true, returns: 'error-pointer-or-pointer' } },
    ],
    ['release', 'kthread_destroy_worker', { facts: SLEEPS }],
  ]),
];

const timers = [
  ...family({ kind: 'work', primitive: 'timer', idempotent: true, source: 'include/linux/timer.h' }, [
    ['acquire', 'mod_timer mod_timer_pending timer_reduce', { facts: { sleeps: false } }],
    ['acquire', 'add_timer', { facts: NO_SLEEP }],
    ['acquire', 'add_timer_on', { facts: NO_SLEEP }],
    ['release', 'del_timer timer_delete timer_shutdown', { facts: { sleeps: false } }],
    // They wait for a running callback, spinning unless PREEMPT_RT: callable in atomic context (not from irqs).
    ['release', 'del_timer_sync timer_delete_sync timer_shutdown_sync', { facts: { sleeps: false } }],
    [
      'release',
      'del_singleshot_timer_sync',
      { facts: { sleeps: false }, source: 'include/linux/timer.h (before 6.1)' },
    ],
    ['release', 'try_to_del_timer_sync', { when: 'nonnegative', facts: { sleeps: false } }],
  ]),
  ...family({ kind: 'work', primitive: 'hrtimer', idempotent: true, source: 'include/linux/hrtimer.h' }, [
    [
      'acquire',
      'hrtimer_start hrtimer_start_range_ns hrtimer_restart hrtimer_start_expires',
      { facts: NO_SLEEP },
    ],
    ['release', 'hrtimer_cancel', { facts: { sleeps: false } }],
    ['release', 'hrtimer_try_to_cancel', { when: 'nonnegative', facts: { sleeps: false } }],
  ]),
];

/** An entry on a wait queue is often on the stack: leaving it queued corrupts the queue. */
const waiters = [
  ...family({ kind: 'other', primitive: 'wait_queue_entry', target: ARG1, source: 'include/linux/wait.h' }, [
    ['acquire', 'add_wait_queue add_wait_queue_exclusive add_wait_queue_priority', { facts: NO_SLEEP }],
    ['release', 'remove_wait_queue', { facts: NO_SLEEP }],
  ]),
  ...family(
    {
      kind: 'other',
      primitive: 'wait_prepared',
      target: ARG1,
      idempotent: true,
      source: 'include/linux/wait.h',
    },
    [
      ['acquire', 'prepare_to_wait prepare_to_wait_exclusive', { facts: NO_SLEEP }],
      [
        'acquire',
        'prepare_to_wait_event',
        { when: 'zero', facts: { sleeps: false, returns: 'zero-or-negative' } },
      ],
      ['release', 'finish_wait', { facts: NO_SLEEP }],
    ],
  ),
];

export const deferred: readonly FamilyRow[] = [...irqs, ...works, ...timers, ...waiters];

import type { Target } from '../types';
import { ARG1, type Facts, type FamilyRow, family, SLEEPS, SLEEPS_ZERO, ZERO } from './family';

/**
 * Locks. The object is the lock itself, named by the path that leads to it, so that a wrapper
 * (`inode_lock(inode)`) and its primitive (`down_write(&inode->i_rwsem)`) speak of one object.
 * Not here, on purpose: bit spinlocks and page locks (the object alone does not name them),
 * `lockdep_is_held` (a question, not a claim).
 */
const BOOL: Facts = { sleeps: false, returns: 'bool' };
const SLEEPS_BOOL: Facts = { sleeps: true, returns: 'bool' };
const NO_SLEEP: Facts = { sleeps: false };
const DEV_MUTEX: Target = { arg: 0, path: 'mutex' };
const EMBEDDED_DEV_MUTEX: Target = { arg: 0, path: 'dev.mutex' };
const I_RWSEM: Target = { arg: 0, path: 'i_rwsem' };
const MMAP_LOCK: Target = { arg: 0, path: 'mmap_lock' };

const mutexes = [
  ...family({ kind: 'lock', primitive: 'mutex', mode: 'exclusive', source: 'include/linux/mutex.h' }, [
    ['acquire', 'mutex_lock mutex_lock_nested mutex_lock_nest_lock', { facts: SLEEPS }],
    ['acquire', 'mutex_lock_io mutex_lock_io_nested', { facts: SLEEPS }],
    [
      'acquire',
      'mutex_lock_interruptible mutex_lock_interruptible_nested',
      { when: 'zero', facts: SLEEPS_ZERO },
    ],
    ['acquire', 'mutex_lock_killable mutex_lock_killable_nested', { when: 'zero', facts: SLEEPS_ZERO }],
    ['acquire', 'mutex_trylock', { when: 'true', facts: BOOL }],
    ['acquire', 'atomic_dec_and_mutex_lock', { target: ARG1, when: 'true', facts: SLEEPS_BOOL }],
    [
      'acquire',
      'refcount_dec_and_mutex_lock',
      { target: ARG1, when: 'true', facts: SLEEPS_BOOL, source: 'include/linux/refcount.h' },
    ],
    ['release', 'mutex_unlock'],
  ]),
  // dev->mutex: the driver core holds it around probe, remove and power callbacks.
  ...family(
    {
      kind: 'lock',
      primitive: 'mutex',
      mode: 'exclusive',
      target: DEV_MUTEX,
      source: 'include/linux/device.h',
    },
    [
      ['acquire', 'device_lock', { facts: SLEEPS }],
      ['acquire', 'device_lock_interruptible', { when: 'zero', facts: SLEEPS_ZERO }],
      ['acquire', 'device_trylock', { when: 'true', facts: BOOL }],
      ['release', 'device_unlock'],
      ['require', 'device_lock_assert'],
    ],
  ),
  ...family(
    {
      kind: 'lock',
      primitive: 'mutex',
      mode: 'exclusive',
      target: EMBEDDED_DEV_MUTEX,
      source: 'include/linux/usb.h',
    },
    [
      ['acquire', 'usb_lock_device', { facts: SLEEPS }],
      ['acquire', 'usb_lock_device_interruptible', { when: 'zero', facts: SLEEPS_ZERO }],
      ['acquire', 'usb_trylock_device', { when: 'true', facts: BOOL }],
      ['acquire', 'usb_lock_device_for_reset', { when: 'zero', facts: SLEEPS_ZERO }],
      ['release', 'usb_unlock_device'],
      ['acquire', 'pci_dev_lock', { facts: SLEEPS, source: 'include/linux/pci.h' }],
      ['acquire', 'pci_dev_trylock', { when: 'true', facts: BOOL, source: 'include/linux/pci.h' }],
      ['release', 'pci_dev_unlock', { source: 'include/linux/pci.h' }],
    ],
  ),
  ...family(
    {
      kind: 'lock',
      primitive: 'mutex',
      mode: 'exclusive',
      target: { global: 'rtnl_mutex' },
      source: 'include/linux/rtnetlink.h',
    },
    [
      ['acquire', 'rtnl_lock', { facts: SLEEPS }],
      ['acquire', 'rtnl_lock_killable', { when: 'zero', facts: SLEEPS_ZERO }],
      ['acquire', 'rtnl_trylock', { when: 'true', facts: BOOL }],
      ['release', 'rtnl_unlock'],
      ['require', 'ASSERT_RTNL'],
    ],
  ),
  ...family(
    {
      kind: 'lock',
      primitive: 'mutex',
      mode: 'exclusive',
      target: { arg: 0, path: 'bus_lock_mutex' },
      source: 'include/linux/spi/spi.h',
    },
    [
      // Returns int, always 0.
      ['acquire', 'spi_bus_lock', { facts: SLEEPS_ZERO }],
      ['release', 'spi_bus_unlock', { facts: ZERO }],
    ],
  ),
  // The adapter decides how it locks (i2c_lock_operations), so the adapter itself is the object.
  ...family({ kind: 'lock', primitive: 'i2c_lock_bus', mode: 'exclusive', source: 'include/linux/i2c.h' }, [
    ['acquire', 'i2c_lock_bus', { facts: SLEEPS }],
    ['acquire', 'i2c_trylock_bus', { when: 'true', facts: BOOL }],
    ['release', 'i2c_unlock_bus'],
    ['acquire', 'i2c_lock_adapter', { facts: SLEEPS, source: 'include/linux/i2c.h (4.x only)' }],
    ['release', 'i2c_unlock_adapter', { source: 'include/linux/i2c.h (4.x only)' }],
  ]),
  ...family({ kind: 'lock', primitive: 'rt_mutex', mode: 'exclusive', source: 'include/linux/rtmutex.h' }, [
    ['acquire', 'rt_mutex_lock rt_mutex_lock_nested', { facts: SLEEPS }],
    ['acquire', 'rt_mutex_lock_interruptible', { when: 'zero', facts: SLEEPS_ZERO }],
    ['acquire', 'rt_mutex_lock_killable', { when: 'zero', facts: SLEEPS_ZERO }],
    ['acquire', 'rt_mutex_trylock', { when: 'true', facts: BOOL }],
    ['release', 'rt_mutex_unlock'],
  ]),
  // Taking a held ww_mutex again in one context is legal and answers -EALREADY, hence idempotent.
  ...family(
    {
      kind: 'lock',
      primitive: 'ww_mutex',
      mode: 'exclusive',
      idempotent: true,
      source: 'include/linux/ww_mutex.h',
    },
    [
      ['acquire', 'ww_mutex_lock ww_mutex_lock_interruptible', { when: 'zero', facts: SLEEPS_ZERO }],
      ['acquire', 'ww_mutex_lock_slow_interruptible', { when: 'zero', facts: SLEEPS_ZERO }],
      ['acquire', 'ww_mutex_lock_slow', { facts: SLEEPS }],
      ['acquire', 'ww_mutex_trylock', { when: 'true', facts: BOOL }],
      ['release', 'ww_mutex_unlock'],
    ],
  ),
  ...family(
    {
      kind: 'lock',
      primitive: 'ww_mutex',
      mode: 'exclusive',
      idempotent: true,
      target: { arg: 0, path: 'lock' },
      source: 'include/linux/dma-resv.h',
    },
    [
      ['acquire', 'dma_resv_lock dma_resv_lock_interruptible', { when: 'zero', facts: SLEEPS_ZERO }],
      ['acquire', 'dma_resv_lock_slow', { facts: SLEEPS }],
      ['acquire', 'dma_resv_trylock', { when: 'true', facts: BOOL }],
      ['release', 'dma_resv_unlock'],
    ],
  ),
];

const semaphores = [
  // Counting, and often taken here and given there: shown, never reported.
  ...family(
    {
      kind: 'lock',
      primitive: 'semaphore',
      mode: 'exclusive',
      counted: true,
      informational: true,
      source: 'include/linux/semaphore.h',
    },
    [
      ['acquire', 'down', { facts: SLEEPS }],
      ['acquire', 'down_interruptible down_killable down_timeout', { when: 'zero', facts: SLEEPS_ZERO }],
      ['acquire', 'down_trylock', { when: 'zero', facts: BOOL }],
      ['release', 'up'],
    ],
  ),
  ...family(
    {
      kind: 'lock',
      primitive: 'semaphore',
      mode: 'exclusive',
      target: { global: 'console_sem' },
      source: 'include/linux/console.h',
    },
    [
      ['acquire', 'console_lock', { facts: SLEEPS }],
      ['acquire', 'console_trylock', { when: 'true', facts: BOOL }],
      ['release', 'console_unlock'],
    ],
  ),
];

const rwsems = [
  ...family({ kind: 'lock', primitive: 'rwsem', mode: 'read', source: 'include/linux/rwsem.h' }, [
    ['acquire', 'down_read down_read_nested', { facts: SLEEPS }],
    [
      'acquire',
      'down_read_interruptible down_read_killable down_read_killable_nested',
      { when: 'zero', facts: SLEEPS_ZERO },
    ],
    ['acquire', 'down_read_trylock', { when: 'true', facts: BOOL }],
    ['acquire', 'down_read_non_owner', { facts: SLEEPS, informational: true }],
    ['acquire', 'downgrade_write'],
    ['release', 'up_read up_read_non_owner'],
  ]),
  ...family({ kind: 'lock', primitive: 'rwsem', mode: 'write', source: 'include/linux/rwsem.h' }, [
    ['acquire', 'down_write down_write_nested down_write_nest_lock', { facts: SLEEPS }],
    ['acquire', 'down_write_killable down_write_killable_nested', { when: 'zero', facts: SLEEPS_ZERO }],
    ['acquire', 'down_write_trylock', { when: 'true', facts: BOOL }],
    ['release', 'up_write downgrade_write'],
  ]),
  ...family(
    { kind: 'lock', primitive: 'rwsem', mode: 'write', target: I_RWSEM, source: 'include/linux/fs.h' },
    [
      ['acquire', 'inode_lock inode_lock_nested', { facts: SLEEPS }],
      ['acquire', 'inode_lock_killable', { when: 'zero', facts: SLEEPS_ZERO }],
      ['acquire', 'inode_trylock', { when: 'true', facts: BOOL }],
      ['release', 'inode_unlock'],
    ],
  ),
  ...family(
    { kind: 'lock', primitive: 'rwsem', mode: 'read', target: I_RWSEM, source: 'include/linux/fs.h' },
    [
      ['acquire', 'inode_lock_shared inode_lock_shared_nested', { facts: SLEEPS }],
      ['acquire', 'inode_lock_shared_killable', { when: 'zero', facts: SLEEPS_ZERO }],
      ['acquire', 'inode_trylock_shared', { when: 'true', facts: BOOL }],
      ['release', 'inode_unlock_shared'],
    ],
  ),
  ...family(
    {
      kind: 'lock',
      primitive: 'rwsem',
      mode: 'read',
      target: MMAP_LOCK,
      source: 'include/linux/mmap_lock.h',
    },
    [
      ['acquire', 'mmap_read_lock', { facts: SLEEPS }],
      ['acquire', 'mmap_read_lock_killable', { when: 'zero', facts: SLEEPS_ZERO }],
      ['acquire', 'mmap_read_trylock', { when: 'true', facts: BOOL }],
      ['acquire', 'mmap_write_downgrade'],
      ['release', 'mmap_read_unlock'],
    ],
  ),
  ...family(
    {
      kind: 'lock',
      primitive: 'rwsem',
      mode: 'write',
      target: MMAP_LOCK,
      source: 'include/linux/mmap_lock.h',
    },
    [
      ['acquire', 'mmap_write_lock mmap_write_lock_nested', { facts: SLEEPS }],
      ['acquire', 'mmap_write_lock_killable', { when: 'zero', facts: SLEEPS_ZERO }],
      ['release', 'mmap_write_unlock mmap_write_downgrade'],
    ],
  ),
  ...family(
    { kind: 'lock', primitive: 'percpu_rwsem', mode: 'read', source: 'include/linux/percpu-rwsem.h' },
    [
      ['acquire', 'percpu_down_read', { facts: SLEEPS }],
      ['acquire', 'percpu_down_read_trylock', { when: 'true', facts: BOOL }],
      ['release', 'percpu_up_read'],
    ],
  ),
  ...family(
    { kind: 'lock', primitive: 'percpu_rwsem', mode: 'write', source: 'include/linux/percpu-rwsem.h' },
    [
      ['acquire', 'percpu_down_write', { facts: SLEEPS }],
      ['release', 'percpu_up_write'],
    ],
  ),
  ...family(
    {
      kind: 'lock',
      primitive: 'cpu_hotplug',
      mode: 'read',
      counted: true,
      target: { global: 'cpu_hotplug_lock' },
      source: 'include/linux/cpuhplock.h, before 6.10 include/linux/cpu.h',
    },
    [
      ['acquire', 'cpus_read_lock', { facts: SLEEPS }],
      ['acquire', 'cpus_read_trylock', { when: 'true', facts: BOOL }],
      ['release', 'cpus_read_unlock'],
      ['acquire', 'get_online_cpus', { facts: SLEEPS, source: 'include/linux/cpu.h (before 5.15)' }],
      ['release', 'put_online_cpus', { source: 'include/linux/cpu.h (before 5.15)' }],
    ],
  ),
];

const spinning = [
  ...family(
    {
      kind: 'lock',
      primitive: 'spinlock',
      mode: 'exclusive',
      atomic: true,
      source: 'include/linux/spinlock.h',
    },
    [
      ['acquire', 'spin_lock spin_lock_nested spin_lock_nest_lock spin_lock_bh', { facts: NO_SLEEP }],
      ['acquire', 'spin_lock_irq spin_lock_irqsave spin_lock_irqsave_nested', { facts: NO_SLEEP }],
      [
        'acquire',
        'spin_trylock spin_trylock_bh spin_trylock_irq spin_trylock_irqsave',
        { when: 'true', facts: BOOL },
      ],
      [
        'acquire',
        'atomic_dec_and_lock atomic_dec_and_lock_irqsave',
        { target: ARG1, when: 'true', facts: BOOL },
      ],
      [
        'acquire',
        'refcount_dec_and_lock refcount_dec_and_lock_irqsave',
        { target: ARG1, when: 'true', facts: BOOL, source: 'include/linux/refcount.h' },
      ],
      ['release', 'spin_unlock spin_unlock_bh spin_unlock_irq spin_unlock_irqrestore', { facts: NO_SLEEP }],
      ['require', 'assert_spin_locked', { facts: NO_SLEEP }],
    ],
  ),
  ...family(
    {
      kind: 'lock',
      primitive: 'raw_spinlock',
      mode: 'exclusive',
      atomic: true,
      source: 'include/linux/spinlock.h',
    },
    [
      ['acquire', 'raw_spin_lock raw_spin_lock_nested raw_spin_lock_bh', { facts: NO_SLEEP }],
      [
        'acquire',
        'raw_spin_lock_irq raw_spin_lock_irqsave raw_spin_lock_irqsave_nested',
        { facts: NO_SLEEP },
      ],
      [
        'acquire',
        'raw_spin_trylock raw_spin_trylock_bh raw_spin_trylock_irq raw_spin_trylock_irqsave',
        { when: 'true', facts: BOOL },
      ],
      [
        'release',
        'raw_spin_unlock raw_spin_unlock_bh raw_spin_unlock_irq raw_spin_unlock_irqrestore',
        { facts: NO_SLEEP },
      ],
      ['require', 'assert_raw_spin_locked', { facts: NO_SLEEP }],
    ],
  ),
  // A reader may nest (qrwlock lets a reader in interrupt context pass), so read holds count.
  ...family(
    {
      kind: 'lock',
      primitive: 'rwlock',
      mode: 'read',
      counted: true,
      atomic: true,
      source: 'include/linux/rwlock.h',
    },
    [
      ['acquire', 'read_lock read_lock_bh read_lock_irq read_lock_irqsave', { facts: NO_SLEEP }],
      ['acquire', 'read_trylock', { when: 'true', facts: BOOL }],
      ['release', 'read_unlock read_unlock_bh read_unlock_irq read_unlock_irqrestore', { facts: NO_SLEEP }],
    ],
  ),
  ...family(
    { kind: 'lock', primitive: 'rwlock', mode: 'write', atomic: true, source: 'include/linux/rwlock.h' },
    [
      [
        'acquire',
        'write_lock write_lock_nested write_lock_bh write_lock_irq write_lock_irqsave',
        { facts: NO_SLEEP },
      ],
      ['acquire', 'write_trylock write_trylock_irqsave', { when: 'true', facts: BOOL }],
      [
        'release',
        'write_unlock write_unlock_bh write_unlock_irq write_unlock_irqrestore',
        { facts: NO_SLEEP },
      ],
    ],
  ),
  ...family(
    { kind: 'lock', primitive: 'seqlock', mode: 'write', atomic: true, source: 'include/linux/seqlock.h' },
    [
      [
        'acquire',
        'write_seqlock write_seqlock_bh write_seqlock_irq write_seqlock_irqsave',
        { facts: NO_SLEEP },
      ],
      [
        'release',
        'write_sequnlock write_sequnlock_bh write_sequnlock_irq write_sequnlock_irqrestore',
        { facts: NO_SLEEP },
      ],
    ],
  ),
  ...family(
    {
      kind: 'lock',
      primitive: 'seqlock',
      mode: 'exclusive',
      atomic: true,
      source: 'include/linux/seqlock.h',
    },
    [
      [
        'acquire',
        'read_seqlock_excl read_seqlock_excl_bh read_seqlock_excl_irq read_seqlock_excl_irqsave',
        { facts: NO_SLEEP },
      ],
      [
        'release',
        'read_sequnlock_excl read_sequnlock_excl_bh read_sequnlock_excl_irq read_sequnlock_excl_irqrestore',
        { facts: NO_SLEEP },
      ],
    ],
  ),
  ...family({ kind: 'lock', primitive: 'seqcount', mode: 'write', source: 'include/linux/seqlock.h' }, [
    [
      'acquire',
      'write_seqcount_begin write_seqcount_begin_nested raw_write_seqcount_begin',
      { facts: NO_SLEEP },
    ],
    ['release', 'write_seqcount_end raw_write_seqcount_end', { facts: NO_SLEEP }],
  ]),
  ...family(
    {
      kind: 'lock',
      primitive: 'local_lock',
      mode: 'exclusive',
      atomic: true,
      source: 'include/linux/local_lock.h',
    },
    [
      ['acquire', 'local_lock local_lock_irq local_lock_irqsave local_lock_nested_bh', { facts: NO_SLEEP }],
      [
        'release',
        'local_unlock local_unlock_irq local_unlock_irqrestore local_unlock_nested_bh',
        { facts: NO_SLEEP },
      ],
    ],
  ),
  ...family(
    {
      kind: 'lock',
      primitive: 'spinlock',
      mode: 'exclusive',
      atomic: true,
      target: { arg: 0, path: 'alloc_lock' },
      source: 'include/linux/sched/task.h',
    },
    [
      ['acquire', 'task_lock', { facts: NO_SLEEP }],
      ['release', 'task_unlock', { facts: NO_SLEEP }],
    ],
  ),
  ...family(
    {
      kind: 'lock',
      primitive: 'spinlock',
      mode: 'exclusive',
      atomic: true,
      target: { arg: 0, path: 'sk_lock.slock' },
      source: 'include/net/sock.h',
    },
    [
      ['acquire', 'bh_lock_sock bh_lock_sock_nested', { facts: NO_SLEEP }],
      ['release', 'bh_unlock_sock', { facts: NO_SLEEP }],
    ],
  ),
];

const sockets = family(
  {
    kind: 'lock',
    primitive: 'sock',
    mode: 'exclusive',
    target: { arg: 0, path: 'sk_lock' },
    source: 'include/net/sock.h',
  },
  [
    // lock_sock_fast returns whether the slow path was taken; the socket is owned either way.
    ['acquire', 'lock_sock lock_sock_nested lock_sock_fast lock_sock_fast_nested', { facts: SLEEPS }],
    ['release', 'release_sock unlock_sock_fast'],
  ],
);

const rcu = [
  ...family(
    {
      kind: 'rcu',
      primitive: 'rcu',
      mode: 'read',
      counted: true,
      atomic: true,
      target: { global: 'rcu' },
      source: 'include/linux/rcupdate.h',
    },
    [
      ['acquire', 'rcu_read_lock', { facts: NO_SLEEP }],
      ['release', 'rcu_read_unlock', { facts: NO_SLEEP }],
    ],
  ),
  ...family(
    {
      kind: 'rcu',
      primitive: 'rcu_bh',
      mode: 'read',
      counted: true,
      atomic: true,
      target: { global: 'rcu_bh' },
      source: 'include/linux/rcupdate.h',
    },
    [
      ['acquire', 'rcu_read_lock_bh', { facts: NO_SLEEP }],
      ['release', 'rcu_read_unlock_bh', { facts: NO_SLEEP }],
    ],
  ),
  ...family(
    {
      kind: 'rcu',
      primitive: 'rcu_sched',
      mode: 'read',
      counted: true,
      atomic: true,
      target: { global: 'rcu_sched' },
      source: 'include/linux/rcupdate.h',
    },
    [
      ['acquire', 'rcu_read_lock_sched rcu_read_lock_sched_notrace', { facts: NO_SLEEP }],
      ['release', 'rcu_read_unlock_sched rcu_read_unlock_sched_notrace', { facts: NO_SLEEP }],
    ],
  ),
  // Readers of SRCU may sleep, nest, and differ per srcu_struct.
  ...family({ kind: 'rcu', primitive: 'srcu', mode: 'read', counted: true, source: 'include/linux/srcu.h' }, [
    ['acquire', 'srcu_read_lock srcu_read_lock_nmisafe', { facts: NO_SLEEP }],
    ['release', 'srcu_read_unlock srcu_read_unlock_nmisafe', { facts: NO_SLEEP }],
  ]),
];

/** What the CPU stops doing. Saving variants nest; the plain switches do not count. */
const contexts = [
  ...family(
    {
      kind: 'other',
      primitive: 'local_irq',
      atomic: true,
      idempotent: true,
      target: { global: 'local_irq' },
      source: 'include/linux/irqflags.h',
    },
    [
      ['acquire', 'local_irq_disable local_irq_save', { facts: NO_SLEEP }],
      ['release', 'local_irq_enable local_irq_restore', { facts: NO_SLEEP }],
    ],
  ),
  ...family(
    {
      kind: 'other',
      primitive: 'preempt',
      atomic: true,
      counted: true,
      target: { global: 'preempt' },
      source: 'include/linux/preempt.h',
    },
    [
      ['acquire', 'preempt_disable preempt_disable_notrace', { facts: NO_SLEEP }],
      ['release', 'preempt_enable preempt_enable_notrace preempt_enable_no_resched', { facts: NO_SLEEP }],
      ['acquire', 'get_cpu', { facts: NO_SLEEP, source: 'include/linux/smp.h' }],
      ['release', 'put_cpu', { facts: NO_SLEEP, source: 'include/linux/smp.h' }],
      ['acquire', 'get_cpu_var get_cpu_ptr', { facts: NO_SLEEP, source: 'include/linux/percpu-defs.h' }],
      ['release', 'put_cpu_var put_cpu_ptr', { facts: NO_SLEEP, source: 'include/linux/percpu-defs.h' }],
    ],
  ),
  ...family(
    {
      kind: 'other',
      primitive: 'migrate',
      counted: true,
      target: { global: 'migrate' },
      source: 'include/linux/preempt.h',
    },
    [
      ['acquire', 'migrate_disable', { facts: NO_SLEEP }],
      ['release', 'migrate_enable', { facts: NO_SLEEP }],
    ],
  ),
  ...family(
    {
      kind: 'other',
      primitive: 'bh',
      atomic: true,
      counted: true,
      target: { global: 'bh' },
      source: 'include/linux/bottom_half.h',
    },
    [
      ['acquire', 'local_bh_disable', { facts: NO_SLEEP }],
      ['release', 'local_bh_enable', { facts: NO_SLEEP }],
    ],
  ),
];

/**
 * Claims. `any` matches a lock of whatever family on that object: the macro is used on all of them.
 * A plain `lockdep_assert_held` is satisfied by either mode of an rwsem.
 */
const claims = family(
  { kind: 'lock', primitive: 'any', source: 'include/linux/lockdep.h', facts: NO_SLEEP },
  [
    ['require', 'lockdep_assert_held lockdep_assert_held_once'],
    ['require', 'lockdep_assert_held_write', { mode: 'write' }],
    ['require', 'lockdep_assert_held_read', { mode: 'read' }],
  ],
);

/** A flag used as a lock (`/dev/tpm0` opens once). Most flags are no locks, so it is only shown. */
const flags = family(
  {
    kind: 'lock',
    primitive: 'test_and_set_bit',
    mode: 'exclusive',
    target: ARG1,
    idempotent: true,
    informational: true,
    source: 'Documentation/atomic_bitops.txt',
  },
  [
    ['acquire', 'test_and_set_bit test_and_set_bit_lock', { when: 'false', facts: BOOL }],
    ['release', 'clear_bit clear_bit_unlock', { facts: NO_SLEEP }],
  ],
);

/** `mutex_lock_nested`, `down_write_nest_lock`: a subclass of its own, or an outer lock, makes the order right. */
const NESTED = /_nest(?:ed|_lock)(?:_|$)/;

export const locks: readonly FamilyRow[] = [
  ...mutexes,
  ...semaphores,
  ...rwsems,
  ...spinning,
  ...sockets,
  ...rcu,
  ...contexts,
  ...claims,
  ...flags,
].map((row): FamilyRow => (NESTED.test(row.fn) ? { ...row, nested: true } : row));

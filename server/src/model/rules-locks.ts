import type { Rule } from './types';

/** Rules about the context that a lock is used in, and about the order of locks. */
export const lockRules = {
  'sleep-in-atomic': {
    title: 'Call that may sleep in atomic context',
    severity: 'warning',
    explanation:
      'Something that may sleep is called with a spinlock held, with interrupts or preemption disabled, inside an RCU read section, or in a callback that runs as an interrupt, timer or tasklet. The scheduler cannot switch away there: the machine warns at best, and hangs at worst. The steps lead down to what sleeps. Move the call out of the section, or the work into a workqueue.',
    bad: `static void foo_timeout(struct timer_list *t)
{
	struct foo_chip *chip = from_timer(chip, t, timer);

	mutex_lock(&chip->lock);
	chip->busy = false;
	mutex_unlock(&chip->lock);
}

static void foo_start(struct foo_chip *chip)
{
	timer_setup(&chip->timer, foo_timeout, 0);
}`,
    good: `static void foo_timeout(struct timer_list *t)
{
	struct foo_chip *chip = from_timer(chip, t, timer);

	schedule_work(&chip->timeout_work);
}

static void foo_start(struct foo_chip *chip)
{
	timer_setup(&chip->timer, foo_timeout, 0);
}`,
  },
  'lock-order': {
    title: 'Locks taken in two orders',
    severity: 'warning',
    explanation:
      'Two locks are taken one inside the other here, and the other way round elsewhere. Two threads that each hold one wait for the other for ever. Locks count by class, that is by struct and member, as lockdep counts them; attempts (trylock), nested subclasses, two readers, and orders that only occur under one further lock are left out. The finding is at the order that fewer functions use.',
    bad: `static void foo_flush(struct foo_chip *chip)
{
	mutex_lock(&chip->lock);
	mutex_lock(&chip->queue_lock);
	foo_write(chip);
	mutex_unlock(&chip->queue_lock);
	mutex_unlock(&chip->lock);
}

static void foo_reset(struct foo_chip *chip)
{
	mutex_lock(&chip->queue_lock);
	mutex_lock(&chip->lock);
	foo_init(chip);
	mutex_unlock(&chip->lock);
	mutex_unlock(&chip->queue_lock);
}`,
    good: `static void foo_reset(struct foo_chip *chip)
{
	mutex_lock(&chip->lock);
	mutex_lock(&chip->queue_lock);
	foo_init(chip);
	mutex_unlock(&chip->queue_lock);
	mutex_unlock(&chip->lock);
}`,
  },
  'drain-deadlock': {
    title: 'Waits for a callback that takes a lock held here',
    severity: 'warning',
    explanation:
      'A call that waits for a callback to finish (flush or cancel of work, a timer, an interrupt handler, removal of sysfs files, unregistration) is made with a lock held that the callback takes. When the callback is already on its way it waits for the lock, and this thread waits for the callback. Release the lock first.',
    bad: `static void foo_work(struct work_struct *work)
{
	struct foo_chip *chip = container_of(work, struct foo_chip, work);

	mutex_lock(&chip->lock);
	foo_poll(chip);
	mutex_unlock(&chip->lock);
}

static void foo_start(struct foo_chip *chip)
{
	INIT_WORK(&chip->work, foo_work);
}

static void foo_stop(struct foo_chip *chip)
{
	mutex_lock(&chip->lock);
	cancel_work_sync(&chip->work);
	mutex_unlock(&chip->lock);
}`,
    good: `static void foo_stop(struct foo_chip *chip)
{
	mutex_lock(&chip->lock);
	chip->stopping = true;
	mutex_unlock(&chip->lock);
	cancel_work_sync(&chip->work);
}`,
  },
} as const satisfies Readonly<Record<string, Omit<Rule, 'id'>>>;

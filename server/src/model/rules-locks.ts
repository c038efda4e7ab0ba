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
}`,
    good: `static void foo_timeout(struct timer_list *t)
{
	struct foo_chip *chip = from_timer(chip, t, timer);

	schedule_work(&chip->timeout_work);
}`,
  },
} as const satisfies Readonly<Record<string, Omit<Rule, 'id'>>>;

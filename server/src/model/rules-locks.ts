import type { Rule } from './types';

/** Rules about the context that a lock is used in, and about the order of locks. */
export const lockRules = {
  'sleep-in-atomic': {
    title: 'Call that may sleep in atomic context',
    severity: 'warning',
    outside: 'possible',
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
  'inconsistent-return': {
    title: 'Returns that leave the lock of the caller in different states',
    severity: 'warning',
    explanation:
      'A function that works on a lock of its caller releases it on some returns and not on others that mean the same, so the caller cannot know. Either a return of an unlocking helper forgets the lock, or a return between dropping a lock and taking it again skips the latter. A lock that the function takes itself is a matter of lock-leak.',
    bad: `static int foo_wait(struct foo_chip *chip)
{
	mutex_unlock(&chip->lock);
	if (wait_event_interruptible(chip->wait, chip->ready))
		return -ERESTARTSYS;
	mutex_lock(&chip->lock);
	return 0;
}

static int foo_run(struct foo_chip *chip)
{
	int rc;

	mutex_lock(&chip->lock);
	rc = foo_wait(chip);
	mutex_unlock(&chip->lock);
	return rc;
}`,
    good: `static int foo_wait(struct foo_chip *chip)
{
	int rc;

	mutex_unlock(&chip->lock);
	rc = wait_event_interruptible(chip->wait, chip->ready);
	mutex_lock(&chip->lock);
	return rc;
}`,
  },
  'annotation-mismatch': {
    title: 'Lock annotation that callers or the body do not keep to',
    severity: 'warning',
    outside: 'possible',
    explanation:
      'A function says, by __must_hold() or by lockdep_assert_held() in its body or in what it calls, that its caller holds a lock, and is called where the lock has been released, could not be taken, or was never taken: from a callback of the kernel that holds nothing. Or a body does not do what __acquires() or __releases() of its own declaration say. Sentences in kernel-doc are not used as facts.',
    bad: `static void foo_set_state(struct foo_chip *chip, int state)
{
	lockdep_assert_held(&chip->lock);
	chip->state = state;
}

static void foo_reset(struct foo_chip *chip)
{
	mutex_lock(&chip->lock);
	foo_write(chip);
	mutex_unlock(&chip->lock);
	foo_set_state(chip, 0);
}`,
    good: `static void foo_set_state(struct foo_chip *chip, int state)
{
	lockdep_assert_held(&chip->lock);
	chip->state = state;
}

static void foo_reset(struct foo_chip *chip)
{
	mutex_lock(&chip->lock);
	foo_write(chip);
	foo_set_state(chip, 0);
	mutex_unlock(&chip->lock);
}`,
  },
  'field-without-its-lock': {
    title: 'Field written without the lock that it is written under elsewhere',
    severity: 'warning',
    explanation:
      'A field is written with one lock held at nearly all places, and here with none, in a callback that can run at the same time as those. It counts places, so it can be wrong: it is shown by default only where many places agree and a single one does not. Setting up and tearing down, objects that nobody else can see yet, and functions whose every caller holds the lock are left out.',
    bad: `struct foo_chip {
	struct mutex lock;
	struct work_struct work;
	int state;
	bool failed;
};

static ssize_t a_store(struct device *dev, struct device_attribute *attr, const char *buf, size_t n)
{
	struct foo_chip *chip = dev_get_drvdata(dev);

	chip->state = 1;
	return n;
}
static DEVICE_ATTR_WO(a);

static void foo_work(struct work_struct *work)
{
	struct foo_chip *chip = container_of(work, struct foo_chip, work);

	mutex_lock(&chip->lock);
	chip->state = 2;
	mutex_unlock(&chip->lock);
}

static void foo_reset(struct foo_chip *chip)
{
	mutex_lock(&chip->lock);
	chip->state = 0;
	if (chip->failed)
		chip->state = 3;
	mutex_unlock(&chip->lock);
}`,
    good: `struct foo_chip {
	struct mutex lock;
	struct work_struct work;
	int state;
	bool failed;
};

static ssize_t a_store(struct device *dev, struct device_attribute *attr, const char *buf, size_t n)
{
	struct foo_chip *chip = dev_get_drvdata(dev);

	mutex_lock(&chip->lock);
	chip->state = 1;
	mutex_unlock(&chip->lock);
	return n;
}
static DEVICE_ATTR_WO(a);

static void foo_reset(struct foo_chip *chip)
{
	mutex_lock(&chip->lock);
	chip->state = 0;
	mutex_unlock(&chip->lock);
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
  'lock-held-to-user-space': {
    title: 'Lock still held when a call from user space returns',
    severity: 'warning',
    explanation:
      'A file operation, or a read or write of a sysfs file, returns to user space on all its successful ways with a lock held, and no other callback gives it back. The process may never call again, and lockdep reports it at once. A lock must be released in the call that took it; to keep a device for one opener, use a flag or a counter.',
    bad: `static __poll_t foo_poll(struct file *file, poll_table *wait);
static const struct file_operations foo_fops = { .poll = foo_poll };

static __poll_t foo_poll(struct file *file, poll_table *wait)
{
	struct foo_chip *chip = file->private_data;

	poll_wait(file, &chip->wait, wait);
	mutex_lock(&chip->lock);
	return chip->ready ? EPOLLIN : 0;
}`,
    good: `static __poll_t foo_poll(struct file *file, poll_table *wait);
static const struct file_operations foo_fops = { .poll = foo_poll };

static __poll_t foo_poll(struct file *file, poll_table *wait)
{
	struct foo_chip *chip = file->private_data;
	__poll_t mask;

	poll_wait(file, &chip->wait, wait);
	mutex_lock(&chip->lock);
	mask = chip->ready ? EPOLLIN : 0;
	mutex_unlock(&chip->lock);
	return mask;
}`,
  },
  'released-by-other-context': {
    title: 'Lock taken in one context and released in another',
    severity: 'warning',
    explanation:
      'One callback ends with a lock held, and another one, which runs in another thread or interrupt, releases it: taken in open() and released in release(), taken in write() and released by the work that it queued. Mutexes, rwsems and spinlocks belong to who took them; debugging checks stop the machine, and priority inheritance and lockdep break. Use a completion, a flag with a wait queue, or a semaphore.',
    bad: `static int foo_open(struct inode *inode, struct file *file);
static int foo_release(struct inode *inode, struct file *file);
static const struct file_operations foo_fops = { .open = foo_open, .release = foo_release };

static int foo_open(struct inode *inode, struct file *file)
{
	struct foo_chip *foo = file->private_data;

	mutex_lock(&foo->lock);
	return 0;
}

static int foo_release(struct inode *inode, struct file *file)
{
	struct foo_chip *foo = file->private_data;

	mutex_unlock(&foo->lock);
	return 0;
}`,
    good: `static int foo_open(struct inode *inode, struct file *file);
static int foo_release(struct inode *inode, struct file *file);
static const struct file_operations foo_fops = { .open = foo_open, .release = foo_release };

static int foo_open(struct inode *inode, struct file *file)
{
	struct foo_chip *foo = file->private_data;

	return test_and_set_bit(0, &foo->open) ? -EBUSY : 0;
}

static int foo_release(struct inode *inode, struct file *file)
{
	struct foo_chip *foo = file->private_data;

	clear_bit(0, &foo->open);
	return 0;
}`,
  },
} as const satisfies Readonly<Record<string, Omit<Rule, 'id'>>>;

import { lockRules } from './rules-locks';
import type { Rule, RuleId } from './types';

/**
 * The rules, once: diagnostics, `explain`, SARIF and the documentation read them from here. To add one, add its id to
 * `RuleId` and an entry below; a test asks for both examples. Default severity is warning, because every finding rests on
 * assumptions. Examples are written for this file and show TPM-like code.
 */
const catalogue: Readonly<Record<RuleId, Omit<Rule, 'id'>>> = {
  'lock-leak': {
    title: 'Lock still held at return',
    severity: 'warning',
    outside: 'possible',
    explanation:
      'A lock that this function took is still held on one of its returns, while other returns release it. The next user of the device then blocks for ever, and removal hangs at its first fence. It usually enters with a new early return placed between lock and unlock.',
    bad: `static int foo_send(struct foo_chip *chip, u8 *buf, size_t len)
{
	mutex_lock(&chip->lock);
	if (len > chip->max)
		return -E2BIG;
	foo_write(chip, buf, len);
	mutex_unlock(&chip->lock);
	return 0;
}`,
    good: `static int foo_send(struct foo_chip *chip, u8 *buf, size_t len)
{
	int rc = 0;

	mutex_lock(&chip->lock);
	if (len > chip->max) {
		rc = -E2BIG;
		goto out;
	}
	foo_write(chip, buf, len);
out:
	mutex_unlock(&chip->lock);
	return rc;
}`,
  },
  'double-lock': {
    title: 'Lock taken twice',
    severity: 'warning',
    explanation:
      'A lock is taken while the same thread already holds it, here or in a caller. Mutexes, rwsems and spinlocks are not recursive: the thread waits for itself.',
    bad: `static void foo_flush(struct foo_chip *chip)
{
	mutex_lock(&chip->lock);
	foo_reset(chip);
	mutex_unlock(&chip->lock);
}

static int foo_cancel(struct foo_chip *chip)
{
	mutex_lock(&chip->lock);
	foo_flush(chip);
	mutex_unlock(&chip->lock);
	return 0;
}`,
    good: `static void foo_flush_locked(struct foo_chip *chip)
{
	lockdep_assert_held(&chip->lock);
	foo_reset(chip);
}

static int foo_cancel(struct foo_chip *chip)
{
	mutex_lock(&chip->lock);
	foo_flush_locked(chip);
	mutex_unlock(&chip->lock);
	return 0;
}`,
  },
  'unlock-not-held': {
    title: 'Lock released but not held',
    severity: 'warning',
    outside: 'possible',
    explanation:
      'A lock is released on a path on which it was not taken, or was released before. It wakes a waiter into a section that somebody else is still inside of. It usually enters with an error label that is reached from too early.',
    bad: `static int foo_open(struct foo_chip *chip)
{
	if (!chip->ready)
		goto out;
	down_read(&chip->sem);
	foo_attach(chip);
out:
	up_read(&chip->sem);
	return 0;
}`,
    good: `static int foo_open(struct foo_chip *chip)
{
	if (!chip->ready)
		return -ENODEV;
	down_read(&chip->sem);
	foo_attach(chip);
	up_read(&chip->sem);
	return 0;
}`,
  },
  'wrong-mode': {
    title: 'Lock released in another mode than taken',
    severity: 'warning',
    explanation:
      'A semaphore taken for reading is released as if for writing, or the other way round. The count of readers goes wrong and later users hang or run together.',
    bad: `static void foo_retract(struct foo_chip *chip)
{
	down_write(&chip->sem);
	chip->ops = NULL;
	up_read(&chip->sem);
}`,
    good: `static void foo_retract(struct foo_chip *chip)
{
	down_write(&chip->sem);
	chip->ops = NULL;
	up_write(&chip->sem);
}`,
  },
  'ref-leak': {
    title: 'Reference not dropped',
    severity: 'warning',
    outside: 'possible',
    explanation:
      'A reference that this function took is neither dropped nor handed on when it returns. The object outlives its driver, and its release callback never runs, so a second bind finds the old device number still taken.',
    bad: `static int foo_show_first(void)
{
	struct tpm_chip *chip = tpm_default_chip();

	if (!chip)
		return -ENODEV;
	if (!foo_ready(chip))
		return -EBUSY;
	put_device(&chip->dev);
	return 0;
}`,
    good: `static int foo_show_first(void)
{
	struct tpm_chip *chip = tpm_default_chip();
	int rc = 0;

	if (!chip)
		return -ENODEV;
	if (!foo_ready(chip))
		rc = -EBUSY;
	put_device(&chip->dev);
	return rc;
}`,
  },
  'ref-underflow': {
    title: 'Reference dropped more often than taken',
    severity: 'warning',
    outside: 'possible',
    explanation:
      'A reference is dropped that this path never took, or dropped twice. The count reaches zero while somebody still uses the object, and the memory is freed under them.',
    bad: `static int foo_attach(struct foo_chip *chip)
{
	get_device(&chip->dev);
	if (foo_start(chip)) {
		put_device(&chip->dev);
		goto out;
	}
	return 0;
out:
	put_device(&chip->dev);
	return -EIO;
}`,
    good: `static int foo_attach(struct foo_chip *chip)
{
	get_device(&chip->dev);
	if (foo_start(chip)) {
		put_device(&chip->dev);
		return -EIO;
	}
	return 0;
}`,
  },
  'resource-leak': {
    title: 'Resource not released',
    severity: 'warning',
    outside: 'possible',
    explanation:
      'Memory, a mapping, a region, an interrupt or another resource that this function acquired is neither released nor handed on when it returns, while other returns do so. Error paths of probe functions are the usual place, and the next probe then fails with -EBUSY.',
    bad: `static int foo_probe(struct device *dev)
{
	struct foo_priv *priv = kzalloc(sizeof(*priv), GFP_KERNEL);

	if (!priv)
		return -ENOMEM;
	if (foo_detect(dev))
		return -ENODEV;
	dev_set_drvdata(dev, priv);
	return 0;
}`,
    good: `static int foo_probe(struct device *dev)
{
	struct foo_priv *priv = kzalloc(sizeof(*priv), GFP_KERNEL);

	if (!priv)
		return -ENOMEM;
	if (foo_detect(dev)) {
		kfree(priv);
		return -ENODEV;
	}
	dev_set_drvdata(dev, priv);
	return 0;
}`,
  },
  'use-after-free': {
    title: 'Memory used after it was freed',
    severity: 'warning',
    explanation:
      'Memory is read, written, handed on or returned after this path has freed it. By then the allocator may have given it to somebody else: the read returns their data, the write destroys it. Most of these are error paths whose labels are in the wrong order, and teardown that frees a structure before the last line that needs it. Keep what is needed in a local variable, or free last.',
    bad: `static void foo_close(struct foo_session *session)
{
	kfree(session);
	foo_flush(session->handle);
}`,
    good: `static void foo_close(struct foo_session *session)
{
	foo_flush(session->handle);
	kfree(session);
}`,
  },
  'use-after-put': {
    title: 'Object used after its reference was dropped',
    severity: 'warning',
    outside: 'possible',
    explanation:
      'The reference that kept the object alive here is dropped, and the object is used afterwards. Whoever holds the last other reference may drop it at any moment, and its release callback frees the memory. It works in every test and fails when a device is unplugged. Drop the reference after the last use.',
    bad: `static int foo_state(void)
{
	struct device *dev = bus_find_device_by_name(&foo_bus, NULL, "foo0");
	struct foo_chip *chip;

	if (!dev)
		return -ENODEV;
	chip = dev_get_drvdata(dev);
	put_device(dev);
	return foo_read(dev, chip);
}`,
    good: `static int foo_state(void)
{
	struct device *dev = bus_find_device_by_name(&foo_bus, NULL, "foo0");
	int rc;

	if (!dev)
		return -ENODEV;
	rc = foo_read(dev, dev_get_drvdata(dev));
	put_device(dev);
	return rc;
}`,
  },
  'double-free': {
    title: 'Freed twice, or with the wrong function',
    severity: 'warning',
    explanation:
      'Memory is freed that this path has freed before, here or in a function that frees it when it fails; or something is freed that its function does not take: an error pointer, memory of another allocator, an object that has a reference count. The allocator hands the same memory to two users, or corrupts its lists. Error labels that free what a callee has freed are the usual cause. Set the pointer to NULL, or leave the freeing to one side.',
    bad: `static int foo_setup(struct foo_chip *chip)
{
	u8 *log = kmalloc(SZ_4K, GFP_KERNEL);

	if (!log)
		return -ENOMEM;
	if (foo_read_log(chip, log)) {
		kfree(log);
		goto out;
	}
	chip->log = log;
	return 0;
out:
	kfree(log);
	return -EIO;
}`,
    good: `static int foo_setup(struct foo_chip *chip)
{
	u8 *log = kmalloc(SZ_4K, GFP_KERNEL);

	if (!log)
		return -ENOMEM;
	if (foo_read_log(chip, log))
		goto out;
	chip->log = log;
	return 0;
out:
	kfree(log);
	return -EIO;
}`,
  },
  'use-after-unregister': {
    title: 'Used after it was unregistered or destroyed',
    severity: 'warning',
    explanation:
      'A registration or a service such as a workqueue has been ended, and what it owned is used afterwards. The core has freed it, or nobody serves it any more: work that is queued on a destroyed workqueue runs in freed memory. Stop what uses it first, end it last, in the opposite order of setting it up.',
    bad: `static void foo_exit(struct foo_dev *foo)
{
	destroy_workqueue(foo->wq);
	queue_work(foo->wq, &foo->flush);
}`,
    good: `static void foo_exit(struct foo_dev *foo)
{
	queue_work(foo->wq, &foo->flush);
	destroy_workqueue(foo->wq);
}`,
  },
  'missing-get': {
    title: 'Pointer kept without a reference',
    severity: 'warning',
    outside: 'possible',
    explanation:
      'A pointer to a counted object is stored in something that lives longer, or handed to the caller as owned, while the only reference to it is dropped here or was never taken. Whoever follows the pointer later may find freed memory, and the put that belongs to it drops a reference of somebody else. Take a reference for every pointer that is kept, and drop it when the pointer goes.',
    bad: `static int foo_bind(struct foo_priv *priv, struct device_node *np)
{
	struct platform_device *pdev = of_find_device_by_node(np);

	if (!pdev)
		return -EPROBE_DEFER;
	priv->partner = pdev;
	put_device(&pdev->dev);
	return 0;
}`,
    good: `static int foo_bind(struct foo_priv *priv, struct device_node *np)
{
	struct platform_device *pdev = of_find_device_by_node(np);

	if (!pdev)
		return -EPROBE_DEFER;
	priv->partner = pdev;
	return 0;
}

static void foo_unbind(struct foo_priv *priv)
{
	put_device(&priv->partner->dev);
}`,
  },
  'buffer-leak': {
    title: 'Command buffer not destroyed',
    severity: 'warning',
    explanation:
      'A command buffer was initialised, which allocates a page, and is not destroyed on this return. Commands run often, so the pages add up. When initialising fails there is nothing to destroy.',
    bad: `static int foo_get_random(struct tpm_chip *chip)
{
	struct tpm_buf buf;
	int rc;

	rc = tpm_buf_init(&buf, TPM2_ST_NO_SESSIONS, TPM2_CC_GET_RANDOM);
	if (rc)
		return rc;
	rc = tpm_transmit_cmd(chip, &buf, 0, "random");
	if (rc)
		return rc;
	tpm_buf_destroy(&buf);
	return 0;
}`,
    good: `static int foo_get_random(struct tpm_chip *chip)
{
	struct tpm_buf buf;
	int rc;

	rc = tpm_buf_init(&buf, TPM2_ST_NO_SESSIONS, TPM2_CC_GET_RANDOM);
	if (rc)
		return rc;
	rc = tpm_transmit_cmd(chip, &buf, 0, "random");
	tpm_buf_destroy(&buf);
	return rc;
}`,
  },
  'get-ops-unchecked': {
    title: 'Result of taking the operations not checked',
    severity: 'warning',
    explanation:
      'Taking the operations of the chip fails when its driver is gone or it is suspended, and then nothing is held. Going on without a test uses a pointer that may be NULL, and the put at the end releases locks that were never taken.',
    bad: `static int foo_selftest(struct tpm_chip *chip)
{
	tpm_try_get_ops(chip);
	foo_run(chip);
	tpm_put_ops(chip);
	return 0;
}`,
    good: `static int foo_selftest(struct tpm_chip *chip)
{
	int rc = tpm_try_get_ops(chip);

	if (rc)
		return rc;
	foo_run(chip);
	tpm_put_ops(chip);
	return 0;
}`,
  },
  'ops-unprotected': {
    title: 'Driver callbacks used without protection',
    severity: 'warning',
    explanation:
      'The callbacks of a chip are cleared when its driver goes, at a time that users cannot know. They may be used only under the lock of the reservation, by who clears them, or before the chip is published. On this way in nothing of that holds, so a removal at the wrong moment makes the kernel call through NULL, or into a driver that is gone.',
    bad: `static ssize_t foo_show(struct device *dev, struct device_attribute *attr, char *buf);
static DEVICE_ATTR_RO(foo);

static ssize_t foo_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct tpm_chip *chip = to_tpm_chip(dev);

	chip->ops->cancel(chip);
	return 0;
}`,
    good: `static ssize_t foo_show(struct device *dev, struct device_attribute *attr, char *buf);
static DEVICE_ATTR_RO(foo);

static ssize_t foo_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct tpm_chip *chip = to_tpm_chip(dev);

	if (tpm_try_get_ops(chip))
		return 0;
	chip->ops->cancel(chip);
	tpm_put_ops(chip);
	return 0;
}`,
  },
  'ops-unchecked': {
    title: 'Driver callbacks not checked',
    severity: 'warning',
    explanation:
      'Holding the lock only keeps the callbacks from being cleared from now on; they may have been cleared before. After taking it by hand they must be tested. After the chip was unregistered they are NULL for certain, so an error path that uses them crashes.',
    bad: `static void foo_cancel(struct tpm_chip *chip)
{
	down_read(&chip->ops_sem);
	chip->ops->cancel(chip);
	up_read(&chip->ops_sem);
}`,
    good: `static void foo_cancel(struct tpm_chip *chip)
{
	down_read(&chip->ops_sem);
	if (chip->ops)
		chip->ops->cancel(chip);
	up_read(&chip->ops_sem);
}`,
  },
  'removal-order': {
    title: 'Taken down before users are kept out',
    severity: 'warning',
    outside: 'possible',
    explanation:
      'Removing a driver has an order: first keep everybody out and wait for who is inside, then take down what they use. Here something that users need goes before the step that keeps them out, or that step is missing altogether. Who is inside at that moment works on freed memory or on hardware that does not answer any more.',
    bad: `struct foo {
	struct hwrng rng;
	void __iomem *regs;
};

static int foo_read(struct hwrng *rng, void *data, size_t max, bool wait)
{
	struct foo *foo = container_of(rng, struct foo, rng);

	return ioread32(foo->regs);
}

int foo_start(struct foo *foo)
{
	foo->rng.read = foo_read;
	return hwrng_register(&foo->rng);
}

void foo_stop(struct foo *foo)
{
	iounmap(foo->regs);
	hwrng_unregister(&foo->rng);
}`,
    good: `struct foo {
	struct hwrng rng;
	void __iomem *regs;
};

static int foo_read(struct hwrng *rng, void *data, size_t max, bool wait)
{
	struct foo *foo = container_of(rng, struct foo, rng);

	return ioread32(foo->regs);
}

int foo_start(struct foo *foo)
{
	foo->rng.read = foo_read;
	return hwrng_register(&foo->rng);
}

void foo_stop(struct foo *foo)
{
	hwrng_unregister(&foo->rng);
	iounmap(foo->regs);
}`,
  },
  'async-not-drained': {
    title: 'Callback may outlive its object',
    severity: 'warning',
    outside: 'possible',
    explanation:
      'Work, a timer or an interrupt belongs to an object and may run at any time after it was started. Before the object is freed it must be stopped by a call that also waits for a callback that is just running, and after whatever could start it again. Otherwise the callback runs on freed memory.',
    bad: `struct foo {
	struct work_struct work;
	int count;
};

static void foo_run(struct work_struct *work)
{
	container_of(work, struct foo, work)->count++;
}

void foo_start(struct foo *foo)
{
	INIT_WORK(&foo->work, foo_run);
	schedule_work(&foo->work);
}

void foo_stop(struct foo *foo)
{
	kfree(foo);
}`,
    good: `struct foo {
	struct work_struct work;
	int count;
};

static void foo_run(struct work_struct *work)
{
	container_of(work, struct foo, work)->count++;
}

void foo_start(struct foo *foo)
{
	INIT_WORK(&foo->work, foo_run);
	schedule_work(&foo->work);
}

void foo_stop(struct foo *foo)
{
	cancel_work_sync(&foo->work);
	kfree(foo);
}`,
  },
  'register-before-init': {
    title: 'Published before it is ready',
    severity: 'warning',
    outside: 'possible',
    explanation:
      'As soon as an interrupt is requested, work is queued or a device is registered, its callbacks may run, on another CPU and before the next line. What they use must be set up before: a lock or wait queue that is initialised afterwards is used uninitialised, or reset under whoever holds it.',
    bad: `struct foo {
	wait_queue_head_t queue;
	int irq;
};

static irqreturn_t foo_handler(int irq, void *data)
{
	struct foo *foo = data;

	wake_up(&foo->queue);
	return IRQ_HANDLED;
}

int foo_start(struct foo *foo)
{
	int rc = request_irq(foo->irq, foo_handler, 0, "foo", foo);

	if (rc)
		return rc;
	init_waitqueue_head(&foo->queue);
	return 0;
}`,
    good: `struct foo {
	wait_queue_head_t queue;
	int irq;
};

static irqreturn_t foo_handler(int irq, void *data)
{
	struct foo *foo = data;

	wake_up(&foo->queue);
	return IRQ_HANDLED;
}

int foo_start(struct foo *foo)
{
	init_waitqueue_head(&foo->queue);
	return request_irq(foo->irq, foo_handler, 0, "foo", foo);
}`,
  },
  'error-path-missing-undo': {
    title: 'Still registered after a failure',
    severity: 'warning',
    outside: 'possible',
    explanation:
      'A later step fails, and what was registered before stays: others can still reach a device whose driver has given up. Nobody calls remove for a probe that failed, nor exit for an init that failed, so the failing path has to take back everything itself, in reverse order.',
    bad: `static struct miscdevice foo_misc;
static struct platform_driver foo_driver;

static int __init foo_init(void)
{
	int rc = misc_register(&foo_misc);

	if (rc)
		return rc;
	rc = platform_driver_register(&foo_driver);
	return rc;
}

static void __exit foo_exit(void)
{
	platform_driver_unregister(&foo_driver);
	misc_deregister(&foo_misc);
}`,
    good: `static struct miscdevice foo_misc;
static struct platform_driver foo_driver;

static int __init foo_init(void)
{
	int rc = misc_register(&foo_misc);

	if (rc)
		return rc;
	rc = platform_driver_register(&foo_driver);
	if (rc)
		misc_deregister(&foo_misc);
	return rc;
}

static void __exit foo_exit(void)
{
	platform_driver_unregister(&foo_driver);
	misc_deregister(&foo_misc);
}`,
  },
  'unregister-without-register': {
    title: 'Unregistered without being registered',
    severity: 'warning',
    explanation:
      'On this path the registration failed, or was taken back before. Unregistering works on lists and numbers that only a registration sets up, so it corrupts memory or takes back what belongs to somebody else. It usually comes from a label that is one too high.',
    bad: `struct foo {
	struct miscdevice misc;
};

int foo_start(struct foo *foo)
{
	int rc = misc_register(&foo->misc);

	if (rc)
		misc_deregister(&foo->misc);
	return rc;
}`,
    good: `struct foo {
	struct miscdevice misc;
};

int foo_start(struct foo *foo)
{
	int rc = misc_register(&foo->misc);

	if (rc)
		pr_err("no device\\n");
	return rc;
}`,
  },
  'rpm-unbalanced': {
    title: 'Runtime power management count',
    severity: 'warning',
    outside: 'possible',
    explanation:
      'Every get of the runtime power count needs its put, or the device never sleeps again. pm_runtime_get_sync() counts even when it fails; pm_runtime_resume_and_get() does not. What probe enables must be disabled again when probe fails.',
    bad: `static int foo_read(struct device *dev)
{
	int rc = pm_runtime_get_sync(dev);

	if (rc < 0)
		return rc;
	rc = foo_fetch(dev);
	pm_runtime_put(dev);
	return rc;
}`,
    good: `static int foo_read(struct device *dev)
{
	int rc = pm_runtime_resume_and_get(dev);

	if (rc < 0)
		return rc;
	rc = foo_fetch(dev);
	pm_runtime_put(dev);
	return rc;
}`,
  },
  'power-unbalanced': {
    title: 'Chip left powered, or stopped without a start',
    severity: 'warning',
    explanation:
      'The chip was started (clock, locality, ready for commands) and is not stopped on this path, or is stopped without having been started. Other localities and firmware then cannot reach the chip, or it is idled under a command.',
    bad: `static int foo_bootstrap(struct tpm_chip *chip)
{
	int rc = tpm_chip_start(chip);

	if (rc)
		return rc;
	rc = foo_startup(chip);
	if (rc)
		return rc;
	tpm_chip_stop(chip);
	return 0;
}`,
    good: `static int foo_bootstrap(struct tpm_chip *chip)
{
	int rc = tpm_chip_start(chip);

	if (rc)
		return rc;
	rc = foo_startup(chip);
	tpm_chip_stop(chip);
	return rc;
}`,
  },
  'locality-unbalanced': {
    title: 'Locality not relinquished, or relinquished without a request',
    severity: 'warning',
    explanation:
      'A locality was requested and is not relinquished on this path, or is relinquished without a successful request. A count that is off keeps the chip in that locality for good, or gives it up while a command runs.',
    bad: `static int foo_probe_int(struct tpm_chip *chip)
{
	int rc = chip->ops->request_locality(chip, 0);

	if (rc < 0)
		return rc;
	if (foo_enable_int(chip))
		return -EIO;
	chip->ops->relinquish_locality(chip, 0);
	return 0;
}`,
    good: `static int foo_probe_int(struct tpm_chip *chip)
{
	int rc = chip->ops->request_locality(chip, 0);

	if (rc < 0)
		return rc;
	rc = foo_enable_int(chip) ? -EIO : 0;
	chip->ops->relinquish_locality(chip, 0);
	return rc;
}`,
  },
  ...lockRules,
};

/** In the order of the catalogue, which is the order of the documentation. */
export const rules: readonly Rule[] = Object.entries(catalogue).map(([id, rule]) => ({
  id: id as RuleId,
  ...rule,
}));

export const ruleById: ReadonlyMap<string, Rule> = new Map(rules.map((rule) => [rule.id, rule]));

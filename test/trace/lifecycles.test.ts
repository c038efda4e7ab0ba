import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { silentLogger } from '../../server/src/base/logger';
import { openWorkspace } from '../../server/src/features/workspace';
import { readLifecycle, shippedLifecycle } from '../../server/src/model/read-lifecycle';
import { memoryFileSystem } from '../harness/memory-file-system';

/** Subsystems that are not TPM, written for these tests: what is known of them is their lifecycle and nothing else. */
function open(name: string, path: string, text: string) {
  const lifecycle = shippedLifecycle(name);
  if (lifecycle === undefined) throw new Error(`no lifecycle ${name}`);
  const files = memoryFileSystem(
    new Map([
      ['/linux/Kbuild', ''],
      [`/linux/${path}`, text],
    ]),
  );
  return openWorkspace('/linux', {
    files,
    logger: silentLogger,
    config: 'both',
    folders: lifecycle.program.folders,
    paths: [],
    maxCallDepth: 24,
    lifecycle,
  }).snapshot();
}

const clock = `
struct rtc_class_ops { int (*read_time)(struct device *dev); };
struct rtc_device {
	struct device dev;
	struct cdev char_dev;
	const struct rtc_class_ops *ops;
	struct mutex ops_lock;
};
int clock_read(struct rtc_device *rtc)
{
	int err;

	mutex_lock(&rtc->ops_lock);
	if (!rtc->ops)
		err = -ENODEV;
	else
		err = rtc->ops->read_time(rtc->dev.parent);
	mutex_unlock(&rtc->ops_lock);
	return err;
}
static ssize_t clock_dev_read(struct file *file, char __user *buf, size_t size, loff_t *off)
{
	struct rtc_device *rtc = file->private_data;

	return clock_read(rtc);
}
static long clock_dev_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct rtc_device *rtc = file->private_data;

	return rtc->ops->read_time(rtc->dev.parent);
}
static const struct file_operations clock_fops = { .read = clock_dev_read, .unlocked_ioctl = clock_dev_ioctl };
int clock_prepare(struct rtc_device *rtc)
{
	cdev_init(&rtc->char_dev, &clock_fops);
	return cdev_device_add(&rtc->char_dev, &rtc->dev);
}
void devm_rtc_unregister_device(void *data)
{
	struct rtc_device *rtc = data;

	mutex_lock(&rtc->ops_lock);
	cdev_device_del(&rtc->char_dev, &rtc->dev);
	rtc->ops = NULL;
	mutex_unlock(&rtc->ops_lock);
}
`;

describe('a clock', () => {
  const snapshot = () => open('rtc', 'drivers/rtc/class.c', clock);

  test('is retracted under its mutex, which ends who asks for it', () => {
    const trace = snapshot().trace('devm_rtc_unregister_device', { direction: 'calls' });
    const read = trace?.entryPoints.find((one) => one.function === 'clock_dev_read');
    expect(trace?.steps.find((step) => step.n === read?.possibleUntil)?.text).toBe('rtc->ops = NULL');
    expect(read?.then).toMatch(/rtc_device\.ops is NULL$/);
  });

  test('is used under the mutex and a test, or not', () => {
    const uses = snapshot().audit('rtc_device.ops')?.uses ?? [];
    const relies = (fn: string) =>
      uses.filter((use) => use.function === fn).map((use) => use.ways[0]?.relies);
    expect(relies('clock_read')).toEqual(['lock-and-check', 'lock-and-check']);
    expect(relies('clock_dev_ioctl')).toEqual(['nothing']);
    expect(relies('devm_rtc_unregister_device')).toEqual(['exclusive']);
  });

  test('keeps others waiting while one reads it', () => {
    const line = clock.split('\n').findIndex((text) => text.includes('err = rtc->ops')) + 1;
    const who = snapshot().who('drivers/rtc/class.c', line);
    const other = (name: string) => who?.others.find((one) => one.function === name)?.verdict;
    expect(other('clock_dev_read')).toBe('waits');
    expect(other('devm_rtc_unregister_device')).toBe('waits');
    expect(other('clock_dev_ioctl')).toBe('can');
  });

  test('guards nothing of another subsystem', () => {
    expect(snapshot().guardedFields).toEqual(['rtc_device.ops']);
    expect(snapshot().audit('tpm_chip.ops')).toBeNull();
  });
});

const dog = `
struct watchdog_core_data {
	struct device dev;
	struct cdev cdev;
	struct watchdog_device *wdd;
	struct mutex lock;
	struct hrtimer timer;
};
struct watchdog_device { struct watchdog_core_data *wd_data; int timeout; };
static ssize_t dog_write(struct file *file, const char __user *data, size_t len, loff_t *ppos)
{
	struct watchdog_core_data *core = file->private_data;
	int err = -ENODEV;

	mutex_lock(&core->lock);
	if (core->wdd)
		err = core->wdd->timeout;
	mutex_unlock(&core->lock);
	return err;
}
static int dog_open(struct inode *inode, struct file *file)
{
	struct watchdog_core_data *core = container_of(inode->i_cdev, struct watchdog_core_data, cdev);

	file->private_data = core;
	return core->wdd->timeout;
}
static const struct file_operations dog_fops = { .write = dog_write, .open = dog_open };
int dog_register(struct watchdog_core_data *core)
{
	cdev_init(&core->cdev, &dog_fops);
	return cdev_device_add(&core->cdev, &core->dev);
}
void watchdog_dev_unregister(struct watchdog_device *wdd)
{
	struct watchdog_core_data *core = wdd->wd_data;

	cdev_device_del(&core->cdev, &core->dev);
	mutex_lock(&core->lock);
	core->wdd = NULL;
	mutex_unlock(&core->lock);
	hrtimer_cancel(&core->timer);
	put_device(&core->dev);
}
`;

describe('a watchdog', () => {
  const snapshot = () => open('watchdog', 'drivers/watchdog/watchdog_dev.c', dog);

  test('is closed to newcomers first, then retracted', () => {
    const trace = snapshot().trace('watchdog_dev_unregister', { direction: 'calls' });
    const end = (name: string) => {
      const entry = trace?.entryPoints.find((one) => one.function === name);
      return trace?.steps.find((step) => step.n === entry?.possibleUntil)?.text;
    };
    expect(end('dog_open')).toBe('cdev_device_del(&core->cdev, &core->dev)');
    expect(end('dog_write')).toBe('core->wdd = NULL');
  });

  test('an open relies on coming before the retraction, a write on the mutex', () => {
    const uses = snapshot().audit('watchdog_core_data.wdd')?.uses ?? [];
    const relies = (fn: string) => uses.find((use) => use.function === fn)?.ways.map((way) => way.relies);
    expect(relies('dog_open')).toEqual(['fence']);
    expect(relies('dog_write')).toEqual(['lock-and-check']);
  });
});

describe('a lifecycle that somebody writes', () => {
  const rtc = readFileSync(join(__dirname, '../../server/src/model/lifecycles/rtc.json'), 'utf8');

  test('is read from JSON', () => {
    expect(readLifecycle(rtc)).toMatchObject({ name: 'rtc' });
  });

  test('is refused with what is wrong', () => {
    expect(readLifecycle('{')).toEqual([expect.stringContaining('JSON')]);
    expect(readLifecycle(rtc.replace('"subject"', '"object"'))).toEqual(
      expect.arrayContaining([expect.stringContaining('object')]),
    );
  });
});

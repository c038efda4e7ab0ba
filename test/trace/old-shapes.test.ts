import { describe, expect, test } from 'vitest';
import { auditText } from '../../server/src/features/audit-text';
import { tpm } from '../cli/fake-environment';
import { memoryFileSystem } from '../harness/memory-file-system';
import { openTree } from '../harness/open-tree';
import { held } from './subsystem';

/**
 * Subsystems as they were before: without a function that reserves a chip, with other names, and with the operations
 * used wherever the chip is at hand. Written for these tests in the shape of those years.
 */
const header = `
struct tpm_class_ops { int (*send)(struct tpm_chip *chip, u8 *buf, size_t len); void (*cancel)(struct tpm_chip *chip); };
struct tpm_chip {
	struct device dev;
	struct cdev cdev;
	const struct tpm_class_ops *ops;
	unsigned int flags;
	struct mutex tpm_mutex;
	unsigned long is_open;
	SEM
};
struct file_priv { struct tpm_chip *chip; struct mutex buffer_mutex; };
`;

const interface_ = `
#include "tpm.h"
ssize_t tpm_transmit(struct tpm_chip *chip, const char *buf, size_t bufsiz)
{
	ssize_t rc;

	mutex_lock(&chip->tpm_mutex);
	if (chip->dev.parent)
		pm_runtime_get_sync(chip->dev.parent);
	rc = chip->ops->send(chip, (u8 *)buf, bufsiz);
	if (chip->dev.parent)
		pm_runtime_put_sync(chip->dev.parent);
	mutex_unlock(&chip->tpm_mutex);
	return rc;
}
int tpm_pcr_read(u32 chip_num)
{
	struct tpm_chip *chip = tpm_chip_find_get(chip_num);
	int rc;

	if (chip == NULL)
		return -ENODEV;
	rc = tpm_transmit(chip, NULL, 0);
	tpm_put(chip);
	return rc;
}
EXPORT_SYMBOL_GPL(tpm_pcr_read);
`;

const sysfs = `
#include "tpm.h"
static ssize_t cancel_store(struct device *dev, struct device_attribute *attr, const char *buf, size_t count)
{
	struct tpm_chip *chip = container_of(dev, struct tpm_chip, dev);

	chip->ops->cancel(chip);
	return count;
}
static DEVICE_ATTR_WO(cancel);
static struct attribute *tpm_dev_attrs[] = { &dev_attr_cancel.attr, NULL };
const struct attribute_group tpm_dev_group = { .attrs = tpm_dev_attrs };
const struct attribute_group *tpm_groups[] = { &tpm_dev_group, NULL };

static int tpm_open(struct inode *inode, struct file *file)
{
	struct tpm_chip *chip = container_of(inode->i_cdev, struct tpm_chip, cdev);
	struct file_priv *priv = kzalloc(sizeof(*priv), GFP_KERNEL);

	if (!priv)
		return -ENOMEM;
	priv->chip = chip;
	file->private_data = priv;
	return 0;
}
static ssize_t tpm_write(struct file *file, const char __user *buf, size_t size, loff_t *off)
{
	struct file_priv *priv = file->private_data;
	ssize_t rc;

	mutex_lock(&priv->buffer_mutex);
	rc = tpm_transmit(priv->chip, NULL, size);
	mutex_unlock(&priv->buffer_mutex);
	return rc;
}
const struct file_operations tpm_fops = { .open = tpm_open, .write = tpm_write };
`;

const chip = (end: string) => `
#include "tpm.h"
static DEFINE_MUTEX(idr_lock);
struct tpm_chip *tpm_chip_find_get(int chip_num)
{
	struct tpm_chip *chip;

	mutex_lock(&idr_lock);
	chip = idr_find(&dev_nums_idr, chip_num);
	if (chip)
		get_device(&chip->dev);
	mutex_unlock(&idr_lock);
	return chip;
}
void tpm_put(struct tpm_chip *chip)
{
	put_device(&chip->dev);
}
struct tpm_chip *tpmm_chip_alloc(struct device *dev, const struct tpm_class_ops *ops)
{
	struct tpm_chip *chip = kzalloc(sizeof(*chip), GFP_KERNEL);

	if (!chip)
		return NULL;
	chip->ops = ops;
	device_initialize(&chip->dev);
	chip->dev.groups = tpm_groups;
	cdev_init(&chip->cdev, &tpm_fops);
	return chip;
}
EXPORT_SYMBOL_GPL(tpmm_chip_alloc);
int tpm_chip_register(struct tpm_chip *chip)
{
	int rc = cdev_add(&chip->cdev, chip->dev.devt, 1);

	if (rc)
		return rc;
	return device_add(&chip->dev);
}
EXPORT_SYMBOL_GPL(tpm_chip_register);
void tpm_chip_unregister(struct tpm_chip *chip)
{
	cdev_del(&chip->cdev);
	device_del(&chip->dev);
${end}
}
EXPORT_SYMBOL_GPL(tpm_chip_unregister);
`;

/** 4.6: nothing is ever retracted. 4.8: the operations go, under the semaphore. */
const ages = {
  '4.6': { sem: '', end: '' },
  '4.8': {
    sem: 'struct rw_semaphore ops_sem;',
    end: '\tdown_write(&chip->ops_sem);\n\tchip->ops = NULL;\n\tup_write(&chip->ops_sem);',
  },
} as const;

function files(
  age: keyof typeof ages,
  change: (text: string) => string = (text) => text,
): Map<string, string> {
  const { sem, end } = ages[age];
  const folder = '/linux/drivers/char/tpm';
  const texts = {
    'tpm.h': header.replace('SEM', sem),
    'tpm-interface.c': interface_,
    'tpm-sysfs.c': sysfs,
    'tpm-chip.c': chip(end),
  };
  const all = new Map([['/linux/Kbuild', '']]);
  for (const [name, text] of Object.entries(texts)) all.set(`${folder}/${name}`, change(text));
  return all;
}

const open = (age: keyof typeof ages, change?: (text: string) => string) =>
  openTree('/linux', memoryFileSystem(files(age, change))).snapshot();

const ends = (age: keyof typeof ages) => {
  const trace = open(age).trace('tpm_chip_unregister', { direction: 'calls' });
  return Object.fromEntries(
    (trace?.entryPoints ?? []).map((entry) => [
      entry.function,
      trace?.steps.find((step) => step.n === entry.possibleUntil)?.text ?? null,
    ]),
  );
};

describe('a tree of 4.6, where nothing is retracted', () => {
  test('the removal has its fences, and writers are never stopped', () => {
    expect(ends('4.6')).toMatchObject({
      tpm_open: 'cdev_del(&chip->cdev)',
      cancel_store: 'device_del(&chip->dev)',
      tpm_write: null,
    });
  });

  test('the audit says in plain words what is missing', () => {
    const report = open('4.6').audit('tpm_chip.ops');
    expect(report?.notes).toEqual([
      'struct tpm_chip has no ops_sem in this tree: no use can rely on it',
      'Nothing on a removal path of this tree retracts ops',
    ]);
    const send = report?.uses.find((use) => use.function === 'tpm_transmit');
    expect([...new Set(send?.ways.map((way) => way.relies))]).toEqual(['nothing']);
    expect(report && auditText(report)).toContain('struct tpm_chip has no ops_sem in this tree');
  });

  test('who can run is answered by mutex and fence', () => {
    const line = interface_.split('\n').findIndex((text) => text.includes('ops->send')) + 1;
    const report = open('4.6').who('drivers/char/tpm/tpm-interface.c', line);
    const other = (name: string) => report?.others.find((one) => one.function === name);
    expect(other('tpm_write')).toMatchObject({ verdict: 'waits', why: 'waits for tpm_mutex' });
    expect(other('cancel_store')).toMatchObject({ verdict: 'can' });
    expect(other('tpm_write')?.sends).toBe(true);
  });

  test('ways into tpm_transmit stand with what is held, runtime power among it at the access', () => {
    const ways = open('4.6').trace('tpm_transmit', { direction: 'callers' })?.steps ?? [];
    expect(ways.filter((step) => step.parent === null).map((step) => [step.function, held(step)])).toEqual([
      ['tpm_pcr_read', []],
      ['tpm_write', ['buffer_mutex exclusive']],
    ]);
    const calls = open('4.6').trace('tpm_transmit', { direction: 'calls' })?.steps ?? [];
    const names = calls.map((step) => step.callee ?? step.kind);
    expect(names.indexOf('pm_runtime_get_sync')).toBeLessThan(calls.findIndex((step) => step.kind === 'use'));
    expect(names.indexOf('pm_runtime_put_sync')).toBeGreaterThan(
      calls.findIndex((step) => step.kind === 'use'),
    );
  });
});

describe('a tree of 4.8, where the operations go under the semaphore and few ask for it', () => {
  test('attributes rely on the device being gone first', () => {
    const report = open('4.8').audit('tpm_chip.ops');
    const cancel = report?.uses.find((use) => use.function === 'cancel_store');
    expect(cancel?.ways.map((way) => way.relies)).toEqual(['fence']);
    expect(report?.notes).toEqual([]);
  });

  test('an open file that takes no semaphore relies on nothing', () => {
    const send = open('4.8')
      .audit('tpm_chip.ops')
      ?.uses.find((use) => use.function === 'tpm_transmit');
    expect([...new Set(send?.ways.map((way) => way.relies))]).toEqual(['nothing']);
  });
});

describe('a removal under another name', () => {
  const renamed = (text: string) => text.replaceAll('tpm_chip_unregister', 'tpm_remove_hardware');

  test('is what audit and who go by', () => {
    const report = open('4.8', renamed).audit('tpm_chip.ops');
    const cancel = report?.uses.find((use) => use.function === 'cancel_store');
    expect(cancel?.ways.map((way) => way.relies)).toEqual(['fence']);
  });

  test('is named first when the usual one is asked for', async () => {
    const snapshot = open('4.8', renamed);
    expect(snapshot.trace('tpm_chip_unregister', { direction: 'calls' })).toBeNull();
    expect(snapshot.suggestions('tpm_chip_unregister')[0]).toBe('tpm_remove_hardware');
    const { code, stderr } = await tpm('trace tpm_chip_unregister', { snapshot });
    expect(code).toBe(2);
    expect(stderr).toContain(
      'No function tpm_chip_unregister() in the analysed files; did you mean tpm_remove_hardware',
    );
  });
});

import type { TraceReport, TraceStep } from '../../server/src/features/reports';
import { memoryFileSystem } from '../harness/memory-file-system';
import { openTree } from '../harness/open-tree';

/**
 * A small subsystem with a chip that can go at any time, written for these tests. The struct and its members are those
 * of the lifecycle model; every function has a name of its own, so nothing can be known by name.
 */
const header = `
struct chip_calls { int (*push)(struct tpm_chip *chip); void (*stop)(struct tpm_chip *chip); };
struct tpm_chip {
	struct device dev;
	struct device devs;
	struct cdev cdev;
	struct cdev cdevs;
	struct hwrng hwrng;
	struct rw_semaphore ops_sem;
	const struct chip_calls *ops;
	struct mutex tpm_mutex;
	struct dentry *logs[2];
	const struct attribute_group *groups[3];
	unsigned int flags;
	void *scratch;
};
struct opened { struct tpm_chip *chip; struct mutex lock; struct work_struct later; };
int chip_enter(struct tpm_chip *chip);
void chip_leave(struct tpm_chip *chip);
int chip_push(struct tpm_chip *chip);
extern const struct file_operations front_fops;
extern const struct attribute_group front_group;
extern const struct file_operations log_fops;
`;

const core = `
#include "tpm.h"
static DEFINE_IDR(numbers);
static DEFINE_MUTEX(numbers_lock);

int chip_enter(struct tpm_chip *chip)
{
	get_device(&chip->dev);
	down_read(&chip->ops_sem);
	if (!chip->ops) {
		up_read(&chip->ops_sem);
		put_device(&chip->dev);
		return -EIO;
	}
	mutex_lock(&chip->tpm_mutex);
	return 0;
}
EXPORT_SYMBOL_GPL(chip_enter);

void chip_leave(struct tpm_chip *chip)
{
	mutex_unlock(&chip->tpm_mutex);
	up_read(&chip->ops_sem);
	put_device(&chip->dev);
}
EXPORT_SYMBOL_GPL(chip_leave);

int chip_push(struct tpm_chip *chip)
{
	return chip->ops->push(chip);
}

static int feed(struct hwrng *rng, void *data, size_t max, bool wait)
{
	struct tpm_chip *chip = container_of(rng, struct tpm_chip, hwrng);
	int rc;

	if (chip_enter(chip))
		return -ENODEV;
	rc = chip_push(chip);
	chip_leave(chip);
	return rc;
}

static void chip_free(struct device *dev)
{
	struct tpm_chip *chip = container_of(dev, struct tpm_chip, dev);

	kfree(chip);
}

struct tpm_chip *chip_make(struct device *parent, const struct chip_calls *ops)
{
	struct tpm_chip *chip = kzalloc(sizeof(*chip), GFP_KERNEL);

	if (!chip)
		return NULL;
	init_rwsem(&chip->ops_sem);
	chip->ops = ops;
	device_initialize(&chip->dev);
	chip->dev.release = chip_free;
	chip->dev.groups = chip->groups;
	chip->groups[0] = &front_group;
	cdev_init(&chip->cdev, &front_fops);
	return chip;
}
EXPORT_SYMBOL_GPL(chip_make);

int chip_publish(struct tpm_chip *chip)
{
	chip->hwrng.read = feed;
	chip->logs[0] = securityfs_create_file("log", 0440, NULL, chip, &log_fops);
	hwrng_register(&chip->hwrng);
	return cdev_device_add(&chip->cdev, &chip->dev);
}
EXPORT_SYMBOL_GPL(chip_publish);

static void drop_logs(struct tpm_chip *chip)
{
	struct inode *inode = d_inode(chip->logs[0]);

	inode_lock(inode);
	inode->i_private = NULL;
	inode_unlock(inode);
	securityfs_remove(chip->logs[0]);
}

void chip_withdraw(struct tpm_chip *chip)
{
	if (chip->flags & 4)
		hwrng_unregister(&chip->hwrng);
	drop_logs(chip);
#ifdef CONFIG_CHIP_TRACE
	kfree(chip->scratch);
#endif
	cdev_device_del(&chip->cdev, &chip->dev);
	down_write(&chip->ops_sem);
	if (chip->ops)
		chip_push(chip);
	chip->ops = NULL;
	up_write(&chip->ops_sem);
}
EXPORT_SYMBOL_GPL(chip_withdraw);
`;

const front = `
#include "tpm.h"

static void later(struct work_struct *work)
{
	struct opened *opened = container_of(work, struct opened, later);

	mutex_lock(&opened->lock);
	if (!chip_enter(opened->chip)) {
		chip_push(opened->chip);
		chip_leave(opened->chip);
	}
	mutex_unlock(&opened->lock);
}

static int front_open(struct inode *inode, struct file *file)
{
	struct tpm_chip *chip = container_of(inode->i_cdev, struct tpm_chip, cdev);
	struct opened *opened = kzalloc(sizeof(*opened), GFP_KERNEL);

	if (!opened)
		return -ENOMEM;
	opened->chip = chip;
	INIT_WORK(&opened->later, later);
	file->private_data = opened;
	return 0;
}

static ssize_t front_write(struct file *file, const char __user *from, size_t size, loff_t *off)
{
	struct opened *opened = file->private_data;
	int rc;

	mutex_lock(&opened->lock);
	if (chip_enter(opened->chip)) {
		mutex_unlock(&opened->lock);
		return -EPIPE;
	}
	rc = chip_push(opened->chip);
	chip_leave(opened->chip);
	mutex_unlock(&opened->lock);
	return rc;
}

static ssize_t front_read(struct file *file, char __user *to, size_t size, loff_t *off)
{
	struct opened *opened = file->private_data;

	mutex_lock(&opened->lock);
	mutex_unlock(&opened->lock);
	return 0;
}

const struct file_operations front_fops = {
	.open = front_open,
	.read = front_read,
	.write = front_write,
};

static ssize_t state_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct tpm_chip *chip = container_of(dev, struct tpm_chip, dev);

	return chip->ops->push(chip);
}
static DEVICE_ATTR_RO(state);

static struct attribute *front_attrs[] = {
	&dev_attr_state.attr,
	NULL,
};
const struct attribute_group front_group = {
	.attrs = front_attrs,
};

static int log_open(struct inode *inode, struct file *file)
{
	struct tpm_chip *chip = inode->i_private;

	get_device(&chip->dev);
	file->private_data = chip;
	return 0;
}

static int log_close(struct inode *inode, struct file *file)
{
	struct tpm_chip *chip = file->private_data;

	put_device(&chip->dev);
	return 0;
}

const struct file_operations log_fops = {
	.open = log_open,
	.release = log_close,
};
`;

const folder = '/linux/drivers/char/tpm';

export const files: Readonly<Record<string, string>> = { 'tpm.h': header, 'core.c': core, 'front.c': front };

/** The subsystem with texts replaced; each text must be there. */
export function changed(
  ...changes: readonly (readonly [string, string])[]
): Readonly<Record<string, string>> {
  const left = new Set(changes);
  const texts = Object.fromEntries(
    Object.entries(files).map(([name, text]) => {
      let next = text;
      for (const change of changes) {
        if (!next.includes(change[0])) continue;
        left.delete(change);
        next = next.replaceAll(change[0], change[1]);
      }
      return [name, next];
    }),
  );
  for (const [text] of left) throw new Error(`not in the subsystem: ${text}`);
  return texts;
}

export function openWorkspaceOf(texts: Readonly<Record<string, string>>) {
  const all = new Map([['/linux/Kbuild', '']]);
  for (const [name, text] of Object.entries(texts)) all.set(`${folder}/${name}`, text);
  return openTree('/linux', memoryFileSystem(all));
}

export function openSubsystem(texts: Readonly<Record<string, string>> = files) {
  return openWorkspaceOf(texts).snapshot();
}

export function traceOf(
  root: string,
  texts: Readonly<Record<string, string>> = files,
  options: { readonly direction?: 'calls' | 'callers'; readonly to?: string; readonly depth?: number } = {},
): TraceReport {
  const trace = openSubsystem(texts).trace(root, { direction: 'calls', ...options });
  if (trace === null) throw new Error(`no function ${root}`);
  return trace;
}

/** `down_write(&chip->ops_sem)`, or null when nothing ends it; throws when the entry is not listed. */
export function endOf(trace: TraceReport, name: string): string | null {
  const entry = trace.entryPoints.find((one) => one.function === name);
  if (entry === undefined)
    throw new Error(`${name} is not among ${trace.entryPoints.map((one) => one.function).join(', ')}`);
  const step = trace.steps.find((one) => one.n === entry.possibleUntil);
  return step === undefined ? null : step.text;
}

/** `call chip_enter`, indented by depth. */
export function outline(trace: TraceReport): string[] {
  const depths = new Map<number, number>();
  return trace.steps.map((step) => {
    const depth = step.parent === null ? 0 : (depths.get(step.parent) ?? 0) + 1;
    depths.set(step.n, depth);
    return `${'  '.repeat(depth)}${step.kind} ${step.text}`;
  });
}

/** `lock ops_sem write`, sorted. */
export function held(step: TraceStep | undefined): string[] {
  return (step?.before ?? [])
    .filter((hold) => hold.kind === 'lock')
    .map((hold) => `${hold.object.replace(/ \(.*/, '').replace(/^.*(->|\.)/, '')} ${hold.mode}`)
    .sort();
}

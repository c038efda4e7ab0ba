import { describe, expect, test } from 'vitest';
import { changed, endOf, files, held, openSubsystem, openWorkspaceOf, outline, traceOf } from './subsystem';

describe('the calls of a removal', () => {
  test('stand in source order, with what each does', () => {
    expect(outline(traceOf('chip_withdraw'))).toEqual([
      'fence hwrng_unregister(&chip->hwrng)',
      'call drop_logs(chip)',
      '  acquire inode_lock(inode)',
      '  retract inode->i_private = NULL',
      '  release inode_unlock(inode)',
      '  fence securityfs_remove(chip->logs[0])',
      'free kfree(chip->scratch)',
      'fence cdev_device_del(&chip->cdev, &chip->dev)',
      'fence down_write(&chip->ops_sem)',
      'call chip_push(chip)',
      '  use chip->ops->push(chip)',
      'retract chip->ops = NULL',
      'release up_write(&chip->ops_sem)',
    ]);
  });

  test('say which condition decides, and which build', () => {
    const conditions = new Map(
      traceOf('chip_withdraw').steps.map((step) => [step.callee ?? step.text, step.condition]),
    );
    expect(conditions.get('hwrng_unregister')).toBe('chip->flags & 4');
    expect(conditions.get('kfree')).toBe('CONFIG_CHIP_TRACE');
    expect(conditions.get('chip_push')).toBe('chip->ops');
    expect(conditions.get('down_write')).toBeNull();
  });

  test('show what callers hold inside what they call', () => {
    const steps = traceOf('chip_withdraw').steps;
    const use = steps.find((step) => step.kind === 'use');
    expect(held(use)).toEqual(['ops_sem write']);
    expect(held(steps[0])).toEqual([]);
  });

  test('a second call refers to the first', () => {
    const twice = changed([
      '\tif (chip->ops)\n\t\tchip_push(chip);',
      '\tchip_push(chip);\n\tchip_push(chip);',
    ]);
    const calls = traceOf('chip_withdraw', twice).steps.filter((step) => step.callee === 'chip_push');
    expect(calls.map((step) => step.text)).toEqual([
      'chip_push(chip)',
      `chip_push(chip), shown at step ${calls[0]?.n}`,
    ]);
  });

  test('the depth limits how far calls are followed', () => {
    const steps = traceOf('chip_withdraw', undefined, { depth: 0 }).steps;
    expect(steps.every((step) => step.parent === null)).toBe(true);
  });

  test('are the same in every run, and null for a name that is not there', () => {
    expect(traceOf('chip_withdraw')).toEqual(traceOf('chip_withdraw'));
    expect(openSubsystem().trace('nobody', { direction: 'calls' })).toBeNull();
  });
});

describe('the end of each way in', () => {
  const trace = traceOf('chip_withdraw');

  test.each([
    ['feed', 'hwrng_unregister(&chip->hwrng)'],
    ['log_open', 'inode->i_private = NULL'],
    ['front_open', 'cdev_device_del(&chip->cdev, &chip->dev)'],
    ['state_show', 'cdev_device_del(&chip->cdev, &chip->dev)'],
    ['front_write', 'chip->ops = NULL'],
    ['later', 'chip->ops = NULL'],
    ['chip_enter', 'chip->ops = NULL'],
    ['front_read', null],
    ['log_close', null],
  ])('%s: %s', (name, end) => {
    expect(endOf(trace, name)).toBe(end);
  });

  test('the step that ends them names them', () => {
    const step = trace.steps.find((one) => one.text === 'chip->ops = NULL');
    expect(step?.cuts).toContain('write:front_write');
    expect(step?.cuts).not.toContain('read:front_read');
  });

  test('the guard for writing waits for those who hold it for reading', () => {
    const step = trace.steps.find((one) => one.callee === 'down_write');
    expect(step).toMatchObject({
      kind: 'fence',
      waitsFor: 'everyone who holds ops_sem for read: commands in flight are done, which may take minutes',
    });
  });

  test('who comes late is told what it gets', () => {
    const late = (name: string) => trace.entryPoints.find((entry) => entry.function === name)?.then;
    expect(late('front_write')).toBe('-EPIPE: tpm_chip.ops is NULL');
    expect(late('feed')).toBe('the generator is no longer asked');
  });

  test('who sets the object up, or takes it down, is no user of it', () => {
    const names = trace.entryPoints.map((entry) => entry.function);
    expect(names).not.toContain('chip_make');
    expect(names).not.toContain('chip_withdraw');
  });
});

describe('the same story told by other functions', () => {
  test('a renamed helper', () => {
    const trace = traceOf('chip_withdraw', changed(['chip_enter', 'begin'], ['chip_leave', 'finish']));
    expect(endOf(trace, 'front_write')).toBe('chip->ops = NULL');
  });

  test('the lock and the retraction in helpers', () => {
    const moved = changed(
      [
        'void chip_withdraw(',
        'static void shut(struct tpm_chip *c)\n{\n\tdown_write(&c->ops_sem);\n}\nvoid chip_withdraw(',
      ],
      ['\tdown_write(&chip->ops_sem);\n\tif (chip->ops)', '\tshut(chip);\n\tif (chip->ops)'],
    );
    const trace = traceOf('chip_withdraw', moved);
    expect(endOf(trace, 'front_write')).toBe('chip->ops = NULL');
    expect(trace.windows.filter((one) => one.hazard !== null && /without ops_sem/.test(one.hazard))).toEqual(
      [],
    );
    expect(held(trace.steps.find((step) => step.kind === 'use'))).toEqual(['ops_sem write']);
  });

  test('the fence in a helper that is only given the parts', () => {
    const helper =
      'static void gone(struct cdev *c, struct device *d)\n{\n\tcdev_device_del(c, d);\n}\nvoid chip_withdraw(';
    const moved = changed(
      ['void chip_withdraw(', helper],
      ['\tcdev_device_del(&chip->cdev, &chip->dev);\n\tdown', '\tgone(&chip->cdev, &chip->dev);\n\tdown'],
    );
    const trace = traceOf('chip_withdraw', moved);
    expect(endOf(trace, 'front_open')).toBe('cdev_device_del(c, d)');
    expect(endOf(trace, 'state_show')).toBe('cdev_device_del(c, d)');
  });

  test('the callback bound in a helper that is only given the member', () => {
    const helper = 'static void bind(struct hwrng *rng)\n{\n\trng->read = feed;\n}\nint chip_publish(';
    const moved = changed(
      ['int chip_publish(', helper],
      ['\tchip->hwrng.read = feed;', '\tbind(&chip->hwrng);'],
    );
    expect(endOf(traceOf('chip_withdraw', moved), 'feed')).toBe('hwrng_unregister(&chip->hwrng)');
  });

  test('one helper for two devices cuts each off where it is called for it', () => {
    const both = changed(
      [
        'void chip_withdraw(',
        'static void gone(struct cdev *c, struct device *d)\n{\n\tcdev_device_del(c, d);\n}\nvoid chip_withdraw(',
      ],
      [
        '\tcdev_device_del(&chip->cdev, &chip->dev);\n\tdown',
        '\tgone(&chip->cdevs, &chip->devs);\n\tgone(&chip->cdev, &chip->dev);\n\tdown',
      ],
    );
    const trace = traceOf('chip_withdraw', both);
    const end = trace.entryPoints.find((entry) => entry.function === 'front_open')?.possibleUntil;
    const fences = trace.steps.filter((step) => step.callee === 'cdev_device_del');
    expect(fences.length).toBe(2);
    expect(end).toBe(fences[1]?.n);
  });
});

test('an edit above a function moves its steps and nothing else', () => {
  const workspace = openWorkspaceOf(files);
  const trace = () => workspace.snapshot().trace('chip_withdraw', { direction: 'calls' });
  const before = trace();
  workspace.setBuffer('drivers/char/tpm/core.c', `\n\n${files['core.c']}`);
  const after = trace();
  expect(after?.steps.map(({ text }) => text)).toEqual(before?.steps.map(({ text }) => text));
  expect(after?.steps.map(({ line }) => line)).toEqual(before?.steps.map(({ line }) => line + 2));
  expect(after?.entryPoints.map(({ possibleUntil }) => possibleUntil)).toEqual(
    before?.entryPoints.map(({ possibleUntil }) => possibleUntil),
  );
});

describe('wrong removals', () => {
  test('without the lock nobody is stopped, and the window says so', () => {
    const bare = changed(['\tdown_write(&chip->ops_sem);\n', ''], ['\tup_write(&chip->ops_sem);\n', '']);
    const trace = traceOf('chip_withdraw', bare);
    expect(endOf(trace, 'front_write')).toBeNull();
    const hazard = trace.windows.find((one) => one.hazard?.includes('without ops_sem held for write'));
    expect(hazard?.entryPoints).toContain('write:front_write');
  });

  test('a lock for reading is not enough', () => {
    const reading = changed(['\tdown_write(', '\tdown_read('], ['\tup_write(', '\tup_read(']);
    expect(endOf(traceOf('chip_withdraw', reading), 'front_write')).toBeNull();
  });

  test('attributes that use the operations untested must be fenced first', () => {
    const late = changed(
      ['\tcdev_device_del(&chip->cdev, &chip->dev);\n\tdown', '\tdown'],
      [
        '\tup_write(&chip->ops_sem);\n}\nEXPORT_SYMBOL_GPL(chip_w',
        '\tup_write(&chip->ops_sem);\n\tcdev_device_del(&chip->cdev, &chip->dev);\n}\nEXPORT_SYMBOL_GPL(chip_w',
      ],
    );
    const trace = traceOf('chip_withdraw', late);
    const hazard = trace.windows.find((one) => one.hazard?.startsWith('uses ops without ops_sem'));
    expect(hazard?.entryPoints).toEqual(['sysfs-show:state_show']);
    expect(traceOf('chip_withdraw').windows.some((one) => one.hazard?.startsWith('uses ops'))).toBe(false);
  });

  test('memory of the object freed while users can still be inside', () => {
    const hazards = traceOf('chip_withdraw').windows.filter((one) => one.hazard?.includes('kfree'));
    expect(hazards.map((one) => one.entryPoints.includes('write:front_write'))).toEqual([true]);
    const after = changed(
      ['\tkfree(chip->scratch);\n', ''],
      [
        '\tup_write(&chip->ops_sem);\n}\nEXPORT_SYMBOL_GPL(chip_w',
        '\tup_write(&chip->ops_sem);\n\tkfree(chip->scratch);\n}\nEXPORT_SYMBOL_GPL(chip_w',
      ],
    );
    expect(traceOf('chip_withdraw', after).windows.filter((one) => one.hazard !== null)).toEqual([]);
  });

  test('another device removed leaves this one open', () => {
    const other = changed([
      'cdev_device_del(&chip->cdev, &chip->dev)',
      'cdev_device_del(&chip->cdevs, &chip->devs)',
    ]);
    const trace = traceOf('chip_withdraw', other);
    expect(endOf(trace, 'front_open')).toBeNull();
    expect(endOf(trace, 'state_show')).toBeNull();
  });
});

describe('references on the device', () => {
  const at = (line: number | undefined) => (line === undefined ? '' : line);
  const references = traceOf('chip_withdraw').references;
  const holders = references.map((one) => one.holder);

  test('name who holds them', () => {
    expect(holders).toContain('between chip_enter() and chip_leave()');
    expect(holders).toContain('open files of log_fops');
    expect(holders).toContain('cdev and its open files');
    expect(references.every((one) => one.object === 'chip->dev')).toBe(true);
  });

  test('say where they are given back', () => {
    const log = references.find((one) => one.holder === 'open files of log_fops');
    expect(at(log?.dropped?.line)).toBeGreaterThan(log?.taken.line ?? 0);
  });
});

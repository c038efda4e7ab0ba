import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { WhoOther, WhoReport } from '../../server/src/features/who-report';
import { whoText } from '../../server/src/features/who-text';
import { kernels, sayMissing, workspaceOf } from '../real/kernels';
import { changed, files, openSubsystem } from './subsystem';

const folder = 'drivers/char/tpm';

/** The report of the first line of a file that holds some text. */
function whoOf(name: string, text: string, texts: Readonly<Record<string, string>> = files): WhoReport {
  const line = (texts[name] ?? '').split('\n').findIndex((one) => one.includes(text)) + 1;
  const report = openSubsystem(texts).who(`${folder}/${name}`, line);
  if (line === 0 || report === null) throw new Error(`no line with ${text}`);
  return report;
}

function other(report: WhoReport, name: string): WhoOther {
  const found = report.others.find((one) => one.function === name);
  if (found === undefined)
    throw new Error(`${name} is not among ${report.others.map((one) => one.function)}`);
  return found;
}

const said = (report: WhoReport, name: string) => {
  const { verdict, by } = other(report, name);
  return `${verdict} ${by}`;
};

describe('during the removal', () => {
  const atLock = () => whoOf('core.c', 'down_write(&chip->ops_sem)');

  test('fences that were passed keep their users out, and are listed', () => {
    const report = atLock();
    expect(said(report, 'feed')).toBe('cannot fence');
    expect(said(report, 'state_show')).toBe('cannot fence');
    expect(said(report, 'front_open')).toBe('cannot fence');
    expect(report.passed.map((step) => step.text)).toEqual([
      'hwrng_unregister(&chip->hwrng)',
      'inode->i_private = NULL',
      'cdev_device_del(&chip->cdev, &chip->dev)',
    ]);
    expect(other(report, 'feed').at?.file).toBe(`${folder}/core.c`);
  });

  test('who is stopped only by the retraction can still send', () => {
    const report = atLock();
    const senders = report.others.filter((one) => one.sends && one.verdict === 'can');
    expect(senders.map((one) => one.function)).toEqual(['later', 'front_write']);
    expect(other(report, 'front_write').why).toContain('chip->ops = NULL');
    expect(other(report, 'front_read')).toMatchObject({ verdict: 'can', sends: false });
  });

  test('before a fence its users can still run', () => {
    const report = whoOf('core.c', 'hwrng_unregister(&chip->hwrng)');
    expect(said(report, 'feed')).toBe('can nothing');
    expect(report.passed).toEqual([]);
  });

  test('under the lock for writing others wait where they take it', () => {
    const report = whoOf('core.c', '\t\tchip_push(chip);');
    expect(report.here.map(({ phase }) => phase)).toEqual(['removal']);
    expect(other(report, 'front_write')).toMatchObject({
      verdict: 'waits',
      by: 'lock',
      at: { function: 'chip_enter' },
    });
    expect(said(report, 'front_read')).toBe('can nothing');
  });

  test('after the retraction they are refused', () => {
    const report = whoOf('core.c', 'up_write(&chip->ops_sem)');
    expect(other(report, 'front_write')).toMatchObject({ verdict: 'cannot', by: 'fence' });
    expect(other(report, 'front_write').why).toContain('-EPIPE: tpm_chip.ops is NULL');
  });

  test('inside a helper the steps before its call count', () => {
    const report = whoOf('core.c', 'inode->i_private = NULL');
    expect(report.passed.map((step) => step.text)).toEqual(['hwrng_unregister(&chip->hwrng)']);
    expect(said(report, 'log_open')).toBe('can nothing');
  });
});

describe('while a user runs', () => {
  test('the removal waits for its lock, at the step that takes it', () => {
    const report = whoOf('front.c', 'rc = chip_push(opened->chip)');
    const removal = other(report, 'chip_withdraw');
    expect(removal).toMatchObject({ verdict: 'waits', by: 'lock' });
    expect(removal.why).toMatch(/^waits at step \d+ for ops_sem$/);
  });

  test('the removal waits at the fence that drains the user', () => {
    const report = whoOf('front.c', 'return chip->ops->push(chip)');
    expect(other(report, 'chip_withdraw')).toMatchObject({ verdict: 'waits', by: 'fence' });
  });

  test('one more user waits for the mutex, readers of the same file for that of the file', () => {
    const report = whoOf('front.c', 'rc = chip_push(opened->chip)');
    expect(other(report, 'later').why).toBe('waits for tpm_mutex');
    expect(other(report, 'front_read')).toMatchObject({
      verdict: 'can',
      by: 'lock',
      why: 'only for the same opened it waits for lock',
    });
  });

  test('nothing waits where nothing is held', () => {
    const report = whoOf('front.c', 'opened->chip = chip');
    expect(said(report, 'front_write')).toBe('can nothing');
    expect(said(report, 'chip_withdraw')).toBe('can nothing');
  });

  test('ways in that differ are told apart', () => {
    const report = whoOf('core.c', 'return chip->ops->push(chip)');
    expect(report.here.map(({ phase }) => phase).sort()).toContain('removal');
    const write = other(report, 'front_write');
    expect(write.byContext.map((one) => one.verdict)).toContain('waits');
    expect(new Set(write.byContext.map((one) => one.why)).size).toBeGreaterThan(1);
  });
});

describe('before others can see the object', () => {
  test('nobody who uses it can run', () => {
    const report = whoOf('core.c', 'chip->hwrng.read = feed');
    expect(report.here.map(({ phase }) => phase)).toEqual(['unpublished']);
    for (const name of ['front_write', 'state_show', 'feed', 'chip_withdraw'])
      expect(said(report, name)).toBe('cannot order');
  });

  test('an interrupt that is set up there can', () => {
    const armed = {
      ...changed(),
      'drv.c': `
#include "tpm.h"
static irqreturn_t rang(int irq, void *data)
{
	struct tpm_chip *chip = data;

	return chip->flags ? IRQ_HANDLED : IRQ_NONE;
}
static int drv_probe(struct platform_device *pdev)
{
	struct tpm_chip *chip = chip_make(&pdev->dev, NULL);

	if (!chip)
		return -ENOMEM;
	if (devm_request_irq(&pdev->dev, 4, rang, 0, "drv", chip))
		return -ENODEV;
	chip->flags = 0;
	return chip_publish(chip);
}
static struct platform_driver drv = { .probe = drv_probe };
`,
    };
    const report = whoOf('drv.c', 'chip->flags = 0', armed);
    expect(said(report, 'rang')).toBe('can nothing');
    expect(said(report, 'front_write')).toBe('cannot order');
  });
});

test('a line outside of functions is none, and the answer is the same in every run', () => {
  expect(openSubsystem().who(`${folder}/core.c`, 2)).toBeNull();
  expect(openSubsystem().who(`${folder}/nowhere.c`, 2)).toBeNull();
  expect(whoOf('core.c', 'return chip->ops->push(chip)')).toEqual(
    whoOf('core.c', 'return chip->ops->push(chip)'),
  );
});

test('the story is the same when the lock moves into a helper and names change', () => {
  const moved = changed(
    ['chip_withdraw', 'take_away'],
    ['chip_enter', 'begin'],
    [
      'void take_away(struct tpm_chip *chip)\n{',
      'static void shut(struct tpm_chip *c)\n{\n\tdown_write(&c->ops_sem);\n}\n\nvoid take_away(struct tpm_chip *chip)\n{',
    ],
    ['\tdown_write(&chip->ops_sem);\n\tif', '\tshut(chip);\n\tif'],
  );
  const between = whoOf('core.c', '\tshut(chip);', moved);
  expect(said(between, 'state_show')).toBe('cannot fence');
  expect(said(between, 'front_write')).toBe('can nothing');
  const under = whoOf('core.c', '\t\tchip_push(chip);', moved);
  expect(other(under, 'front_write')).toMatchObject({ verdict: 'waits', at: { function: 'begin' } });
});

if (kernels.length === 0) sayMissing();

for (const kernel of kernels)
  describe(`lines of Linux ${kernel.version}`, () => {
    const report = (file: string, text: string, inside = ''): WhoReport => {
      const path = `${folder}/${file}`;
      const lines = readFileSync(join(kernel.root, path), 'utf8').split('\n');
      const start = lines.findIndex((one) => one.includes(inside));
      const line = lines.findIndex((one, at) => at >= start && one.includes(text)) + 1;
      const found = workspaceOf(kernel).snapshot().who(path, line);
      if (found === null) throw new Error(`no line with ${text}`);
      return found;
    };

    test('between device_del and ops = NULL commands come from open files, work and in-kernel users', () => {
      const found = report('tpm-chip.c', 'down_write(', 'void tpm_del_char_device(');
      const senders = found.others.filter((one) => one.sends && one.verdict === 'can');
      const names = senders.map((one) => one.function);
      for (const name of ['tpm_common_write', 'tpm_dev_async_work', 'tpmrm_release', 'tpm_pcr_extend'])
        expect(names).toContain(name);
      for (const name of ['pubek_show', 'tpm_hwrng_read', 'tpm_class_shutdown'])
        expect(said(found, name)).toBe('cannot fence');
      expect(
        whoText(found)
          .split('\n')
          .every((line) => line.length <= 72),
      ).toBe(true);
    });

    test('the last command is sent while all others wait', () => {
      const found = report('tpm-chip.c', 'tpm2_shutdown(chip, TPM2_SU_CLEAR)');
      expect(other(found, 'tpm_common_write').verdict).toBe('waits');
    });

    test('a resume that kept the flag is alone with the chip, one that cleared it is not', () => {
      expect(said(report('tpm_tis_core.c', 'tpm1_do_selftest(chip)'), 'tpm_common_write')).toBe(
        'cannot flag',
      );
      const cleared = report('st33zp24/st33zp24.c', 'tpm1_do_selftest(chip)');
      expect(said(cleared, 'tpm_common_write')).toBe('can nothing');
    });
  });

import { describe, expect, test } from 'vitest';
import type { AuditReport } from '../../server/src/features/audit-report';
import { auditText } from '../../server/src/features/audit-text';
import { kernels, sayMissing, workspaceOf } from '../real/kernels';
import { changed, files, openSubsystem } from './subsystem';

function auditOf(texts: Readonly<Record<string, string>> = files, field = 'tpm_chip.ops'): AuditReport {
  const report = openSubsystem(texts).audit(field);
  if (report === null) throw new Error(`${field} is not guarded`);
  return report;
}

/** `relies: entry functions` of every way into the uses of a function. */
function waysOf(report: AuditReport, name: string): string[] {
  const uses = report.uses.filter((use) => use.function === name);
  const ways = uses.flatMap((use) =>
    use.ways.map(
      (way) => `${way.relies}: ${[...new Set(way.entries.map((one) => one.function))].join(', ')}`,
    ),
  );
  return [...new Set(ways)].sort();
}

describe('an audit of the operations', () => {
  test('tells for each way in what the use relies on', () => {
    expect(waysOf(auditOf(), 'chip_push')).toEqual([
      'exclusive: chip_withdraw',
      'lock-and-check: feed, later, front_write',
    ]);
  });

  test('an attribute without the lock relies on the fence, which is named', () => {
    const report = auditOf();
    expect(waysOf(report, 'state_show')).toEqual(['fence: state_show']);
    const why = report.uses.find((use) => use.function === 'state_show')?.ways[0]?.why;
    expect(why).toMatch(
      /^drained by cdev_device_del\(\) at core\.c:\d+, before chip->ops = NULL at core\.c:\d+$/,
    );
  });

  test('the same attribute relies on nothing once the order is turned round', () => {
    const late = changed(
      ['\tcdev_device_del(&chip->cdev, &chip->dev);\n\tdown', '\tdown'],
      [
        '\tup_write(&chip->ops_sem);\n}\nEXPORT_SYMBOL_GPL(chip_w',
        '\tup_write(&chip->ops_sem);\n\tcdev_device_del(&chip->cdev, &chip->dev);\n}\nEXPORT_SYMBOL_GPL(chip_w',
      ],
    );
    expect(waysOf(auditOf(late), 'state_show')).toEqual(['nothing: state_show']);
  });

  test('set-up relies on nobody else seeing the object', () => {
    expect(waysOf(auditOf(), 'chip_make')).toEqual(['unpublished: chip_make']);
    const early = changed(['\tchip->hwrng.read = feed;', '\tchip_push(chip);\n\tchip->hwrng.read = feed;']);
    expect(waysOf(auditOf(early), 'chip_push')).toContain('unpublished: chip_publish');
    const late = changed([
      '\treturn cdev_device_add(&chip->cdev, &chip->dev);',
      '\tint rc = cdev_device_add(&chip->cdev, &chip->dev);\n\n\tchip_push(chip);\n\treturn rc;',
    ]);
    expect(waysOf(auditOf(late), 'chip_push')).toContain('nothing: chip_publish');
  });

  test('without the test the lock alone is named', () => {
    const untested = changed([
      '\tif (!chip->ops) {\n\t\tup_read(&chip->ops_sem);\n\t\tput_device(&chip->dev);\n\t\treturn -EIO;\n\t}\n',
      '',
    ]);
    expect(waysOf(auditOf(untested), 'chip_push')).toContain('lock: feed, later, front_write');
  });

  test('follows a renamed helper, a split function and a lock that moved', () => {
    const moved = changed(
      ['chip_enter', 'begin'],
      ['chip_push', 'deliver'],
      ['\treturn chip->ops->push(chip);\n}\n\nstatic int feed', '\treturn half(chip);\n}\n\nstatic int feed'],
      [
        'int deliver(struct tpm_chip *chip)\n{',
        'static int half(struct tpm_chip *c)\n{\n\treturn c->ops->push(c);\n}\n\nint deliver(struct tpm_chip *chip)\n{',
      ],
    );
    expect(waysOf(auditOf(moved), 'half')).toEqual([
      'exclusive: chip_withdraw',
      'lock-and-check: feed, later, front_write',
    ]);
  });

  test('a flag keeps others out in a resume, until it is cleared', () => {
    const resume = (body: string) => ({
      ...changed([
        'extern const struct file_operations front_fops;',
        'int wake(struct device *dev);\nextern const struct file_operations front_fops;',
      ]),
      'resume.c': `
#include "tpm.h"
static int wake_up(struct device *dev)
{
	struct tpm_chip *chip = dev_get_drvdata(dev);

${body}
	return 0;
}
static SIMPLE_DEV_PM_OPS(pm, NULL, wake_up);
`,
    });
    const kept = auditOf(resume('\tchip_push(chip);\n\tchip->flags &= ~TPM_CHIP_FLAG_SUSPENDED;'));
    expect(waysOf(kept, 'chip_push')).toContain('flag: wake_up');
    const gone = auditOf(resume('\tchip->flags &= ~TPM_CHIP_FLAG_SUSPENDED;\n\tchip_push(chip);'));
    expect(waysOf(gone, 'chip_push')).toContain('nothing: wake_up');
  });

  test('says how the field is used', () => {
    const kinds = auditOf().uses.map((use) => `${use.function} ${use.access}`);
    expect(kinds).toEqual([
      'chip_enter test',
      'chip_push call',
      'chip_make write',
      'chip_withdraw test',
      'chip_withdraw write',
      'state_show call',
    ]);
  });

  test('places stand on the name of the field', () => {
    const use = auditOf().uses.find((one) => one.function === 'state_show');
    expect(use).toMatchObject({ text: 'chip->ops->push(chip)', column: 15 });
  });

  test('is the same in every run, and null for a field that is not guarded', () => {
    expect(auditOf()).toEqual(auditOf());
    expect(openSubsystem().audit('tpm_chip.flags')).toBeNull();
    expect(openSubsystem().guardedFields).toContain('tpm_chip.ops');
  });
});

if (kernels.length === 0) sayMissing();

for (const kernel of kernels)
  describe(`the operations of Linux ${kernel.version}`, () => {
    const report = () => {
      const found = workspaceOf(kernel).snapshot().audit('tpm_chip.ops');
      if (found === null) throw new Error('not guarded');
      return found;
    };
    const reliance = (fn: string, entry: string) => {
      const ways = report()
        .uses.filter((use) => use.function === fn)
        .flatMap((use) => use.ways);
      const of = ways.filter((way) => way.entries.some((one) => one.function === entry));
      return [...new Set(of.map((way) => way.relies))].sort();
    };

    test.each([
      ['tpm_common_write', ['lock-and-check']],
      ['tpm_dev_async_work', ['lock-and-check']],
      ['tpm_hwrng_read', ['lock-and-check']],
      ['pubek_show', ['lock-and-check']],
      ['tpm_pcr_extend', ['lock-and-check']],
      ['tpm_class_shutdown', ['exclusive']],
      ['tpm_tis_resume', ['flag']],
      ['st33zp24_pm_resume', ['nothing']],
    ])('tpm_try_transmit from %s: %j', (entry, relies) => {
      expect(reliance('tpm_try_transmit', entry)).toEqual(relies);
    });

    test.each(['vtpm_proxy_work', 'crb_acpi_add', 'tpm_ibmvtpm_probe', 'tpmfront_probe'])(
      'set-up by %s is before the publication',
      (entry) => {
        const found = reliance('tpm_try_transmit', entry);
        expect(found).toContain('unpublished');
        expect(found).not.toContain('nothing');
      },
    );

    test("a driver's callbacks are not reached from another driver", () => {
      const uses = report().uses.filter((use) => use.file.endsWith('st33zp24.c'));
      const files = uses.flatMap((use) => use.ways.flatMap((way) => way.entries.map((one) => one.file)));
      expect(files.filter((file) => /tpm_(tis|crb|ibmvtpm)/.test(file))).toEqual([]);
      expect(files.some((file) => file.endsWith('tpm-dev-common.c'))).toBe(true);
    });

    test('the retractions are exclusive', () => {
      const writes = report().uses.filter((use) => use.access === 'write' && / = NULL/.test(use.text));
      expect(writes.map((use) => use.function)).toEqual(['tpm_class_shutdown', 'tpm_del_char_device']);
      for (const use of writes) expect(use.ways.map((way) => way.relies)).toEqual(['exclusive']);
    });

    test('a driver that uses the operations after a failed registration is told so', () => {
      const late = report().uses.filter((use) => use.function === 'tpm_tis_core_init');
      expect(late.some((use) => use.ways.some((way) => way.relies === 'nothing'))).toBe(true);
    });

    test('reads well as text', () => {
      const text = auditText(report());
      expect(text.split('\n').every((line) => line.length <= 72)).toBe(true);
      expect(text).toContain('retracted under ops_sem');
    });
  });

import { describe, expect, test } from 'vitest';
import { type QuickFix, quickFixes } from '../../server/src/features/fixes/quick-fixes';
import { SourceText } from '../../server/src/features/fixes/source-text';
import { sharedKernel } from '../harness/fixture';
import { memoryFileSystem } from '../harness/memory-file-system';
import { openTree } from '../harness/open-tree';

const file = 'drivers/char/tpm/a.c';

interface Repair {
  readonly fixes: readonly QuickFix[];
  /** The text after the preferred fix. */
  readonly fixed: string;
  /** Findings that are left then. */
  readonly left: readonly string[];
}

/** The fixes of the first finding of a driver file, and what the preferred one makes of it. */
function repair(body: string, eol = '\n'): Repair {
  const text = `#include "tpm.h"\n\n${body}`.replaceAll('\n', eol);
  const files = new Map(sharedKernel());
  files.set(`/linux/${file}`, text);
  const workspace = openTree('/linux', memoryFileSystem(files));
  const analysed = (changed: string) => {
    workspace.setBuffer(file, changed);
    return workspace.snapshot();
  };
  const snapshot = analysed(text);
  const [finding] = snapshot.findings(file);
  if (!finding) throw new Error(`no finding in\n${body}`);
  const read = (path: string): string => files.get(`/linux/${path}`) ?? '';
  const fixes = quickFixes({ snapshot, finding, text, read, trial: analysed });
  const [first] = fixes;
  const fixed = first ? new SourceText(text).apply(first.edits) : text;
  const left = analysed(fixed)
    .findings(file)
    .map(({ rule, line }) => `${rule} ${line}`);
  return { fixes, fixed: fixed.slice(fixed.indexOf(eol + eol) + 2 * eol.length), left };
}

const titles = (found: Repair): string[] =>
  found.fixes.map(({ title, preferred }) => (preferred ? `${title} (preferred)` : title));

const unwinding = `static int fix_one(struct tpm_chip *chip, int irq)
{
	int rc = 0;

	mutex_lock(&chip->tpm_mutex);
	if (irq < 0)
		return -EINVAL;
	if (irq > 9) {
		rc = -ERANGE;
		goto out;
	}
	chip->nr = irq;
out:
	mutex_unlock(&chip->tpm_mutex);
	return rc;
}
`;

describe('a leak', () => {
  test('goes to the label at which the same is held, with the result set and braces around', () => {
    const found = repair(unwinding);
    expect(titles(found)).toEqual([
      "Replace with 'goto out' (preferred)",
      "Insert 'mutex_unlock(&chip->tpm_mutex);' before this return",
    ]);
    expect(found.fixed).toContain(
      '\tif (irq < 0) {\n\t\trc = -EINVAL;\n\t\tgoto out;\n\t}\n\tif (irq > 9) {\n',
    );
    expect(found.left).toEqual([]);
  });

  test('keeps the line ends of the file', () => {
    const { fixed } = repair(unwinding, '\r\n');
    expect(fixed.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(fixed).toContain('\t\tgoto out;\r\n');
  });

  test('without a label gets the release before the return', () => {
    const found = repair(`static int fix_two(struct tpm_chip *chip, int irq)
{
	mutex_lock(&chip->tpm_mutex);
	if (irq < 0)
		return -EINVAL;
	else
		chip->nr = irq;
	mutex_unlock(&chip->tpm_mutex);
	return 0;
}
`);
    expect(titles(found)).toEqual([
      "Insert 'mutex_unlock(&chip->tpm_mutex);' before this return (preferred)",
    ]);
    expect(found.fixed).toContain(
      '\tif (irq < 0) {\n\t\tmutex_unlock(&chip->tpm_mutex);\n\t\treturn -EINVAL;\n\t} else\n\t\tchip->nr = irq;\n',
    );
    expect(found.left).toEqual([]);
  });

  test('of a lock that nobody releases here gets the partner of the primitive', () => {
    const found = repair(`static int fix_three(struct tpm_chip *chip, int irq)
{
	if (irq < 0)
		return -EINVAL;
	down_read(&chip->ops_sem);
	if (!chip->ops)
		return -EPIPE;
	up_read(&chip->ops_sem);
	mutex_lock(&chip->tpm_mutex);
	chip->nr = irq;
	return 0;
}
`);
    expect(titles(found)[0]).toContain("'up_read(&chip->ops_sem);' before this return (preferred)");
  });

  test('at a label is repaired there, not at the return that others reach', () => {
    const found = repair(`static int fix_four(struct tpm_chip *chip, int irq)
{
	int rc = -EINVAL;

	down_read(&chip->ops_sem);
	if (irq < 0)
		goto out_sem;
	mutex_lock(&chip->tpm_mutex);
	if (irq > 9)
		goto out_mutex;
	chip->nr = irq;
	mutex_unlock(&chip->tpm_mutex);
	up_read(&chip->ops_sem);
	return 0;
out_mutex:
	chip->nr = 0;
out_sem:
	up_read(&chip->ops_sem);
	return rc;
}
`);
    expect(found.fixed).toContain(
      'out_mutex:\n\tchip->nr = 0;\n\tmutex_unlock(&chip->tpm_mutex);\nout_sem:\n',
    );
    expect(found.left).toEqual([]);
  });

  test('at a label without a statement is repaired behind the label', () => {
    const found = repair(`static int fix_ten(struct tpm_chip *chip, int irq)
{
	int rc = -EINVAL;

	down_read(&chip->ops_sem);
	if (irq < 0)
		goto out_sem;
	mutex_lock(&chip->tpm_mutex);
	if (irq > 9)
		goto out_mutex;
	chip->nr = irq;
	mutex_unlock(&chip->tpm_mutex);
	up_read(&chip->ops_sem);
	return 0;
out_mutex:
out_sem:
	up_read(&chip->ops_sem);
	return rc;
}
`);
    expect(found.fixed).toContain('out_mutex:\n\tmutex_unlock(&chip->tpm_mutex);\nout_sem:\n');
    expect(found.left).toEqual([]);
  });

  test('of memory is never repaired by freeing what is used behind', () => {
    const found = repair(`static int fix_five(struct tpm_chip *chip, int size)
{
	char *buf = kzalloc(size, GFP_KERNEL);

	if (!buf)
		return -ENOMEM;
	chip->nr = size;
	buf[0] = 1;
	return buf[0];
}
`);
    expect(found.fixes).toEqual([]);
  });

  test('behind a result that needs the lock computes the result first', () => {
    const found = repair(`static int fix_nine(struct tpm_chip *chip, int irq)
{
	int rc = 0;

	mutex_lock(&chip->tpm_mutex);
	if (irq < 0)
		return chip->nr + irq;
	mutex_unlock(&chip->tpm_mutex);
	return rc;
}
`);
    expect(found.fixed).toContain(
      '\t\trc = chip->nr + irq;\n\t\tmutex_unlock(&chip->tpm_mutex);\n\t\treturn rc;\n\t}\n',
    );
    expect(found.left).toEqual([]);
  });
});

describe('a call', () => {
  test('that unlocks once too often goes', () => {
    const found = repair(`static void fix_six(struct tpm_chip *chip)
{
	mutex_lock(&chip->tpm_mutex);
	chip->nr = 1;
	mutex_unlock(&chip->tpm_mutex);
	mutex_unlock(&chip->tpm_mutex);
}
`);
    expect(titles(found)).toEqual(['Remove this call of mutex_unlock() (preferred)']);
    expect(found.fixed.match(/mutex_unlock/g)).toHaveLength(1);
    expect(found.left).toEqual([]);
  });

  test('in the wrong mode gets the name of the other', () => {
    const found = repair(`static void fix_seven(struct tpm_chip *chip)
{
	down_read(&chip->ops_sem);
	chip->nr = 1;
	up_write(&chip->ops_sem);
}
`);
    expect(found.fixed).toContain('\tup_read(&chip->ops_sem);\n');
    expect(found.left).toEqual([]);
  });

  test('whose failure is not looked at is wrapped, with the variable that is returned', () => {
    const found = repair(`static int fix_eight(struct tpm_chip *chip)
{
	int rc = 0;

	tpm_try_get_ops(chip);
	chip->nr = 1;
	tpm_put_ops(chip);
	return rc;
}
`);
    expect(titles(found)[0]).toBe("Wrap in 'if (rc) return rc;' (preferred)");
    expect(found.fixed).toContain(
      '\trc = tpm_try_get_ops(chip);\n\tif (rc)\n\t\treturn rc;\n\tchip->nr = 1;\n',
    );
    expect(found.left).toEqual([]);
  });

  test('under the lock without a test of the callbacks gets the test, and the lock is given back', () => {
    const found = repair(`static void fix_eleven(struct tpm_chip *chip)
{
	down_read(&chip->ops_sem);
	chip->ops->cancel(chip);
	up_read(&chip->ops_sem);
}
`);
    expect(found.fixed).toContain(
      '\tdown_read(&chip->ops_sem);\n\tif (!chip->ops) {\n\t\tup_read(&chip->ops_sem);\n\t\treturn;\n\t}\n',
    );
    expect(found.left).toEqual([]);
  });

  test('under the lock goes to the label that gives back the same', () => {
    const found = repair(`static int fix_twelve(struct tpm_chip *chip, int irq)
{
	int rc = 0;

	down_read(&chip->ops_sem);
	chip->ops->cancel(chip);
	if (irq < 0) {
		rc = -EINVAL;
		goto out;
	}
	chip->nr = irq;
out:
	up_read(&chip->ops_sem);
	return rc;
}
`);
    expect(found.fixed).toContain('\tif (!chip->ops) {\n\t\trc = -ENODEV;\n\t\tgoto out;\n\t}\n');
    expect(found.left).toEqual([]);
  });
});

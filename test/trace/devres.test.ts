import { describe, expect, test } from 'vitest';
import { changed, openSubsystem, outline, traceOf } from './subsystem';

const driver = `
#include "tpm.h"
static irqreturn_t rang(int irq, void *data)
{
	struct tpm_chip *chip = data;

	return chip->flags ? IRQ_HANDLED : IRQ_NONE;
}
static void cut_power(void *data)
{
	gpiod_set_value(data, 0);
	kfree(data);
}
static int set_up(struct platform_device *pdev, struct tpm_chip *chip)
{
	if (chip->flags & 8)
		return devm_request_irq(&pdev->dev, 4, rang, 0, "drv", chip);
	return 0;
}
static int drv_probe(struct platform_device *pdev)
{
	struct tpm_chip *chip;
	void *priv = devm_kzalloc(&pdev->dev, 16, GFP_KERNEL);

	if (!priv)
		return -ENOMEM;
	if (devm_add_action_or_reset(&pdev->dev, cut_power, priv))
		return -ENODEV;
	chip = chip_make(&pdev->dev, NULL);
	if (!chip)
		return -ENOMEM;
	devm_kzalloc(&chip->dev, 8, GFP_KERNEL);
	platform_set_drvdata(pdev, chip);
	if (set_up(pdev, chip))
		return -ENODEV;
	return chip_publish(chip);
}
static void drv_remove(struct platform_device *pdev)
{
	chip_withdraw(platform_get_drvdata(pdev));
}
static struct platform_driver drv = { .probe = drv_probe, .remove = drv_remove };
`;

const texts = (text = driver) => ({ ...changed(), 'drv.c': text });
const managed = (root: string, text?: string) => {
  const lines = outline(traceOf(root, texts(text)));
  return lines.slice(lines.findIndex((line) => line.includes('devres')));
};

describe('the removal of a driver goes on where the driver ends', () => {
  test('with what its probe registered, last first, in helpers too', () => {
    expect(managed('drv_remove')).toEqual([
      'fence devres gives back devm_request_irq(&pdev->dev, 4, rang, 0, "drv", chip)',
      'call devres runs cut_power() for devm_add_action_or_reset(&pdev->dev, cut_power, priv)',
      '  free kfree(data)',
      'free devres gives back devm_kzalloc(&pdev->dev, 16, GFP_KERNEL)',
    ]);
  });

  test('under the condition of its registration, at the line of it', () => {
    const trace = traceOf('drv_remove', texts());
    const irq = trace.steps.find((step) => step.text.includes('devm_request_irq'));
    expect(irq).toMatchObject({
      condition: 'chip->flags & 8',
      function: 'set_up',
      waitsFor: 'no interrupt handler after it',
    });
    expect(irq?.line).toBe(driver.split('\n').findIndex((line) => line.includes('devm_request_irq')) + 1);
  });

  test('the interrupt handler ends there', () => {
    const trace = traceOf('drv_remove', texts());
    const entry = trace.entryPoints.find((one) => one.function === 'rang');
    expect(trace.steps.find((step) => step.n === entry?.possibleUntil)?.text).toContain('devm_request_irq');
  });

  test('what hangs on the device of the object itself is not the driver’s', () => {
    expect(managed('drv_remove').join()).not.toContain('&chip->dev');
  });

  test('a function that no driver names as its removal has nothing after it', () => {
    expect(outline(traceOf('chip_withdraw', texts())).join()).not.toContain('devres');
  });

  test('another driver’s probe does not count', () => {
    const other = driver
      .replace('.remove = drv_remove', '')
      .concat('static struct platform_driver more = { .remove = drv_remove };\n');
    expect(outline(traceOf('drv_remove', texts(other))).join()).not.toContain('devres');
  });
});

test('a function is named by file where several have its name', () => {
  const twice = {
    ...texts(),
    'two.c':
      '#include "tpm.h"\nstatic void drv_remove(struct tpm_chip *chip)\n{\n\tput_device(&chip->dev);\n}\n',
  };
  const snapshot = openSubsystem(twice);
  const root = (name: string) => snapshot.trace(name, { direction: 'calls' })?.steps[0]?.file;
  expect(root('two.c:drv_remove')).toBe('drivers/char/tpm/two.c');
  expect(root('drv.c:drv_remove')).toBe('drivers/char/tpm/drv.c');
  expect(snapshot.trace('one.c:drv_remove', { direction: 'calls' })).toBeNull();
});

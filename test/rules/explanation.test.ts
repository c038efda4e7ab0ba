import { expect, test } from 'vitest';
import { openFixture } from '../harness/fixture';

const source = `#include "tpm.h"

static int fix_probe_id(struct fix_priv *priv, int expected)
{
	mutex_lock(&priv->lock);
	if (priv->regs && !(priv->irq != expected ||
			    priv->flags))
		return -ENODEV;
	switch (priv->irq) {
	case 3:
		mutex_unlock(&priv->lock);
		return -EINVAL;
	}
	mutex_unlock(&priv->lock);
	return 0;
}
`;

test('a finding says which conditions were met, each by itself and without its negation', () => {
  const file = 'drivers/char/tpm/fix.c';
  const [finding] = openFixture({ files: [{ path: file, text: source }], cursor: null }).findings(file);
  expect(finding?.steps.map((step) => `${step.line} ${step.text}`)).toEqual([
    "5 'priv->lock' taken: mutex_lock(&priv->lock);",
    "6 'priv->regs' is true",
    "6 'priv->irq != expected' is false",
    "7 'priv->flags' is false",
    '12 not held on this other return: return -EINVAL;',
    '8 returns: return -ENODEV;',
  ]);
  expect(finding?.message).toBe("'priv->lock' still held at this return; released on 2 other returns");
});

import { describe, expect, test } from 'vitest';
import type { TraceReport } from '../../server/src/features/reports';
import { traceText } from '../../server/src/features/trace-text';
import { memoryFileSystem } from '../harness/memory-file-system';
import { openTree } from '../harness/open-tree';
import { kernels, sayMissing, workspaceOf } from '../real/kernels';
import { files } from './subsystem';

/** A small driver core, with the names that the lifecycle model lets a query read. */
const core: Readonly<Record<string, string>> = {
  'fs/char_dev.c': `
void cdev_device_del(struct cdev *cdev, struct device *dev)
{
	device_del(dev);
}
`,
  'drivers/base/core.c': `
#include "base.h"
/**
 * device_del - take a device() away; it stays in memory
 */
void device_del(struct device *dev)
{
	if (!dev->linked)
		return;
	quiet(dev);
	pause(dev);
}
`,
  'drivers/base/base.h': `
static inline bool is_paused(struct device *dev)
{
	return dev->power.paused;
}
`,
  'drivers/base/power/quiet.c': `
#include "../base.h"
void pause(struct device *dev)
{
	quiet(dev);
}
void quiet(struct device *dev)
{
	if (!is_paused(dev) && dev->power.eager) {
		dev->power.eager = 0;
		let_go(dev->parent);
	}
}
void make_eager(struct device *dev)
{
	dev->power.eager = 1;
}
int probe_power(struct device *dev)
{
	dev->power.paused = true;
	return 0;
}
`,
  'drivers/base/unrelated.c': `
void unrelated(struct device *dev)
{
	let_go(dev);
}
`,
  'drivers/base/test/core-test.c': `
void core_test(struct device *dev)
{
	make_eager(dev);
}
`,
};

function open(more: Readonly<Record<string, string>> = {}) {
  const all = new Map([['/linux/Kbuild', '']]);
  for (const [name, text] of Object.entries(files)) all.set(`/linux/drivers/char/tpm/${name}`, text);
  for (const [path, text] of Object.entries({ ...core, ...more })) all.set(`/linux/${path}`, text);
  return openTree('/linux', memoryFileSystem(all)).snapshot();
}

function pathOf(
  root: string,
  to: string,
  more: { via?: string; tree?: Readonly<Record<string, string>> } = {},
): TraceReport {
  const { via, tree } = more;
  const found = open(tree).trace(root, { direction: 'calls', to, ...(via === undefined ? {} : { via }) });
  if (found === null) throw new Error(`no function ${root}`);
  return found;
}

const told = (trace: TraceReport) =>
  trace.steps.map((step) => `${step.parent ?? '-'} ${step.function} > ${step.callee}`);

describe('a path through files that are not part of the program', () => {
  test('leads from the subsystem through the driver core, with the conditions', () => {
    const trace = pathOf('chip_withdraw', 'let_go');
    expect(told(trace)).toEqual([
      '- chip_withdraw > cdev_device_del',
      '1 cdev_device_del > device_del',
      '2 device_del > quiet',
      '3 quiet > let_go',
      '2 device_del > pause',
      '5 pause > quiet',
      '6 quiet > let_go',
    ]);
    expect(trace.steps[3]?.condition).toBe('!is_paused(dev) && dev->power.eager');
    expect(trace.steps[2]?.condition).toBe('dev->linked');
  });

  test('parses only what stands on the way, and says so', () => {
    const { scope } = pathOf('chip_withdraw', 'let_go');
    expect(scope?.parsed).toEqual(['drivers/base/core.c', 'drivers/base/power/quiet.c', 'fs/char_dev.c']);
    expect(scope?.folders).toContain('drivers/base');
  });

  test('may start outside of the program, and may be asked to pass a function', () => {
    expect(told(pathOf('device_del', 'let_go', { via: 'pause' }))).toEqual([
      '- device_del > pause',
      '1 pause > quiet',
      '2 quiet > let_go',
    ]);
  });

  test('ends at a name that nothing defines, and is none where nothing leads on', () => {
    expect(told(pathOf('device_del', 'nobody'))).toEqual([]);
    expect(pathOf('unrelated', 'let_go').steps.map((step) => step.callee)).toEqual(['let_go']);
  });

  test('up from the called function', () => {
    const trace = open().trace('quiet', { direction: 'callers', to: 'chip_withdraw' });
    expect(trace?.steps.at(-1)).toMatchObject({ function: 'chip_withdraw', callee: 'cdev_device_del' });
  });

  test('tells what it reads', () => {
    const said: string[] = [];
    open().trace('device_del', {
      direction: 'calls',
      to: 'let_go',
      progress: (text) => void said.push(text),
    });
    expect(said[0]).toContain('searching drivers/base');
    expect(said.at(-1)).toBe('parsing 2 more files');
  });

  test('stops when nobody wants the answer any more', () => {
    const token = { isCancelled: () => true };
    expect(() => open().trace('device_del', { direction: 'calls', to: 'let_go' }, token)).toThrow();
  });
});

describe('who sets what decides on the way', () => {
  const answer = (field: string, trace = pathOf('device_del', 'let_go')) =>
    trace.conditions?.find((one) => one.field === field)?.answer;

  test('the only setter, and that nothing calls it, with the scope of the search', () => {
    expect(answer('power.eager')).toMatch(
      /^power\.eager is set only by make_eager\(\) \(quiet\.c:\d+\); nothing calls make_eager\(\) in the \d+ files searched; cleared by quiet\(\) \(quiet\.c:\d+\)$/,
    );
  });

  test('who calls it, when somebody does', () => {
    const tree = {
      'drivers/base/user.c': 'int user(struct device *dev)\n{\n\tmake_eager(dev);\n\treturn 0;\n}\n',
    };
    expect(answer('power.eager', pathOf('device_del', 'let_go', { tree }))).toContain(
      'make_eager() is called by user() (user.c:3)',
    );
  });

  test('a predicate is looked into', () => {
    const trace = pathOf('device_del', 'let_go');
    const one = trace.conditions?.find((found) => found.field === 'power.paused');
    expect(one?.text).toBe('is_paused(dev), which tests dev->power.paused');
    expect(one?.answer).toContain('probe_power()');
  });

  test('a field that nothing writes', () => {
    expect(answer('linked')).toMatch(/^linked is written nowhere in the \d+ files searched$/);
  });

  test('stands in the text, within 72 columns', () => {
    const text = traceText(pathOf('device_del', 'let_go'));
    expect(text).toContain('What decides on the way');
    expect(text.split('\n').every((line) => line.length <= 72)).toBe(true);
  });
});

test('an edited file of the program counts as it stands in the editor', () => {
  const all = new Map([['/linux/Kbuild', '']]);
  for (const [name, text] of Object.entries(files)) all.set(`/linux/drivers/char/tpm/${name}`, text);
  for (const [path, text] of Object.entries(core)) all.set(`/linux/${path}`, text);
  const workspace = openTree('/linux', memoryFileSystem(all));
  const steps = () =>
    workspace.snapshot().trace('chip_withdraw', { direction: 'calls', to: 'let_go' })?.steps.length;
  expect(steps()).toBe(7);
  const text = files['core.c'] ?? '';
  workspace.setBuffer(
    'drivers/char/tpm/core.c',
    text.replace('\tcdev_device_del(&chip->cdev, &chip->dev);\n\tdown', '\tdown'),
  );
  expect(steps()).toBe(0);
});

if (kernels.length === 0) sayMissing();

for (const kernel of kernels)
  describe(`the path from device_del() to the parent's power in Linux ${kernel.version}`, () => {
    const trace = () =>
      workspaceOf(kernel)
        .snapshot()
        .trace('device_del', { direction: 'calls', to: 'pm_runtime_put', via: 'pm_runtime_reinit' });

    test('goes through pm_runtime_remove(), under the condition on irq_safe', () => {
      const found = trace();
      const last = found?.steps.filter((step) => step.callee === 'pm_runtime_put') ?? [];
      expect(last.length).toBeGreaterThan(0);
      for (const step of last) {
        expect(step).toMatchObject({ function: 'pm_runtime_reinit', text: 'pm_runtime_put(dev->parent)' });
        expect(step.condition).toContain('dev->power.irq_safe');
      }
      expect(found?.steps.map((step) => step.callee)).toContain('device_pm_remove');
    });

    test('which only pm_runtime_irq_safe() sets, and nothing calls here', () => {
      const irqSafe = trace()?.conditions?.find((one) => one.field === 'power.irq_safe');
      expect(irqSafe?.answer).toMatch(
        /^power\.irq_safe is set only by pm_runtime_irq_safe\(\).*; nothing calls pm_runtime_irq_safe\(\) in the \d+ files searched/,
      );
    });
  });

import { describe, expect, test } from 'vitest';
import { kernelModel } from '../../server/src/model/index';

const model = kernelModel();
const kebab = /^[a-z]+(-[a-z]+)*$/;

describe('entry rows', () => {
  test('kinds are kebab-case and labels are words', () => {
    const rows = [...model.entriesByField.values(), ...[...model.registrationsByName.values()].flat()];
    for (const row of rows) {
      expect(row.kind).toMatch(kebab);
      expect(row.label).not.toMatch(/\$|^$/);
      expect(row.source).toMatch(/include\/|drivers\/|arch\//);
    }
  });

  test('what a macro names is an entry row', () => {
    for (const row of model.macroEntriesByName.values())
      for (const { struct, field } of row.callbacks)
        expect(model.entriesByField.has(`${struct}.${field}`), row.macro).toBe(true);
  });

  test('power callbacks run under the device lock, probe under that of the embedded device', () => {
    expect(model.entriesByField.get('dev_pm_ops.suspend')?.holds).toEqual([
      { kind: 'lock', primitive: 'mutex', mode: 'exclusive', target: { arg: 0, path: 'mutex' } },
      { kind: 'ref', primitive: 'device', target: { arg: 0 } },
    ]);
    expect(model.entriesByField.get('platform_driver.probe')?.holds).toEqual([
      { kind: 'lock', primitive: 'mutex', mode: 'exclusive', target: { arg: 0, path: 'dev.mutex' } },
    ]);
    expect(model.entriesByField.get('dev_pm_ops.runtime_suspend')?.holds).toBeUndefined();
  });

  test('a threaded interrupt has an atomic handler and a sleeping thread', () => {
    const rows = model.registrationsByName.get('devm_request_threaded_irq') ?? [];
    expect(rows.map((row) => [row.callback, row.atomic ?? false])).toEqual([
      [2, true],
      [3, false],
    ]);
  });

  test('arguments that are passed on do not include the callback itself', () => {
    for (const row of [...model.registrationsByName.values()].flat())
      for (const [from] of row.passes ?? []) expect(from, row.fn).not.toBe(row.callback);
  });
});

describe('fences', () => {
  test('cut kinds that some entry has, or that stand for readers of RCU and exported functions', () => {
    const kinds = new Set(
      [...model.entriesByField.values(), ...[...model.registrationsByName.values()].flat()].map(
        (row) => row.kind,
      ),
    );
    kinds.add('rcu-reader');
    for (const row of [...model.fencesByName.values()].flat())
      for (const kind of row.cuts) expect(kinds, row.fn).toContain(kind);
  });

  test('deleting a character device does not wait for open files', () => {
    const rows = model.fencesByName.get('cdev_device_del') ?? [];
    expect(rows.find((row) => row.cuts.includes('open'))?.waits).toBe(false);
    expect(rows.find((row) => row.cuts.includes('sysfs-show'))?.waits).toBe(true);
  });
});

describe('field rows', () => {
  test('types are structs or void, and no member stands twice', () => {
    for (const row of model.fieldsByName.values()) {
      expect(row.type, `${row.struct}.${row.field}`).toMatch(/^[a-z_0-9]+$/);
      if (row.type === 'void') expect(row.pointer).toBe(true);
    }
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { kernelModel } from '../../server/src/model/index';
import { engineView } from '../../server/src/model/lifecycle';
import { shippedLifecycles, tpmLifecycle } from '../../server/src/model/lifecycles';
import { checkSchema, type Json } from '../../server/src/model/schema-check';

const read = (...path: string[]): Json => JSON.parse(readFileSync(join(__dirname, '../..', ...path), 'utf8'));
const schema = read('server/schemas/lifecycle.schema.json');
const files = readdirSync(join(__dirname, '../../server/src/model/lifecycles'));

describe('shipped lifecycles', () => {
  test.each(files)('%s fits the schema', (file) => {
    expect(checkSchema(schema, read('server/src/model/lifecycles', file))).toEqual([]);
  });

  test('all are shipped, under their own name', () => {
    expect(shippedLifecycles.map((one) => `${one.name}.json`).sort()).toEqual([...files].sort());
  });

  test('what publishes can be retracted, and the lock families exist', () => {
    const { primitivesByName } = kernelModel();
    const families = new Set([...primitivesByName.values()].flat().map((row) => row.primitive));
    for (const one of shippedLifecycles) {
      for (const { lock, retract, field } of one.guarded) {
        expect(families).toContain(lock.primitive);
        const undo = one.phases.retract.find((step) => step.field === field);
        expect(undo?.under, `${one.name}.${field}`).toEqual({ path: lock.path, mode: retract });
      }
    }
  });
});

describe('the schema', () => {
  const broken = (change: Record<string, Json>) =>
    checkSchema(schema, { ...(read('server/src/model/lifecycles/rtc.json') as object), ...change });

  test('refuses members that it does not know', () => {
    expect(broken({ colour: 'red' })).toEqual(['$: unknown member colour']);
  });

  test('refuses a lifecycle without a guarded member', () => {
    expect(broken({ guarded: [] })).toEqual(['$.guarded: too few items']);
  });

  test('names the place of a wrong value', () => {
    expect(broken({ roots: [{ function: 'a b', direction: 'up', title: 'x' }] })).toEqual([
      '$.roots[0].function: a b does not match ^[A-Za-z_][A-Za-z0-9_]*$',
      '$.roots[0].direction: expected one of ["calls","callers"]',
    ]);
  });
});

test('the engine sees the guarded member, the composite and the publications of the chip', () => {
  const view = engineView(tpmLifecycle);
  expect(view.guarded).toEqual([{ struct: 'tpm_chip', field: 'ops', lock: 'ops_sem', published: 'dev' }]);
  expect(view.publishes).toEqual({ cdev_device_add: 1, device_add: 0, device_register: 0 });
  expect(view.composites[0]?.parts).toEqual([
    { kind: 'power', path: '' },
    { kind: 'ref', path: 'dev' },
    { kind: 'lock', path: 'ops_sem', mode: 'read' },
    { kind: 'lock', path: 'tpm_mutex' },
  ]);
});

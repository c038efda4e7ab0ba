import { describe, expect, test } from 'vitest';
import { kernelModel, primitiveTables } from '../../server/src/model/index';
import { cleanups } from '../../server/src/model/primitives/cleanup';
import { functions } from '../../server/src/model/primitives/functions';
import type { PrimitiveRow } from '../../server/src/model/types';
import { acquireOnly, downgrades, releaseOnly } from './exceptions';

const rows: readonly PrimitiveRow[] = primitiveTables.flat();
const place = (row: PrimitiveRow) => JSON.stringify(row.target);

function families(effect: PrimitiveRow['effect']): Set<string> {
  return new Set(rows.filter((row) => row.effect === effect).map((row) => `${row.kind}/${row.primitive}`));
}

describe('primitive rows', () => {
  test('there are several hundred, each from a header', () => {
    expect(rows.length).toBeGreaterThan(900);
    for (const row of rows) expect(row.source, row.fn).toMatch(/\.h|\.c\b|Documentation|include\//);
  });

  test('every family that is acquired is released', () => {
    const released = families('release');
    const accepted = new Set(rows.flatMap((row) => row.accepts ?? []));
    const open = [...families('acquire')].filter(
      (family) => !released.has(family) && !accepted.has(family.split('/')[1] ?? ''),
    );
    expect(open.filter((family) => !(family in acquireOnly))).toEqual([]);
  });

  test('every family that is released is acquired', () => {
    const acquired = families('acquire');
    const open = [...families('release')].filter(
      (family) => !acquired.has(family) && !(family in releaseOnly),
    );
    expect(open).toEqual([]);
  });

  test('accepted families exist', () => {
    const known = new Set(rows.filter((row) => row.effect === 'acquire').map((row) => row.primitive));
    for (const row of rows) for (const family of row.accepts ?? []) expect(known, row.fn).toContain(family);
  });

  test('no function both takes and drops one thing unconditionally', () => {
    const wrong = rows.filter(
      (row) =>
        row.effect === 'acquire' &&
        rows.some(
          (other) =>
            other.fn === row.fn &&
            other.effect === 'release' &&
            other.kind === row.kind &&
            place(other) === place(row) &&
            (other.when ?? 'always') === (row.when ?? 'always'),
        ),
    );
    expect(wrong.map((row) => row.fn).filter((fn) => !(fn in downgrades))).toEqual([]);
  });

  test('no row stands twice', () => {
    const keys = rows.map((row) => `${row.fn} ${row.effect} ${row.kind} ${row.primitive} ${place(row)}`);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  test('one family has one kind and one way to count', () => {
    const seen = new Map<string, boolean>();
    for (const row of rows.filter((r) => r.effect === 'acquire' && !r.informational)) {
      const key = `${row.kind}/${row.primitive}/${row.mode ?? ''}`;
      expect(seen.get(key) ?? Boolean(row.counted), `${row.fn} of ${key}`).toBe(Boolean(row.counted));
      seen.set(key, Boolean(row.counted));
    }
  });

  test('a conditional acquire has an outcome that its return facts allow', () => {
    const pointers = ['null-or-pointer', 'error-pointer-or-pointer', 'null-error-or-pointer', 'pointer'];
    for (const row of rows.filter((r) => r.effect === 'acquire' && r.when)) {
      const returns = kernelModel().functionsByName.get(row.fn)?.returns;
      if (returns === undefined) continue;
      if (row.when === 'nonnull') expect(pointers, row.fn).toContain(returns);
      if (row.when === 'true' || row.when === 'false') expect(returns, row.fn).toBe('bool');
      if (row.when === 'zero') expect(['zero-or-negative', 'bool'], row.fn).toContain(returns);
      if (row.when === 'nonnegative' || row.when === 'positive')
        expect(['nonnegative-or-negative', 'positive-or-negative'], row.fn).toContain(returns);
    }
  });

  test('sleeping locks sleep, spinning ones do not', () => {
    for (const row of rows.filter((r) => r.kind === 'lock' && r.effect === 'acquire')) {
      const facts = kernelModel().functionsByName.get(row.fn);
      if (['spinlock', 'raw_spinlock', 'rwlock', 'seqlock'].includes(row.primitive))
        expect(facts?.sleeps, row.fn).toBe(false);
      if (
        ['mutex', 'rwsem'].includes(row.primitive) &&
        (row.when ?? 'always') === 'always' &&
        !(row.fn in downgrades)
      )
        expect(facts?.sleeps, row.fn).toBe(true);
    }
  });
});

describe('function rows', () => {
  test('names are identifiers, and no name stands twice in the function tables', () => {
    for (const row of functions) expect(row.fn).toMatch(/^[A-Za-z_][A-Za-z0-9_]*$/);
    const names = functions.map((row) => row.fn);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test('semantics that need a path have one', () => {
    for (const row of functions) {
      const needs =
        row.semantics !== undefined &&
        ['drvdata-get', 'drvdata-set', 'container', 'member-address'].includes(row.semantics);
      expect(row.path !== undefined, row.fn).toBe(needs);
      expect(row.type !== undefined, row.fn).toBe(row.semantics === 'container');
    }
  });
});

describe('cleanup rows', () => {
  test('what a guard enters and leaves is a primitive of the model', () => {
    const { primitivesByName } = kernelModel();
    for (const row of cleanups.filter((r) => r.form === 'guard' && r.name !== 'disable_irq')) {
      expect(
        primitivesByName.get(row.enter ?? '')?.some((p) => p.effect === 'acquire'),
        row.name,
      ).toBe(true);
      expect(
        primitivesByName.get(row.exit)?.some((p) => p.effect === 'release'),
        row.name,
      ).toBe(true);
    }
  });

  test('a guard that can fail enters with a primitive that stands under that outcome', () => {
    for (const row of cleanups.filter((r) => r.form === 'guard' && r.name !== 'disable_irq')) {
      const acquires = kernelModel()
        .primitivesByName.get(row.enter ?? '')
        ?.find((p) => p.effect === 'acquire');
      expect(acquires?.when ?? undefined, row.name).toBe(row.conditional);
    }
  });

  test('names are unique per form', () => {
    const keys = cleanups.map((row) => `${row.form}:${row.name}`);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

test('the model is built fast enough for a cold start', () => {
  const start = performance.now();
  kernelModel();
  expect(performance.now() - start).toBeLessThan(50);
});

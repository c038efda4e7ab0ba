import { describe, expect, test } from 'vitest';
import type { TraceReport } from '../../server/src/features/reports';
import { changed, held, traceOf } from './subsystem';

const callers = (texts?: Readonly<Record<string, string>>): TraceReport =>
  traceOf('chip_push', texts, { direction: 'callers' });

/** Each direct call site with the locks there. */
const ways = (trace: TraceReport): string[] =>
  trace.steps
    .filter((step) => step.parent === null)
    .map((step) => `${step.function}: ${held(step).join(', ')}`)
    .sort();

describe('the ways into a function', () => {
  test('stand with what is held at each call', () => {
    expect(ways(callers())).toEqual([
      'chip_withdraw: ops_sem write',
      'feed: ops_sem read, tpm_mutex exclusive',
      'front_write: lock exclusive, ops_sem read, tpm_mutex exclusive',
      'later: lock exclusive, ops_sem read, tpm_mutex exclusive',
    ]);
  });

  test('count the composite together with its parts', () => {
    const write = callers().steps.find((step) => step.function === 'front_write');
    const kinds = write?.before.map((hold) => hold.kind);
    expect(kinds).toContain('ref');
    expect(kinds).toContain('lock');
  });

  test('end at entry points, by name of the entry', () => {
    const text = callers().steps.find((step) => step.function === 'front_write')?.text;
    expect(text).toContain('write() on an open file');
  });

  test('carry what callers further up hold, once for each distinct set', () => {
    const helper = 'static int relay(struct tpm_chip *c)\n{\n\treturn chip_push(c);\n}\nvoid chip_withdraw(';
    const moved = changed(
      ['void chip_withdraw(', helper],
      ['\tif (chip->ops)\n\t\tchip_push(chip);', '\tif (chip->ops)\n\t\trelay(chip);'],
      ['\trc = chip_push(chip);', '\trc = relay(chip);'],
    );
    const trace = callers(moved);
    const relays = trace.steps.filter((step) => step.function === 'relay');
    expect(relays.map((step) => held(step).join(', ')).sort()).toEqual([
      'ops_sem read, tpm_mutex exclusive',
      'ops_sem write',
    ]);
    const up = (name: string) => trace.steps.find((step) => step.function === name);
    expect(up('chip_withdraw')?.parent).toBe(relays.find((step) => held(step).join() === 'ops_sem write')?.n);
    expect(up('chip_withdraw')?.callee).toBe('relay');
    expect(up('feed')?.parent).not.toBe(up('chip_withdraw')?.parent);
  });

  test('go through tables of callbacks', () => {
    const table = changed([
      'static void chip_free(',
      'static int inner(struct tpm_chip *chip)\n{\n\treturn 0;\n}\nstatic const struct chip_calls table = { .push = inner };\nstatic void chip_free(',
    ]);
    const trace = traceOf('inner', table, { direction: 'callers' });
    const names = trace.steps.filter((step) => step.parent === null).map((step) => step.function);
    expect([...new Set(names)].sort()).toEqual(['chip_push', 'state_show']);
  });

  test('do not run in circles', () => {
    const recursive = changed([
      '\treturn chip->ops->push(chip);\n}\n\nstatic int feed',
      '\tif (chip->flags)\n\t\tchip_push(chip);\n\treturn chip->ops->push(chip);\n}\n\nstatic int feed',
    ]);
    const trace = callers(recursive);
    expect(trace.steps.some((step) => step.function === 'chip_push')).toBe(true);
    expect(trace.steps.length).toBeLessThan(40);
  });
});

describe('paths between two functions', () => {
  const path = (from: string, to: string, direction: 'calls' | 'callers' = 'calls') =>
    traceOf(from, undefined, { direction, to }).steps.map(
      (step) => `${step.parent ?? '-'} ${step.function} > ${step.callee}`,
    );

  test('lead down through the conditions', () => {
    const steps = traceOf('chip_withdraw', undefined, { to: 'chip_push' }).steps;
    expect(steps.map((step) => [step.function, step.callee, step.condition])).toEqual([
      ['chip_withdraw', 'chip_push', 'chip->ops'],
    ]);
  });

  test('lead up from the function that is called', () => {
    expect(path('chip_push', 'front_write', 'callers')).toEqual(['- front_write > chip_push']);
  });

  test('are none where none is', () => {
    expect(path('front_read', 'chip_push')).toEqual([]);
    expect(path('front_read', 'nobody')).toEqual([]);
  });
});

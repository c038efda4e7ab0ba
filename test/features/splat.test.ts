import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { plainLine, readFrame, readLog } from '../../server/src/features/splat/read-log';

const log = (name: string) => readFileSync(join(__dirname, `../fixtures/logs/${name}.txt`), 'utf8');
const shape = (text: string) =>
  readLog(text).map(({ kind, stacks }) => [
    kind,
    ...stacks.map(({ label, frames }) => `${label}: ${frames.map((frame) => frame.function).join(' ')}`),
  ]);

describe('a kernel log', () => {
  test.each([
    ['[  812.123456] BUG: x', 'BUG: x'],
    ['[  812.123456][  T991] BUG: x', 'BUG: x'],
    ['<4>[    1.0]  f+0x1/0x2', ' f+0x1/0x2'],
    ['Nov 28 10:00:00 host kernel: BUG: x', 'BUG: x'],
    ['2026-11-28T10:00:00+0000 host kernel: BUG: x', 'BUG: x'],
    ['kern  :warn  : [    1.0] BUG: x', 'BUG: x'],
    ['> [ 1.0] BUG: x\r', 'BUG: x'],
    ['BUG: x', 'BUG: x'],
  ])('%s', (line, message) => {
    expect(plainLine(line)).toBe(message);
  });

  test('of an oops: registers and trace are one stack, doubtful frames are marked', () => {
    const [splat] = readLog(log('null-pointer'));
    expect(splat).toMatchObject({ kind: 'null-pointer', line: 1 });
    expect(splat?.stacks.map(({ label, frames }) => [label, frames.length])).toEqual([['call trace', 10]]);
    expect(splat?.stacks[0]?.frames.slice(0, 5).map((one) => [one.function, one.isUncertain])).toEqual([
      ['tpm_try_transmit', false],
      ['__die', true],
      ['page_fault_oops', true],
      ['tpm_transmit', false],
      ['tpm_dev_transmit', false],
    ]);
  });

  test('of KASAN: who allocated and who freed are stacks of their own', () => {
    expect(shape(log('use-after-free'))).toEqual([
      [
        'use-after-free',
        'call trace: dump_stack_lvl print_report tpm_try_get_ops tpm2_del_space tpmrm_release __fput',
        'allocated by: kasan_save_stack tpm_chip_alloc tpmm_chip_alloc',
        'freed by: kasan_save_stack kfree device_release put_device tpm_devs_remove tpm_chip_unregister vtpm_proxy_delete_device',
      ],
    ]);
  });

  test('of lockdep: the chain, the trace, and the locks', () => {
    const [splat] = readLog(log('circular'));
    expect(splat?.stacks.map(({ label }) => label)).toEqual([
      'lock #1 (&chip->ops_sem)',
      'lock #0 (&chip->tpm_mutex)',
      'call trace',
    ]);
    expect(splat?.locks.map(({ name, at }) => [name, at?.function])).toEqual([
      ['&chip->tpm_mutex', 'tpm_try_get_ops'],
      ['&chip->ops_sem', 'tpm_del_char_device'],
    ]);
    expect(readLog(log('held-at-return'))).toMatchObject([
      { kind: 'held-at-return', stacks: [], locks: [{ name: '&chip->tpm_mutex' }] },
    ]);
  });

  test('with several reports keeps them apart', () => {
    expect(shape(log('null-pointer') + log('hung-task')).map(([kind]) => kind)).toEqual([
      'null-pointer',
      'hung-task',
    ]);
    expect(shape('rcu: INFO: rcu_preempt self-detected stall on CPU\n a+0x1/0x2\n b+0x1/0x2\n')).toEqual([
      ['rcu', 'call trace: a b'],
    ]);
    expect(shape('no report\n f+0x1/0x10\n g+0x1/0x10\n')).toEqual([['stack', 'call trace: f g']]);
  });

  test.each([
    [' tpm_transmit+0xc8/0x3f0 [tpm]', { function: 'tpm_transmit', module: 'tpm', line: null }],
    [' ? f.isra.0.cold+0x1/0x2', { function: 'f', isUncertain: true }],
    [' [<ffffffff81234567>] f+0x10/0x80', { function: 'f' }],
    [
      ' f (drivers/char/tpm/tpm-chip.c:170 (discriminator 3)) tpm',
      { file: 'drivers/char/tpm/tpm-chip.c', line: 170, module: 'tpm' },
    ],
    [' f at drivers/base/core.c:12', { file: 'drivers/base/core.c', line: 12 }],
    ['RIP: 0010:f+0x4a/0x350', { function: 'f' }],
    ['pc : f+0x4a/0x350 [tpm]', { function: 'f', module: 'tpm' }],
    ['WARNING: CPU: 0 PID: 1 at drivers/x.c:170 f+0x45/0xb0', null],
    ['lr : g+0x4a/0x350', null],
    ['R13: 0000000000000000 R14: 0000', null],
    ['Code: 00 48 8b', null],
  ])('frame %s', (line, expected) => {
    if (expected === null) expect(readFrame(line)).toBeNull();
    else expect(readFrame(line)).toMatchObject(expected);
  });

  test('of no report, damaged, or endless is read all the same', () => {
    expect(readLog('')).toEqual([]);
    expect(readLog('all is well\n')).toEqual([]);
    expect(readLog('BUG: KASAN: use-after-free in f\n')).toEqual([]);
    const endless = readLog(' f+0x1/0x2\n g+0x1/0x2\n'.repeat(5000));
    expect(endless[0]?.stacks[0]?.frames.length).toBe(128);
  });
});

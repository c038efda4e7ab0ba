import { describe, expect, test } from 'vitest';
import { CrashPolicy } from '../../client/src/crash-policy';
import { allNodes, traceNodes } from '../../client/src/trace-model';
import type { TraceResult } from '../../server/src/lsp/protocol';

type Report = TraceResult['report'];

describe('crash policy', () => {
  test('restarts four times, then gives up', () => {
    const policy = new CrashPolicy();
    const answers = [0, 1, 2, 3, 4].map((second) => policy.crashed(second * 1000));
    expect(answers).toEqual(['restart', 'restart', 'restart', 'restart', 'give-up']);
  });

  test('forgets crashes of long ago', () => {
    const policy = new CrashPolicy();
    for (let n = 0; n < 20; n++) {
      expect(policy.crashed(n * CrashPolicy.windowMilliseconds)).toBe('restart');
    }
  });

  test('starts from zero after a start on purpose', () => {
    const policy = new CrashPolicy();
    for (let n = 0; n < 5; n++) policy.crashed(n);
    policy.reset();
    expect(policy.crashed(6)).toBe('restart');
  });
});

describe('trace as a tree', () => {
  const step = { condition: null, before: [], after: [], cuts: [], waitsFor: null, callee: null } as const;
  const report: Report = {
    schema: 'tpm-lifecycle/trace@1',
    root: 'remove',
    direction: 'calls',
    tree: { version: '6.12', config: 'both' },
    steps: [
      {
        ...step,
        n: 1,
        parent: null,
        file: 'd/a.c',
        line: 10,
        function: 'remove',
        text: 'del(chip)',
        kind: 'call',
      },
      {
        ...step,
        ...{
          n: 2,
          parent: 1,
          file: 'd/b.c',
          line: 20,
          function: 'del',
          text: 'down_write(&sem)',
          kind: 'fence',
        },
        waitsFor: 'commands in flight',
      },
      {
        ...step,
        n: 3,
        parent: null,
        file: 'd/a.c',
        line: 11,
        function: 'remove',
        text: 'put(chip)',
        kind: 'free',
      },
    ],
    entryPoints: [
      {
        ...{ id: 'write', label: 'write()', function: 'do_write', file: 'd/c.c', line: 5 },
        possibleUntil: 2,
        stoppedBy: 'down_write',
        // biome-ignore lint/suspicious/noThenProperty: a key of the JSON interface.
        then: '-EPIPE',
      },
    ],
    windows: [{ from: 3, to: 3, entryPoints: ['write'], hazard: 'write() may still run' }],
    references: [],
  };
  const nodes = traceNodes(report);

  test('calls hold their steps, entry points come last', () => {
    expect(nodes.map(({ label }) => label)).toEqual([
      '1 del(chip)',
      '3 put(chip)',
      'Who can still come in (1)',
    ]);
    expect(nodes[0]?.children.map(({ label }) => label)).toEqual(['2 down_write(&sem)']);
  });

  test('every step is visited once, parents first', () => {
    expect([...allNodes(nodes)].map(({ n }) => n)).toEqual([1, 2, 3, null, null]);
  });

  test('what an icon shows is also said in words', () => {
    const [, fence, hazard, , entry] = [...allNodes(nodes)];
    expect(fence?.spoken).toBe('Step 2 of 3, fence, down_write(&sem), waits for commands in flight, b.c:20');
    expect(fence?.description).toBe('b.c:20  fence, waits for commands in flight');
    expect(hazard?.kind).toBe('hazard');
    expect(hazard?.spoken).toContain('hazard: write() may still run');
    expect(entry?.description).toBe('do_write()  possible until step 2, stopped by down_write');
  });
});

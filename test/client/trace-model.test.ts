import { describe, expect, test } from 'vitest';
import { filtered, moved, stepsOf } from '../../client/src/trace-filter';
import { allNodes, markText, traceNodes } from '../../client/src/trace-model';
import type { TraceResult } from '../../server/src/lsp/protocol';

type Report = TraceResult['report'];

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
        waitsFor: 'everyone in a command',
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
    expect(fence?.spoken).toBe(
      'Step 2 of 3, fence, down_write(&sem), waits for everyone in a command, b.c:20',
    );
    expect(fence?.description).toBe('b.c:20  fence: waits for everyone in a command');
    expect(hazard?.kind).toBe('hazard');
    expect(hazard?.spoken).toContain('hazard: write() may still run');
    expect(entry?.description).toBe('do_write()  possible until step 2, stopped by down_write');
  });

  test('the editor says the number, the kind and what is waited for', () => {
    const [, fence] = [...allNodes(nodes)];
    expect(markText(fence ? [fence] : [], 3)).toBe('[2/3] fence: waits for everyone in a command');
    expect(markText([...allNodes(nodes)].slice(0, 1), 3)).toBe('[1/3]');
  });

  test('a filter keeps numbers, the calls that lead there, and who can still come in', () => {
    const fences = filtered(nodes, 'fences');
    expect(fences.map(({ label }) => label)).toEqual(['1 del(chip)', 'Who can still come in (1)']);
    expect(stepsOf(fences, 'fences').map(({ n }) => n)).toEqual([2]);
    expect(stepsOf(filtered(nodes, 'hazards'), 'hazards').map(({ n }) => n)).toEqual([3]);
    expect(stepsOf(filtered(nodes, 'changes'), 'changes').map(({ n }) => n)).toEqual([2, 3]);
    expect(filtered(nodes, 'all')).toBe(nodes);
  });

  test('steps are walked in order and end at the ends', () => {
    const steps = stepsOf(nodes, 'all');
    const to = (from: number | null, move: Parameters<typeof moved>[2]) => moved(steps, from, move)?.n;
    expect([to(null, 'next'), to(1, 'next'), to(3, 'next')]).toEqual([1, 2, 3]);
    expect([to(null, 'previous'), to(3, 'previous'), to(1, 'previous')]).toEqual([3, 2, 1]);
    expect([to(2, 'first'), to(2, 'last')]).toEqual([1, 3]);
    expect(moved([], null, 'next')).toBeUndefined();
  });

  test('a step that the filter hides leads to the nearest that it shows', () => {
    const steps = stepsOf(filtered(nodes, 'fences'), 'fences');
    expect(moved(steps, 1, 'next')?.n).toBe(2);
    expect(moved(steps, 3, 'previous')?.n).toBe(2);
  });

  test('ways in over the limit are counted, not dropped in silence', () => {
    const ways: Report = { ...report, direction: 'callers', entryPoints: [], windows: [] };
    expect(traceNodes(ways, 1).map(({ label }) => label)).toEqual([
      '1 del(chip)',
      '1 more not shown, see the setting tpmLifecycle.trace.variantLimit',
    ]);
  });
});

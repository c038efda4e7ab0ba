import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { graphHtml } from '../../client/src/graph/graph-html';
import { graphOfFinding, graphOfTrace } from '../../client/src/graph/graph-model';
import type { FindingResult, TraceResult } from '../../server/src/lsp/protocol';
import { finding, lock, trace } from '../features/fake';

type Report = TraceResult['report'];

const step = {
  ...{ file: 'd/a.c', function: 'remove', callee: null, condition: null, cuts: [], waitsFor: null },
} as const;
const sem = {
  ...lock({ file: 'd/a.c', line: 2, function: 'remove' }),
  object: 'chip->ops_sem',
  mode: 'write',
} as const;
const ref = { ...sem, kind: 'ref', object: 'chip->dev', mode: null } as const;

const report: Report = {
  ...trace,
  root: 'remove',
  steps: [
    { ...step, n: 1, parent: null, line: 1, text: 'del(chip)', kind: 'call', before: [ref], after: [ref] },
    {
      ...step,
      n: 2,
      parent: 1,
      line: 2,
      text: 'down_write()',
      kind: 'fence',
      before: [ref],
      after: [ref, sem],
    },
    { ...step, n: 3, parent: null, line: 3, text: 'put()', kind: 'release', before: [ref, sem], after: [] },
  ],
  entryPoints: ['read', 'write', 'poll'].map((id, at) => ({
    ...{ id, label: `${id}()`, function: `do_${id}`, file: 'd/b.c', line: 5, stoppedBy: '' },
    possibleUntil: at < 2 ? 2 : null,
    // biome-ignore lint/suspicious/noThenProperty: a key of the JSON interface.
    then: '',
  })),
  windows: [],
};

describe('graph of a trace', () => {
  const model = graphOfTrace(report, 'remove() calls');

  test('has a row per step in order, with the numbers and depths of the trace', () => {
    expect(model.rows.map(({ n, parent, depth }) => [n, parent, depth])).toEqual([
      [1, null, 0],
      [2, 1, 1],
      [3, null, 0],
    ]);
    expect(model.rows[1]).toMatchObject({ text: 'down_write()', place: 'a.c:2', kind: 'fence' });
  });

  test('has a lane per lock and one for references, before and after each step', () => {
    expect(model.lanes).toEqual(['ops_sem', 'refs']);
    expect(model.rows.map(({ before, after }) => [before, after])).toEqual([
      [
        ['', 'held'],
        ['', 'held'],
      ],
      [
        ['', 'held'],
        ['write', 'held'],
      ],
      [
        ['write', 'held'],
        ['', ''],
      ],
    ]);
  });

  test('says which other threads a step keeps out, also to the screen reader', () => {
    expect(model.rows.map(({ others }) => others)).toEqual([
      '',
      'no more do_read (read()), do_write (write()); 1 left',
      '',
    ]);
    expect(model.rows[1]?.spoken).toContain('other threads: no more do_read');
  });

  test('of a finding is its path', () => {
    const found = finding({
      steps: [{ n: 1, file: 'd/a.c', line: 7, function: 'f', text: 'taken', state: 'held' }],
    });
    const rows = graphOfFinding(found as FindingResult['finding'], 'leak').rows;
    expect(rows).toMatchObject([{ n: 1, text: 'taken', place: 'a.c:7', remark: 'held' }]);
  });
});

describe('page of the graph', () => {
  const evil = { ...report, root: 'x</script><img src=x onerror=alert(1)>' };
  const model = graphOfTrace(evil, '"><script>alert(1)</script>');
  const media = (name: string): string =>
    readFileSync(join(__dirname, '../../client/media/graph', name), 'utf8');
  const html = graphHtml({
    nonce: 'abc',
    script: media('graph.js'),
    style: media('graph.css'),
    model: { ...model, title: '"><script>alert(1)</script>' },
    source: { root: '</script>' },
  });

  test('runs its own script and loads nothing', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];
    expect(policy).toBe("default-src 'none'; style-src 'nonce-abc'; script-src 'nonce-abc';");
    const loaded = html.replaceAll('http://www.w3.org/2000/svg', '');
    expect(loaded).not.toMatch(/unsafe|https?:| on\w+=|src=|url\(|@import|\beval\b|innerHTML|new Function/);
  });

  test('cannot be broken out of by what it shows', () => {
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html.match(/<\/script>/g)).toHaveLength(2);
    expect(html).not.toContain('<img');
  });
});

import { describe, expect, test } from 'vitest';
import { incomingCalls, outgoingCalls, prepareCalls } from '../../server/src/features/call-hierarchy';
import { diagnosticsOf, filterFindings, maxRelated } from '../../server/src/features/diagnostics';
import { findingText } from '../../server/src/features/explain';
import { type HoverQuery, hoverAt } from '../../server/src/features/hover';
import { functionStateText, lineStateText } from '../../server/src/features/state-document';
import { traceDot, traceMermaid } from '../../server/src/features/trace-graph';
import { traceText, traceWidth } from '../../server/src/features/trace-text';
import { chipGet, chipRead, chipSnapshot, context, file, finding, lineText, snapshotOf, trace } from './fake';

const query: HoverQuery = {
  file,
  textAt: (_file, at) => lineText(at),
  line: 20,
  word: 'ops',
  call: false,
  text: lineText,
  maxLines: 12,
  link: (site, label) => `[${label}](${site.file}#L${site.line})`,
};
const hover = (more: Partial<HoverQuery>, snapshot = chipSnapshot): readonly string[] =>
  hoverAt(snapshot, { ...query, ...more })?.lines ?? [];

describe('hover', () => {
  test('on a response code tells what it means, also outside of functions', () => {
    expect(hover({ line: 500, word: 'TPM2_RC_TESTING' })).toEqual([
      '**TPM\\_RC\\_TESTING** 0x90a (2314): the TPM is testing itself',
      'TPM 2.0, format zero, warning',
    ]);
  });

  test('on ops: state, where it was taken, validity, contexts', () => {
    expect(hover({})).toEqual([
      '**Holds** `sem` (read), `lock`; **1 ref** on `chip->dev`',
      '- `sem` (read): taken in chip\\_get, [chip.c:5](drivers/char/tpm/chip.c#L5), on all paths',
      '- `lock`: taken in chip\\_get, [chip.c:8](drivers/char/tpm/chip.c#L8), on all paths',
      '- ref `chip->dev`: taken in chip\\_get, [chip.c:4](drivers/char/tpm/chip.c#L4), on all paths',
      '**chip->ops**: valid here: each way in is protected otherwise, below',
      '- way A (1 way in): callers hold nothing in common; checked under sem',
      '- way B (1 way in): callers hold `lock`; chip->ops may be NULL; not published yet',
      'Confidence: proved on all paths',
    ]);
  });

  test('on a call: what it changes, by outcome', () => {
    expect(hover({ line: 17, word: 'chip_get', call: true })).toContain(
      'This call: + 1 ref, + `sem` (read), + `lock` if it returns 0; no change otherwise.',
    );
    expect(hover({ line: 8, word: 'mutex_lock', call: true })).toContain('This call: + `lock`.');
  });

  test('on a function name: summary by outcome', () => {
    const lines = hover({ line: 1, word: 'chip_get' });
    expect(lines[0]).toBe('**chip\\_get**: On 0 returns holding sem (read), lock, 1 ref; on error nothing');
    expect(lines).toContain('- if it returns 0: returns holding sem (read), lock, 1 ref');
    expect(lines).toContain('- if it returns an error: no change');
  });

  test('is silent elsewhere', () => {
    expect(hover({ line: 3, word: 'rc' })).toEqual([]);
    expect(hover({ line: 22, word: 'return' })).toEqual([]);
    expect(hover({ line: 500, word: 'ops' })).toEqual([]);
  });

  test('keeps to the limit and says how much it left out', () => {
    const crowded = {
      ...chipRead,
      contexts: Array.from({ length: 9 }, (_, n) => ({ ...context(`C${n}`, []), note: `reason ${n}` })),
    };
    const lines = hover({ maxLines: 12 }, snapshotOf({ [file]: [chipGet, crowded] }));
    expect(lines.length).toBeLessThanOrEqual(12);
    expect(lines).toContain('- and 5 other kinds of way in');
  });

  test('names what it assumes', () => {
    const unsure = { ...chipRead, gaps: [{ line: 20, reason: 'call through unknown pointer' }] };
    expect(hover({}, snapshotOf({ [file]: [unsure] })).at(-1)).toBe(
      'Confidence: likely; assumed at line 20: call through unknown pointer',
    );
  });
});

describe('diagnostics', () => {
  const options = { minConfidence: 'likely', severity: {} } as const;

  test('carry the path without repeating the place itself', () => {
    const [shown] = diagnosticsOf(chipSnapshot, file, options);
    expect(shown?.message).toBe("'chip->lock' still held at this return");
    expect(shown?.related).toEqual([{ file, line: 17, text: '1/1 taken here (lock)' }]);
  });

  test('are cut to six steps: ends and changes of state first', () => {
    const steps = Array.from({ length: 12 }, (_, n) => ({
      n: n + 1,
      file,
      line: 100 + n,
      function: 'f',
      text: `step ${n + 1}`,
      state: n < 6 ? 'a' : 'b',
    }));
    const snapshot = snapshotOf({ [file]: [] }, { findings: [finding({ steps })] });
    const related = diagnosticsOf(snapshot, file, options)[0]?.related.map((item) => item.text);
    expect(related).toHaveLength(maxRelated);
    expect(related?.[0]).toBe('1/6 step 1 (a)');
    expect(related).toContainEqual(expect.stringContaining('step 7 (b)'));
    expect(related?.at(-1)).toBe('6/6 step 12 (b)');
  });

  test('say the condition and a lesser confidence', () => {
    const snapshot = snapshotOf(
      { [file]: [] },
      { findings: [finding({ condition: 'CONFIG_X', confidence: 'likely' })] },
    );
    expect(diagnosticsOf(snapshot, file, options)[0]?.message).toBe(
      "'chip->lock' still held at this return (if CONFIG_X) [likely]",
    );
  });

  test('follow the settings', () => {
    const all = [finding(), finding({ rule: 'ref-leak', confidence: 'possible' })];
    const rules = (more: object) => filterFindings(all, { ...options, ...more }).map((one) => one.rule);
    expect(rules({})).toEqual(['lock-leak']);
    expect(rules({ minConfidence: 'possible' })).toEqual(['lock-leak', 'ref-leak']);
    expect(rules({ severity: { 'lock-leak': 'off' } })).toEqual([]);
  });
});

describe('finding as text', () => {
  test('fits a mail: 72 columns, ASCII, the place of each step in front', () => {
    const steps = Array.from({ length: 12 }, (_, n) => ({
      ...{ n: n + 1, file, line: 100 + n, function: 'f', state: 'held' },
      text: `'${'chip->a_rather_long_name'.repeat(2)}' taken — somewhere, and then a few words more`,
    }));
    const text = findingText(finding({ steps, condition: 'CONFIG_X' }));
    const lines = text.split('\n');
    expect(lines.filter((line) => line.length > 72)).toEqual([]);
    expect(text).toMatch(/^[\n\x20-\x7e]*$/);
    expect(lines.filter((line) => /^ {2}\d+ \S+:\d+ {2}/.test(line))).toHaveLength(12);
    expect(text).toContain('if CONFIG_X');
  });
});

describe('state document', () => {
  test('of a line: one row per context', () => {
    const text = lineStateText(chipSnapshot, file, 20) ?? '';
    expect(text).toContain('chip.c:20 chip_read()');
    expect(text).toMatch(/A way A +r +x +\+1 +- +valid +caller_A:100/);
    expect(text).toMatch(/B way B +r +x +\+1 +lock +may be NULL +caller_B:100/);
    expect(text).toContain('note B: not published yet');
    expect(text).toContain('lock chip->sem (read): chip_read chip.c:17 > chip_get chip.c:5');
  });

  test('of a function: one row per line', () => {
    const text = functionStateText(chipGet, file);
    expect(text).toMatch(/^ {2}line {2}sem {2}lock {2}chip->dev {2}chip->ops$/m);
    expect(text).toMatch(/^ {2}9 +r +x +\+1 +valid$/m);
    expect(text).toMatch(/^ {2}13 +- +- +- +-$/m);
  });

  test('is null outside of functions', () => {
    expect(lineStateText(chipSnapshot, file, 999)).toBeNull();
  });
});

describe('trace text', () => {
  test('is ASCII in 72 columns, indented, with fences', () => {
    const text = traceText(trace);
    const lines = text.split('\n');
    expect(lines[0]).toBe('chip_read() calls, v6.12.117, config both');
    expect(lines[1]).toBe('1 chip.c:17  chip_get()                  + ref sem(R) lock');
    expect(lines[2]).toBe('2 chip.c:5     down_read(&chip->sem)     + sem(R)');
    // The reason is never cut: it gets lines of its own where it does not fit.
    expect(text).toContain('FENCE readers of attributes');
    expect(text).toContain('E1 sysfs show: until step 3 (device_del); then no attribute');
    expect(text).toContain('chip_read on chip->dev: taken chip.c:4, dropped chip.c:12');
    for (const line of lines) {
      expect(line.length).toBeLessThanOrEqual(traceWidth);
      expect(line).toMatch(/^[\x20-\x7e]*$/);
    }
  });

  test('as Mermaid and DOT keeps order and quotes', () => {
    expect(traceMermaid(trace)).toContain('  s1 --> s2');
    expect(traceMermaid(trace)).toContain('down_read(#amp;chip-#gt;sem)');
    expect(traceDot(trace)).toContain('  s1 -> s2;');
    expect(traceDot(trace)).toContain(
      's3 [label="3 fence: device_del(&chip->dev)\\nchip.c:21\\nif CONFIG_X", shape=octagon]',
    );
  });
});

describe('call hierarchy', () => {
  const callers = { ...trace, root: 'chip_get', direction: 'callers' as const };
  const snapshot = snapshotOf({ [file]: [chipGet, chipRead] }, { traces: [trace, callers] });

  test('prepares what the name means', () => {
    expect(prepareCalls(snapshot, file, 17, 'chip_get')?.nameLine).toBe(1);
    expect(prepareCalls(snapshot, file, 20, 'unknown')).toBeNull();
  });

  test('groups the calls by function with their lines', () => {
    const places = (edges: ReturnType<typeof outgoingCalls>) =>
      edges.map((edge) => [edge.place.name, edge.lines]);
    expect(places(outgoingCalls(snapshot, 'chip_read'))).toEqual([['chip_get', [17]]]);
    expect(places(incomingCalls(snapshot, 'chip_get'))).toEqual([['chip_read', [17, 21]]]);
  });
});

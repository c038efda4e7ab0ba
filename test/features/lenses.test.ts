import { describe, expect, test } from 'vitest';
import { type LensOptions, lensLimit, lensPositions, lensText } from '../../server/src/features/code-lens';
import { type HintOptions, inlayHints } from '../../server/src/features/inlay-hints';
import type { HoldReport } from '../../server/src/features/reports';
import { summaryWords } from '../../server/src/features/summary-words';
import {
  at,
  chipGet,
  chipRead,
  chipSnapshot,
  context,
  file,
  fn,
  line,
  lineText,
  lock,
  outcome,
  quiet,
  ref,
  sem,
  snapshotOf,
  trace,
} from './fake';

const options: LensOptions = { at: 'changes', functions: 'interesting', cursor: null, text: lineText };
const hintOptions: HintOptions = {
  at: 'changes',
  cursor: null,
  maxLength: 30,
  text: lineText,
  from: 1,
  to: 99,
};

function titles(more: Partial<LensOptions> = {}, snapshot = chipSnapshot): string[] {
  return lensPositions(snapshot, file, { ...options, ...more }).map((position) => {
    const lens = lensText(snapshot, file, position, lineText);
    return `${position.line} ${lens?.title}`;
  });
}

const hintTexts = (more: Partial<HintOptions> = {}): string[] =>
  inlayHints(chipSnapshot, file, { ...hintOptions, ...more }).map(
    (hint) => `${hint.line} ${hint.parts.map((part) => part.text).join('')}`,
  );

describe('function summaries', () => {
  test('tell each outcome', () => {
    expect(summaryWords(chipGet, lineText)).toBe(
      'On 0 returns holding sem (read), lock, 1 ref; on error nothing',
    );
  });

  test('tell a release without a condition', () => {
    const put = fn('put', 1, 3, {
      summary: {
        outcomes: [outcome('always', [], [lock(), sem(), ref()])],
        requires: [],
        returns: null,
        sleeps: null,
      },
    });
    expect(summaryWords(put, lineText)).toBe('Releases lock, sem (read), 1 ref');
  });

  test('tell what is taken and given back inside', () => {
    const balanced = {
      ...chipRead,
      contexts: [],
      lines: chipRead.lines.map((one) => ({ ...one, ops: 'n/a' as const })),
    };
    expect(summaryWords(balanced, lineText)).toBe('Balanced: takes and releases 2 locks, 1 ref');
  });

  test('tell uses of ops that are reached in several lock contexts', () => {
    expect(summaryWords(chipRead, lineText)).toBe('Uses chip->ops on 1 line; entered in 2 lock contexts');
  });

  test('keep only what all cases of an outcome share', () => {
    const some = fn('some', 1, 3, {
      summary: {
        outcomes: [outcome('zero', [lock(), ref()]), outcome('zero', [lock()]), outcome('nonzero', [])],
        requires: [],
        returns: null,
        sleeps: null,
      },
    });
    expect(summaryWords(some, lineText)).toBe(
      'On 0 returns holding lock; on non-zero nothing; more in some cases',
    );
  });

  test('name what stopped the analysis', () => {
    const broken = fn('broken', 1, 9, { gaps: [{ line: 5, reason: 'unparsed macro' }] });
    expect(summaryWords(broken, lineText)).toBe('Not analysed: unparsed macro at line 5');
  });

  test('fall back to counts when names are too long', () => {
    const long = Array.from({ length: 6 }, (_, n) => ({
      ...lock(),
      object: `chip->very_long_mutex_name_${n}`,
    }));
    const many = fn('many', 1, 3, {
      summary: { outcomes: [outcome('always', long)], requires: [], returns: null, sleeps: null },
    });
    expect(summaryWords(many, lineText)).toBe('Returns holding 6 locks');
  });
});

describe('code lenses', () => {
  test('stand at heads and where the state changes, with words', () => {
    expect(titles()).toEqual([
      '1 On 0 returns holding sem (read), lock, 1 ref; on error nothing',
      '4 Takes 1 ref, then holds 1 ref',
      '5 Takes sem (read), then holds sem (read), 1 ref',
      '8 Takes lock, then holds sem (read), lock, 1 ref',
      '11 Releases sem (read), then holds 1 ref',
      '12 Releases 1 ref, then holds nothing',
      '15 Uses chip->ops on 1 line; entered in 2 lock contexts',
      '15 2 ways in',
      '17 Takes sem (read), lock, 1 ref if it returns 0',
      '21 Releases sem (read), lock, 1 ref, then holds nothing',
    ]);
  });

  test('leave out functions that touch nothing, unless all are wanted', () => {
    expect(titles().some((title) => title.startsWith('24'))).toBe(false);
    expect(titles({ functions: 'all' })).toContain('24 Takes and releases nothing');
  });

  test('stand only at heads in the mode functions', () => {
    expect(titles({ at: 'functions' }).map((title) => title.split(' ')[0])).toEqual(['1', '15', '15']);
  });

  test('show every line of the function of the cursor only', () => {
    const shown = titles({ at: 'currentFunction', cursor: 20 });
    expect(shown).toContain('18 Holds nothing; on some paths sem (read), lock, 1 ref');
    expect(shown).toContain('20 Holds sem (read), lock, 1 ref; chip->ops valid');
    expect(shown).not.toContain('6 Holds sem (read), 1 ref; chip->ops may be NULL');
    expect(titles({ at: 'everyLine' })).toContain('6 Holds sem (read), 1 ref; chip->ops may be NULL');
  });

  test('name the size of the trace at a root of the model', () => {
    const snapshot = snapshotOf(
      { [file]: [chipRead] },
      { traces: [trace], roots: [{ name: 'chip_read', label: 'Removal', direction: 'calls' }] },
    );
    expect(titles({ at: 'functions' }, snapshot)).toEqual(['15 Removal: 3 steps, 1 fence', '15 2 ways in']);
  });

  test('never exceed their limit', () => {
    const objects = Array.from({ length: 9 }, (_, n) => ({
      ...lock(at(2, 'wide')),
      object: `s->mutex_${n}`,
    }));
    const wide = fn('wide', 1, 3, { lines: [line(2, []), line(3, objects)] });
    const snapshot = snapshotOf({ [file]: [wide] });
    for (const position of lensPositions(snapshot, file, { ...options, at: 'changes' }))
      expect(lensText(snapshot, file, position, () => '')?.title.length).toBeLessThanOrEqual(lensLimit);
  });

  test('are gone, not wrong, when another function stands there', () => {
    expect(lensText(chipSnapshot, file, { kind: 'head', line: 1, function: 'other' }, lineText)).toBeNull();
  });
});

describe('inlay hints', () => {
  test('say what each change leaves, in at most 30 characters', () => {
    expect(hintTexts()).toEqual([
      '4 holds 1 ref',
      '5 holds sem (read)',
      '8 + lock, 2 locks held',
      '9 exit: 2 locks, 1 ref',
      '11 no lock held',
      '12 no ref held',
      '13 exit: nothing held',
      '17 if 0: +2 locks, +1 ref',
      '19 exit: nothing held',
      '21 -2 locks, -1 ref',
      '22 exit: nothing held',
    ]);
    for (const text of hintTexts()) expect(text.replace(/^\d+ /, '').length).toBeLessThanOrEqual(30);
  });

  test('lead from the name to the place where it was taken', () => {
    const hint = inlayHints(chipSnapshot, file, hintOptions).find((one) => one.line === 5);
    expect(hint?.parts).toEqual([
      { text: 'holds ', site: null },
      { text: 'sem (read)', site: at(5) },
    ]);
  });

  test('stay inside the range that the editor shows', () => {
    expect(hintTexts({ from: 8, to: 9 })).toEqual(['8 + lock, 2 locks held', '9 exit: 2 locks, 1 ref']);
  });

  test('respect a smaller limit', () => {
    for (const text of hintTexts({ maxLength: 12 }))
      expect(text.replace(/^\d+ /, '').length).toBeLessThanOrEqual(12);
  });
});

describe('changes', () => {
  const made = (hold: HoldReport, text: string): string | undefined => {
    const some = fn('some', 1, 4, { lines: [line(2, []), line(3, [], { may: [hold] })] });
    return lensText(
      snapshotOf({ [file]: [some] }),
      file,
      { kind: 'change', line: 2, function: 'some' },
      () => text,
    )?.title;
  };

  test('on some outcomes say on which, as far as the line tells', () => {
    const memory: HoldReport = { ...lock(at(2, 'some')), kind: 'mem', object: 'priv' };
    expect(made(memory, '\tpriv = make();')).toBe('Takes memory of priv if it returns a pointer');
    expect(made(lock(at(2, 'some')), '\trc = take(chip);')).toBe('Takes lock if it returns 0');
    expect(made(lock(at(2, 'some')), '\tx->n = take(chip);')).toBe('Takes lock on some paths');
  });

  test('come from the engine where it tells them', () => {
    const told = fn('told', 1, 9, {
      contexts: [context('A', [])],
      lines: [
        line(2, [lock(at(1, 'told'))], { effect: { acquires: [], releases: [lock()], when: 'always' } }),
        line(3, [lock(at(1, 'told'))]),
      ],
    });
    const snapshot = snapshotOf({ [file]: [told, quiet] });
    const lens = lensText(snapshot, file, { kind: 'change', line: 2, function: 'told' }, () => '');
    expect(lens?.title).toBe('Releases lock, then holds nothing');
  });
});

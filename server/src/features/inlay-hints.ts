import type { CancelToken } from '../base/cancel';
import { type Change, changesOf, type LineText } from './changes';
import { effectiveMode, type StateAt, stateWords } from './code-lens';
import {
  countWords,
  firstThatFits,
  holdWords,
  isLock,
  lockWords,
  outcomeWords,
  plural,
  signedCounts,
  visibleHolds,
} from './hold-words';
import type { FunctionReport, HoldReport, LineReport, Site } from './reports';
import type { Snapshot } from './snapshot';

/**
 * One hint at the end of a line, at most 30 characters by default: VS Code gives all hints of a line one budget of 43,
 * and clangd spends from it first.
 */
export interface Hint {
  readonly line: number;
  readonly parts: readonly HintPart[];
  /** The full text, for the tooltip. */
  readonly tooltip: string;
}

export interface HintPart {
  readonly text: string;
  /** Where the named hold was taken. */
  readonly site: Site | null;
}

export interface HintOptions {
  readonly at: StateAt;
  readonly cursor: number | null;
  readonly maxLength: number;
  readonly text: LineText;
  /** First and last line that the editor shows. */
  readonly from: number;
  readonly to: number;
}

export function inlayHints(
  snapshot: Snapshot,
  file: string,
  options: HintOptions,
  token?: CancelToken,
): readonly Hint[] {
  const hints: Hint[] = [];
  for (const fn of snapshot.state(file, token)?.functions ?? []) {
    if (fn.end < options.from || fn.start > options.to) continue;
    const mode = effectiveMode(fn, options.at, options.cursor);
    if (mode === 'functions') continue;
    const found = mode === 'everyLine' ? everyLine(fn, options) : changedLines(fn, options);
    hints.push(...found.filter((hint) => hint.line >= options.from && hint.line <= options.to));
  }
  return hints;
}

function changedLines(fn: FunctionReport, options: HintOptions): Hint[] {
  const changes = changesOf(fn, options.text);
  const byLine = new Map(changes.map((change) => [change.line, change]));
  const hints: Hint[] = [];
  for (const line of fn.lines) {
    const change = byLine.get(line.line);
    const exit = changes.length > 0 && line.reachable && /^\s*return\b/.test(options.text(line.line));
    if (exit) hints.push(exitHint(line, change ?? null, options.maxLength));
    else if (change) hints.push(changeHint(change, line, options.maxLength));
  }
  return hints;
}

function exitHint(line: LineReport, change: Change | null, limit: number): Hint {
  const holds = change ? change.after : line.must;
  const some = line.may.length > 0 ? ', more on some paths' : '';
  const counts = countWords(holds) || 'nothing held';
  const text = firstThatFits([`exit: ${counts}${some}`, `exit: ${counts}`], limit);
  return { line: line.line, parts: [{ text, site: null }], tooltip: stateWords({ ...line, must: holds }) };
}

function changeHint(change: Change, line: LineReport, limit: number): Hint {
  const taken = visibleHolds(change.acquires);
  const dropped = visibleHolds(change.releases);
  const tooltip = changeTooltip(change, line);
  const [hold] = taken;
  if (change.when === 'always' && hold && taken.length === 1 && dropped.length === 0)
    return { line: change.line, parts: takenParts(change, hold, limit), tooltip };
  const text =
    change.when === 'always' ? plainText(change, taken, dropped, limit) : conditional(change, limit);
  return { line: change.line, parts: [{ text, site: null }], tooltip };
}

/** `holds tpm_mutex`, or `+ tpm_mutex, 2 locks held`; the name leads to where it was taken. */
function takenParts(change: Change, hold: HoldReport, limit: number): HintPart[] {
  const name = holdWords(hold);
  const site = hold.acquired[0] ?? null;
  const locks = visibleHolds(change.after).filter(isLock).length;
  const tail = isLock(hold) && locks > 1 ? `, ${plural(locks, 'lock')} held` : '';
  const head = tail ? '+ ' : 'holds ';
  if (head.length + name.length + tail.length <= limit)
    return [{ text: head, site: null }, { text: name, site }, ...(tail ? [{ text: tail, site: null }] : [])];
  return [{ text: firstThatFits([`holds ${name}`, signedCounts([hold], '+')], limit), site }];
}

function plainText(
  change: Change,
  taken: readonly HoldReport[],
  dropped: readonly HoldReport[],
  limit: number,
): string {
  const [hold] = dropped;
  if (hold && dropped.length === 1 && taken.length === 0) {
    if (isLock(hold)) return leftText(visibleHolds(change.after).filter(isLock).length, 'lock');
    if (hold.kind === 'ref') {
      const refs = change.after.filter((left) => left.kind === 'ref');
      return leftText(
        refs.reduce((sum, left) => sum + left.count, 0),
        'ref',
      );
    }
    return firstThatFits([`no more ${holdWords(hold)}`, signedCounts([hold], '-')], limit);
  }
  const parts = [signedCounts(dropped, '-'), signedCounts(taken, '+')].filter((part) => part !== '');
  return firstThatFits([parts.join(', ')], limit);
}

function leftText(count: number, word: string): string {
  return count === 0 ? `no ${word} held` : `${plural(count, word)} held`;
}

function conditional(change: Change, limit: number): string {
  const parts = [signedCounts(change.releases, '-'), signedCounts(change.acquires, '+')];
  const what = parts.filter((part) => part !== '').join(', ');
  if (change.when === 'sometimes') return firstThatFits([`${what} on some paths`, what], limit);
  return firstThatFits([`if ${outcomeWords(change.when).replace(/^on /, '')}: ${what}`, what], limit);
}

function changeTooltip(change: Change, line: LineReport): string {
  const taken = visibleHolds(change.acquires).map(
    (hold) => `takes ${isLock(hold) ? lockWords(hold) : holdWords(hold)} (${hold.object})`,
  );
  const dropped = visibleHolds(change.releases).map((hold) => `releases ${holdWords(hold)} (${hold.object})`);
  return [`Before: ${stateWords(line)}`, `This line ${[...dropped, ...taken].join(', ')}`].join('\n');
}

/** The state of each line where something is held. */
function everyLine(fn: FunctionReport, options: HintOptions): Hint[] {
  const hints: Hint[] = [];
  for (const line of fn.lines) {
    const counts = countWords(line.must);
    if (!line.reachable || (counts === '' && line.may.length === 0)) continue;
    const some = line.may.length > 0 ? `${countWords(line.may)} on some paths` : '';
    const text = firstThatFits(
      [[counts, some].filter((part) => part !== '').join('; '), counts || 'held on some paths'],
      options.maxLength,
    );
    hints.push({ line: line.line, parts: [{ text, site: null }], tooltip: stateWords(line) });
  }
  return hints;
}

import type { CancelToken } from '../base/cancel';
import { type Change, changesOf, type LineText } from './changes';
import { countWords, firstThatFits, ifReturns, listWords, plural, sentence } from './hold-words';
import { functionAt } from './lookup';
import type { FunctionReport, LineReport } from './reports';
import type { Snapshot } from './snapshot';
import { isInteresting, summaryWords } from './summary-words';

/**
 * Lenses in two steps: `lensPositions` says where (lines of the syntax, so nothing jumps when results change), and
 * `lensText` what, when the editor asks for the visible ones. A head has at most two lenses, a line at most one.
 */
export type StateAt = 'changes' | 'everyLine' | 'currentFunction' | 'functions';

export interface LensOptions {
  readonly at: StateAt;
  readonly functions: 'interesting' | 'all';
  /** Line of the cursor, for `currentFunction`; null when the client does not tell. */
  readonly cursor: number | null;
  readonly text: LineText;
}

export interface LensPosition {
  readonly kind: 'head' | 'ways' | 'change' | 'state';
  readonly line: number;
  readonly function: string;
}

export interface Lens {
  /** At most 80 characters. */
  readonly title: string;
  readonly action: 'showFunction' | 'showLine' | 'traceCalls' | 'traceCallers';
}

export const lensLimit = 80;

export function lensPositions(
  snapshot: Snapshot,
  file: string,
  options: LensOptions,
  token?: CancelToken,
): readonly LensPosition[] {
  const positions: LensPosition[] = [];
  const byStart = new Map((snapshot.state(file, token)?.functions ?? []).map((fn) => [fn.start, fn]));
  for (const item of snapshot.outline(file)) {
    const fn = byStart.get(item.start);
    if (!fn) continue;
    const position = { line: item.nameLine, function: item.name };
    if (options.functions === 'all' || isRoot(snapshot, fn) || isInteresting(fn, options.text)) {
      positions.push({ ...position, kind: 'head' });
      if (fn.contexts.length > 0) positions.push({ ...position, kind: 'ways' });
    }
    positions.push(...linePositions(fn, options));
  }
  return positions;
}

function linePositions(fn: FunctionReport, options: LensOptions): LensPosition[] {
  const at = effectiveMode(fn, options.at, options.cursor);
  if (at === 'functions') return [];
  if (at === 'everyLine')
    return fn.lines.map((line) => ({ kind: 'state', line: line.line, function: fn.name }));
  return changesOf(fn, options.text).map((change) => ({
    kind: 'change',
    line: change.line,
    function: fn.name,
  }));
}

/** `currentFunction` is every line in the function of the cursor, and changes elsewhere. */
export function effectiveMode(
  fn: FunctionReport,
  at: StateAt,
  cursor: number | null,
): 'changes' | 'everyLine' | 'functions' {
  if (at !== 'currentFunction') return at;
  return cursor !== null && fn.start <= cursor && cursor <= fn.end ? 'everyLine' : 'changes';
}

/** Text of one lens, or null when the function or line is no longer there. */
export function lensText(
  snapshot: Snapshot,
  file: string,
  position: LensPosition,
  text: LineText,
  token?: CancelToken,
): Lens | null {
  const fn = functionAt(snapshot, file, position.line, token);
  if (fn?.name !== position.function) return null;
  switch (position.kind) {
    case 'head':
      return headLens(snapshot, fn, text, token);
    case 'ways':
      return { title: plural(fn.contexts.length, 'way').concat(' in'), action: 'traceCallers' };
    case 'change': {
      const change = changesOf(fn, text).find((candidate) => candidate.line === position.line);
      return { title: change ? changeWords(change) : 'No change', action: 'showLine' };
    }
    default: {
      const line = fn.lines.find((candidate) => candidate.line === position.line);
      return line ? { title: stateWords(line), action: 'showLine' } : null;
    }
  }
}

function isRoot(snapshot: Snapshot, fn: FunctionReport): boolean {
  return snapshot.roots?.some((root) => root.name === fn.name) ?? false;
}

function headLens(snapshot: Snapshot, fn: FunctionReport, text: LineText, token?: CancelToken): Lens {
  const root = snapshot.roots?.find((candidate) => candidate.name === fn.name);
  const trace = root ? snapshot.trace(fn.name, { direction: 'calls' }, token) : null;
  if (!root || !trace) return { title: summaryWords(fn, text, lensLimit), action: 'showFunction' };
  const fences = trace.steps.filter((step) => step.kind === 'fence').length;
  const words = fences > 0 ? `, ${plural(fences, 'fence')}` : '';
  return {
    title: firstThatFits([`${root.label}: ${plural(trace.steps.length, 'step')}${words}`], lensLimit),
    action: 'traceCalls',
  };
}

/** `Takes tpm_mutex, then holds ops_sem (read), tpm_mutex, 1 ref`. */
export function changeWords(change: Change): string {
  const say = (words: typeof listWords, tail: string): string => {
    const parts: string[] = [];
    if (change.releases.length > 0) parts.push(`releases ${words(change.releases)}`);
    if (change.acquires.length > 0) parts.push(`takes ${words(change.acquires)}`);
    return sentence(parts.join(', ')) + tail;
  };
  const condition = ifReturns(change.when);
  const after = change.after;
  const tails = (words: typeof listWords): string =>
    condition ? ` ${condition}` : `, then holds ${words(after) || 'nothing'}`;
  return firstThatFits(
    [say(listWords, tails(listWords)), say(listWords, tails(countWords)), say(countWords, tails(countWords))],
    lensLimit,
  );
}

/** State before a line: `Holds ops_sem (read), 1 ref; on some paths tpm_mutex; chip->ops valid`. */
export function stateWords(line: LineReport): string {
  if (!line.reachable) return 'Not reached on any path';
  const say = (words: typeof listWords): string => {
    const parts = [`Holds ${words(line.must) || 'nothing'}`];
    if (line.may.length > 0) parts.push(`on some paths ${words(line.may)}`);
    if (line.released.length > 0) parts.push(`released ${words(line.released)}`);
    if (line.ops !== 'n/a') parts.push(`chip->ops ${opsWords[line.ops]}`);
    return parts.join('; ');
  };
  return firstThatFits([say(listWords), say(countWords)], lensLimit);
}

export const opsWords = {
  valid: 'valid',
  null: 'NULL',
  'maybe-null': 'may be NULL',
  'n/a': 'not used here',
} as const;

import type { When } from '../model/types';
import type { HoldReport, LineReport, OutcomeReport } from './reports';

/**
 * How holds are put into words, in one place: `ops_sem (read)`, `1 ref`, `2 locks, 1 ref`.
 * Plain words that cannot be C, no symbols.
 */

/** Last component of an access path: `chip->ops_sem` is `ops_sem`, `&chip->dev` is `dev`. */
export function shortName(object: string): string {
  const parts = object.split(/->|\.|&/);
  return parts[parts.length - 1] || object;
}

/** Identity of a hold, whatever its count and acquire site. */
export function holdKey(hold: HoldReport): string {
  return `${hold.kind} ${hold.object} ${hold.primitive} ${hold.mode ?? ''}`;
}

/**
 * The holds worth naming. A composite comes with its parts in the report; the parts say it all, and `power` is
 * part of the composite. A composite without parts stands for itself.
 */
export function visibleHolds(holds: readonly HoldReport[]): readonly HoldReport[] {
  const parts = holds.filter((hold) => hold.kind !== 'ops');
  if (parts.length === holds.length || parts.length === 0) return holds;
  return parts.some((hold) => hold.kind === 'lock') ? parts.filter((hold) => hold.kind !== 'power') : parts;
}

export function plural(count: number, word: string): string {
  if (count === 1) return `1 ${word}`;
  return `${count} ${word.endsWith('y') && !word.endsWith('ay') ? `${word.slice(0, -1)}ies` : `${word}s`}`;
}

/** `ops_sem (read)`, `tpm_mutex`. An exclusive lock needs no word. */
export function lockWords(hold: HoldReport): string {
  const name = shortName(hold.object);
  return hold.mode === null || hold.mode === 'exclusive' ? name : `${name} (${hold.mode})`;
}

/** One hold by name: `tpm_mutex`, `1 ref`, `memory of priv`. */
export function holdWords(hold: HoldReport): string {
  const name = shortName(hold.object);
  switch (hold.kind) {
    case 'lock':
      return lockWords(hold);
    case 'ref':
      return plural(hold.count, 'ref');
    case 'rcu':
      return 'rcu read lock';
    case 'ops':
      return 'ops';
    case 'power':
      return 'power';
    case 'locality':
      return 'locality';
    case 'buf':
      return `buffer ${name}`;
    case 'mem':
      return `memory of ${name}`;
    case 'irq':
      return `irq ${name}`;
    case 'work':
      return `work ${name}`;
    case 'rpm':
      return 'runtime PM';
    case 'registration':
      return `registration of ${name}`;
    default:
      return `${hold.primitive} ${name}`;
  }
}

/** Order in a list: locks first, then references, then the rest; within a class as reported. */
const classOf = (hold: HoldReport): number => (isLock(hold) ? 0 : hold.kind === 'ref' ? 1 : 2);

export function inOrder(holds: readonly HoldReport[]): readonly HoldReport[] {
  return [...holds].sort((a, b) => classOf(a) - classOf(b));
}

export function isLock(hold: HoldReport): boolean {
  return hold.kind === 'lock' || hold.kind === 'rcu';
}

/** `ops_sem (read), tpm_mutex, 1 ref`; references of all objects are counted together. Empty for nothing. */
export function listWords(holds: readonly HoldReport[]): string {
  const shown = inOrder(visibleHolds(holds));
  const refs = refCount(shown);
  const words: string[] = [];
  for (const hold of shown) {
    if (hold.kind !== 'ref') words.push(holdWords(hold));
    else if (!words.some((word) => / refs?$/.test(word))) words.push(plural(refs, 'ref'));
  }
  return words.join(', ');
}

function refCount(holds: readonly HoldReport[]): number {
  return holds.reduce((sum, hold) => sum + (hold.kind === 'ref' ? hold.count : 0), 0);
}

/** How many of which class: `2 locks, 1 ref`, `1 lock, 1 other`. Empty for nothing. */
export function countWords(holds: readonly HoldReport[]): string {
  return countParts(holds).join(', ');
}

function countParts(holds: readonly HoldReport[]): string[] {
  const shown = visibleHolds(holds);
  const locks = shown.filter(isLock).length;
  const refs = refCount(shown);
  const others = shown.filter((hold) => !isLock(hold) && hold.kind !== 'ref');
  const [first] = others;
  const parts: string[] = [];
  if (locks > 0) parts.push(plural(locks, 'lock'));
  if (refs > 0) parts.push(plural(refs, 'ref'));
  if (first && others.length === 1) parts.push(singleOther(first));
  else if (others.length > 1) parts.push(`${others.length} others`);
  return parts;
}

/** One thing that is neither lock nor reference, short: `1 buffer`, `power`. */
function singleOther(hold: HoldReport): string {
  const nouns: Partial<Record<HoldReport['kind'], string>> = {
    buf: '1 buffer',
    mem: '1 allocation',
    irq: '1 irq',
    work: '1 work',
    registration: '1 registration',
    other: '1 resource',
  };
  return nouns[hold.kind] ?? holdWords(hold);
}

/** Counts with a sign before each: `+2 locks, +1 ref`. */
export function signedCounts(holds: readonly HoldReport[], sign: '+' | '-'): string {
  return countParts(holds)
    .map((part) => (/^\d/.test(part) ? sign + part : `${sign} ${part}`))
    .join(', ');
}

/** The first text that fits, else the last one cut with three dots. */
export function firstThatFits(texts: readonly string[], limit: number): string {
  const fitting = texts.find((text) => text.length <= limit);
  if (fitting !== undefined) return fitting;
  const last = texts[texts.length - 1] ?? '';
  return `${last.slice(0, Math.max(0, limit - 3)).trimEnd()}...`;
}

/** `On 0`, `On error`, `Always`: start of a sentence about an outcome. */
export function outcomeWords(when: When): string {
  switch (when) {
    case 'always':
      return 'always';
    case 'zero':
      return 'on 0';
    case 'nonzero':
      return 'on non-zero';
    case 'negative':
      return 'on error';
    case 'nonnegative':
      return 'on 0 or more';
    case 'positive':
      return 'on more than 0';
    case 'null':
      return 'on NULL';
    case 'nonnull':
      return 'on a pointer';
    case 'error-pointer':
      return 'on an error pointer';
    case 'true':
      return 'on true';
    default:
      return 'on false';
  }
}

/** `if it returns 0`, for a call: the same outcomes in a clause. */
export function ifReturns(when: When | 'sometimes'): string {
  if (when === 'always') return '';
  if (when === 'sometimes') return 'on some paths';
  const words = outcomeWords(when).slice('on '.length);
  return `if it returns ${words === 'error' ? 'an error' : words}`;
}

export function hasEffect(outcome: OutcomeReport): boolean {
  return outcome.acquires.length > 0 || outcome.releases.length > 0;
}

/** `must` of a line without what only some arms of the build hold. */
export function allHolds(line: LineReport): readonly HoldReport[] {
  return [...line.must, ...line.may];
}

export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

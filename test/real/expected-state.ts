import { createHash } from 'node:crypto';
import type { FunctionReport, HoldReport, LineReport, OpsState } from '../../server/src/features/reports';

/**
 * State before lines of Linux 6.12, written by reading the source; no tool produced it. A line is `number:hash`, the
 * hash being the first eight digits of the SHA-1 of the trimmed line, so that the table follows a later point release.
 *
 * Holds are `kind object [mode]`, separated by `;`. `get chip` is all that `tpm_try_get_ops()` takes, `a|b` accepts
 * either name (`get chip|dev`: the reference is on `chip->dev`, which is what `dev` points to). Not compared: registrations, crypto objects, what the device core releases (devm), and where a hold
 * was taken.
 */
export type ExpectedStates = Readonly<Record<string, readonly ExpectedFunction[]>>;

export interface ExpectedFunction {
  readonly name: string;
  /** Line of the function's name. */
  readonly start: number;
  readonly rows: readonly ExpectedRow[];
  /** Held on every way in, by last component of the object. */
  readonly entry?: string;
}

export interface ExpectedRow {
  readonly at: string;
  readonly must?: string;
  readonly may?: string;
  /** Compared only where it is written. */
  readonly ops?: OpsState;
  /** Right when reported, not required. */
  readonly optional?: string;
}

export function stateOf(
  name: string,
  start: number,
  rows: readonly ExpectedRow[],
  entry?: string,
): ExpectedFunction {
  return { name, start, rows, ...(entry !== undefined && { entry }) };
}

export const hashOf = (line: string): string =>
  createHash('sha1').update(line.trim()).digest('hex').slice(0, 8);

/** The lines of a row as they are in this text: by hash, nearest to where the function has moved to. */
export function placesOf(
  row: ExpectedRow,
  text: readonly string[],
  moved: number,
  fn: FunctionReport,
): number[] {
  return row.at.split(' ').map((place) => {
    const [line = '', hash] = place.split(':');
    const wanted = Number(line) + moved;
    const same: number[] = [];
    for (let at = fn.start; at <= fn.end; at++) if (hashOf(text[at - 1] ?? '') === hash) same.push(at);
    same.sort((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted));
    const [nearest] = same;
    if (nearest === undefined) throw new Error(`${fn.name}: line ${line} is not there any more`);
    return nearest;
  });
}

const uncompared = new Set(['registration', 'other']);

const nameOf = (hold: HoldReport, object = hold.object): string => {
  const mode = hold.mode === 'read' || hold.mode === 'write' ? ` ${hold.mode}` : '';
  const count = hold.count > 1 ? ` x${hold.count}` : '';
  return `${hold.kind} ${object.replace(/^&/, '')}${mode}${count}`;
};

const names = (holds: readonly HoldReport[]): string[] =>
  holds
    .filter((hold) => !uncompared.has(hold.kind) && !hold.primitive.startsWith('devm'))
    .map((hold) => nameOf(hold));

/** What `tpm_try_get_ops()` takes, as holds. */
function expand(text = ''): string[] {
  return text
    .split(';')
    .map((hold) => hold.trim())
    .filter((hold) => hold !== '')
    .flatMap((hold) => {
      const [kind, chip] = hold.split(' ');
      if (kind !== 'get') return [hold];
      const [whole = 'chip', device] = (chip ?? '').split('|');
      const of = chip === undefined ? '' : `${whole}->`;
      const ref = `ref ${of}dev${device === undefined ? '' : `|${device}`}`;
      return [`ops ${whole}`, `power ${whole}`, `lock ${of}ops_sem read`, `lock ${of}tpm_mutex`, ref];
    });
}

/** Takes what is expected out of what was found; what is left over, or was not there, is a difference. */
function compare(label: string, found: readonly string[], wanted: string[], optional: string[]): string[] {
  const left = [...found];
  const take = (hold: string) => {
    const [kind = '', objects = '', ...rest] = hold.split(' ');
    const forms = objects.split('|').map((object) => [kind, object, ...rest].join(' '));
    const at = left.findIndex((name) => forms.includes(name));
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  };
  const missing = wanted.filter((hold) => !take(hold)).map((hold) => `${label} lacks ${hold}`);
  for (const hold of optional) take(hold);
  return [...missing, ...left.map((name) => `${label} has ${name}`)];
}

export function differencesAt(row: ExpectedRow, line: LineReport | undefined): string[] {
  if (line === undefined) return ['is not listed'];
  if (!line.reachable) return ['is not reachable'];
  const optional = expand(row.optional);
  const ops = row.ops === undefined || row.ops === line.ops ? [] : [`ops is ${line.ops}, not ${row.ops}`];
  return [
    ...compare('must', names(line.must), expand(row.must), optional),
    ...compare('may', names(line.may), expand(row.may), optional),
    ...ops,
  ];
}

/** Holds that every way into the function brings, by last component. */
export function entryDifferences(fn: FunctionReport, entry: string): string[] {
  const last = (hold: HoldReport) => nameOf(hold, hold.object.split(/->|\./).at(-1));
  const [first = [], ...rest] = fn.contexts.map((context) => context.entry.map(last));
  const common = first.filter((name) => rest.every((other) => other.includes(name)));
  const wanted = expand(entry).filter((hold) => !/^(?:ops|power) /.test(hold));
  return wanted.filter((hold) => !common.includes(hold)).map((hold) => `entry lacks ${hold}`);
}

import type { FunctionRow, HoldKind, PrimitiveRow, Target } from '../types';

/**
 * Row builder. A table lists families; each family names what its functions share once, then
 * `[effect, names, differences]`. One line of a table may stand for a dozen rows, so tables stay readable.
 * Nothing here knows a kernel name.
 */

/** What the family's functions are known to do besides the effect. */
export type Facts = Omit<FunctionRow, 'fn' | 'source'>;

export interface FamilyRow extends PrimitiveRow {
  readonly facts?: Facts;
}

type Shared = {
  readonly kind: HoldKind;
  readonly primitive: string;
  readonly source: string;
} & Partial<FamilyRow>;
type Line = readonly [
  effect: PrimitiveRow['effect'],
  names: string,
  differences?: Partial<Omit<FamilyRow, 'fn' | 'effect'>>,
];

const FIRST_ARGUMENT: Target = { arg: 0 };

export function family(shared: Shared, lines: readonly Line[]): FamilyRow[] {
  const rows: FamilyRow[] = [];
  for (const [effect, names, differences] of lines) {
    // Spread once per line, not once per name: cold start counts.
    const row = { target: FIRST_ARGUMENT, ...shared, ...differences, effect };
    for (const fn of names.split(' ')) rows.push({ ...row, fn });
  }
  return rows;
}

/** Function rows that share their facts. */
export function facts(source: string, shared: Facts, names: string): FunctionRow[] {
  return names
    .trim()
    .split(/\s+/)
    .map((fn) => ({ fn, ...shared, source }));
}

/** Targets that recur in many tables. */
export const RETURNED: Target = { ret: true };
export const ARG1: Target = { arg: 1 };
export const ARG2: Target = { arg: 2 };
export const DEV_OF_ARG: Target = { arg: 0, path: 'dev' };
export const DEV_OF_RETURNED: Target = { ret: true, path: 'dev' };

/** Facts that recur in many tables. */
export const SLEEPS: Facts = { sleeps: true };
export const SLEEPS_ZERO: Facts = { sleeps: true, returns: 'zero-or-negative' };
export const ZERO: Facts = { returns: 'zero-or-negative' };
export const NULLABLE: Facts = { returns: 'null-or-pointer' };
export const ERROR_POINTER: Facts = { returns: 'error-pointer-or-pointer' };

import type { Op } from '../ir/types';
import type { Analysis } from './analyse';
import type { GuardedField } from './engine-model';
import { type Entry, entriesOf } from './entries';
import type { Reliance } from './guard-uses';
import type { ProgramFunction } from './program';
import { K } from './term-kinds';

/** Calls down that are followed from a way in to the use. */
const MAX_DOWN = 12;
/** Exported functions that reserve for themselves, from which on one that does not is the exception. */
const MIN_SIBLINGS = 3;

/** Ways in on which nothing protects a guarded field. */
export interface Unprotected {
  readonly reliance: Reliance;
  /** Ways in without protection, in words; none when only its siblings say that it should reserve. */
  readonly entries: readonly string[];
  /** Number of ways in altogether. */
  readonly ways: number;
}

/**
 * Uses of guarded fields in a function that nobody protects on some way in, where this function is to blame: it is
 * the way in, or the exported function that everybody calls without a reservation.
 */
export function findUnprotected(analysis: Analysis, fn: ProgramFunction): Unprotected[] {
  const result = analysis.result(fn.index);
  const reliances = result?.frame.guardUses.reliances ?? [];
  const found: Unprotected[] = [];
  for (const reliance of reliances) {
    const own = entriesOf(analysis, fn.index).filter((entry) => isOpen(analysis, entry, reliance));
    if (own.length > 0) {
      const entries = own.map((entry) => entry.label);
      if (!isLeftToCallee(analysis, reliance.callee, reliance.row))
        found.push({ reliance, entries, ways: own.length });
    } else if (!fn.ir.isStatic) {
      const blamed = blameShared(analysis, fn, reliance);
      if (blamed !== null) found.push(blamed);
    }
  }
  return found;
}

function isUser(analysis: Analysis, entry: Entry): boolean {
  return analysis.model.userKind(entry.kind) !== undefined;
}

/** The entry is one by which somebody uses the device, and nothing that it brings along protects the field. */
function isOpen(analysis: Analysis, entry: Entry, reliance: Reliance): boolean {
  if (!isUser(analysis, entry)) return false;
  const standing = analysis.model.exclusions.filter(
    ({ struct, bit, standsAt }) =>
      struct === reliance.row.struct && standsAt.includes(entry.kind) && !reliance.changed.includes(bit),
  );
  if (standing.length > 0) return false;
  return !isDrained(analysis, reliance.row, entry.kind);
}

/** Every retraction comes after a call that waits for this kind of entry to be out. */
function isDrained(analysis: Analysis, row: GuardedField, kind: string): boolean {
  const retractions = retractionsOf(analysis, row);
  return retractions.length > 0 && retractions.every(({ fn, at }) => drainsBefore(analysis, fn, kind, at));
}

const retracting = new WeakMap<Analysis, Map<GuardedField, { fn: ProgramFunction; at: number }[]>>();

export function retractionsOf(
  analysis: Analysis,
  row: GuardedField,
): readonly { fn: ProgramFunction; at: number }[] {
  let known = retracting.get(analysis);
  if (known === undefined) {
    known = new Map();
    retracting.set(analysis, known);
  }
  let found = known.get(row);
  if (found === undefined) {
    found = [];
    for (const fn of analysis.program.list)
      for (const { ops } of fn.ir.blocks)
        for (const op of ops) if (isRetraction(analysis, fn, op, row)) found.push({ fn, at: op.at.start });
    known.set(row, found);
  }
  return found;
}

function isRetraction(
  analysis: Analysis,
  fn: ProgramFunction,
  op: Op,
  row: GuardedField,
): op is Extract<Op, { op: 'assign' }> {
  return (
    op.op === 'assign' &&
    op.target.k === 'field' &&
    op.target.name === row.field &&
    op.value.k === 'num' &&
    op.value.value === 0 &&
    analysis.program.typeOf(op.target.base, fn)?.name === row.struct
  );
}

function drainsBefore(analysis: Analysis, fn: ProgramFunction, kind: string, at: number): boolean {
  return fn.ir.blocks.some(({ ops }) =>
    ops.some(
      (op) =>
        op.op === 'call' &&
        op.at.start < at &&
        op.callee.k === 'var' &&
        analysis.model.fences(op.callee.name).some((fence) => fence.waits && fence.cuts.includes(kind)),
    ),
  );
}

/**
 * Further down the same use is made in an exported function that nobody calls with a reservation, or right there in
 * one that another file shares: that one should reserve, and not each of its callers.
 */
export function isLeftToCallee(analysis: Analysis, callee: number | null, row: GuardedField): boolean {
  let at = callee;
  for (let down = 0; at !== null && down < MAX_DOWN; down++) {
    const fn = analysis.program.functions[at];
    if (fn === undefined) return false;
    const shared = fn.exported || (down === 0 && !fn.ir.isStatic && !fn.ir.isMacro);
    if (shared && !hasProtectedWay(analysis, at, new Set())) return true;
    at = analysis.result(at)?.frame.guardUses.reliances.find((one) => one.row === row)?.callee ?? null;
  }
  return false;
}

/** Some caller has the reservation, or knows that nobody else can see the object. */
function hasProtectedWay(analysis: Analysis, fn: number, seen: Set<number>): boolean {
  if (seen.has(fn)) return false;
  seen.add(fn);
  return analysis.callers(fn).some((caller) => {
    const uses = analysis.result(caller.index)?.frame.guardUses;
    if (uses === undefined) return false;
    if (uses.served.has(fn)) return true;
    const own = uses.reliances.find((one) => one.callee === fn);
    if (own === undefined) return false;
    // A way in that a flag or a fence protects.
    if (
      entriesOf(analysis, caller.index).some(
        (entry) => isUser(analysis, entry) && !isOpen(analysis, entry, own),
      )
    )
      return true;
    return hasProtectedWay(analysis, caller.index, seen);
  });
}

function blameShared(analysis: Analysis, fn: ProgramFunction, reliance: Reliance): Unprotected | null {
  if (hasProtectedWay(analysis, fn.index, new Set())) return null;
  const ways = new Ways();
  collectWays(analysis, fn.index, reliance.row, ways, new Set(), fn.exported);
  if (ways.open.size > 0) return { reliance, entries: [...ways.open], ways: ways.all.size };
  return fn.exported && isOdd(analysis, fn, reliance) ? { reliance, entries: [], ways: 0 } : null;
}

class Ways {
  /** Names of ways in without protection. */
  readonly open = new Set<string>();
  readonly all = new Set<string>();
}

/** Ways in to a function that relies on a guarded field: entries, and callers that gave their reservation back. */
function collectWays(
  analysis: Analysis,
  fn: number,
  row: GuardedField,
  ways: Ways,
  seen: Set<number>,
  exported: boolean,
): void {
  if (seen.has(fn)) return;
  seen.add(fn);
  for (const caller of analysis.callers(fn)) {
    const uses = analysis.result(caller.index)?.frame.guardUses;
    if (uses === undefined) continue;
    if (uses.misuses.some(({ what, callee }) => what === 'late' && callee?.index === fn)) {
      ways.open.add(`${caller.name}()`);
      ways.all.add(`${caller.name}()`);
    }
    if (uses.served.has(fn)) ways.all.add(`${caller.name}()`);
    const own = uses.reliances.find((one) => one.callee === fn && one.row === row);
    if (own === undefined) continue;
    for (const entry of entriesOf(analysis, caller.index)) {
      ways.all.add(`${caller.name}()`);
      if (isOpen(analysis, entry, own)) ways.open.add(`${caller.name}()`);
    }
    // An exported function on the way is to blame itself.
    if (exported && (!caller.exported || hasProtectedWay(analysis, caller.index, new Set())))
      collectWays(analysis, caller.index, row, ways, seen, exported);
  }
}

/**
 * Nobody in the program calls it, so only its like can say: most exported functions of its file that take the subject
 * reserve it themselves.
 */
function isOdd(analysis: Analysis, fn: ProgramFunction, reliance: Reliance): boolean {
  const { terms } = analysis;
  if (terms.kind(reliance.subject) !== K.Param) return false;
  let reserving = 0;
  let others = 0;
  for (const sibling of analysis.program.list) {
    if (sibling.file !== fn.file || sibling === fn || !sibling.exported) continue;
    if (analysis.callers(sibling.index).some((caller) => caller.file === fn.file)) continue;
    if (!sibling.ir.params.some(({ type }) => type.name === reliance.row.struct && type.pointers === 1))
      continue;
    const result = analysis.result(sibling.index);
    if (result === undefined) continue;
    const takes = result.summary.takings.some(
      ({ object }) => terms.kind(object) === K.Field && terms.name(terms.b(object)) === reliance.row.lock,
    );
    if (takes) reserving++;
    else if (result.summary.relies.length > 0 && !hasProtectedWay(analysis, sibling.index, new Set()))
      others++;
  }
  return reserving >= MIN_SIBLINGS && others === 0;
}

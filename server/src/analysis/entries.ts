import type { Expr } from '../ir/types';
import type { EntryRow } from '../model/types';
import type { Analysis } from './analyse';
import type { EngineModel } from './engine-model';
import type { Program, ProgramFunction } from './program';

/** A way into the program from outside: a callback that somebody else calls, or an exported function. */
export interface Entry {
  readonly fn: number;
  /** Class of the entry (`open`, `work`, `probe`, `exported`, …). */
  readonly kind: string;
  readonly label: string;
  readonly holds: NonNullable<EntryRow['holds']>;
  readonly atomic: boolean;
}

const NO_HOLDS: Entry['holds'] = [];
const NO_ENTRIES: readonly Entry[] = [];

interface Found {
  readonly all: readonly Entry[];
  readonly byFn: ReadonlyMap<number, readonly Entry[]>;
}

/** Entries, found once for a program, from the text alone. */
const found = new WeakMap<Program, Found>();

/** Every entry of a program, in order of functions. One function may be entered in several ways. */
export function allEntries({ program, model }: Pick<Analysis, 'program' | 'model'>): readonly Entry[] {
  return entriesIn(program, model).all;
}

/** The ways in from outside that begin at a function. */
export function entriesOf(
  { program, model }: Pick<Analysis, 'program' | 'model'>,
  fn: number,
): readonly Entry[] {
  return entriesIn(program, model).byFn.get(fn) ?? NO_ENTRIES;
}

function entriesIn(program: Program, model: EngineModel): Found {
  let entries = found.get(program);
  if (entries === undefined) {
    const all = findEntries(program, model);
    const byFn = new Map<number, Entry[]>();
    for (const entry of all) {
      const others = byFn.get(entry.fn);
      if (others === undefined) byFn.set(entry.fn, [entry]);
      else others.push(entry);
    }
    entries = { all, byFn };
    found.set(program, entries);
  }
  return entries;
}

function findEntries(program: Program, model: EngineModel): Entry[] {
  const entries: Entry[] = [];
  const seen = new Set<string>();
  const add = (
    fn: number,
    row: { kind: string; label: string; holds?: EntryRow['holds']; atomic?: true },
  ) => {
    const key = `${fn}|${row.kind}`;
    if (seen.has(key)) return;
    seen.add(key);
    entries.push({
      fn,
      kind: row.kind,
      label: row.label,
      holds: row.holds ?? NO_HOLDS,
      atomic: row.atomic === true,
    });
  };
  for (const callback of program.callbacks) {
    const row = model.entry(callback.struct, callback.field);
    if (row !== undefined) add(callback.fn, row);
  }
  for (const facts of program.files) {
    for (const use of facts.macroUses) {
      const pick = (pattern: string) =>
        pattern.replace(/\$(\d)/g, (_, n: string) => use.args[Number(n)]?.trim() ?? '');
      for (const { pattern, struct, field } of model.macroEntry(use.name)?.callbacks ?? []) {
        const row = model.entry(struct, field);
        if (row !== undefined) for (const fn of program.resolve(pick(pattern), facts.path)) add(fn, row);
      }
      for (const row of model.registrations(use.name))
        for (const fn of program.resolve(pick(`$${row.callback}`), facts.path)) add(fn, row);
    }
  }
  for (const fn of program.list) addRegistered(program, model, fn, add);
  return entries;
}

/** Callbacks handed over in code: `INIT_WORK(&w, f)`. */
function addRegistered(
  program: Program,
  model: EngineModel,
  fn: ProgramFunction,
  add: (fn: number, row: { kind: string; label: string; holds?: EntryRow['holds']; atomic?: true }) => void,
): void {
  for (const block of fn.ir.blocks) {
    for (const op of block.ops) {
      if (op.op !== 'call' || op.callee.k !== 'var') continue;
      for (const row of model.registrations(op.callee.name)) {
        const name = functionName(op.args[row.callback]);
        if (name !== null) for (const target of program.resolve(name, fn.file)) add(target, row);
      }
    }
  }
}

function functionName(expr: Expr | undefined): string | null {
  if (expr === undefined) return null;
  if (expr.k === 'var') return expr.name;
  return expr.k === 'addr' || expr.k === 'cast'
    ? functionName(expr.k === 'addr' ? expr.base : expr.arg)
    : null;
}

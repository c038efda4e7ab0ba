import type { Analysis } from './analyse';
import { entriesOf } from './entries';

/** Callbacks that take down what others set up (`release` and `open`), each with those that set up for it. */
export function callbackPairs(analysis: Analysis): ReadonlyMap<number, readonly number[]> {
  let pairs = known.get(analysis.program);
  if (pairs === undefined) {
    pairs = findPairs(analysis);
    known.set(analysis.program, pairs);
  }
  return pairs;
}

const known = new WeakMap<Analysis['program'], ReadonlyMap<number, readonly number[]>>();

function findPairs(analysis: Analysis): Map<number, number[]> {
  const { program, model } = analysis;
  /** By table: kinds and members with their functions. */
  const tables = new Map<string, Map<string, Set<number>>>();
  const add = (table: string, role: string, fn: number) => {
    const roles = tables.get(table) ?? new Map<string, Set<number>>();
    roles.set(role, (roles.get(role) ?? new Set()).add(fn));
    tables.set(table, roles);
  };
  for (const { fn, struct, field, table, file } of program.callbacks) {
    if (table === null) continue;
    const entry = model.entry(struct, field);
    add(`${table}@${file}`, entry === undefined ? `field ${field}` : `kind ${entry.kind}`, fn);
  }
  for (const fn of program.list)
    for (const { kind } of entriesOf(analysis, fn.index)) add(`@${fn.file}`, `kind ${kind}`, fn.index);
  const pairs = new Map<number, number[]>();
  for (const [table, roles] of tables)
    for (const row of model.partners) {
      // Whole files have one module init and one exit, but callbacks of several tables.
      if (table.startsWith('@') && !row.perFile) continue;
      const takers = [...(roles.get(`${row.by} ${row.takes}`) ?? [])];
      for (const giver of roles.get(`${row.by} ${row.gives}`) ?? [])
        pairs.set(giver, [...(pairs.get(giver) ?? []), ...takers.filter((taker) => taker !== giver)]);
    }
  return pairs;
}

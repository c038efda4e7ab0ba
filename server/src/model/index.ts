import { deferred } from './primitives/async';
import { bindings, macroTables, storeFences, userKinds } from './primitives/bindings';
import { iterators, macroEntries, registrationRows } from './primitives/callbacks';
import { cleanups } from './primitives/cleanup';
import { entries } from './primitives/entries';
import type { FamilyRow } from './primitives/family';
import { fences } from './primitives/fences';
import { fields } from './primitives/fields';
import { functions } from './primitives/functions';
import { initialisers } from './primitives/initialisers';
import { locks } from './primitives/locks';
import { memory } from './primitives/memory';
import { power } from './primitives/power';
import { references } from './primitives/references';
import { registrations } from './primitives/registration';
import { sleeping } from './primitives/sleeping';
import { tpmContracts } from './tpm/contracts';
import type {
  BindingRow,
  CleanupRow,
  ContractRow,
  EntryRow,
  FenceRow,
  FieldRow,
  FunctionRow,
  InitialiserRow,
  IteratorRow,
  MacroEntryRow,
  MacroTableRow,
  PrimitiveRow,
  RegistrationRow,
  StoreFenceRow,
  UserKindRow,
} from './types';

/**
 * The whole model, indexed by name. It is the only file of the model that the analysis needs.
 * Several rows for one function all apply; what is known of a function is one merged row.
 */
export interface Model {
  readonly primitivesByName: ReadonlyMap<string, readonly PrimitiveRow[]>;
  readonly functionsByName: ReadonlyMap<string, FunctionRow>;
  /** Keyed `form:name`: `guard:mutex`, `free:kfree`, `class:fd`. */
  readonly cleanupByName: ReadonlyMap<string, CleanupRow>;
  /** Keyed `struct.field`: `file_operations.open`. */
  readonly entriesByField: ReadonlyMap<string, EntryRow>;
  readonly registrationsByName: ReadonlyMap<string, readonly RegistrationRow[]>;
  readonly macroEntriesByName: ReadonlyMap<string, MacroEntryRow>;
  readonly initialisersByName: ReadonlyMap<string, InitialiserRow>;
  readonly fencesByName: ReadonlyMap<string, readonly FenceRow[]>;
  readonly bindingsByName: ReadonlyMap<string, BindingRow>;
  readonly macroTablesByName: ReadonlyMap<string, MacroTableRow>;
  /** Keyed `struct.field`. */
  readonly storeFencesByField: ReadonlyMap<string, StoreFenceRow>;
  readonly userKindsByName: ReadonlyMap<string, UserKindRow>;
  readonly iteratorsByName: ReadonlyMap<string, IteratorRow>;
  /** Keyed `struct.field`. */
  readonly fieldsByName: ReadonlyMap<string, FieldRow>;
  readonly contracts: readonly ContractRow[];
}

/** Every primitive row, in table order. */
export const primitiveTables: readonly (readonly FamilyRow[])[] = [
  locks,
  references,
  memory,
  deferred,
  registrations,
  power,
];

function unique<Row>(rows: readonly Row[], key: (row: Row) => string): Map<string, Row> {
  const map = new Map<string, Row>();
  for (const row of rows) map.set(key(row), row);
  return map;
}

function grouped<Row>(rows: readonly Row[], key: (row: Row) => string): Map<string, Row[]> {
  const map = new Map<string, Row[]>();
  for (const row of rows) {
    const name = key(row);
    const group = map.get(name);
    if (group) group.push(row);
    else map.set(name, [row]);
  }
  return map;
}

/** What the function tables say, then what primitive rows say of the same function; later facts win. */
function mergeFunctions(primitives: readonly FamilyRow[]): Map<string, FunctionRow> {
  const map = new Map<string, FunctionRow>();
  const add = (row: FunctionRow) => {
    const before = map.get(row.fn);
    map.set(row.fn, before ? { ...before, ...row } : row);
  };
  for (const row of primitives) if (row.facts) add({ fn: row.fn, ...row.facts, source: row.source });
  for (const row of functions) add(row);
  for (const row of sleeping) add(row);
  return map;
}

function build(): Model {
  const primitives = primitiveTables.flat();
  return {
    primitivesByName: grouped(primitives, (row) => row.fn),
    functionsByName: mergeFunctions(primitives),
    cleanupByName: unique(cleanups, (row) => `${row.form}:${row.name}`),
    entriesByField: unique(entries, (row) => `${row.struct}.${row.field}`),
    registrationsByName: grouped(registrationRows, (row) => row.fn),
    macroEntriesByName: unique(macroEntries, (row) => row.macro),
    initialisersByName: unique(initialisers, (row) => row.fn),
    fencesByName: grouped(fences, (row) => row.fn),
    bindingsByName: unique(bindings, (row) => row.fn),
    macroTablesByName: unique(macroTables, (row) => row.macro),
    storeFencesByField: unique(storeFences, (row) => `${row.struct}.${row.field}`),
    userKindsByName: unique(userKinds, (row) => row.kind),
    iteratorsByName: unique(iterators, (row) => row.macro),
    fieldsByName: unique(fields, (row) => `${row.struct}.${row.field}`),
    contracts: tpmContracts,
  };
}

let built: Model | null = null;

/** Built on first use and kept: rows never change. */
export function kernelModel(): Model {
  built ??= build();
  return built;
}

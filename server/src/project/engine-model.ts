import type { EngineModel } from '../analysis/engine-model';
import { kernelModel, type Model } from '../model/index';
import { type Lifecycle, lifecycle as tpm } from '../model/lifecycle';
import { errnoNumbers } from '../model/primitives/constants';
import { lockTypes, returnsToUser, runsByItself } from '../model/primitives/contexts';
import { partners } from '../model/primitives/partners';
import { atomicPhrases, sleepingFlags, tellsSleeping } from '../model/primitives/sleeping';
import { tpmCounters } from '../model/tpm/contracts';
import type { ContractRow, FenceRow } from '../model/types';

const NO_FENCES: readonly FenceRow[] = [];

/** What the counterparts of a registration end is what it makes possible. */
function opens(model: Model, name: string): readonly string[] {
  const families = (model.primitivesByName.get(name) ?? [])
    .filter(({ kind, effect }) => kind === 'registration' && effect === 'acquire')
    .map(({ primitive }) => primitive);
  if (families.length === 0) return [];
  const kinds = new Set<string>();
  for (const [fn, fences] of model.fencesByName)
    if (
      (model.primitivesByName.get(fn) ?? []).some(
        ({ effect, primitive }) => effect === 'release' && families.includes(primitive),
      )
    )
      for (const { cuts } of fences) for (const kind of cuts) kinds.add(kind);
  return [...kinds];
}

/** The kernel model as the engine asks for it, with the lifecycle of one subsystem. */
export function engineModel(lifecycle: Lifecycle = tpm): EngineModel {
  const model = kernelModel();
  const contracts = new Map<string, ContractRow[]>();
  for (const row of model.contracts) {
    const key = row.fn ?? row.field ?? '';
    contracts.set(key, [...(contracts.get(key) ?? []), row]);
  }
  return {
    primitives: (name) => model.primitivesByName.get(name) ?? [],
    known: (name) => model.functionsByName.get(name),
    cleanup: (name, form) => model.cleanupByName.get(`${form}:${name}`),
    iterator: (macro) => model.iteratorsByName.get(macro),
    covers: (kind) => model.contracts.filter((row) => row.kind === kind).flatMap((row) => row.covers),
    contracts: (name) => contracts.get(name) ?? [],
    constant: (name) => errnoNumbers[name],
    counter: (struct, field) => tpmCounters.find((row) => row.struct === struct && row.field === field),
    publishes: (name) => lifecycle.publishes[name],
    entry: (struct, field) => model.entriesByField.get(`${struct}.${field}`),
    macroEntry: (macro) => model.macroEntriesByName.get(macro),
    fences: (name) => model.fencesByName.get(name) ?? NO_FENCES,
    initialises: (name) => model.initialisersByName.get(name)?.arg,
    opens: (name) => opens(model, name),
    registrations: (name) => model.registrationsByName.get(name) ?? [],
    isLockType: (name) => lockTypes.has(name),
    returnsToUser: (kind) => returnsToUser.has(kind),
    runsByItself: (kind) => runsByItself.has(kind),
    atomic: (primitive) => atomicPhrases[primitive],
    tellsSleeping: (name) => tellsSleeping.test(name),
    sleepingFlag: (name) => sleepingFlags.has(name),
    guarded: lifecycle.guarded,
    exclusions: lifecycle.exclusions,
    userKind: (kind) => model.userKindsByName.get(kind),
    composites: lifecycle.composites,
    partners,
  };
}

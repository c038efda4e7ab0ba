import type {
  CleanupRow,
  ContractRow,
  CounterRow,
  EntryRow,
  FenceRow,
  FunctionRow,
  HoldKind,
  IteratorRow,
  MacroEntryRow,
  Mode,
  PartnerRow,
  PrimitiveRow,
  RegistrationRow,
  UserKindRow,
} from '../model/types';

/** A field that may only be used under its guard: `chip->ops` under `chip->ops_sem`. */
export interface GuardedField {
  readonly struct: string;
  readonly field: string;
  /** Member of the same struct that is the guard. */
  readonly lock: string;
  /** Member whose publication makes the subject visible to others; until then nobody can change the field. */
  readonly published: string;
}

/** A bit of the subject that keeps users out while it is set. */
export interface Exclusion {
  readonly struct: string;
  readonly path: string;
  readonly bit: string;
  /** Entry kinds at whose start the bit is set. */
  readonly standsAt: readonly string[];
}

/** A set of holds on one subject that has a name of its own: `ops` is what a reservation of a chip takes. */
export interface Composite {
  readonly kind: HoldKind;
  readonly primitive: string;
  /** Members of the subject that must be held; an empty path is the subject itself. */
  readonly parts: readonly { readonly kind: HoldKind; readonly path: string; readonly mode?: Mode }[];
}

/** What the engine asks the kernel model. The engine itself names no kernel function. */
export interface EngineModel {
  primitives(name: string): readonly PrimitiveRow[];
  known(name: string): FunctionRow | undefined;
  cleanup(name: string, form: 'guard' | 'free' | 'class'): CleanupRow | undefined;
  iterator(macro: string): IteratorRow | undefined;
  /** Declared contracts of a function, or of a member of a callback table (`struct.field`). */
  contracts(nameOrMember: string): readonly ContractRow[];
  /** Kinds that a declared contract of this kind stands for. */
  covers(kind: HoldKind): readonly HoldKind[];
  /** Positive number of an errno name, and other constants that headers outside the program define. */
  constant(name: string): number | undefined;
  /** Argument that a call publishes (its object becomes visible to other threads), or undefined. */
  publishes(name: string): number | undefined;
  entry(struct: string, field: string): EntryRow | undefined;
  macroEntry(macro: string): MacroEntryRow | undefined;
  fences(name: string): readonly FenceRow[];
  /** Argument that a call makes ready for its users, or undefined. */
  initialises(name: string): number | undefined;
  /** Kinds of entries that a registration makes possible: those that its counterpart ends. */
  opens(name: string): readonly string[];
  registrations(name: string): readonly RegistrationRow[];
  /** A counter of holders that a driver keeps in a struct of its own. */
  counter(struct: string, field: string): CounterRow | undefined;
  /** The name of a type that is a lock. */
  isLockType(name: string): boolean;
  /** Entries of this kind go back to user space when they return. */
  returnsToUser(kind: string): boolean;
  /** Entries of this kind are an interrupt, or a thread, of their own. */
  runsByItself(kind: string): boolean;
  /** How being inside of this family forbids to sleep (`with spinlock '$' held`), or undefined where sleeping is fine. */
  atomic(primitive: string): string | undefined;
  /** A member or parameter of this name says whether sleeping is allowed. */
  tellsSleeping(name: string): boolean;
  /** An allocation with this flag may sleep. */
  sleepingFlag(name: string): boolean;
  readonly guarded: readonly GuardedField[];
  readonly exclusions: readonly Exclusion[];
  /** The kind of entry by which somebody uses a device, or undefined for others (probe, remove). */
  userKind(kind: string): UserKindRow | undefined;
  readonly composites: readonly Composite[];
  readonly partners: readonly PartnerRow[];
}

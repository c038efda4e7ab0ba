import rtc from './lifecycles/rtc.json';
import tpm from './lifecycles/tpm.json';
import watchdog from './lifecycles/watchdog.json';
import type { HoldKind, Mode } from './types';

/**
 * The life of a kernel object: how it is published, under which lock its guarded members may be used, how they are
 * retracted, and what drains the users. Written as JSON (server/schemas/lifecycle.schema.json) so that a subsystem
 * can be added without touching code. Paths are members below the subject struct; an empty path is the object.
 */
export interface SubsystemLifecycle {
  readonly name: string;
  readonly title: string;
  readonly subject: {
    readonly struct: string;
    readonly device?: string;
    readonly pinnedBy?: readonly {
      readonly path: string;
      readonly primitive: string;
      readonly says?: string;
    }[];
  };
  readonly program: {
    readonly folders: readonly string[];
    readonly callers?: readonly string[];
    readonly headers?: readonly string[];
    readonly recognisedBy?: readonly string[];
    /** Folders and files that a call-path query may read when the program alone does not lead on. */
    readonly onDemand?: readonly string[];
  };
  readonly roots: readonly {
    readonly function: string;
    readonly direction: 'calls' | 'callers';
    readonly title: string;
  }[];
  readonly guarded: readonly GuardedField[];
  /** Members that several users share, each under its lock, without ever being retracted. */
  readonly shared?: readonly SharedField[];
  readonly exclusion?: { readonly path: string; readonly primitive: string; readonly says?: string };
  readonly phases: {
    readonly publish: readonly Publication[];
    readonly retract: readonly {
      readonly field: string;
      readonly value: 'null' | 'false';
      readonly under?: { readonly path: string; readonly mode: Mode };
    }[];
    readonly release: readonly string[];
    /** Commands that must be the last one before the retraction. */
    readonly last?: readonly { readonly call: string; readonly says?: string }[];
  };
  readonly flags?: readonly ExcludingFlag[];
  readonly drains: readonly {
    readonly call: string;
    readonly path?: string;
    readonly waits: boolean;
    readonly says?: string;
  }[];
  readonly composites?: readonly Composite[];
  readonly explanations?: readonly {
    readonly when: 'exclusive' | 'unpublished' | 'flag' | 'released';
    readonly says: string;
  }[];
}

/** A member that may be used only under `lock` in mode `use` and while it is valid. */
export interface GuardedField {
  readonly field: string;
  readonly table?: string;
  readonly lock: { readonly path: string; readonly primitive: string };
  readonly use: Mode;
  readonly retract: Mode;
  readonly validWhen: 'nonnull' | 'true';
  readonly final: boolean;
  readonly says?: string;
}

/** A member of any struct of the subsystem that may be used only under a lock of the same struct. */
export interface SharedField {
  readonly struct: string;
  readonly field: string;
  readonly lock: { readonly path: string; readonly primitive: string };
  readonly use: Mode;
  readonly says?: string;
}

/** A call that lets others reach the object; argument `arg` is the member `path`. */
export interface Publication {
  readonly call: string;
  readonly arg: number;
  readonly path: string;
  readonly also?: { readonly arg: number; readonly path: string };
  readonly entries: readonly string[];
  readonly retractedBy: readonly string[];
}

/** While `bit` of `path` is set (or clear), the functions in `excludes` refuse. */
export interface ExcludingFlag {
  readonly path: string;
  readonly bit: string;
  readonly while: 'set' | 'clear';
  readonly excludes: readonly string[];
  /** Kinds of entries that begin while the bit is so. */
  readonly during?: readonly string[];
  readonly says?: string;
}

/** A hold that stands for its parts; a part that is not required belongs to it where the tree has it. */
export interface Composite {
  readonly kind: HoldKind;
  readonly primitive: string;
  readonly says?: string;
  readonly parts: readonly {
    readonly kind: HoldKind;
    readonly primitive: string;
    readonly mode?: Mode;
    readonly path: string;
    readonly required: boolean;
    readonly since?: string;
  }[];
  readonly valid?: { readonly field: string; readonly is: 'nonnull' | 'true' };
}

/** The test checks these files against the schema, which the compiler cannot: JSON strings have no literal types. */
export const tpmLifecycle = tpm as unknown as SubsystemLifecycle;

export const shippedLifecycles = [tpm, rtc, watchdog] as unknown as readonly SubsystemLifecycle[];

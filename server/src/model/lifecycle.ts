import { type SubsystemLifecycle, tpmLifecycle } from './lifecycles';
import type { HoldKind, Mode } from './types';

/** A subsystem's lifecycle in the shape in which the engine looks things up. */
export interface Lifecycle {
  /** Fields that may only be used under their guard. `published` is the member whose publication ends privacy. */
  readonly guarded: readonly {
    readonly struct: string;
    readonly field: string;
    readonly lock: string;
    readonly published: string;
  }[];
  /** Bits of a member that keep users out while they are set. */
  readonly exclusions: readonly {
    readonly struct: string;
    readonly path: string;
    readonly bit: string;
    readonly standsAt: readonly string[];
  }[];
  readonly composites: readonly {
    readonly kind: HoldKind;
    readonly primitive: string;
    readonly parts: readonly { readonly kind: HoldKind; readonly path: string; readonly mode?: Mode }[];
  }[];
  /** Functions after whose success an object is visible to other threads, with the argument that is it. */
  readonly publishes: Readonly<Record<string, number>>;
  /** Folders of the program, and path prefixes of headers outside them that are read when included. */
  readonly folders: readonly string[];
  readonly headers: readonly string[];
  readonly roots: readonly {
    readonly name: string;
    readonly label: string;
    readonly direction: 'calls' | 'callers';
  }[];
}

export function engineView(from: SubsystemLifecycle): Lifecycle {
  const { struct, device = '' } = from.subject;
  return {
    guarded: from.guarded.map(({ field, lock }) => ({ struct, field, lock: lock.path, published: device })),
    exclusions: (from.flags ?? [])
      .filter((flag) => flag.while === 'set')
      .map(({ path, bit, during = [] }) => ({ struct, path, bit, standsAt: during })),
    composites: (from.composites ?? []).map(({ kind, primitive, parts }) => ({
      kind,
      primitive,
      // Any family will do: a tree may have changed a mutex for an rwsem.
      parts: parts.map((part) => ({
        kind: part.kind,
        path: part.path,
        ...(part.mode && part.mode !== 'exclusive' && { mode: part.mode }),
      })),
    })),
    publishes: Object.fromEntries(
      from.phases.publish.flatMap(({ call, arg, path, also }): [string, number][] => {
        if (path === device) return [[call, arg]];
        return also?.path === device ? [[call, also.arg]] : [];
      }),
    ),
    folders: [...from.program.folders, ...(from.program.callers ?? [])],
    headers: from.program.headers ?? [],
    roots: from.roots.map((root) => ({ name: root.function, label: root.title, direction: root.direction })),
  };
}

export const lifecycle: Lifecycle = engineView(tpmLifecycle);

import type { Mode } from '../model/types';
import type { HoldReport, TreeReport } from './reports';

/**
 * What one use of a guarded field relies on, on one way in:
 *  - `lock-and-check`: the guard is held and the field was tested under it;
 *  - `lock`: the guard is held and the field is not tested;
 *  - `exclusive`: the guard is held in the mode of the retraction, so nobody else is inside;
 *  - `fence`: the caller is drained on the removal path before the field is retracted;
 *  - `unpublished`: nobody else can see the object yet;
 *  - `flag`: users are kept out by a flag of the object;
 *  - `nothing`: none of these.
 */
export type Reliance = 'lock-and-check' | 'lock' | 'exclusive' | 'fence' | 'unpublished' | 'flag' | 'nothing';

/** All kinds of reliance, safest first. */
export const reliances: readonly Reliance[] = [
  'lock-and-check',
  'exclusive',
  'fence',
  'unpublished',
  'flag',
  'lock',
  'nothing',
];

/** The ways into a use that rely on the same thing and hold the same locks. */
export interface AuditWay {
  readonly relies: Reliance;
  /** One sentence: which lock, which fence at which line, why the model says that it is safe. */
  readonly why: string;
  readonly held: readonly HoldReport[];
  /** Entry points that come this way, in order of files and lines. */
  readonly entries: readonly {
    readonly id: string;
    readonly label: string;
    readonly function: string;
    readonly file: string;
    readonly line: number;
  }[];
  /** Call sites from one of the entry points down to the use. */
  readonly path: readonly { readonly function: string; readonly file: string; readonly line: number }[];
}

export interface AuditUse {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly function: string;
  readonly text: string;
  /** `call`: through the table that the field points to; `test`: only whether it is set; `write`: the field itself. */
  readonly access: 'call' | 'read' | 'test' | 'write';
  readonly condition: string | null;
  readonly ways: readonly AuditWay[];
}

/** Every use of a guarded field with what it relies on. */
export interface AuditReport {
  readonly schema: 'tpm-lifecycle/audit@1';
  /** `tpm_chip.ops`. */
  readonly field: string;
  readonly tree: TreeReport;
  readonly guard: {
    readonly lock: string;
    readonly primitive: string;
    readonly use: Mode;
    /** Mode of the lock under which the field is made invalid; null when it never is. */
    readonly retract: Mode | null;
    /** What makes the field valid, in words: `not NULL`; null when its value does not matter. */
    readonly valid: string | null;
    readonly says: string | null;
  };
  /** What the tree does not have of what the model expects, one sentence each. */
  readonly notes: readonly string[];
  readonly uses: readonly AuditUse[];
  /** Number of uses by the weakest thing that they rely on. */
  readonly totals: Readonly<Record<Reliance, number>>;
}

import type { ContextReport, FindingReport, HoldReport, OpsState, TreeReport } from '../reports';
import type { LoggedLock, Splat, SplatKind } from './read-log';

/** A kernel log with its frames mapped onto the source, the state there, and the step of the removal that races. */
export interface SplatReport {
  readonly schema: 'tpm-lifecycle/splat@1';
  readonly tree: TreeReport;
  readonly splats: readonly MappedSplat[];
}

export interface MappedSplat extends Pick<Splat, 'title' | 'line'> {
  readonly kind: SplatKind;
  readonly stacks: readonly { readonly label: string; readonly frames: readonly MappedFrame[] }[];
  readonly locks: readonly MappedLock[];
  readonly race: Race | null;
  /** Findings about a lock that it names, or in a function of its stacks. */
  readonly findings: readonly FindingReport[];
}

export interface MappedFrame {
  readonly function: string;
  readonly module: string | null;
  readonly isUncertain: boolean;
  /** Where the function stands in the source; null when it is not part of the analysed program. */
  readonly file: string | null;
  /** Given by the log, else the call of the frame above; several where the source calls it several times. */
  readonly lines: readonly number[];
  readonly from: 'log' | 'call' | 'function' | null;
  /** Functions between this frame and the one above that the compiler folded in. */
  readonly through: readonly string[];
  /** Held on entry, by way in. */
  readonly contexts: readonly Pick<ContextReport, 'id' | 'label' | 'entry' | 'note'>[];
  /** Held at the lines, taken in the function or in what it called. */
  readonly must: readonly HoldReport[];
  readonly may: readonly HoldReport[];
  readonly ops: OpsState;
}

export interface MappedLock extends Pick<LoggedLock, 'name'> {
  readonly at: {
    readonly function: string;
    readonly file: string | null;
    readonly line: number | null;
  } | null;
}

/** What of the removal can run at the same time. */
export interface Race {
  readonly root: string;
  /** The way in that the stack came through, or null when it is the removal itself. */
  readonly entryPoint: { readonly id: string; readonly label: string; readonly function: string } | null;
  /** The step of the removal that the report is about. */
  readonly step: RaceStep | null;
  /** The step that ends the way in; null when nothing does. */
  readonly until: RaceStep | null;
  readonly text: string;
}

export interface RaceStep {
  readonly n: number;
  readonly file: string;
  readonly line: number;
  readonly function: string;
  readonly text: string;
}

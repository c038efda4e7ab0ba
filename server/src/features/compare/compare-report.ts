import type { FindingReport, TraceReport, TraceStep, TreeReport } from '../reports';

/** What two snapshots differ in. `base` is the older one; everything is told from the newer one's view. */
export interface CompareReport {
  readonly schema: 'tpm-lifecycle/compare@1';
  readonly base: CompareSide;
  readonly head: CompareSide;
  /** What was safe in the base and is not any more; and the other way round. */
  readonly breaks: readonly Exposure[];
  readonly mends: readonly Exposure[];
  readonly traces: readonly TraceDifference[];
  readonly summaries: readonly SummaryDifference[];
  readonly findings: FindingsDifference;
}

export interface CompareSide {
  /** `v6.11`, a folder, `the working tree`. */
  readonly label: string;
  readonly tree: TreeReport;
}

export interface Exposure {
  readonly kind: 'fence-lost' | 'command-after-last' | 'callback-after-unregister';
  readonly root: string;
  /** `sysfs loses its fence`. */
  readonly title: string;
  /** One sentence: what decided it before, and what is left. */
  readonly text: string;
  readonly entryPoints: readonly string[];
  /** The step that decides it, in each of the two traces. */
  readonly base: StepPlace | null;
  readonly head: StepPlace | null;
}

export interface StepPlace {
  readonly n: number;
  readonly file: string;
  readonly line: number;
  readonly function: string;
  readonly text: string;
  readonly kind: TraceStep['kind'];
}

export interface TraceDifference {
  readonly root: string;
  readonly direction: 'calls' | 'callers';
  /** Null when the function is there on both sides. */
  readonly missing: 'base' | 'head' | null;
  readonly steps: {
    readonly added: readonly StepPlace[];
    readonly removed: readonly StepPlace[];
    /** The same step at another place of the order. `after` is the step before it, among those that stayed. */
    readonly moved: readonly {
      readonly base: StepPlace;
      readonly head: StepPlace;
      readonly before: string | null;
      readonly after: string | null;
    }[];
  };
  readonly entryPoints: readonly EntryDifference[];
  readonly windows: {
    readonly opened: readonly WindowPlace[];
    readonly closed: readonly WindowPlace[];
  };
  /** Call sites on the ways in, for a trace of callers. */
  readonly ways: readonly WayDifference[];
}

type EntryPoint = TraceReport['entryPoints'][number];

export interface EntryDifference {
  readonly id: string;
  readonly label: string;
  readonly base: EntryEnd | null;
  readonly head: EntryEnd | null;
}

export interface EntryEnd extends Pick<EntryPoint, 'possibleUntil' | 'stoppedBy' | 'then'> {
  /** Text of the step, for numbers of two traces cannot be compared. */
  readonly step: string | null;
}

export interface WindowPlace {
  readonly from: StepPlace | null;
  readonly to: StepPlace | null;
  readonly entryPoints: readonly string[];
  readonly hazard: string | null;
}

export interface WayDifference {
  readonly function: string;
  readonly callee: string;
  /** What is held at the call, one text per distinct set; null when there is no such call on that side. */
  readonly base: readonly string[] | null;
  readonly head: readonly string[] | null;
}

export interface SummaryDifference {
  readonly file: string;
  readonly function: string;
  /** One line per outcome; null when the function does not exist on that side. */
  readonly base: readonly string[] | null;
  readonly head: readonly string[] | null;
}

export interface FindingsDifference {
  readonly new: readonly FindingReport[];
  readonly fixed: readonly FindingReport[];
}

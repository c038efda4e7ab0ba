import type { HoldReport, TreeReport } from './reports';

/** Whether somebody can run while a line runs: at will, up to a place where it has to wait, or not at all. */
export type Verdict = 'can' | 'waits' | 'cannot';

/** What decides: a lock of the line, a fence that was passed, the order of the object's life, a flag, or nothing. */
export type DecidedBy = 'lock' | 'fence' | 'order' | 'flag' | 'nothing';

export interface WhoVerdict {
  readonly verdict: Verdict;
  readonly by: DecidedBy;
  /** One sentence without the name of who it is about. */
  readonly why: string;
  /** Where it waits, or the step that keeps it out. */
  readonly at: { readonly file: string; readonly line: number; readonly function: string } | null;
}

/** One way in which the line itself is reached. */
export interface WhoHere {
  readonly id: string;
  readonly label: string;
  readonly held: readonly HoldReport[];
  /** `unpublished`: before the object is visible; `removal`: on the removal path; `user`: everything between. */
  readonly phase: 'unpublished' | 'removal' | 'user';
}

/** Somebody else: an entry point of the subsystem. The verdict is the loosest over all ways in. */
export interface WhoOther extends WhoVerdict {
  readonly id: string;
  readonly label: string;
  readonly function: string;
  readonly file: string;
  readonly line: number;
  /** It can get to the root of the model's second trace: it sends commands. */
  readonly sends: boolean;
  /** Only where the ways in differ. */
  readonly byContext: readonly (WhoVerdict & { readonly id: string })[];
}

/** What can run at the same time as a line. */
export interface WhoReport {
  readonly schema: 'tpm-lifecycle/who@1';
  readonly file: string;
  readonly line: number;
  readonly function: string;
  readonly text: string;
  readonly tree: TreeReport;
  readonly here: readonly WhoHere[];
  /** On the removal path: the step that the line is, or the last one before it; null elsewhere. */
  readonly step: number | null;
  /** Steps of the removal that have cut somebody off when the line runs. */
  readonly passed: readonly {
    readonly n: number;
    readonly text: string;
    readonly file: string;
    readonly line: number;
    readonly cuts: readonly string[];
  }[];
  readonly others: readonly WhoOther[];
}

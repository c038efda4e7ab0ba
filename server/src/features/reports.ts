import type { Confidence, HoldKind, Mode, RuleId, Severity, When } from '../model/types';

/**
 * What the command prints and the editor shows: the shapes of the JSON interface.
 * Lines and columns are 1-based, columns count UTF-16 units, paths are relative to the kernel root with `/`.
 */
export interface Site {
  readonly file: string;
  readonly line: number;
  readonly function: string;
}

export interface HoldReport {
  readonly kind: HoldKind;
  /** Access path in the function's own names; globals by name; `ret` in summaries. */
  readonly object: string;
  readonly primitive: string;
  readonly mode: Mode | null;
  readonly count: number;
  /** Where it was taken, outermost call first. */
  readonly acquired: readonly Site[];
  readonly condition: string | null;
}

export interface OutcomeReport {
  readonly when: When;
  readonly given: string | null;
  readonly acquires: readonly HoldReport[];
  readonly releases: readonly HoldReport[];
}

export interface SummaryReport {
  readonly outcomes: readonly OutcomeReport[];
  readonly requires: readonly HoldReport[];
  readonly returns: 'owned' | 'borrowed' | null;
  readonly sleeps: boolean | null;
}

export interface ContextReport {
  readonly id: string;
  readonly label: string;
  readonly entry: readonly HoldReport[];
  /** From the entry point down to the function, call sites. */
  readonly path: readonly { readonly function: string; readonly file: string; readonly line: number }[];
  readonly note: string | null;
}

export type OpsState = 'valid' | 'null' | 'maybe-null' | 'n/a';

export interface LineReport {
  readonly line: number;
  readonly reachable: boolean;
  readonly must: readonly HoldReport[];
  readonly may: readonly HoldReport[];
  readonly released: readonly HoldReport[];
  readonly ops: OpsState;
  readonly byContext: readonly { readonly id: string; readonly ops: OpsState; readonly why: string }[];
  /**
   * What the statement on this line does to the state, when the engine says so; not part of the JSON.
   * Without it the editor compares with the next line, which cannot see a release before an `else` or a label.
   */
  readonly effect?: LineEffect;
}

export interface LineEffect {
  readonly acquires: readonly HoldReport[];
  readonly releases: readonly HoldReport[];
  /** Outcome of the call under which this stands; `always` for the rest. */
  readonly when: When;
}

export interface FunctionReport {
  readonly name: string;
  /** First and last line of the definition. */
  readonly start: number;
  readonly end: number;
  /** Line of the function's name, where the head lens stands. */
  readonly nameLine: number;
  /** Build-time condition of the definition, or null. */
  readonly condition: string | null;
  readonly summary: SummaryReport;
  readonly contexts: readonly ContextReport[];
  readonly lines: readonly LineReport[];
  readonly gaps: readonly { readonly line: number; readonly reason: string }[];
}

export interface FileReport {
  readonly file: string;
  readonly functions: readonly FunctionReport[];
}

export interface TreeReport {
  /** `6.12.117`, or null for a bare folder. */
  readonly version: string | null;
  readonly config: string;
}

export interface StateReport {
  readonly schema: 'tpm-lifecycle/state@1';
  readonly tree: TreeReport;
  readonly files: readonly FileReport[];
}

export interface StepReport {
  readonly n: number;
  readonly file: string;
  readonly line: number;
  readonly function: string;
  readonly text: string;
  readonly state: string;
}

export interface FindingReport {
  readonly rule: RuleId;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly function: string;
  readonly message: string;
  readonly object: string;
  readonly contexts: readonly string[];
  readonly condition: string | null;
  readonly steps: readonly StepReport[];
  readonly fingerprint: string;
}

export interface GapReport {
  readonly file: string;
  readonly line: number;
  readonly function: string | null;
  readonly reason: string;
}

export interface CheckReport {
  readonly schema: 'tpm-lifecycle/check@1';
  readonly tree: TreeReport;
  readonly findings: readonly FindingReport[];
  readonly gaps: readonly GapReport[];
  readonly stats: { readonly files: number; readonly functions: number; readonly functionsWithGaps: number };
  /** With a base: those of the findings that it does not have, and its findings that are gone. */
  readonly change?: {
    readonly base: string;
    readonly fresh: ReadonlySet<FindingReport>;
    readonly fixed: readonly FindingReport[];
  };
  /** Findings that a baseline accepts; they are not among `findings`. */
  readonly accepted?: readonly { readonly finding: FindingReport; readonly reason: string }[];
}

export interface TraceStep {
  readonly n: number;
  readonly parent: number | null;
  readonly file: string;
  readonly line: number;
  readonly function: string;
  readonly callee: string | null;
  readonly text: string;
  readonly kind: 'call' | 'acquire' | 'release' | 'publish' | 'retract' | 'fence' | 'free' | 'branch' | 'use';
  readonly condition: string | null;
  readonly before: readonly HoldReport[];
  readonly after: readonly HoldReport[];
  readonly cuts: readonly string[];
  readonly waitsFor: string | null;
}

/** A field that decides on a call path, and who writes it in all files that were searched. */
export interface ConditionReport {
  /** First step whose condition tests it. */
  readonly step: number;
  readonly text: string;
  readonly field: string;
  /** Places that write it; not all are listed where there are many. */
  readonly total: number;
  readonly sites: readonly {
    readonly file: string;
    readonly line: number;
    readonly function: string | null;
    readonly text: string;
    /** Calls of the function that sets it; empty when there are none, or when it is cleared here. */
    readonly calls: readonly {
      readonly file: string;
      readonly line: number;
      readonly function: string;
      readonly text: string;
    }[];
  }[];
  /** One sentence. */
  readonly answer: string;
}

/** How much of the tree an answer speaks of. */
export interface ScopeReport {
  /** Files searched as text, those of the program among them. */
  readonly files: number;
  readonly folders: readonly string[];
  /** Files beyond the program that were parsed. */
  readonly parsed: readonly string[];
  /** More files were there than were searched. */
  readonly isCut: boolean;
}

export interface TraceReport {
  readonly schema: 'tpm-lifecycle/trace@1';
  readonly root: string;
  readonly direction: 'calls' | 'callers';
  readonly tree: TreeReport;
  readonly steps: readonly TraceStep[];
  readonly entryPoints: readonly {
    readonly id: string;
    readonly label: string;
    readonly function: string;
    readonly file: string;
    readonly line: number;
    readonly possibleUntil: number | null;
    readonly stoppedBy: string;
    readonly then: string;
  }[];
  readonly windows: readonly {
    readonly from: number;
    readonly to: number;
    readonly entryPoints: readonly string[];
    readonly hazard: string | null;
  }[];
  readonly references: readonly {
    readonly holder: string;
    readonly object: string;
    readonly taken: { readonly file: string; readonly line: number };
    readonly dropped: { readonly file: string; readonly line: number } | null;
  }[];
  /** Of paths between two functions: what decides on the way, and what was searched for it. */
  readonly conditions?: readonly ConditionReport[];
  readonly scope?: ScopeReport;
}

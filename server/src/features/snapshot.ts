import type { CancelToken } from '../base/cancel';
import type { FileSystem } from '../base/file-system';
import type { Logger } from '../base/logger';
import type { SubsystemLifecycle } from '../model/lifecycles';
import type { AuditReport } from './audit-report';
import type { FileReport, FindingReport, GapReport, SummaryReport, TraceReport, TreeReport } from './reports';
import type { RemovalFacts } from './trace/removal-facts';
import type { WhoReport } from './who-report';

/**
 * One revision of an analysed tree, read-only. Everything the editor and the command show comes from here.
 * Paths are relative to the root with `/`. Answers are computed on first use and kept.
 */
export interface Snapshot {
  readonly tree: TreeReport;
  /** Absolute path of the root that all paths are relative to. */
  readonly root: string;
  /** Files of the program whose functions are analysed (headers included), sorted. */
  readonly files: readonly string[];
  /** Functions of one file with their states; null when the file is not part of the program. */
  state(file: string, token?: CancelToken): FileReport | null;
  /** What each function of one file says to its callers; cheaper than the states. */
  summaries(file: string): readonly { readonly name: string; readonly summary: SummaryReport }[];
  /** A removal with what it rests on, for comparing it with another; null when no function of that name is known. */
  removalFacts(root: string, token?: CancelToken): RemovalFacts | null;
  findings(file: string, token?: CancelToken): readonly FindingReport[];
  gaps(file: string): readonly GapReport[];
  functionCount(file: string): number;
  /** Null when no function of that name is known; `suggestions` then helps the user. */
  trace(
    root: string,
    options: {
      readonly direction: 'calls' | 'callers';
      readonly to?: string;
      /** With `to`: only paths through this function. */
      readonly via?: string;
      readonly depth?: number;
      /** Told of what is read beyond the program. */
      readonly progress?: (text: string) => void;
    },
    token?: CancelToken,
  ): TraceReport | null;
  /** Fields that the lifecycle model guards, as `struct.field`. */
  readonly guardedFields: readonly string[];
  /** Every use of a guarded field with what it relies on; null when the model does not guard it. */
  audit(field: string, token?: CancelToken): AuditReport | null;
  /** What can run at the same time as a 1-based line; null when no function of the program stands there. */
  who(file: string, line: number, token?: CancelToken): WhoReport | null;
  /** Names of analysed functions that are near to `name`, best first, at most five. */
  suggestions(name: string): readonly string[];
  /** Positions of function heads and of lines that can change state, from syntax alone (never moves on results). */
  outline(file: string): readonly {
    readonly name: string;
    readonly nameLine: number;
    readonly start: number;
    readonly end: number;
  }[];
  /** Functions that the lifecycle model names as starting points of a trace (removal, command). None when absent. */
  readonly roots?: readonly {
    readonly name: string;
    readonly label: string;
    readonly direction: 'calls' | 'callers';
  }[];
}

/** An analysed tree that follows edits. One per kernel root. */
export interface Workspace {
  readonly root: string;
  /** Overlays a file with the editor's text; null goes back to what is on disk. Path relative to the root. */
  setBuffer(file: string, text: string | null): void;
  /** Tells that a file changed on disk. */
  invalidate(file: string): void;
  /** The newest revision. Cheap when nothing changed; throws Cancelled when the token asks for it. */
  snapshot(token?: CancelToken): Snapshot;
}

/** What `openWorkspace` is told. */
export interface WorkspaceOptions {
  readonly files: FileSystem;
  readonly logger: Logger;
  /** `both`: every `#if` arm; otherwise the text of a `.config` and the name it is shown by. */
  readonly config: 'both' | { readonly name: string; readonly text: string };
  /** Folders of the program relative to the root; `.` for a bare folder of C files. Missing ones are left out. */
  readonly folders: readonly string[];
  /** More files and folders to analyse, relative to the root. */
  readonly paths: readonly string[];
  readonly maxCallDepth: number;
  /** Life of the object that traces, audits and rules are about; that of TPM chips by default. */
  readonly lifecycle?: SubsystemLifecycle;
}

/** The one factory. Opening reads nothing yet; the first `snapshot()` does. */
export type OpenWorkspace = (root: string, options: WorkspaceOptions) => Workspace;

import type { FindingReport, StateReport, TraceReport } from '../features/reports';

/**
 * Everything the client and the server say to each other beyond the standard protocol.
 * Shared by both sides; no run-time dependency, so the client can import it as it stands.
 * Lines are 1-based here, as in the JSON of the command. Positions of the standard protocol stay 0-based.
 */

/** What a client may send as `initializationOptions`, besides the settings themselves (same keys as `tpmLifecycle.*`). */
export interface InitializationOptions {
  /** Offer the call hierarchy. Off by default: VS Code asks one provider only, and that should be clangd. */
  readonly callHierarchy?: boolean;
  /**
   * False: do not announce pull diagnostics, even to a client that can pull. The VS Code client sets this:
   * diagnostics are always pushed, and a client that shows both would show each finding twice.
   */
  readonly pullDiagnostics?: boolean;
  /**
   * True: lenses, hovers and code actions use the commands in `clientCommands`, which the client registers.
   * False (other editors): they use the server's own `workspace/executeCommand` names.
   */
  readonly clientCommands?: boolean;
  /** False: the workspace is not trusted, so nothing of it may decide what is run; git stays off. */
  readonly trusted?: boolean;
  /** The settings, nested as in `settings.json` below `tpmLifecycle`: `{ kernel: { path: "" }, stateDisplay: { as: "codeLens" } }`. */
  readonly settings?: unknown;
}

/** Commands of `workspace/executeCommand`. Each takes one argument object and returns the JSON of the command line. */
export const serverCommands = {
  /** `TraceParams` -> `TraceReport` or `CommandError`. */
  trace: 'tpmLifecycle.trace',
  /** `StateParams` -> `StateReport` or `CommandError`. */
  state: 'tpmLifecycle.state',
  /** `WhoParams` -> `WhoReport` (`TextDocumentResult` for the format `text`) or `CommandError`. */
  who: 'tpmLifecycle.who',
  /** `AuditParams` -> `AuditReport` (`TextDocumentResult` for the format `text`) or `CommandError`. */
  audit: 'tpmLifecycle.audit',
  /** `CompareParams` -> `CompareReport` (`TextDocumentResult` for the format `text`) or `CommandError`. */
  compare: 'tpmLifecycle.compare',
  /** `ExplainParams` -> `TextDocumentResult`. */
  explain: 'tpmLifecycle.explain',
  /** `FindingParams` -> `FindingResult` or `CommandError`. */
  finding: 'tpmLifecycle.finding',
} as const;

/** Commands that lenses, hovers and code actions name when `clientCommands` is true. The client registers them. */
export const clientCommands = {
  /** One argument: `StateDocumentParams`. Opens the state document. */
  showState: 'tpmLifecycle.showState',
  /** One argument: `StateDocumentParams`. Opens the comparison of before and after. */
  compareState: 'tpmLifecycle.compareState',
  /** One argument: `StateDocumentParams`. Says what can run at the same time. */
  whoCanRun: 'tpmLifecycle.whoCanRun',
  /** One argument: `TraceParams` with direction `calls`. */
  traceFromHere: 'tpmLifecycle.traceFromHere',
  /** One argument: `TraceParams` with direction `callers`. */
  traceCallersOfHere: 'tpmLifecycle.traceCallersOfHere',
  /** One argument: `ExplainParams`. */
  explainFinding: 'tpmLifecycle.explainFinding',
  /** One argument: `FindingParams`. Asks for a reason and writes it to the baseline. */
  addToBaseline: 'tpmLifecycle.addToBaseline',
  /** One argument: `FindingParams`. Shows the finding's own steps as a trace. */
  traceFinding: 'tpmLifecycle.traceFinding',
} as const;

export interface TraceParams {
  /** Any file of the tree; chooses among several roots. Without it the first open tree answers. */
  readonly uri?: string;
  /** Name of the function. */
  readonly root: string;
  readonly direction?: 'calls' | 'callers';
  readonly to?: string;
  /** With `to`: only paths through this function. */
  readonly via?: string;
  readonly depth?: number;
}

export interface StateParams {
  readonly uri: string;
  readonly function?: string;
  /** 1-based. */
  readonly line?: number;
}

export interface WhoParams {
  readonly uri: string;
  /** 1-based. */
  readonly line: number;
  readonly format?: 'json' | 'text';
}

export interface AuditParams {
  /** Any file of the tree; chooses among several roots. Without it the first open tree answers. */
  readonly uri?: string;
  /** `tpm_chip.ops`; without it the first field that the lifecycle model guards. */
  readonly field?: string;
  readonly format?: 'json' | 'text';
}

export interface CompareParams {
  /** Any file of the tree; without it the first open tree answers. */
  readonly uri?: string;
  /** Git revision, or the absolute path of a second tree. */
  readonly base: string;
  readonly format?: 'json' | 'text';
}

export interface ExplainParams {
  readonly rule: string;
}

/** Answer of a command that could not do what was asked; `message` is one sentence for the user. */
export interface CommandError {
  readonly error: {
    readonly code: 'not-available' | 'not-found' | 'bad-arguments';
    readonly message: string;
  };
}

export function isCommandError(value: unknown): value is CommandError {
  return typeof value === 'object' && value !== null && 'error' in value;
}

/** A read-only text to open in the editor. */
export interface TextDocumentResult {
  /** Short, for the tab: `State tpm-chip.c:170`. */
  readonly title: string;
  readonly text: string;
  readonly language: 'plaintext' | 'markdown' | 'tpm-trace' | 'mermaid' | 'dot' | 'json';
}

/** Notification server -> client, after every change of what it says. */
export const statusNotification = 'tpmLifecycle/status';

export interface StatusParams {
  /** Totals over all roots. */
  readonly files: number;
  readonly functions: number;
  readonly findings: number;
  /** Places that were not understood. */
  readonly gaps: number;
  readonly indexing: boolean;
  /** Files looked at so far while `indexing`; equal to `files` afterwards. */
  readonly indexed: number;
  readonly roots: readonly RootStatus[];
}

export interface RootStatus {
  /** Absolute path. */
  readonly root: string;
  readonly version: string | null;
  readonly config: string;
  readonly files: number;
  readonly functions: number;
  readonly findings: number;
  readonly gaps: number;
  /** Functions of this tree that the lifecycle model names as starting points of a trace; older kernels may lack them. */
  readonly traceRoots: readonly string[];
  /** Functions that were not analysed in full, at most 50: `tpm_foo (tpm-chip.c:12): reason`. */
  readonly notAnalysed: readonly string[];
}

/** Request client -> server: `StateDocumentParams` -> `TextDocumentResult | null`. */
export const stateDocumentRequest = 'tpmLifecycle/stateDocument';

export interface StateDocumentParams {
  readonly uri: string;
  /** 1-based line. */
  readonly line: number;
  /**
   * `line`: one row per context (default). `function`: the function around the line, one row per line.
   * `difference`: before and after the call on the line, one row per outcome.
   */
  readonly of?: 'line' | 'function' | 'difference';
}

/** Request client -> server: `TraceDocumentParams` -> `TextDocumentResult | CommandError`. */
export const traceDocumentRequest = 'tpmLifecycle/traceDocument';

export type TraceFormat = 'text' | 'mermaid' | 'dot' | 'json';

export interface TraceDocumentParams extends TraceParams {
  readonly format?: TraceFormat;
}

/** Request client -> server: `TraceParams` -> `TraceResult | CommandError`; for the tree view and the graph. */
export const traceRequest = 'tpmLifecycle/trace';

export interface TraceResult {
  readonly report: TraceReport;
  /** Absolute path that the report's files are relative to. */
  readonly root: string;
  /** `tpm_chip_unregister() calls, v6.12.117, both`: title of a view that shows the trace. */
  readonly title: string;
}

/** Request client -> server: `FindingParams` -> `FindingResult | null`. */
export const findingRequest = 'tpmLifecycle/finding';

/** Also what stands in `Diagnostic.data`. */
export interface FindingParams {
  readonly uri: string;
  readonly fingerprint: string;
  /** Of the answer's text. */
  readonly format?: TraceFormat;
}

export interface FindingResult {
  readonly finding: FindingReport;
  /** Absolute path that the finding's files are relative to. */
  readonly root: string;
  /** The same steps as text, for the mail, or in the format that was asked for. */
  readonly text: string;
}

/** Request client -> server: `{}` -> `FindingsResult`; all findings of all roots, sorted by file and line. */
export const findingsRequest = 'tpmLifecycle/findings';

export interface FindingsResult {
  readonly roots: readonly { readonly root: string; readonly findings: readonly FindingReport[] }[];
}

/** Request client -> server: `AcceptParams` -> `AcceptResult | CommandError`. The client writes the file. */
export const acceptRequest = 'tpmLifecycle/accept';

export interface AcceptParams extends FindingParams {
  /** Why the finding is accepted; must not be empty. */
  readonly reason: string;
}

export interface AcceptResult {
  /** Absolute path of the baseline. */
  readonly path: string;
  readonly text: string;
}

/** Request client -> server: `{}` -> `SarifResult`; the findings as they are listed now. */
export const sarifRequest = 'tpmLifecycle/sarif';

export interface SarifResult {
  readonly logs: readonly { readonly root: string; readonly text: string }[];
}

/** Notification client -> server: where the cursor is, for `stateDisplay.at: currentFunction`. Only sent in that mode. */
export const cursorNotification = 'tpmLifecycle/cursor';

export interface CursorParams {
  readonly uri: string;
  /** 1-based. */
  readonly line: number;
}

export type StateResult = StateReport | CommandError;

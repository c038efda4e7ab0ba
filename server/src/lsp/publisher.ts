import type { Connection, Diagnostic, WorkDoneProgressServerReporter } from 'vscode-languageserver';
import { Cancelled, type CancelToken } from '../base/cancel';
import type { Logger } from '../base/logger';
import { diagnosticsOf } from '../features/diagnostics';
import type { Snapshot } from '../features/snapshot';
import { isInside } from '../host/kernel-root';
import type { KeepFinding } from './changed-scope';
import { nextTurn, stackOf } from './guard';
import { type RootStatus, type StatusParams, statusNotification } from './protocol';
import type { Settings } from './settings';
import { type Target, toDiagnostic } from './to-lsp';
import type { Tree, Workspaces } from './workspaces';

/**
 * Pushes diagnostics and the status after every change. A run starts on the turn after the change, open documents
 * first, and yields between files; a newer change cancels it. Files that became clean get an empty list.
 */
export interface PublisherParts {
  readonly connection: Pick<Connection, 'sendDiagnostics' | 'sendNotification' | 'window'>;
  readonly logger: Logger;
  readonly workspaces: Workspaces;
  readonly openUris: () => readonly { readonly uri: string; readonly version: number }[];
  readonly settings: () => Settings;
  readonly target: (tree: Tree) => Target;
  /** Which findings are listed, of all that the settings let through. */
  readonly scope: (tree: Tree, snapshot: Snapshot, token: CancelToken) => KeepFinding;
  /** The client shows progress. */
  readonly progress: () => boolean;
}

/** Progress is shown for what lasts longer; anything shorter would only flicker. */
const progressAfter = 1000;
/** Shorter phases say nothing. */
const phaseWorthLogging = 100;

export class Publisher {
  private readonly parts: PublisherParts;
  private revision = 0;
  private running: Promise<void> = Promise.resolve();
  /** What the client was last told, by URI: unchanged lists are not sent again, gone ones are cleared. */
  private readonly sent = new Map<string, string>();
  private lastStatus = '';
  /** Roots that were looked at in full once. */
  private readonly known = new Set<string>();
  private stopped = false;

  constructor(parts: PublisherParts) {
    this.parts = parts;
  }

  /** Something changed: whatever runs is outdated. */
  schedule(): void {
    const revision = ++this.revision;
    this.running = this.running
      .then(() => this.run(revision))
      .catch((error: unknown) => {
        if (!(error instanceof Cancelled)) this.parts.logger.error(`diagnostics failed: ${stackOf(error)}`);
      });
  }

  stop(): void {
    this.stopped = true;
    this.revision++;
  }

  /** Resolves when nothing is left to publish. */
  async settled(): Promise<void> {
    for (let seen = -1; seen !== this.revision; ) {
      seen = this.revision;
      await this.running;
    }
  }

  /** A closed document that belongs to no tree, or an edited one, is sent again on the next run. */
  forget(uri: string): void {
    this.sent.delete(uri);
  }

  private async run(revision: number): Promise<void> {
    await nextTurn();
    const started = Date.now();
    const progress = new LateProgress(this.parts, started);
    // What was found before the user cancelled stays; the next change starts anew.
    const token: CancelToken = {
      isCancelled: () => this.stopped || revision !== this.revision || progress.cancelled,
    };
    if (token.isCancelled()) return;
    try {
      const run = new Run(token, started);
      for (const tree of this.parts.workspaces.all()) await this.runTree(tree, run, progress);
      if (token.isCancelled()) return;
      this.clearOthers(run.seen);
      this.status({ ...totals(run.roots), indexing: false });
      const took = Date.now() - started;
      if (took > phaseWorthLogging) this.parts.logger.info(`findings of ${run.files} files in ${took} ms`);
    } finally {
      progress.done();
    }
  }

  private async runTree(tree: Tree, run: Run, progress: LateProgress): Promise<void> {
    const snapshot = tree.workspace.snapshot(run.token);
    const versions = new Map(this.parts.openUris().map((open) => [open.uri, open.version]));
    const uris = new Map(snapshot.files.map((file) => [file, this.parts.workspaces.uri(tree.root, file)]));
    const open = (file: string): boolean => versions.has(uris.get(file) ?? '');
    // Callers and headers outside the folders are read for what they mean to others; shown only when open.
    const files = snapshot.files.filter((file) => isInside(file, tree.folders) || open(file));
    const ordered = [...files.filter(open), ...files.filter((file) => !open(file))];
    const keep = this.parts.scope(tree, snapshot, run.token);
    let findings = 0;
    for (const [at, file] of ordered.entries()) {
      if (run.token.isCancelled()) return;
      const uri = uris.get(file) ?? '';
      findings += this.publish(tree, snapshot, { file, uri, version: versions.get(uri), keep }, run);
      await progress.report(at + 1, ordered.length);
      // Only the first time: a re-check behind an edit is not worth a word.
      if (!this.known.has(tree.root) && at % 8 === 0)
        this.status({ ...totals(run.roots), files: ordered.length, indexed: at + 1, indexing: true });
      await nextTurn();
    }
    if (run.token.isCancelled()) return;
    this.known.add(tree.root);
    const own = files.filter((file) => isInside(file, tree.folders));
    run.roots.push(rootStatus(tree, snapshot, own, findings));
  }

  private publish(
    tree: Tree,
    snapshot: Snapshot,
    file: {
      readonly file: string;
      readonly uri: string;
      readonly version: number | undefined;
      readonly keep: KeepFinding;
    },
    run: Run,
  ): number {
    const settings = this.parts.settings();
    run.files++;
    const wanted =
      settings.scope === 'all' || settings.scope === 'changedLines' || file.version !== undefined;
    if (settings.scope === 'off' || !wanted) return 0;
    const target = this.parts.target(tree);
    const all = this.safely(file.file, () => diagnosticsOf(snapshot, file.file, settings, run.token)) ?? [];
    const plain = all.filter(({ finding }) => file.keep(finding));
    const diagnostics = plain.map((diagnostic) => toDiagnostic(target, file.uri, diagnostic));
    run.seen.add(file.uri);
    this.send(file.uri, file.version, diagnostics);
    return plain.length;
  }

  /** One file's failure must not hide the findings of the others. */
  private safely<T>(file: string, compute: () => T): T | null {
    try {
      return compute();
    } catch (error) {
      if (error instanceof Cancelled) throw error;
      this.parts.logger.error(`diagnostics of ${file} failed: ${stackOf(error)}`);
      return null;
    }
  }

  /** An open document is told about every version; a closed one only when its list changed. */
  private send(uri: string, version: number | undefined, diagnostics: Diagnostic[]): void {
    const key = `${version ?? ''} ${JSON.stringify(diagnostics)}`;
    const before = this.sent.get(uri);
    if (before === key || (before === undefined && version === undefined && diagnostics.length === 0)) return;
    this.sent.set(uri, key);
    void this.parts.connection.sendDiagnostics({
      uri,
      diagnostics,
      ...(version === undefined ? {} : { version }),
    });
  }

  private clearOthers(seen: ReadonlySet<string>): void {
    for (const uri of [...this.sent.keys()]) {
      if (seen.has(uri)) continue;
      this.sent.delete(uri);
      void this.parts.connection.sendDiagnostics({ uri, diagnostics: [] });
    }
  }

  private status(status: StatusParams): void {
    const key = JSON.stringify(status);
    if (key === this.lastStatus) return;
    this.lastStatus = key;
    void this.parts.connection.sendNotification(statusNotification, status);
  }
}

/** What one run has seen. */
class Run {
  readonly token: CancelToken;
  readonly started: number;
  readonly seen = new Set<string>();
  readonly roots: RootStatus[] = [];
  files = 0;

  constructor(token: CancelToken, started: number) {
    this.token = token;
    this.started = started;
  }
}

/** A progress bar that appears only when the work lasts. */
class LateProgress {
  private readonly parts: PublisherParts;
  private readonly started: number;
  private reporter: WorkDoneProgressServerReporter | null = null;
  cancelled = false;

  constructor(parts: PublisherParts, started: number) {
    this.parts = parts;
    this.started = started;
  }

  async report(done: number, total: number): Promise<void> {
    if (!this.parts.progress() || Date.now() - this.started < progressAfter) return;
    if (!this.reporter) {
      this.reporter = await this.parts.connection.window.createWorkDoneProgress();
      this.reporter.begin('TPM Lifecycle', 0, `${done}/${total} files`, true);
      this.reporter.token.onCancellationRequested(() => {
        this.cancelled = true;
      });
    }
    this.reporter.report(Math.round((100 * done) / total), `${done}/${total} files`);
  }

  done(): void {
    this.reporter?.done();
  }
}

const maxNotAnalysed = 50;

function rootStatus(tree: Tree, snapshot: Snapshot, files: readonly string[], findings: number): RootStatus {
  const gaps = files.flatMap((file) => snapshot.gaps(file));
  const named = gaps.map((gap) => {
    const place = `${gap.file.slice(gap.file.lastIndexOf('/') + 1)}:${gap.line}`;
    return `${gap.function ?? 'outside functions'} (${place}): ${gap.reason}`;
  });
  return {
    root: tree.root,
    version: snapshot.tree.version,
    config: snapshot.tree.config,
    files: files.length,
    functions: files.reduce((sum, file) => sum + snapshot.functionCount(file), 0),
    findings,
    gaps: gaps.length,
    traceRoots: (snapshot.roots ?? []).map(({ name }) => name),
    notAnalysed: named.slice(0, maxNotAnalysed),
  };
}

function totals(roots: readonly RootStatus[]): StatusParams {
  const sum = (count: (root: RootStatus) => number): number =>
    roots.reduce((total, root) => total + count(root), 0);
  const files = sum((root) => root.files);
  return {
    files,
    functions: sum((root) => root.functions),
    findings: sum((root) => root.findings),
    gaps: sum((root) => root.gaps),
    indexing: false,
    indexed: files,
    roots,
  };
}

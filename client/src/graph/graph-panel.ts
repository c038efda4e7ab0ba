import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { DocumentSource } from '../server-documents';
import type { ActiveTrace, TraceView } from '../trace-view';
import { graphHtml } from './graph-html';
import { stepByNumber } from './graph-model';

const viewType = 'tpmLifecycle.graph';

/** Asks for a trace again, for a window that was restored. */
export type Reload = (source: DocumentSource) => Promise<ActiveTrace | undefined>;

/** The trace as a graph, in one panel. Opens on command only; what it asks to open is looked up, never taken on trust. */
export class GraphPanel implements vscode.Disposable, vscode.WebviewPanelSerializer {
  private readonly media: vscode.Uri;
  private readonly view: TraceView;
  private readonly reload: Reload;
  private readonly registrations: vscode.Disposable[];
  private panel: vscode.WebviewPanel | undefined;
  private trace: ActiveTrace | undefined;

  constructor(extension: vscode.Uri, view: TraceView, reload: Reload) {
    this.media = vscode.Uri.joinPath(extension, 'client/media/graph');
    this.view = view;
    this.reload = reload;
    this.registrations = [
      vscode.window.registerWebviewPanelSerializer(viewType, this),
      view.onCurrent((node) => this.post({ current: node?.n ?? null })),
      view.onStale((stale) => {
        if (this.trace === view.active) this.post({ stale });
      }),
    ];
  }

  /** Shows the trace beside the code, in the panel that is open already if there is one. */
  show(trace: ActiveTrace): void {
    const panel =
      this.panel ??
      vscode.window.createWebviewPanel(
        viewType,
        'Trace',
        { viewColumn: vscode.ViewColumn.Beside, preserveFocus: false },
        { enableFindWidget: true },
      );
    this.fill(panel, trace);
    panel.reveal(undefined, false);
  }

  /** One of the two files that the page is made of. */
  private file(name: string): string {
    return readFileSync(vscode.Uri.joinPath(this.media, name).fsPath, 'utf8');
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const source = (state as { source?: DocumentSource } | undefined)?.source;
    const trace = source && (await this.reload(source).catch(() => undefined));
    if (trace) this.fill(panel, trace);
    else panel.dispose();
  }

  dispose(): void {
    this.panel?.dispose();
    for (const registration of this.registrations) registration.dispose();
  }

  private fill(panel: vscode.WebviewPanel, trace: ActiveTrace): void {
    const { webview } = panel;
    const model = trace.graph();
    if (panel !== this.panel) this.adopt(panel);
    this.trace = trace;
    panel.title = vscode.l10n.t('Graph: {0}', /^[\w-]+/.exec(trace.title)?.[0] ?? 'trace');
    webview.options = { enableScripts: true, localResourceRoots: [] };
    webview.html = graphHtml({
      nonce: randomBytes(16).toString('hex'),
      script: this.file('graph.js'),
      style: this.file('graph.css'),
      model,
      source: trace.source,
    });
  }

  private adopt(panel: vscode.WebviewPanel): void {
    this.panel?.dispose();
    this.panel = panel;
    panel.webview.onDidReceiveMessage((message) => this.open(message));
    panel.onDidDispose(() => {
      if (this.panel === panel) this.panel = undefined;
    });
  }

  /** A row was opened: its line, and the same step in the tree. */
  private async open(message: unknown): Promise<void> {
    const n = (message as { open?: unknown } | null)?.open;
    const { trace } = this;
    const node = trace && typeof n === 'number' ? stepByNumber(trace.nodes, n) : undefined;
    if (!trace || !node || node.file === null) return;
    const start = new vscode.Position(node.line - 1, 0);
    const uri = vscode.Uri.file(path.join(trace.root, node.file));
    await vscode.window.showTextDocument(uri, {
      selection: new vscode.Range(start, start),
      viewColumn: vscode.ViewColumn.One,
    });
    const same = trace === this.view.active && this.view.steps.find((step) => step.n === n);
    if (same) await this.view.select(same);
  }

  private post(message: object): void {
    void this.panel?.webview.postMessage(message);
  }
}

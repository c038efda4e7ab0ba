import * as vscode from 'vscode';
import { Server } from './client';
import { registerCommands } from './commands/register';
import { loadTrace } from './commands/trace';
import { setContextKey } from './context-keys';
import { CursorReporter } from './cursor';
import { GraphPanel } from './graph/graph-panel';
import { ServerDocuments } from './server-documents';
import type { Services } from './services';
import { needsNewServer, section } from './settings';
import { Status } from './status';
import { TraceDecorations } from './trace-decorations';
import { TraceView } from './trace-view';
import { findTrees, selector } from './trees';

let server: Server | undefined;

/** Puts the parts together. Returns at once: the server starts in the background. */
export function activate(context: vscode.ExtensionContext): void {
  setContextKey('active', true);
  const output = vscode.window.createOutputChannel('TPM Lifecycle', { log: true });
  server = new Server(context, output);
  const documents = new ServerDocuments(server);
  const traceView = new TraceView();
  const running = server;
  const graph = new GraphPanel(context.extensionUri, traceView, (source) => loadTrace(running, source));
  const status = new Status();
  const services: Services = {
    context,
    output,
    server,
    documents,
    traceView,
    graph,
    hasTrees: () => inTree.length > 0,
    refreshTrees: () => refreshTrees(services, status),
  };
  context.subscriptions.push(
    output,
    server,
    documents,
    traceView,
    graph,
    status,
    new TraceDecorations(traceView),
    new CursorReporter(server),
    server.onState((state) => status.showState(state)),
    server.onStatus((params) => status.showStatus(params)),
    ...registerCommands(services),
    vscode.window.onDidChangeActiveTextEditor(markEditor),
    vscode.workspace.onDidChangeWorkspaceFolders(() => refreshInBackground(services)),
    vscode.workspace.onDidGrantWorkspaceTrust(() => refreshInBackground(services)),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(`${section}.stateDisplay`)) status.showDisplay();
      if (change.affectsConfiguration(`${section}.diagnostics`)) status.showScope();
      if (needsNewServer(change)) refreshInBackground(services);
    }),
  );
  refreshInBackground(services);
}

/** Waits until the server has ended, so that it cannot outlive the window. */
export async function deactivate(): Promise<void> {
  await server?.stop();
}

/** Documents of the trees; what the editor menu and the status entries are limited to. */
let inTree: vscode.DocumentFilter[] = [];

async function refreshTrees(services: Services, status: Status): Promise<boolean> {
  const trees = await findTrees();
  inTree = selector(trees);
  status.select(inTree);
  setContextKey('treeFound', trees.length > 0);
  markEditor(vscode.window.activeTextEditor);
  for (const { root, folders } of trees)
    services.output.info(`Tree ${root.fsPath}, folders ${folders.join(', ')}`);
  if (trees.length === 0) services.output.info('No Linux TPM sources found in this workspace.');
  await services.server.serve(trees);
  return trees.length > 0;
}

/** Nobody waits for the outcome, so a failure is logged; the status entry shows it. */
function refreshInBackground(services: Services): void {
  services.refreshTrees().catch((error) => services.output.error(String(error)));
}

function markEditor(editor: vscode.TextEditor | undefined): void {
  setContextKey('fileInTree', editor !== undefined && vscode.languages.match(inTree, editor.document) > 0);
}

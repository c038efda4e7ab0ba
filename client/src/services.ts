import type * as vscode from 'vscode';
import type { Server } from './client';
import type { GraphPanel } from './graph/graph-panel';
import type { ServerDocuments } from './server-documents';
import type { TraceView } from './trace-view';

/** What commands work with. */
export interface Services {
  readonly context: vscode.ExtensionContext;
  readonly output: vscode.LogOutputChannel;
  readonly server: Server;
  readonly documents: ServerDocuments;
  readonly traceView: TraceView;
  readonly graph: GraphPanel;
  readonly hasTrees: () => boolean;
  /** Looks for trees again and serves what is found; true when there is at least one. */
  readonly refreshTrees: () => Promise<boolean>;
}

import * as vscode from 'vscode';
import {
  type AuditParams,
  type CommandError,
  type CompareParams,
  type ExplainParams,
  type FindingParams,
  type FindingResult,
  findingRequest,
  isCommandError,
  type StateDocumentParams,
  serverCommands,
  stateDocumentRequest,
  type TextDocumentResult,
  type TraceFormat,
  type TraceParams,
  traceDocumentRequest,
  type WhoParams,
} from '../../server/src/lsp/protocol';
import type { Server } from './client';

/** What a read-only document shows. It is the query of the document's address, so a restored tab can ask again. */
export type DocumentSource =
  | { readonly of: 'state'; readonly parameters: StateDocumentParams }
  | { readonly of: 'trace'; readonly parameters: TraceParams }
  | { readonly of: 'finding'; readonly parameters: FindingParams }
  | { readonly of: 'explanation'; readonly parameters: ExplainParams }
  | { readonly of: 'who'; readonly parameters: WhoParams }
  | { readonly of: 'audit'; readonly parameters: AuditParams }
  | { readonly of: 'compare'; readonly parameters: CompareParams };

const schemes = ['tpm-trace', 'tpm-state'] as const;

/** Read-only texts that the server writes: states, traces, explanations. The file extension chooses the language. */
export class ServerDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly server: Server;
  private readonly changes = new vscode.EventEmitter<vscode.Uri>();
  private readonly registrations: vscode.Disposable[];

  readonly onDidChange = this.changes.event;

  constructor(server: Server) {
    this.server = server;
    this.registrations = schemes.map((scheme) =>
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
    );
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    return this.text(JSON.parse(uri.query) as DocumentSource);
  }

  /** The text of a source; what the server cannot answer is said in one sentence instead. */
  async text(source: DocumentSource, format: TraceFormat = 'text'): Promise<string> {
    if (source.of === 'finding') {
      const parameters: FindingParams = { ...source.parameters, format };
      const result = await this.server.request<FindingResult | null>(findingRequest, parameters);
      return result?.text ?? 'This finding is gone.\n';
    }
    const result = await this.document(source, format);
    if (result === null) return 'There is no analysed function here.\n';
    return isCommandError(result) ? `${result.error.message}\n` : result.text;
  }

  /** Opens a source beside the code, up to date. */
  async open(source: DocumentSource, viewColumn = vscode.ViewColumn.Beside): Promise<void> {
    const uri = addressOf(source);
    // An open document keeps its old text until it is told.
    this.changes.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { viewColumn, preview: true });
  }

  dispose(): void {
    for (const registration of this.registrations) registration.dispose();
    this.changes.dispose();
  }

  private document(
    source: Exclude<DocumentSource, { of: 'finding' }>,
    format: TraceFormat,
  ): Promise<TextDocumentResult | CommandError | null> {
    switch (source.of) {
      case 'state':
        return this.server.request(stateDocumentRequest, source.parameters);
      case 'trace':
        return this.server.request(traceDocumentRequest, { ...source.parameters, format });
      case 'explanation':
        return this.server.execute(serverCommands.explain, source.parameters);
      case 'who':
        return this.server.execute(serverCommands.who, { ...source.parameters, format: 'text' });
      case 'audit':
        return this.server.execute(serverCommands.audit, { ...source.parameters, format: 'text' });
      case 'compare':
        return this.server.execute(serverCommands.compare, { ...source.parameters, format: 'text' });
    }
  }
}

/** Address of a document; its path is what the tab shows. */
export function addressOf(source: DocumentSource): vscode.Uri {
  const [scheme, name] = nameOf(source);
  return vscode.Uri.from({ scheme, path: `/${name}`, query: JSON.stringify(source) });
}

function nameOf(source: DocumentSource): [(typeof schemes)[number], string] {
  switch (source.of) {
    case 'state': {
      const { uri, line, of } = source.parameters;
      const titles = { line: 'State', function: 'State of function,', difference: 'Before and after' };
      return ['tpm-state', `${titles[of ?? 'line']} ${fileName(uri)} ${line}`];
    }
    case 'who':
      return ['tpm-state', `Who can run at ${fileName(source.parameters.uri)} ${source.parameters.line}`];
    case 'audit':
      return ['tpm-state', `Audit of ${source.parameters.field ?? 'guarded field'}`];
    case 'compare':
      return ['tpm-state', `Compare with ${source.parameters.base.replaceAll('/', ' ')}`];
    case 'trace': {
      const { root, direction } = source.parameters;
      return ['tpm-trace', `${direction === 'callers' ? 'ways into ' : ''}${root}.tpm-trace`];
    }
    case 'finding':
      return ['tpm-trace', 'finding.tpm-trace'];
    case 'explanation':
      return ['tpm-state', `${source.parameters.rule}.md`];
  }
}

function fileName(uri: string): string {
  return uri.slice(uri.lastIndexOf('/') + 1);
}

import {
  type ClientCapabilities,
  CodeActionKind,
  type InitializeParams,
  type PositionEncodingKind,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import { type InitializationOptions, serverCommands } from './protocol';

/** What the client can do, as far as this server cares; fixed at `initialize`. */
export interface ClientFacts {
  readonly encoding: 'utf-16' | 'utf-8';
  readonly pull: boolean;
  readonly callHierarchy: boolean;
  readonly clientCommands: boolean;
  readonly trusted: boolean;
  readonly markdown: boolean;
  readonly relatedInformation: boolean;
  readonly codeDescription: boolean;
  readonly refresh: { readonly lens: boolean; readonly hints: boolean; readonly diagnostics: boolean };
  readonly progress: boolean;
  readonly workspaceFolders: boolean;
  readonly configuration: boolean;
  readonly watchFiles: boolean;
  /** The client takes edits that name the version they are for. */
  readonly versionedEdits: boolean;
}

export function readClient(params: InitializeParams): ClientFacts {
  const client: ClientCapabilities = params.capabilities ?? {};
  const options = (params.initializationOptions ?? {}) as InitializationOptions;
  const workspace = client.workspace;
  return {
    encoding: chooseEncoding(client.general?.positionEncodings),
    pull: client.textDocument?.diagnostic !== undefined && options.pullDiagnostics !== false,
    callHierarchy: options.callHierarchy === true,
    clientCommands: options.clientCommands === true,
    trusted: options.trusted !== false,
    markdown: client.textDocument?.hover?.contentFormat?.includes('markdown') ?? true,
    relatedInformation: client.textDocument?.publishDiagnostics?.relatedInformation ?? false,
    codeDescription: client.textDocument?.publishDiagnostics?.codeDescriptionSupport ?? false,
    refresh: {
      lens: workspace?.codeLens?.refreshSupport ?? false,
      hints: workspace?.inlayHint?.refreshSupport ?? false,
      diagnostics: workspace?.diagnostics?.refreshSupport ?? false,
    },
    progress: client.window?.workDoneProgress ?? false,
    workspaceFolders: workspace?.workspaceFolders ?? false,
    configuration: workspace?.didChangeConfiguration?.dynamicRegistration ?? false,
    watchFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration ?? false,
    versionedEdits: workspace?.workspaceEdit?.documentChanges ?? false,
  };
}

/** UTF-8 only for a client that prefers it; UTF-16 needs no conversion and every client must know it. */
function chooseEncoding(offered: readonly PositionEncodingKind[] | undefined): 'utf-16' | 'utf-8' {
  return offered?.[0] === 'utf-8' ? 'utf-8' : 'utf-16';
}

export function serverCapabilities(facts: ClientFacts): ServerCapabilities {
  return {
    positionEncoding: facts.encoding,
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
    hoverProvider: true,
    codeLensProvider: { resolveProvider: true },
    inlayHintProvider: { resolveProvider: true },
    codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
    executeCommandProvider: { commands: Object.values(serverCommands) },
    ...(facts.callHierarchy ? { callHierarchyProvider: true } : {}),
    ...(facts.pull
      ? {
          diagnosticProvider: {
            identifier: 'tpm-lifecycle',
            interFileDependencies: true,
            workspaceDiagnostics: true,
          },
        }
      : {}),
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  };
}

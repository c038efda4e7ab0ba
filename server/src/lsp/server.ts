import {
  type CancellationToken,
  type Connection,
  type DiagnosticServerCancellationData,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
  type InitializeParams,
  type InitializeResult,
  type WorkspaceDiagnosticParams,
  type WorkspaceDiagnosticReport,
} from 'vscode-languageserver';
import type { CancelToken } from '../base/cancel';
import type { FileSystem } from '../base/file-system';
import type { Logger } from '../base/logger';
import type { OpenWorkspace } from '../features/snapshot';
import type { Rule } from '../model/types';
import { readClient, serverCapabilities } from './capabilities';
import { codeActions } from './code-actions';
import * as commands from './commands';
import { OpenDocuments } from './documents';
import * as editor from './editor-features';
import { guarded, guardedNotification, stackOf } from './guard';
import { accept, isBaseline, listedOnly } from './listed';
import * as protocol from './protocol';
import { Publisher } from './publisher';
import { exportSarif } from './sarif-export';
import { type Session, targetOf } from './session';
import { defaultSettings, parseSettings } from './settings';
import { SteadyLenses } from './steady-lenses';
import { pathToUri } from './uris';
import { Workspaces } from './workspaces';

/** What the server needs from outside. */
export interface ServerParts {
  readonly connection: Connection;
  readonly files: FileSystem;
  readonly logger: Logger;
  readonly openWorkspace: OpenWorkspace;
  readonly rules: readonly Rule[];
  readonly version: string;
}

export interface Server {
  /** Resolves when all that changed so far is published. */
  settled(): Promise<void>;
}

/** Wires one connection: which message goes to which function, and nothing else. */
export function startServer(parts: ServerParts): Server {
  const session = createSession(parts);
  const publisher = new Publisher({
    connection: parts.connection,
    logger: parts.logger,
    workspaces: session.workspaces,
    openUris: () => session.documents.all(),
    settings: () => session.settings,
    target: (tree) => targetOf(session, tree),
    progress: () => session.facts.progress,
    scope: (tree, snapshot, token) => listedOnly(session, tree, snapshot, token),
  });
  wireLifetime(parts, session, publisher);
  wireDocuments(parts, session, publisher);
  wireFeatures(parts, session);
  wireCommands(parts, session);
  parts.connection.listen();
  return { settled: () => publisher.settled() };
}

function createSession(parts: ServerParts): Session {
  const documents = new OpenDocuments();
  return {
    logger: parts.logger,
    documents,
    workspaces: new Workspaces(parts, documents),
    steadyLenses: new SteadyLenses(),
    rules: parts.rules,
    facts: readClient({ capabilities: {}, processId: null, rootUri: null }),
    settings: defaultSettings,
    cursor: null,
  };
}

function applySettings(session: Session, input: unknown): boolean {
  const { settings, problems } = parseSettings(input);
  for (const problem of problems) session.logger.warn(problem);
  session.settings = { ...settings, git: settings.git && session.facts.trusted };
  return session.workspaces.configure(settings);
}

function wireLifetime(
  { connection, logger, version }: ServerParts,
  session: Session,
  publisher: Publisher,
): void {
  let folders: readonly string[] = [];
  connection.onInitialize((params: InitializeParams): InitializeResult => {
    session.facts = readClient(params);
    session.documents.useEncoding(session.facts.encoding);
    const options = (params.initializationOptions ?? {}) as protocol.InitializationOptions;
    applySettings(session, options.settings ?? options);
    folders = params.workspaceFolders?.map((folder) => folder.uri) ?? rootsOf(params);
    return {
      capabilities: serverCapabilities(session.facts),
      serverInfo: { name: 'tpm-lifecycle', version },
    };
  });
  connection.onInitialized(() => {
    registerLate(connection, session).catch((error: unknown) =>
      logger.warn(`registration failed: ${stackOf(error)}`),
    );
    guardedNotification(logger, 'initialized', () => {
      for (const folder of folders) session.workspaces.openFolder(folder);
    })(undefined);
    publisher.schedule();
  });
  connection.onDidChangeConfiguration(
    guardedNotification(logger, 'workspace/didChangeConfiguration', ({ settings }) => {
      // A client that only says "something changed" keeps what it sent at the start.
      if (settings === null || settings === undefined) return;
      if (applySettings(session, settings))
        for (const folder of folders) session.workspaces.openFolder(folder);
      reopen(session);
      refresh(connection, session);
      publisher.schedule();
    }),
  );
  connection.onNotification(
    'workspace/didChangeWorkspaceFolders',
    guardedNotification(logger, 'workspace/didChangeWorkspaceFolders', (params: FoldersChange) => {
      const gone = new Set(params.event.removed.map((folder) => folder.uri));
      folders = [
        ...folders.filter((folder) => !gone.has(folder)),
        ...params.event.added.map((folder) => folder.uri),
      ];
      session.workspaces.forget();
      for (const folder of folders) session.workspaces.openFolder(folder);
      reopen(session);
      publisher.schedule();
    }),
  );
  connection.onShutdown(() => publisher.stop());
}

interface FoldersChange {
  readonly event: {
    readonly added: readonly { readonly uri: string }[];
    readonly removed: readonly { readonly uri: string }[];
  };
}

function rootsOf(params: InitializeParams): readonly string[] {
  if (params.rootUri) return [params.rootUri];
  return params.rootPath ? [pathToUri(params.rootPath)] : [];
}

/** After the trees were dropped: those of the open documents come back. */
function reopen(session: Session): void {
  for (const document of session.documents.all()) session.workspaces.place(document.uri);
}

async function registerLate(connection: Connection, session: Session): Promise<void> {
  if (session.facts.configuration)
    await connection.client.register(DidChangeConfigurationNotification.type, { section: 'tpmLifecycle' });
  if (session.facts.watchFiles && session.settings.enable) {
    const watchers = session.settings.folders.map((folder) => ({ globPattern: `**/${folder}/**/*.{c,h}` }));
    await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
  }
}

/** Asked only when settings or files on disk changed: the editor then asks again for everything it shows. */
function refresh(connection: Connection, session: Session): void {
  refreshState(connection, session);
  if (session.facts.refresh.diagnostics && session.facts.pull)
    connection.languages.diagnostics.refresh().catch(() => {});
}

/** A client that refuses to refresh asks again by itself. */
function refreshState(connection: Connection, session: Session): void {
  const ignore = (): void => {};
  const { refresh: can } = session.facts;
  if (can.lens) connection.sendRequest('workspace/codeLens/refresh').catch(ignore);
  if (can.hints) connection.languages.inlayHint.refresh().catch(ignore);
}

function wireDocuments({ connection, logger }: ServerParts, session: Session, publisher: Publisher): void {
  const { documents, workspaces } = session;
  connection.onDidOpenTextDocument(
    guardedNotification(logger, 'textDocument/didOpen', ({ textDocument }) => {
      const { uri, languageId, version, text } = textDocument;
      documents.open(uri, languageId, version, text);
      if (workspaces.overlay(uri, text)) publisher.schedule();
    }),
  );
  connection.onDidChangeTextDocument(
    guardedNotification(logger, 'textDocument/didChange', ({ textDocument, contentChanges }) => {
      const document = documents.change(textDocument.uri, textDocument.version, contentChanges);
      if (!document) return;
      const ofTree = workspaces.overlay(textDocument.uri, document.getText());
      if (ofTree && session.settings.run === 'onType') publisher.schedule();
    }),
  );
  connection.onDidSaveTextDocument(
    guardedNotification(logger, 'textDocument/didSave', ({ textDocument }) => {
      if (session.settings.run !== 'manual' && workspaces.place(textDocument.uri)) publisher.schedule();
    }),
  );
  connection.onDidCloseTextDocument(
    guardedNotification(logger, 'textDocument/didClose', ({ textDocument }) => {
      documents.close(textDocument.uri);
      session.steadyLenses.forget(textDocument.uri);
      if (workspaces.overlay(textDocument.uri, null)) publisher.schedule();
    }),
  );
  connection.onDidChangeWatchedFiles(
    guardedNotification(logger, 'workspace/didChangeWatchedFiles', ({ changes }) => {
      const followed = changes.map(({ uri }) => workspaces.invalidate(uri) || isBaseline(session, uri));
      if (!followed.includes(true)) return;
      refresh(connection, session);
      publisher.schedule();
    }),
  );
}

function wireFeatures({ connection, logger }: ServerParts, session: Session): void {
  /** Guards a handler whose positions count in one version of one document. */
  const about = <P extends { textDocument: { uri: string } }, R>(
    name: string,
    empty: R,
    answer: (params: P, token: CancelToken) => R,
  ) => {
    const run = guarded(logger, name, empty, ({ params, check }: { params: P; check: () => void }, token) => {
      check();
      return answer(params, token);
    });
    return (params: P, token: Parameters<typeof run>[1]) =>
      run({ params, check: editor.sameVersion(session, params.textDocument.uri) }, token);
  };
  connection.onHover(
    about('textDocument/hover', null, (params, token) => editor.hover(session, params, token)),
  );
  connection.onCodeLens(
    about('textDocument/codeLens', [], (params, token) =>
      editor.codeLenses(session, params.textDocument.uri, token),
    ),
  );
  connection.languages.inlayHint.on(
    about('textDocument/inlayHint', [], (params, token) => editor.hints(session, params, token)),
  );
  connection.onCodeAction(
    about('textDocument/codeAction', [], (params, token) => codeActions(session, params, token)),
  );
  connection.onCodeLensResolve((lens, token) =>
    guarded(logger, 'codeLens/resolve', lens, (_: null, cancel) => editor.resolveLens(session, lens, cancel))(
      null,
      token,
    ),
  );
  connection.languages.inlayHint.resolve((hint, token) =>
    guarded(logger, 'inlayHint/resolve', hint, (_: null, cancel) =>
      editor.resolveHint(session, hint, cancel),
    )(null, token),
  );
  wirePull(connection, logger, session);
  wireHierarchy(connection, logger, session);
}

/** Answered to any client that asks; announced only to one that says it can pull. */
function wirePull(connection: Connection, logger: Logger, session: Session): void {
  const document = guarded<
    DocumentDiagnosticParams,
    DocumentDiagnosticReport,
    DiagnosticServerCancellationData
  >(logger, 'textDocument/diagnostic', { kind: 'full', items: [] }, (params, cancel) => ({
    kind: 'full',
    items: editor.pullDiagnostics(session, params.textDocument.uri, cancel),
  }));
  const all = guarded<WorkspaceDiagnosticParams, WorkspaceDiagnosticReport, DiagnosticServerCancellationData>(
    logger,
    'workspace/diagnostic',
    { items: [] },
    (_, cancel) => ({ items: editor.pullAll(session, cancel) }),
  );
  connection.languages.diagnostics.on((params, token) => document(params, token));
  connection.languages.diagnostics.onWorkspace((params, token) => all(params, token));
}

function wireHierarchy(connection: Connection, logger: Logger, session: Session): void {
  const off = (): boolean => !session.facts.callHierarchy;
  connection.languages.callHierarchy.onPrepare((params, token) =>
    guarded(logger, 'textDocument/prepareCallHierarchy', null, (_: null, cancel) =>
      off() ? null : editor.prepareHierarchy(session, params, cancel),
    )(null, token),
  );
  connection.languages.callHierarchy.onIncomingCalls(({ item }, token) =>
    guarded(logger, 'callHierarchy/incomingCalls', [], (_: null, cancel) =>
      editor.incoming(session, item, cancel),
    )(null, token),
  );
  connection.languages.callHierarchy.onOutgoingCalls(({ item }, token) =>
    guarded(logger, 'callHierarchy/outgoingCalls', [], (_: null, cancel) =>
      editor.outgoing(session, item, cancel),
    )(null, token),
  );
}

function wireCommands({ connection, logger, version }: ServerParts, session: Session): void {
  connection.onExecuteCommand(
    guarded(
      logger,
      'workspace/executeCommand',
      commands.failure('not-available', 'The command failed; the log has the details.'),
      (params: { command: string; arguments?: unknown[] }, token) =>
        commands.execute(session, params, token) as protocol.CommandError,
    ),
  );
  const on = <P, R>(
    method: string,
    empty: R,
    answer: (session: Session, params: P, token: CancelToken) => R,
  ): void => {
    const handler = guarded<P, R>(logger, method, empty, (params, token) => answer(session, params, token));
    connection.onRequest<unknown, void>(method, (params: P, token: CancellationToken) =>
      handler(params, token),
    );
  };
  on<protocol.TraceParams, protocol.TraceResult | protocol.CommandError>(
    protocol.traceRequest,
    noAnswer,
    commands.trace,
  );
  on<protocol.TraceDocumentParams, protocol.TextDocumentResult | protocol.CommandError>(
    protocol.traceDocumentRequest,
    noAnswer,
    commands.traceDocument,
  );
  on<protocol.StateDocumentParams, protocol.TextDocumentResult | null>(
    protocol.stateDocumentRequest,
    null,
    commands.stateDocument,
  );
  on<protocol.FindingParams, protocol.FindingResult | null>(protocol.findingRequest, null, commands.finding);
  on<protocol.AcceptParams, protocol.AcceptResult | protocol.CommandError>(
    protocol.acceptRequest,
    noAnswer,
    accept,
  );
  on(protocol.sarifRequest, { logs: [] } as protocol.SarifResult, (all, _: unknown, token) =>
    exportSarif(all, version, token),
  );
  on(protocol.findingsRequest, { roots: [] } as protocol.FindingsResult, (all, _: unknown, token) =>
    commands.allFindings(all, token),
  );
  connection.onNotification(
    protocol.cursorNotification,
    guardedNotification(logger, protocol.cursorNotification, (params: protocol.CursorParams) => {
      const before = editor.functionUnderCursor(session);
      session.cursor = params;
      // In this mode the shown lines depend on where the cursor is, and the editor cannot know when to ask again.
      if (session.settings.stateAt === 'currentFunction' && before !== editor.functionUnderCursor(session))
        refreshState(connection, session);
    }),
  );
}

const noAnswer: protocol.CommandError = commands.failure(
  'not-available',
  'The request failed; the log has the details.',
);

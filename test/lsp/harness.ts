import { PassThrough } from 'node:stream';
import {
  createConnection,
  createProtocolConnection,
  type InitializeResult,
  ProposedFeatures,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import type { Logger } from '../../server/src/base/logger';
import { openWorkspace } from '../../server/src/features/workspace';
import { type StatusParams, statusNotification } from '../../server/src/lsp/protocol';
import { type Server, startServer } from '../../server/src/lsp/server';
import { memoryFileSystem } from '../harness/memory-file-system';
import { type Toy, toyEngine } from './toy-engine';

/** A client and a server in one process, joined by a pair of streams. */
export interface Pair {
  readonly client: ProtocolConnection;
  readonly server: Server;
  readonly toy: Toy;
  readonly initialized: InitializeResult;
  /** Everything that was pushed, oldest first. */
  readonly published: PublishDiagnosticsParams[];
  readonly statuses: StatusParams[];
  readonly log: string[];
  /** Messages of the newest diagnostics of a document. */
  messages(uri: string): string[];
  open(uri: string, text: string): void;
  change(uri: string, version: number, text: string): void;
  close(): void;
}

export const root = '/linux';
export const leakyUri = 'file:///linux/drivers/char/tpm/leaky.c';
export const leaky = 'int leaky(void)\n{\n\ttake();\n\treturn 0;\n}\n';
export const clean = 'int clean(void)\n{\n\ttake();\n\tdrop();\n\treturn 0;\n}\n';

const disk = new Map([
  ['/linux/Kbuild', ''],
  ['/linux/drivers/char/tpm/leaky.c', leaky],
  ['/linux/drivers/char/tpm/clean.c', clean],
  ['/linux/kernel/sched.c', leaky],
  ['/bare/one.c', leaky],
]);

export interface StartOptions {
  readonly capabilities?: object;
  readonly options?: object;
  readonly folders?: readonly string[];
  /** The real engine on these files, instead of the toy. */
  readonly real?: ReadonlyMap<string, string>;
}

export async function start({
  capabilities = {},
  options = {},
  folders = [],
  real,
}: StartOptions = {}): Promise<Pair> {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  const files = memoryFileSystem(real ?? disk);
  const toy = toyEngine(files);
  const log: string[] = [];
  const write = (message: string): void => void log.push(message);
  const logger: Logger = { debug: write, info: write, warn: write, error: write };
  const connection = createConnection(
    ProposedFeatures.all,
    new StreamMessageReader(toServer),
    new StreamMessageWriter(toClient),
  );
  const server = startServer({
    connection,
    files,
    logger,
    openWorkspace: real ? openWorkspace : toy.open,
    rules: [rule],
    version: '0',
  });
  const client = createProtocolConnection(
    new StreamMessageReader(toClient),
    new StreamMessageWriter(toServer),
    {
      error: write,
      warn: write,
      info: write,
      log: write,
    },
  );
  const published: PublishDiagnosticsParams[] = [];
  const statuses: StatusParams[] = [];
  client.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    published.push(params);
  });
  client.onNotification(statusNotification, (params: StatusParams) => void statuses.push(params));
  client.onRequest('client/registerCapability', () => null);
  client.listen();
  const initialized: InitializeResult = await client.sendRequest('initialize', {
    processId: null,
    rootUri: null,
    capabilities,
    initializationOptions: options,
    workspaceFolders: folders.map((uri) => ({ uri, name: uri })),
  });
  await client.sendNotification('initialized', {});
  return {
    client,
    server,
    toy,
    initialized,
    published,
    statuses,
    log,
    messages: (uri) =>
      published.findLast((params) => params.uri === uri)?.diagnostics.map((one) => String(one.message)) ?? [],
    open: (uri, text) =>
      void client.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId: 'c', version: 1, text },
      }),
    change: (uri, version, text) =>
      void client.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [{ text }],
      }),
    close: () => {
      client.dispose();
      connection.dispose();
    },
  };
}

const rule = {
  id: 'lock-leak',
  title: 'Lock still held at return',
  severity: 'warning',
  explanation: 'A lock is kept.',
  bad: 'return 0;',
  good: 'unlock(); return 0;',
} as const;

/** A request goes and comes back through the same queues, so all that was sent before has been handled. */
export async function flush(pair: Pair): Promise<void> {
  await pair.client.sendRequest('workspace/executeCommand', { command: 'tpmLifecycle.who' });
  await pair.server.settled();
  await pair.client.sendRequest('workspace/executeCommand', { command: 'tpmLifecycle.who' });
}

export const document = (uri: string): { textDocument: { uri: string } } => ({ textDocument: { uri } });

import * as vscode from 'vscode';
import {
  CloseAction,
  type DocumentSelector,
  ErrorAction,
  type ErrorHandler,
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  type ServerOptions,
  State,
  TransportKind,
} from 'vscode-languageclient/node';
import {
  clientCommands,
  type InitializationOptions,
  type StatusParams,
  statusNotification,
} from '../../server/src/lsp/protocol';
import { CrashPolicy } from './crash-policy';
import { section, settingsFor } from './settings';
import { type KernelTree, patterns } from './trees';

export type ServerState = 'stopped' | 'starting' | 'running' | 'crashed';

/** A server that does not answer `shutdown` in this time is killed. */
const stopMilliseconds = 2_000;
const silenceKey = 'tpmLifecycle.silenceCrash';

/**
 * Owns the language client: at most one server runs, for all trees. Starts and stops are carried out one after the
 * other, so a restart works from every state, also while the server is still starting or has crashed.
 */
export class Server implements vscode.Disposable {
  private readonly context: vscode.ExtensionContext;
  private readonly output: vscode.LogOutputChannel;
  private client: LanguageClient | undefined;
  private watchers: readonly vscode.FileSystemWatcher[] = [];
  private trees: readonly KernelTree[] = [];
  private queue: Promise<void> = Promise.resolve();
  private readonly policy = new CrashPolicy();
  private readonly states = new vscode.EventEmitter<ServerState>();
  private readonly statuses = new vscode.EventEmitter<StatusParams>();

  readonly onState = this.states.event;
  readonly onStatus = this.statuses.event;

  constructor(context: vscode.ExtensionContext, output: vscode.LogOutputChannel) {
    this.context = context;
    this.output = output;
  }

  /** Serves exactly these trees from now on; none stops the server. */
  serve(trees: readonly KernelTree[]): Promise<void> {
    return this.enqueue(async () => {
      await this.stopClient();
      this.trees = trees;
      this.policy.reset();
      if (trees.length > 0) await this.startClient();
    });
  }

  restart(): Promise<void> {
    return this.serve(this.trees);
  }

  stop(): Promise<void> {
    return this.enqueue(() => this.stopClient());
  }

  /** Sends a request; waits for a server that is still starting, fails in words when there is none. */
  async request<Result>(
    method: string,
    parameters: unknown,
    token?: vscode.CancellationToken,
  ): Promise<Result> {
    await this.queue;
    if (!this.client?.isRunning()) throw new Error('The language server of TPM Lifecycle is not running.');
    // An absent token must not be passed on: it would be sent as a second parameter.
    return token
      ? this.client.sendRequest<Result>(method, parameters, token)
      : this.client.sendRequest<Result>(method, parameters);
  }

  /** Sends a notification; one that cannot be delivered is of no interest to a server that is not there. */
  notify(method: string, parameters: unknown): void {
    if (this.client?.isRunning()) this.client.sendNotification(method, parameters).catch(() => {});
  }

  /** Runs one of the server's own commands. */
  execute<Result>(command: string, argument: unknown): Promise<Result> {
    return this.request('workspace/executeCommand', { command, arguments: [argument] });
  }

  dispose(): void {
    void this.stop();
    this.states.dispose();
    this.statuses.dispose();
  }

  private enqueue(work: () => Promise<void>): Promise<void> {
    const result = this.queue.then(work);
    // A failed start must not block what comes after it; the caller still sees the failure.
    this.queue = result.catch(() => {});
    return result;
  }

  private async startClient(): Promise<void> {
    const client = new LanguageClient(section, 'TPM Lifecycle', this.serverOptions(), this.clientOptions());
    this.client = client;
    client.onDidChangeState(({ newState }) => this.announce(client, newState));
    client.onNotification(statusNotification, (status: StatusParams) => this.statuses.fire(status));
    try {
      await client.start();
    } catch (error) {
      this.output.error(`The language server could not be started: ${String(error)}`);
      this.states.fire('crashed');
      throw error;
    }
  }

  private async stopClient(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (!client) return;
    // A server that is gone or hangs cannot confirm; that is no reason to keep its client.
    await client.dispose(stopMilliseconds).catch((error) => this.output.debug(`stop: ${String(error)}`));
    for (const watcher of this.watchers) watcher.dispose();
    this.watchers = [];
    this.states.fire('stopped');
  }

  /** Passes on the state of the present client only: a stopped one may report late. */
  private announce(client: LanguageClient, state: State): void {
    if (client !== this.client) return;
    if (state === State.Running) this.states.fire('running');
    else if (state === State.Starting) this.states.fire('starting');
  }

  private serverOptions(): ServerOptions {
    const settings = vscode.workspace.getConfiguration(section);
    const bundled = this.context.asAbsolutePath('out/server/src/main.js');
    const server = {
      module: settings.get('server.path', '') || bundled,
      args: settings.get<string[]>('server.args', []),
      transport: TransportKind.ipc,
    };
    return { run: server, debug: { ...server, options: { execArgv: ['--nolazy', '--inspect=6009'] } } };
  }

  private clientOptions(): LanguageClientOptions {
    this.watchers = patterns(this.trees).map(({ root, pattern }) =>
      vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(root, pattern)),
    );
    const initializationOptions = (): InitializationOptions => ({
      callHierarchy: false,
      pullDiagnostics: false,
      clientCommands: true,
      trusted: vscode.workspace.isTrusted,
      settings: settingsFor(this.trees[0]?.folder.uri),
    });
    return {
      documentSelector: this.documentSelector(),
      // Settings are pushed because the server registers for them.
      synchronize: { fileEvents: [...this.watchers] },
      initializationOptions,
      diagnosticCollectionName: 'tpm-lifecycle',
      outputChannel: this.output,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      markdown: { isTrusted: { enabledCommands: Object.values(clientCommands) }, supportHtml: false },
      errorHandler: this.errorHandler(),
    };
  }

  private documentSelector(): DocumentSelector {
    return patterns(this.trees).flatMap(({ root, pattern }) =>
      ['c', 'cpp'].map((language) => ({
        scheme: 'file',
        language,
        pattern: { baseUri: root.toString(), pattern },
      })),
    );
  }

  private errorHandler(): ErrorHandler {
    return {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => {
        if (this.policy.crashed(Date.now()) === 'restart') {
          this.output.warn('The language server ended unexpectedly and is started again.');
          return { action: CloseAction.Restart, handled: true };
        }
        this.output.error('The language server ended too often and stays down.');
        this.states.fire('crashed');
        void this.tellAboutCrash();
        return { action: CloseAction.DoNotRestart, handled: true };
      },
    };
  }

  private async tellAboutCrash(): Promise<void> {
    if (this.context.globalState.get(silenceKey)) return;
    const show = vscode.l10n.t('Show Output');
    const silence = vscode.l10n.t('Do Not Show Again');
    const message = vscode.l10n.t(
      'The language server of TPM Lifecycle crashed repeatedly. Findings are no longer updated.',
    );
    const choice = await vscode.window.showErrorMessage(message, show, silence);
    if (choice === show) this.output.show();
    if (choice === silence) await this.context.globalState.update(silenceKey, true);
  }
}

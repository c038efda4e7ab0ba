import * as path from 'node:path';
import * as vscode from 'vscode';
import type { StatusParams } from '../../server/src/lsp/protocol';
import type { ServerState } from './client';
import { setContextKey } from './context-keys';
import { section } from './settings';

/**
 * Entries of the language status menu, shown for C files of the trees only: what is analysed, which findings are listed,
 * and how the state is displayed. Never coloured: findings have their own place.
 */
export class Status implements vscode.Disposable {
  private readonly server = vscode.languages.createLanguageStatusItem('tpmLifecycle.status', []);
  private readonly scope = vscode.languages.createLanguageStatusItem('tpmLifecycle.scope', []);
  private readonly display = vscode.languages.createLanguageStatusItem('tpmLifecycle.display', []);

  constructor() {
    this.server.name = 'TPM Lifecycle';
    this.display.name = 'TPM Lifecycle state display';
    this.display.command = { title: vscode.l10n.t('Change'), command: 'tpmLifecycle.cycleStateDisplay' };
    this.scope.name = 'TPM Lifecycle findings';
    this.scope.command = { title: vscode.l10n.t('Change'), command: 'tpmLifecycle.toggleChangedLinesOnly' };
    this.showState('stopped');
    this.showDisplay();
    this.showScope();
  }

  /** Limits both entries to these documents. */
  select(selector: vscode.DocumentFilter[]): void {
    this.server.selector = selector;
    this.display.selector = selector;
    this.scope.selector = selector;
  }

  showState(state: ServerState): void {
    this.server.busy = state === 'starting';
    this.server.command = { title: vscode.l10n.t('Show Output'), command: 'tpmLifecycle.showOutput' };
    this.server.detail = '';
    if (state === 'starting') this.server.text = vscode.l10n.t('TPM Lifecycle: starting');
    else if (state === 'running') this.server.text = 'TPM Lifecycle';
    else {
      this.server.text =
        state === 'crashed'
          ? vscode.l10n.t('TPM Lifecycle: server crashed')
          : vscode.l10n.t('TPM Lifecycle: stopped');
      this.server.command = { title: vscode.l10n.t('Restart'), command: 'tpmLifecycle.restartServer' };
    }
    if (state !== 'running') setContextKey('hasFindings', false);
  }

  showStatus(status: StatusParams): void {
    const { files, findings, indexing, indexed } = status;
    this.server.busy = indexing;
    this.server.text = indexing
      ? vscode.l10n.t('TPM Lifecycle: indexing {0}/{1}', indexed, files)
      : vscode.l10n.t('TPM Lifecycle: {0}, {1}', counted(files, 'file'), counted(findings, 'finding'));
    this.server.detail = status.roots.map((root) => describe(root, status.roots.length > 1)).join('; ');
    setContextKey('hasFindings', findings > 0);
    if (!indexing)
      setContextKey(
        'rootsMissing',
        status.roots.every((root) => root.traceRoots.length === 0),
      );
  }

  /** Follows the two settings of the state display. */
  showDisplay(): void {
    const settings = vscode.workspace.getConfiguration(section);
    const as = settings.get<string>('stateDisplay.as', 'codeLens');
    const at = settings.get<string>('stateDisplay.at', vscode.l10n.t('changes'));
    this.display.text =
      as === 'off' ? vscode.l10n.t('Lock state: off') : vscode.l10n.t('Lock state: {0}', inWords()[at] ?? at);
    this.display.detail = as === 'inlayHints' || as === 'both' ? vscode.l10n.t('as inlay hints') : '';
  }

  /** Follows the settings of what is listed. */
  showScope(): void {
    const settings = vscode.workspace.getConfiguration(section);
    const scope = settings.get<string>('diagnostics.scope', 'all');
    setContextKey('changedLinesOnly', scope === 'changedLines');
    this.scope.text = vscode.l10n.t('Findings: {0}', scopes()[scope] ?? scope);
    const base = settings.get<string>('diagnostics.baseRevision', 'HEAD');
    this.scope.detail = scope === 'changedLines' ? `vs ${base}` : '';
  }

  dispose(): void {
    this.scope.dispose();
    this.server.dispose();
    this.display.dispose();
  }
}

const scopes = (): Readonly<Record<string, string>> => ({
  all: vscode.l10n.t('all'),
  changedLines: vscode.l10n.t('changed lines only'),
  openFiles: vscode.l10n.t('open files'),
  off: vscode.l10n.t('off'),
});

const inWords = (): Readonly<Record<string, string>> => ({
  changes: vscode.l10n.t('changes'),
  everyLine: vscode.l10n.t('every line'),
  currentFunction: vscode.l10n.t('current function'),
  functions: vscode.l10n.t('function heads'),
});

/** `Linux 6.12.117, config both, 3 functions not analysed in full`, with the folder's name where there are several. */
function describe(root: StatusParams['roots'][number], named: boolean): string {
  const parts = [
    root.version ? `Linux ${root.version}` : vscode.l10n.t('no version'),
    root.config === 'both' ? vscode.l10n.t('both arms of #if') : root.config,
  ];
  if (root.notAnalysed.length > 0) {
    parts.push(vscode.l10n.t('{0} not analysed in full', counted(root.notAnalysed.length, 'function')));
  }
  return (named ? `${path.basename(root.root)}: ` : '') + parts.join(', ');
}

/** `1 file`, `2 files`. */
function counted(n: number, noun: 'file' | 'finding' | 'function'): string {
  switch (noun) {
    case 'file':
      return n === 1 ? vscode.l10n.t('1 file') : vscode.l10n.t('{0} files', n);
    case 'finding':
      return n === 1 ? vscode.l10n.t('1 finding') : vscode.l10n.t('{0} findings', n);
    case 'function':
      return n === 1 ? vscode.l10n.t('1 function') : vscode.l10n.t('{0} functions', n);
  }
}

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
    this.display.command = { title: 'Change', command: 'tpmLifecycle.cycleStateDisplay' };
    this.scope.name = 'TPM Lifecycle findings';
    this.scope.command = { title: 'Change', command: 'tpmLifecycle.toggleChangedLinesOnly' };
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
    this.server.command = { title: 'Show Output', command: 'tpmLifecycle.showOutput' };
    this.server.detail = '';
    if (state === 'starting') this.server.text = 'TPM Lifecycle: starting';
    else if (state === 'running') this.server.text = 'TPM Lifecycle';
    else {
      this.server.text = state === 'crashed' ? 'TPM Lifecycle: server crashed' : 'TPM Lifecycle: stopped';
      this.server.command = { title: 'Restart', command: 'tpmLifecycle.restartServer' };
    }
    if (state !== 'running') setContextKey('hasFindings', false);
  }

  showStatus(status: StatusParams): void {
    const { files, findings, indexing, indexed } = status;
    this.server.busy = indexing;
    this.server.text = indexing
      ? `TPM Lifecycle: indexing ${indexed}/${files}`
      : `TPM Lifecycle: ${count(files, 'file')}, ${count(findings, 'finding')}`;
    this.server.detail = status.roots.map((root) => describe(root, status.roots.length > 1)).join('; ');
    setContextKey('hasFindings', findings > 0);
  }

  /** Follows the two settings of the state display. */
  showDisplay(): void {
    const settings = vscode.workspace.getConfiguration(section);
    const as = settings.get<string>('stateDisplay.as', 'codeLens');
    const at = settings.get<string>('stateDisplay.at', 'changes');
    this.display.text = as === 'off' ? 'Lock state: off' : `Lock state: ${inWords[at] ?? at}`;
    this.display.detail = as === 'inlayHints' || as === 'both' ? 'as inlay hints' : '';
  }

  /** Follows the settings of what is listed. */
  showScope(): void {
    const settings = vscode.workspace.getConfiguration(section);
    const scope = settings.get<string>('diagnostics.scope', 'all');
    setContextKey('changedLinesOnly', scope === 'changedLines');
    this.scope.text = `Findings: ${scopes[scope] ?? scope}`;
    const base = settings.get<string>('diagnostics.baseRevision', 'HEAD');
    this.scope.detail = scope === 'changedLines' ? `vs ${base}` : '';
  }

  dispose(): void {
    this.scope.dispose();
    this.server.dispose();
    this.display.dispose();
  }
}

const scopes: Readonly<Record<string, string>> = {
  all: 'all',
  changedLines: 'changed lines only',
  openFiles: 'open files',
  off: 'off',
};

const inWords: Readonly<Record<string, string>> = {
  changes: 'changes',
  everyLine: 'every line',
  currentFunction: 'current function',
  functions: 'function heads',
};

/** `Linux 6.12.117, config both, 3 functions not analysed in full`, with the folder's name where there are several. */
function describe(root: StatusParams['roots'][number], named: boolean): string {
  const parts = [
    root.version ? `Linux ${root.version}` : 'no version',
    root.config === 'both' ? 'both arms of #if' : root.config,
  ];
  if (root.notAnalysed.length > 0) {
    parts.push(`${count(root.notAnalysed.length, 'function')} not analysed in full`);
  }
  return (named ? `${path.basename(root.root)}: ` : '') + parts.join(', ');
}

/** `1 file`, `2 files`. */
function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

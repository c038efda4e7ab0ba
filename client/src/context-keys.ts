import * as vscode from 'vscode';

/** Keys that `when` clauses in package.json ask for. */
export type ContextKey =
  | 'active'
  | 'changedLinesOnly'
  | 'rootsMissing'
  | 'treeFound'
  | 'treeOpened'
  | 'traceActive'
  | 'traceStale'
  | 'hasFindings'
  | 'fileInTree';

export function setContextKey(key: ContextKey, value: boolean): void {
  void vscode.commands.executeCommand('setContext', `tpmLifecycle.${key}`, value);
}

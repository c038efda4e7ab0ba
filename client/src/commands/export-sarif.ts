import * as vscode from 'vscode';
import { type SarifResult, sarifRequest } from '../../../server/src/lsp/protocol';
import type { Services } from '../services';

/** Writes the findings as they are listed now to a file that the user chooses, or to a given address. */
export async function exportSarif({ server }: Services, given?: unknown): Promise<void> {
  const { logs } = await server.request<SarifResult>(sarifRequest, {});
  const log = logs.length > 1 ? await askWhich(logs) : logs[0];
  if (!log) return;
  const target = given instanceof vscode.Uri ? given : await askWhere(log.root);
  if (target) await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(log.text));
}

async function askWhich(logs: SarifResult['logs']): Promise<SarifResult['logs'][number] | undefined> {
  const items = logs.map((log) => ({ label: log.root, log }));
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Export Findings of') }))?.log;
}

function askWhere(root: string): Thenable<vscode.Uri | undefined> {
  return vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export Findings as SARIF'),
    defaultUri: vscode.Uri.joinPath(vscode.Uri.file(root), 'tpm-lifecycle.sarif'),
    filters: { SARIF: ['sarif', 'json'] },
  });
}

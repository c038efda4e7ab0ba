import * as vscode from 'vscode';
import type { Services } from '../services';
import { section } from '../settings';
import { isTree } from '../trees';

/** Lets the user point to a kernel tree; remembered for the workspace, or opened when there is no workspace. */
export async function selectTree(services: Services): Promise<void> {
  const picked = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Select Kernel Tree'),
    openLabel: vscode.l10n.t('Select'),
    canSelectFiles: false,
    canSelectFolders: true,
  });
  const root = picked?.[0];
  if (!root) return;
  if (!(await isTree(root))) {
    const message = `${root.fsPath} has no TPM drivers: neither drivers/char/tpm/tpm-chip.c nor tpm-chip.c is there.`;
    void vscode.window.showErrorMessage(message);
    return;
  }
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) {
    await vscode.commands.executeCommand('vscode.openFolder', root);
    return;
  }
  const value = root.toString() === folder.uri.toString() ? undefined : root.fsPath;
  const settings = vscode.workspace.getConfiguration(section, folder.uri);
  await settings.update('kernel.path', value, vscode.ConfigurationTarget.Workspace);
  await services.refreshTrees();
}

import * as vscode from 'vscode';
import type { Services } from '../services';

/** Starts the server anew, from whatever state it is in. Also looks for trees that appeared since. */
export async function restartServer(services: Services): Promise<void> {
  if (await services.refreshTrees()) return;
  const select = vscode.l10n.t('Select Kernel Tree...');
  const message = vscode.l10n.t('No Linux TPM sources found in this workspace.');
  const choice = await vscode.window.showInformationMessage(message, select);
  if (choice === select) await vscode.commands.executeCommand('tpmLifecycle.selectTree');
}

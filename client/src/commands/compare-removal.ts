import * as vscode from 'vscode';
import { withLateProgress } from '../progress';
import type { Services } from '../services';
import { section } from '../settings';
import { activeFile } from './trace';

/** Opens what differs from a revision: traces, summaries, findings. Asks for the revision unless one is given. */
export async function compareRemoval(services: Services, given?: unknown): Promise<void> {
  if (!vscode.workspace.isTrusted) {
    const manage = vscode.l10n.t('Manage Workspace Trust');
    const message = vscode.l10n.t('Comparing with a revision runs git, which needs a trusted workspace.');
    const choice = await vscode.window.showInformationMessage(message, manage);
    if (choice === manage) await vscode.commands.executeCommand('workbench.trust.manage');
    return;
  }
  const base = typeof given === 'string' ? given : await askForRevision();
  if (!base) return;
  await withLateProgress(vscode.l10n.t('Comparing with {0}', base), () =>
    services.documents.open({ of: 'compare', parameters: { ...activeFile(), base } }),
  );
}

function askForRevision(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Compare Removal Path With Revision'),
    prompt: vscode.l10n.t('Git revision, or the path of another kernel tree'),
    value: vscode.workspace.getConfiguration(section).get('diagnostics.baseRevision', 'HEAD'),
  });
}

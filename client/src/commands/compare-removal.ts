import * as vscode from 'vscode';
import type { Services } from '../services';
import { section } from '../settings';
import { activeFile } from './trace';

/** Opens what differs from a revision: traces, summaries, findings. Asks for the revision unless one is given. */
export async function compareRemoval(services: Services, given?: unknown): Promise<void> {
  if (!vscode.workspace.isTrusted) {
    const manage = 'Manage Workspace Trust';
    const message = 'Comparing with a revision runs git, which needs a trusted workspace.';
    const choice = await vscode.window.showInformationMessage(message, manage);
    if (choice === manage) await vscode.commands.executeCommand('workbench.trust.manage');
    return;
  }
  const base = typeof given === 'string' ? given : await askForRevision();
  if (!base) return;
  const options = { location: vscode.ProgressLocation.Window, title: `Comparing with ${base}` };
  await vscode.window.withProgress(options, () =>
    services.documents.open({ of: 'compare', parameters: { ...activeFile(), base } }),
  );
}

function askForRevision(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: 'Compare Removal Path With Revision',
    prompt: 'Git revision, or the path of another kernel tree',
    value: vscode.workspace.getConfiguration(section).get('diagnostics.baseRevision', 'HEAD'),
  });
}

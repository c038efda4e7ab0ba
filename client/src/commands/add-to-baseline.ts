import * as vscode from 'vscode';
import {
  type AcceptParams,
  type AcceptResult,
  acceptRequest,
  type CommandError,
  type FindingParams,
  isCommandError,
} from '../../../server/src/lsp/protocol';
import type { Services } from '../services';

/** Accepts a finding: it is written to the baseline with a reason, and listed no more. A reason may be given. */
export async function addToBaseline(
  services: Services,
  finding: FindingParams,
  given?: unknown,
): Promise<void> {
  const reason = typeof given === 'string' ? given : await askForReason();
  if (reason === undefined) return;
  const { server } = services;
  const parameters: AcceptParams = { ...finding, reason };
  const answer = await server.request<AcceptResult | CommandError>(acceptRequest, parameters);
  if (isCommandError(answer)) {
    void vscode.window.showInformationMessage(answer.error.message);
    return;
  }
  const uri = vscode.Uri.file(answer.path);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(answer.text));
  // The file may lie outside of every watched folder.
  const changes = [{ uri: uri.toString(), type: 2 }];
  server.notify('workspace/didChangeWatchedFiles', { changes });
}

function askForReason(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Accept This Finding With a Reason'),
    prompt: vscode.l10n.t('Why is it right as it is? The reason is kept in the baseline file.'),
    validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('A reason is needed.') : undefined),
  });
}

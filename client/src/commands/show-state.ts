import * as vscode from 'vscode';
import type { StateDocumentParams } from '../../../server/src/lsp/protocol';
import type { Services } from '../services';

/** Opens the lock state of a line as text: the one a lens or hover names, else the line of the cursor. */
export async function showState(services: Services, given?: StateDocumentParams): Promise<void> {
  const parameters = isTarget(given) ? given : cursor();
  if (parameters) await services.documents.open({ of: 'state', parameters });
  else await askForLine();
}

/** Opens what a call changes, one row per outcome. */
export async function compareState(services: Services, given?: StateDocumentParams): Promise<void> {
  const parameters = isTarget(given) ? given : cursor();
  if (!parameters) return askForLine();
  await services.documents.open({ of: 'state', parameters: { ...parameters, of: 'difference' } });
}

/** Opens what can run at the same time as a line, what cannot, and why. */
export async function whoCanRun(services: Services, given?: StateDocumentParams): Promise<void> {
  const parameters = isTarget(given) ? given : cursor();
  if (!parameters) return askForLine();
  const { uri, line } = parameters;
  await services.documents.open({ of: 'who', parameters: { uri, line } });
}

async function askForLine(): Promise<void> {
  void vscode.window.showInformationMessage(vscode.l10n.t('Put the cursor on a line of a TPM driver first.'));
}

/** The context menu passes an address of its own as first argument; that is not a target. */
function isTarget(given: StateDocumentParams | undefined): given is StateDocumentParams {
  return typeof given?.uri === 'string' && typeof given.line === 'number';
}

function cursor(): StateDocumentParams | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.uri.scheme !== 'file') return undefined;
  return { uri: editor.document.uri.toString(), line: editor.selection.active.line + 1 };
}

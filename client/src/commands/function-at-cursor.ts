import * as vscode from 'vscode';
import {
  type CommandError,
  isCommandError,
  type StateParams,
  serverCommands,
} from '../../../server/src/lsp/protocol';
import type { Services } from '../services';

/** The part of the state report that names functions; the client looks at nothing else of it. */
interface NamesOnly {
  readonly files: readonly { readonly functions: readonly { readonly name: string }[] }[];
}

/**
 * The function around the cursor, and its file. Outside of functions the word at the cursor counts, so that a name in
 * a callback table can be traced too. Undefined when there is neither; the user has been told then.
 */
export async function functionAtCursor(
  services: Services,
): Promise<{ uri: string; root: string } | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.uri.scheme !== 'file') {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('Put the cursor into a function of a TPM driver first.'),
    );
    return undefined;
  }
  const uri = editor.document.uri.toString();
  const parameters: StateParams = { uri, line: editor.selection.active.line + 1 };
  const answer = await services.server.execute<NamesOnly | CommandError>(serverCommands.state, parameters);
  const around = isCommandError(answer) ? undefined : answer.files[0]?.functions[0]?.name;
  const root = around ?? wordAtCursor(editor);
  if (root === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no function at the cursor.'));
    return undefined;
  }
  return { uri, root };
}

function wordAtCursor(editor: vscode.TextEditor): string | undefined {
  const range = editor.document.getWordRangeAtPosition(editor.selection.active, /[A-Za-z_]\w*/);
  return range && editor.document.getText(range);
}

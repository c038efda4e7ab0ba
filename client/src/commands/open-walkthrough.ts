import * as vscode from 'vscode';
import type { Services } from '../services';

/** Shows the first steps. Only this command does: nothing opens by itself. */
export async function openWalkthrough({ context }: Services): Promise<void> {
  await vscode.commands.executeCommand(
    'workbench.action.openWalkthrough',
    `${context.extension.id}#tpmLifecycle.start`,
    false,
  );
}

import * as vscode from 'vscode';
import { setContextKey } from '../context-keys';
import type { Services } from '../services';

/** Shows the first steps. Only this command does: nothing opens by itself. */
export async function openWalkthrough({ context, hasTrees }: Services): Promise<void> {
  await vscode.commands.executeCommand(
    'workbench.action.openWalkthrough',
    `${context.extension.id}#tpmLifecycle.start`,
    false,
  );
  // A step counts as done when its key changes while the walkthrough is known, not when it was true before.
  setContextKey('treeOpened', hasTrees());
}

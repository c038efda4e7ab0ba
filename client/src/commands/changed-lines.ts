import * as vscode from 'vscode';
import { section, updateSetting } from '../settings';

/** Findings on changed lines only, or all again. The server follows the setting at once. */
export async function toggleChangedLinesOnly(): Promise<void> {
  const settings = vscode.workspace.getConfiguration(section);
  const scope = settings.get<string>('diagnostics.scope', 'all');
  await updateSetting('diagnostics.scope', scope === 'changedLines' ? 'all' : 'changedLines');
}

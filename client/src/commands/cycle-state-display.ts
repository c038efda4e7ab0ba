import * as vscode from 'vscode';
import type { Services } from '../services';
import { section, updateSetting } from '../settings';

const lastRendering = 'tpmLifecycle.lastRendering';

/** Changes, every line, off, and around again. Turning it on again restores the rendering that was used before. */
export async function cycleStateDisplay({ context }: Services): Promise<void> {
  const settings = vscode.workspace.getConfiguration(section);
  const as = settings.get<string>('stateDisplay.as', 'codeLens');
  const at = settings.get<string>('stateDisplay.at', 'changes');
  if (as === 'off') {
    await updateSetting('stateDisplay.at', 'changes');
    await updateSetting('stateDisplay.as', context.globalState.get(lastRendering, 'codeLens'));
  } else if (at === 'everyLine') {
    await context.globalState.update(lastRendering, as);
    await updateSetting('stateDisplay.as', 'off');
  } else {
    await updateSetting('stateDisplay.at', at === 'changes' ? 'everyLine' : 'changes');
  }
}

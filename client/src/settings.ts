import * as vscode from 'vscode';

/** Prefix of every setting. */
export const section = 'tpmLifecycle';

/** Settings that decide which trees there are or how the server is started; the server cannot apply them itself. */
const structural = ['enable', 'kernel.path', 'analysis.folders', 'analysis.headers', 'server'];

/** The settings that apply to `scope`, nested as in `settings.json`. */
export function settingsFor(scope: vscode.Uri | undefined): unknown {
  // A configuration object carries methods beside its values; JSON leaves the values.
  return JSON.parse(JSON.stringify(vscode.workspace.getConfiguration(section, scope ?? null)));
}

/** True when the change can only be applied by a new server. */
export function needsNewServer(change: vscode.ConfigurationChangeEvent): boolean {
  return structural.some((name) => change.affectsConfiguration(`${section}.${name}`));
}

/** Writes a setting where its present value comes from: the workspace when it is set there, else the user. */
export async function updateSetting(name: string, value: unknown): Promise<void> {
  const settings = vscode.workspace.getConfiguration(section);
  const inWorkspace = settings.inspect(name)?.workspaceValue !== undefined;
  await settings.update(
    name,
    value,
    inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global,
  );
}

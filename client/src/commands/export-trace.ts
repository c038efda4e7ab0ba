import * as vscode from 'vscode';
import type { TraceFormat } from '../../../server/src/lsp/protocol';
import type { Services } from '../services';

const noticeMilliseconds = 4_000;

/** Copies the active trace in the form that goes into a mail: 72 columns, ASCII. */
export const copyTraceText = (services: Services): Promise<void> => copy(services, 'text', 'plain text');
export const copyTraceMermaid = (services: Services): Promise<void> => copy(services, 'mermaid', 'Mermaid');
export const copyTraceDot = (services: Services): Promise<void> => copy(services, 'dot', 'DOT');

async function copy(services: Services, format: TraceFormat, name: string): Promise<void> {
  const { active } = services.traceView;
  if (!active) return;
  await vscode.env.clipboard.writeText(await services.documents.text(active.source, format));
  vscode.window.setStatusBarMessage(vscode.l10n.t('Trace copied as {0}', name), noticeMilliseconds);
}

/** The form follows from the ending of the file. */
const endings: Readonly<Record<string, TraceFormat>> = {
  txt: 'text',
  'tpm-trace': 'text',
  mmd: 'mermaid',
  dot: 'dot',
  gv: 'dot',
  json: 'json',
};

/** Saves the active trace where the user says, or at a given address. */
export async function saveTrace(services: Services, given?: unknown): Promise<void> {
  const { active } = services.traceView;
  if (!active) return;
  const target = given instanceof vscode.Uri ? given : await askWhere(active.title);
  if (!target) return;
  const format = endings[target.path.slice(target.path.lastIndexOf('.') + 1)] ?? 'text';
  const text = await services.documents.text(active.source, format);
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
  vscode.window.setStatusBarMessage(
    vscode.l10n.t('Trace saved as {0}', vscode.workspace.asRelativePath(target)),
    noticeMilliseconds,
  );
}

function askWhere(title: string): Thenable<vscode.Uri | undefined> {
  const name = /^[\w-]+/.exec(title)?.[0] ?? 'trace';
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return vscode.window.showSaveDialog({
    title: vscode.l10n.t('Save Trace As'),
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, `${name}.txt`) } : {}),
    filters: { 'Plain Text': ['txt', 'tpm-trace'], Mermaid: ['mmd'], DOT: ['dot', 'gv'], JSON: ['json'] },
  });
}

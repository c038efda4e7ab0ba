import * as vscode from 'vscode';
import type { Services } from '../services';

const noticeMilliseconds = 4_000;

/** Copies the active trace in the form that goes into a mail. */
export async function copyTraceText(services: Services): Promise<void> {
  const { active } = services.traceView;
  if (!active) return;
  await vscode.env.clipboard.writeText(await services.documents.text(active.source));
  vscode.window.setStatusBarMessage('Trace copied', noticeMilliseconds);
}

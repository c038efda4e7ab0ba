import * as path from 'node:path';
import * as vscode from 'vscode';
import {
  type CommandError,
  isCommandError,
  type TraceParams,
  type TraceResult,
  traceRequest,
} from '../../../server/src/lsp/protocol';
import type { Server } from '../client';
import { graphOfTrace } from '../graph/graph-model';
import { withLateProgress } from '../progress';
import type { DocumentSource } from '../server-documents';
import type { Services } from '../services';
import { section } from '../settings';
import { traceNodes } from '../trace-model';
import type { ActiveTrace } from '../trace-view';
import { loadFinding, traceFinding } from './trace-finding';

/** Asks for a trace and shows it in the side bar. The answer "no such function" is told, not logged. */
export async function showTrace(services: Services, parameters: TraceParams, n?: number): Promise<void> {
  const answer = await withLateProgress(vscode.l10n.t('Tracing {0}()', parameters.root), (token) =>
    services.server.request<TraceResult | CommandError>(traceRequest, parameters, token),
  );
  if (answer === undefined) return;
  if (isCommandError(answer)) {
    void vscode.window.showInformationMessage(answer.error.message);
    return;
  }
  await services.traceView.show(activeTrace(answer, parameters), n);
}

function activeTrace(answer: TraceResult, parameters: TraceParams): ActiveTrace {
  return {
    title: inTree(answer.title, answer.root),
    root: answer.root,
    nodes: traceNodes(answer.report, variantLimit()),
    source: { of: 'trace', parameters },
    total: answer.report.steps.length,
    graph: () => graphOfTrace(answer.report, answer.title),
  };
}

function variantLimit(): number {
  return vscode.workspace.getConfiguration(section).get('trace.variantLimit', 20);
}

/** With several folders open the title says whose trace it is. */
function inTree(title: string, root: string): string {
  const several = (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
  return several ? `${path.basename(root)}: ${title}` : title;
}

/** A trace as it is now, without showing it; undefined when it cannot be had. */
export async function loadTrace(server: Server, source: DocumentSource): Promise<ActiveTrace | undefined> {
  if (source.of === 'finding') return loadFinding(server, source.parameters);
  if (source.of !== 'trace') return undefined;
  const answer = await server.request<TraceResult | CommandError>(traceRequest, source.parameters);
  return isCommandError(answer) ? undefined : activeTrace(answer, source.parameters);
}

/** The trace on show once more, from the sources as they are now, at the same step. */
export async function traceAgain(services: Services): Promise<void> {
  const { active, current } = services.traceView;
  const n = current?.n ?? undefined;
  if (active?.source.of === 'trace') await showTrace(services, active.source.parameters, n);
  if (active?.source.of === 'finding') await traceFinding(services, active.source.parameters);
}

/** Address of the file in the active editor, which chooses among several trees; nothing without one. */
export function activeFile(): { uri?: string } {
  const document = vscode.window.activeTextEditor?.document;
  return document?.uri.scheme === 'file' ? { uri: document.uri.toString() } : {};
}

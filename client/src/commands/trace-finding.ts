import * as vscode from 'vscode';
import { type FindingParams, type FindingResult, findingRequest } from '../../../server/src/lsp/protocol';
import type { Server } from '../client';
import { graphOfFinding } from '../graph/graph-model';
import type { Services } from '../services';
import { findingNodes } from '../trace-model';
import type { ActiveTrace } from '../trace-view';

/** Shows the path of one finding in the side bar. */
export async function traceFinding(services: Services, parameters: FindingParams): Promise<void> {
  const trace = await loadFinding(services.server, parameters);
  if (trace) await services.traceView.show(trace);
  else
    void vscode.window.showInformationMessage(vscode.l10n.t('This finding is gone: the code has changed.'));
}

/** The path of one finding as it is now; undefined when the finding is gone. */
export async function loadFinding(
  server: Server,
  parameters: FindingParams,
): Promise<ActiveTrace | undefined> {
  const result = await server.request<FindingResult | null>(findingRequest, parameters);
  if (result === null) return undefined;
  const { finding, root } = result;
  const title = `${finding.rule}: ${finding.function}()`;
  return {
    title,
    root,
    nodes: findingNodes(finding),
    source: { of: 'finding', parameters },
    total: finding.steps.length,
    graph: () => graphOfFinding(finding, title),
  };
}

import * as vscode from 'vscode';
import { type FindingParams, type FindingResult, findingRequest } from '../../../server/src/lsp/protocol';
import type { Services } from '../services';
import { findingNodes } from '../trace-model';

/** Shows the path of one finding in the side bar. */
export async function traceFinding(services: Services, parameters: FindingParams): Promise<void> {
  const result = await services.server.request<FindingResult | null>(findingRequest, parameters);
  if (result === null) {
    void vscode.window.showInformationMessage('This finding is gone: the code has changed.');
    return;
  }
  await services.traceView.show({
    title: `${result.finding.rule}: ${result.finding.function}()`,
    root: result.root,
    nodes: findingNodes(result.finding),
    source: { of: 'finding', parameters },
    total: result.finding.steps.length,
  });
}

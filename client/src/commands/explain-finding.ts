import * as vscode from 'vscode';
import type { ExplainParams } from '../../../server/src/lsp/protocol';
import { addressOf, type DocumentSource } from '../server-documents';
import type { Services } from '../services';

/** Opens the page of a rule, rendered where the Markdown preview is available, as text elsewhere. */
export async function explainFinding(services: Services, parameters: ExplainParams): Promise<void> {
  const source: DocumentSource = { of: 'explanation', parameters };
  try {
    await vscode.commands.executeCommand('markdown.showPreviewToSide', addressOf(source));
  } catch {
    await services.documents.open(source);
  }
}

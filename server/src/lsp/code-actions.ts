import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Diagnostic,
} from 'vscode-languageserver';
import type { CancelToken } from '../base/cancel';
import { fixActions } from './fix-actions';
import { clientCommands, type FindingParams, serverCommands } from './protocol';
import type { Session } from './session';

/** What can be done about the findings under the cursor: repairs first, then what explains them. */
export function codeActions(session: Session, params: CodeActionParams, token: CancelToken): CodeAction[] {
  const { only } = params.context;
  if (only && !only.some((kind) => CodeActionKind.QuickFix.startsWith(kind))) return [];
  const own = params.context.diagnostics.filter(
    (diagnostic) => diagnostic.source === 'tpm-lifecycle' && typeof diagnostic.code === 'string',
  );
  const fixes = own.flatMap((diagnostic) => fixesOf(session, params.textDocument.uri, diagnostic, token));
  return [...fixes, ...own.flatMap((diagnostic) => explanations(session, diagnostic))];
}

function fixesOf(session: Session, uri: string, diagnostic: Diagnostic, token: CancelToken): CodeAction[] {
  const data = diagnostic.data as FindingParams | undefined;
  const located = data?.fingerprint ? session.workspaces.locate(uri) : null;
  if (!data || !located) return [];
  const line = diagnostic.range.start.line + 1;
  const finding = located.tree.workspace
    .snapshot(token)
    .findings(located.file, token)
    .find((candidate) => candidate.fingerprint === data.fingerprint && candidate.line === line);
  return finding ? fixActions(session, located, diagnostic, finding, token) : [];
}

function explanations(session: Session, diagnostic: Diagnostic): CodeAction[] {
  const own = session.facts.clientCommands;
  const rule = String(diagnostic.code);
  const explain = own ? clientCommands.explainFinding : serverCommands.explain;
  const actions = [action('Explain this finding', diagnostic, explain, { rule })];
  const data = diagnostic.data as FindingParams | undefined;
  const trace = own ? clientCommands.traceFinding : serverCommands.finding;
  if (data?.fingerprint) actions.push(action('Trace this path', diagnostic, trace, data));
  if (data?.fingerprint && own)
    actions.push(
      action('Accept this finding with a reason...', diagnostic, clientCommands.addToBaseline, data),
    );
  return actions;
}

function action(title: string, diagnostic: Diagnostic, command: string, argument: unknown): CodeAction {
  return {
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnostic],
    command: { title, command, arguments: [argument] },
  };
}

import { type CodeAction, CodeActionKind, type Diagnostic, type TextEdit } from 'vscode-languageserver';
import { type CancelToken, throwIfCancelled } from '../base/cancel';
import { type QuickFix, quickFixes } from '../features/fixes/quick-fixes';
import type { LineEdit } from '../features/fixes/source-text';
import type { FindingReport } from '../features/reports';
import type { Session } from './session';
import type { Located } from './workspaces';

/** Quick fixes of a finding as actions. Trying them changes the overlay of the file and puts it back. */

/** Fixes of the document's present version: the editor asks whenever the cursor moves. */
const known = new WeakMap<Session, Map<string, readonly QuickFix[]>>();
const maxKnown = 64;

export function fixActions(
  session: Session,
  located: Located,
  diagnostic: Diagnostic,
  finding: FindingReport,
  token: CancelToken,
): CodeAction[] {
  const { document } = located;
  const key = `${document.uri} ${document.version} ${finding.fingerprint} ${finding.line}`;
  const cache = known.get(session) ?? new Map<string, readonly QuickFix[]>();
  known.set(session, cache);
  const fixes = cache.get(key) ?? fixesOf(session, located, finding, token);
  if (cache.size >= maxKnown) cache.clear();
  cache.set(key, fixes);
  return fixes.map((fix) => toAction(session, located, diagnostic, fix));
}

function fixesOf(
  session: Session,
  { tree, file, document }: Located,
  finding: FindingReport,
  token: CancelToken,
): readonly QuickFix[] {
  const { workspace, root } = tree;
  const text = document.getText();
  const read = (path: string): string => session.workspaces.text(root, path);
  try {
    return quickFixes({
      snapshot: workspace.snapshot(token),
      finding,
      text,
      read,
      trial: (changed) => {
        throwIfCancelled(token);
        workspace.setBuffer(file, changed);
        return workspace.snapshot(token);
      },
    });
  } finally {
    workspace.setBuffer(file, text);
  }
}

function toAction(
  session: Session,
  { document }: Located,
  diagnostic: Diagnostic,
  fix: QuickFix,
): CodeAction {
  const { uri, version } = document;
  const eol = document.getText().includes('\r\n') ? '\r\n' : '\n';
  const edits = fix.edits.map((edit) => toTextEdit(edit, eol));
  return {
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnostic],
    ...(fix.preferred ? { isPreferred: true } : {}),
    edit: session.facts.versionedEdits
      ? { documentChanges: [{ textDocument: { uri, version }, edits }] }
      : { changes: { [uri]: edits } },
  };
}

function toTextEdit(edit: LineEdit, eol: string): TextEdit {
  return {
    range: {
      start: { line: edit.line - 1, character: 0 },
      end: { line: edit.line - 1 + edit.count, character: 0 },
    },
    newText: edit.lines.map((line) => line + eol).join(''),
  };
}

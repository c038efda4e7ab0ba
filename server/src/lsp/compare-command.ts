import type { CancelToken } from '../base/cancel';
import { compareSnapshots } from '../features/compare/compare';
import { orderedCompare } from '../features/compare/compare-json';
import type { CompareReport } from '../features/compare/compare-report';
import { compareText } from '../features/compare/compare-text';
import { filterFindings } from '../features/diagnostics';
import type { Snapshot } from '../features/snapshot';
import { findSecondTree } from '../host/second-tree';
import { type CommandError, isCommandError, type TextDocumentResult } from './protocol';
import type { Session } from './session';
import type { Tree } from './workspaces';

/** Revisions that were compared with, kept while their tree is open: the next question is about the same one. */
const analysed = new WeakMap<Tree, { readonly version: string; readonly snapshot: Snapshot }>();

function problem(code: CommandError['error']['code'], message: string): CommandError {
  return { error: { code, message } };
}

/** The version of the tree that `name` means, analysed; a folder of another tree, or a revision where git may run. */
export function openBase(
  session: Session,
  tree: Tree,
  name: string,
  token: CancelToken,
): Snapshot | CommandError {
  const { workspaces, settings } = session;
  const { files } = workspaces;
  const path = name.replace(/\\/g, '/');
  const isFolder = /^(?:\/|[A-Za-z]:)/.test(path) && files.stat(path)?.kind === 'directory';
  if (!isFolder && !settings.git)
    return problem(
      'not-available',
      'Comparing with a revision needs git, which tpmLifecycle.git.enabled turns off.',
    );
  const found = findSecondTree(files, tree.root, name, { path, folders: tree.folders });
  if ('problem' in found) return problem('not-found', found.problem);
  const known = analysed.get(tree);
  if (known !== undefined && known.version === found.version) return known.snapshot;
  const snapshot = workspaces.openLike(tree, found.root, found.files).snapshot(token);
  if (found.version !== null) analysed.set(tree, { version: found.version, snapshot });
  return snapshot;
}

/** How the tree with the open documents differs from `base`. */
export function compare(
  session: Session,
  tree: Tree,
  base: string,
  token: CancelToken,
): CompareReport | CommandError {
  const second = openBase(session, tree, base, token);
  if (isCommandError(second)) return second;
  const snapshot = tree.workspace.snapshot(token);
  const { minConfidence, severity } = session.settings;
  return compareSnapshots(
    { label: base, snapshot: second },
    { label: 'the editor', snapshot },
    {
      files: [...new Set([...snapshot.files, ...second.files])].sort(),
      roots: [],
      keep: (finding) => filterFindings([finding], { minConfidence, severity }).length > 0,
    },
    token,
  );
}

/** The JSON of the command line, or its text as a document. */
export function compareAnswer(report: CompareReport, format: string | undefined): unknown {
  if (format !== 'text') return orderedCompare(report);
  const document: TextDocumentResult = {
    title: `Compare with ${report.base.label}`,
    text: compareText(report),
    language: 'plaintext',
  };
  return document;
}

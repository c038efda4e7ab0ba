import type { CancelToken } from '../base/cancel';
import { type BaselineEntry, entryOf, readBaseline, writeBaseline } from '../features/baseline';
import type { Snapshot } from '../features/snapshot';
import { join } from '../host/kernel-root';
import { changedOnly, type KeepFinding } from './changed-scope';
import type { AcceptParams, AcceptResult, CommandError } from './protocol';
import type { Session } from './session';
import { uriToPath } from './uris';
import type { Tree } from './workspaces';

/** Which findings are listed: those in scope that nobody has accepted with a reason. */
export function listedOnly(
  session: Session,
  tree: Tree,
  snapshot: Snapshot,
  token: CancelToken,
): KeepFinding {
  const accepted = new Set(acceptedIn(session, tree).map((entry) => entry.fingerprint));
  const changed = changedOnly(session, tree, snapshot, token);
  return (finding) => !accepted.has(finding.fingerprint) && changed(finding);
}

/** Absolute path of the file of accepted findings. */
function baselinePath(session: Session, tree: Tree): string {
  const name = session.settings.baseline.replace(/\\/g, '/');
  return /^(?:\/|[A-Za-z]:)/.test(name) ? name : join(tree.root, name);
}

/** True for a file whose change changes what is listed. */
export function isBaseline(session: Session, uri: string): boolean {
  const path = uriToPath(uri);
  return path !== null && session.workspaces.all().some((tree) => baselinePath(session, tree) === path);
}

const read = new WeakMap<Tree, { readonly text: string; readonly entries: readonly BaselineEntry[] }>();

/** Entries of the baseline; a file that cannot be read accepts nothing, and the log says why. */
export function acceptedIn(session: Session, tree: Tree): readonly BaselineEntry[] {
  const path = baselinePath(session, tree);
  const text = session.workspaces.files.readFile(path);
  if (text === null) return [];
  const known = read.get(tree);
  if (known?.text === text) return known.entries;
  const found = readBaseline(text);
  if ('problem' in found) session.logger.warn(`${path} ${found.problem}; nothing is accepted`);
  const entries = 'problem' in found ? [] : found.entries;
  read.set(tree, { text, entries });
  return entries;
}

/** The baseline with one more finding, for the client to write: the server changes no file. */
export function accept(
  session: Session,
  params: AcceptParams,
  token: CancelToken,
): AcceptResult | CommandError {
  const place = session.workspaces.place(params.uri);
  const findings = place?.tree.workspace.snapshot(token).findings(place.file, token) ?? [];
  const finding = findings.find((one) => one.fingerprint === params.fingerprint);
  const reason = params.reason.trim();
  if (!place || !finding) return problem('not-found', 'This finding is gone: the code has changed.');
  if (reason === '') return problem('bad-arguments', 'A finding is accepted with a reason only.');
  const path = baselinePath(session, place.tree);
  const old = session.workspaces.files.readFile(path);
  const entries = old === null ? { entries: [] } : readBaseline(old);
  if ('problem' in entries) return problem('bad-arguments', `${path} ${entries.problem}.`);
  const others = entries.entries.filter((entry) => entry.fingerprint !== finding.fingerprint);
  return { path, text: writeBaseline([...others, entryOf(finding, reason)]) };
}

function problem(code: CommandError['error']['code'], message: string): CommandError {
  return { error: { code, message } };
}

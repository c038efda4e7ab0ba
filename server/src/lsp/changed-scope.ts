import { type CancelToken, throwIfCancelled } from '../base/cancel';
import { findingsDifference, functionsOf } from '../features/compare/findings-difference';
import type { FindingReport } from '../features/reports';
import type { Snapshot } from '../features/snapshot';
import { isInside } from '../host/kernel-root';
import { openBase } from './compare-command';
import { isCommandError } from './protocol';
import type { Session } from './session';
import type { Tree } from './workspaces';

/**
 * The scope `changedLines`: findings that the base revision does not have. It takes the analysis of both, not the lines
 * of a diff, so a deleted unlock counts although the finding stands on a line that nobody touched.
 */
export type KeepFinding = (finding: FindingReport) => boolean;

const everything: KeepFinding = () => true;

/** What was told about a tree and a base that cannot be compared: once is enough. */
const told = new WeakMap<Session, Set<string>>();
const kept = new WeakMap<Snapshot, { readonly base: Snapshot; readonly keep: KeepFinding }>();

/** Which findings of this revision of a tree are in scope. Without a usable base all are, and the log says why. */
export function changedOnly(
  session: Session,
  tree: Tree,
  snapshot: Snapshot,
  token: CancelToken,
): KeepFinding {
  if (session.settings.scope !== 'changedLines') return everything;
  const name = session.settings.baseRevision;
  const base = openBase(session, tree, name, token);
  if (isCommandError(base)) {
    tell(
      session,
      `${tree.root} ${name}`,
      `changed lines only: ${base.error.message} All findings are shown.`,
    );
    return everything;
  }
  const known = kept.get(snapshot);
  if (known?.base === base) return known.keep;
  const keep = newSince(base, snapshot, tree, token);
  kept.set(snapshot, { base, keep });
  return keep;
}

function newSince(base: Snapshot, head: Snapshot, tree: Tree, token: CancelToken): KeepFinding {
  const all = (snapshot: Snapshot): FindingReport[] =>
    snapshot.files.flatMap((file) => {
      throwIfCancelled(token);
      return isInside(file, tree.folders) ? snapshot.findings(file, token) : [];
    });
  const difference = findingsDifference(
    { findings: all(base), has: functionsOf(base) },
    { findings: all(head), has: functionsOf(head) },
  );
  const key = (finding: FindingReport): string => `${finding.fingerprint} ${finding.file}:${finding.line}`;
  const fresh = new Set(difference.new.map(key));
  return (finding) => fresh.has(key(finding));
}

function tell(session: Session, key: string, message: string): void {
  const known = told.get(session) ?? new Set<string>();
  told.set(session, known);
  if (known.has(key)) return;
  known.add(key);
  session.logger.warn(message);
}

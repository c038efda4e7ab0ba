import type { CancelToken } from '../base/cancel';
import { applyBaseline } from '../features/baseline';
import { filterFindings } from '../features/diagnostics';
import { checkSarif } from '../features/sarif';
import { isInside } from '../host/kernel-root';
import { changedOnly } from './changed-scope';
import { acceptedIn } from './listed';
import type { SarifResult } from './protocol';
import type { Session } from './session';
import type { Tree } from './workspaces';

/** The findings as listed now, as SARIF, one log per tree; accepted ones are suppressed results with their reason. */
export function exportSarif(session: Session, version: string, token: CancelToken): SarifResult {
  return { logs: session.workspaces.all().map((tree) => sarifOf(session, tree, version, token)) };
}

function sarifOf(
  session: Session,
  tree: Tree,
  version: string,
  token: CancelToken,
): SarifResult['logs'][number] {
  const snapshot = tree.workspace.snapshot(token);
  const files = snapshot.files.filter((file) => isInside(file, tree.folders));
  const inScope = changedOnly(session, tree, snapshot, token);
  const all = files.flatMap((file) => filterFindings(snapshot.findings(file, token), session.settings));
  const { left, accepted } = applyBaseline(all.filter(inScope), acceptedIn(session, tree));
  const gaps = files.flatMap((file) => snapshot.gaps(file));
  const withGaps = new Set(
    gaps.filter((gap) => gap.function !== null).map((gap) => `${gap.file} ${gap.function}`),
  );
  const text = checkSarif(
    {
      schema: 'tpm-lifecycle/check@1',
      tree: snapshot.tree,
      findings: left,
      accepted,
      gaps,
      stats: {
        files: files.length,
        functions: files.reduce((sum, file) => sum + snapshot.functionCount(file), 0),
        functionsWithGaps: withGaps.size,
      },
    },
    session.rules,
    version,
  );
  return { root: tree.root, text };
}

import { changedLines } from '../features/compare/changed-lines';
import { findingsDifference, functionsOf } from '../features/compare/findings-difference';
import type { FindingReport } from '../features/reports';
import { join } from '../host/kernel-root';
import type { SecondTree } from '../host/second-tree';
import { type Analysed, analyse } from './analysed';
import type { Arguments } from './args';
import type { Environment } from './environment';
import { UserError } from './exit-code';
import { patchedTree } from './patched-tree';
import { analyseSecond, findBase } from './second-tree';
import { resolveTargets } from './targets';

/** What is checked, and what it is compared with when a change is asked about. */
export interface Checked {
  readonly analysed: Analysed;
  /** The older tree, with the files of the newer one; null for a plain check. */
  readonly change: Change | null;
}

export interface Change {
  readonly label: string;
  readonly before: Pick<SecondTree, 'root' | 'files'>;
  readonly after: Pick<SecondTree, 'root' | 'files'>;
}

/** Opens what `check` reports on: the tree, or the tree with the patch of `--diff`. Throws `UserError`. */
export async function openChecked(environment: Environment, given: Arguments): Promise<Checked> {
  const { base, diff } = given.texts;
  if (base !== undefined && diff !== undefined)
    throw new UserError('--base and --diff both name what to compare with; give one of them.');
  if (diff !== undefined) {
    const tree = resolveTargets(environment, given.texts.kernel, []);
    const { before, after } = await patchedTree(environment, tree, diff);
    const analysed = await analyse({ ...environment, files: after.files }, given, given.words);
    return { analysed, change: { label: 'without the patch', before, after } };
  }
  const analysed = await analyse(environment, given, given.words);
  const name = base ?? (given.switches.has('changedOnly') ? 'HEAD' : undefined);
  if (name === undefined) return { analysed, change: null };
  const { targets } = analysed;
  const before = findBase(environment, targets, name);
  return {
    analysed,
    change: { label: name, before, after: { root: targets.root, files: environment.files } },
  };
}

/** Findings that the change brought, those it fixed, and a test for lines that it touched. */
export interface ChangedFindings {
  readonly fresh: ReadonlySet<FindingReport>;
  readonly fixed: readonly FindingReport[];
  readonly isTouched: (finding: FindingReport) => boolean;
}

export function changedFindings(
  environment: Environment,
  given: Arguments,
  { analysed, change }: { readonly analysed: Analysed; readonly change: Change },
  head: readonly FindingReport[],
  keep: (finding: FindingReport) => boolean,
): ChangedFindings {
  const second = analyseSecond(environment, given, analysed, change.before);
  const files = second.files.filter((file) => analysed.files.includes(file) || isGone(change, file));
  const base = files.flatMap((file) => second.findings(file)).filter(keep);
  const difference = findingsDifference(
    { findings: base, has: functionsOf(second) },
    { findings: head, has: functionsOf(analysed.snapshot) },
  );
  const lines = new Map<string, ReadonlySet<number> | null>();
  return {
    fresh: new Set(difference.new),
    fixed: difference.fixed,
    isTouched: ({ file, line }) => {
      if (!lines.has(file)) lines.set(file, linesOf(change, file));
      const changed = lines.get(file) ?? null;
      return changed === null || changed.has(line);
    },
  };
}

function isGone({ after }: Change, file: string): boolean {
  return after.files.stat(join(after.root, file)) === null;
}

function linesOf({ before, after }: Change, file: string): ReadonlySet<number> | null {
  const old = before.files.readFile(join(before.root, file));
  const now = after.files.readFile(join(after.root, file));
  if (old === null || now === null) return null;
  return old === now ? new Set() : changedLines(old, now);
}

import { compareSnapshots } from '../features/compare/compare';
import { filterFindings } from '../features/diagnostics';
import { plural } from '../features/hold-words';
import type { CheckReport } from '../features/reports';
import { changedFiles, mergeBase } from '../host/git';
import type { SecondTree } from '../host/second-tree';
import type { Confidence } from '../model/types';
import { openSnapshot } from './analysed';
import type { Arguments } from './args';
import type { Environment } from './environment';
import { exitCode, UserError } from './exit-code';
import { formatCheck } from './format-check';
import { type ReviewReport, reviewJson, reviewText } from './format-review';
import { patchedTree } from './patched-tree';
import type { Result } from './run';
import { revisionTree } from './second-tree';
import { resolveTargets, type Targets } from './targets';

/** The two trees of a review, and what is told of how they came about. */
interface Sides {
  readonly before: Pick<SecondTree, 'root' | 'files'> & { readonly label: string };
  readonly after: Pick<SecondTree, 'root' | 'files'> & { readonly label: string };
  readonly patch: ReviewReport['patch'];
}

/** Files outside of the program that are analysed because a change touches them. */
const MAX_TOUCHED = 200;

/** `tpm-lifecycle review [FILE|-] [--range A..B]`: what a change brings, for who has to judge it. */
export async function review(environment: Environment, given: Arguments): Promise<Result> {
  const { range } = given.texts;
  const [name] = given.words;
  if (range !== undefined && name !== undefined)
    throw new UserError(`review takes a patch or --range A..B, not both.`);
  const targets = resolveTargets(environment, given.texts.kernel, []);
  const sides =
    range === undefined
      ? await sidesOfPatch(environment, targets, name ?? '-')
      : sidesOfRange(targets, range);
  for (const note of sides.patch.notes) environment.stderr(`tpm-lifecycle: ${note}\n`);
  const report = await compared(environment, given, targets, sides);
  const found = report.findings.new;
  return {
    text: await format(environment, given, report),
    message: `${plural(found.length, 'new finding')}, ${report.findings.fixed.length} fixed, ${plural(report.breaks.length, 'break')}`,
    code: found.length > 0 ? exitCode.findings : exitCode.clean,
  };
}

async function sidesOfPatch(environment: Environment, targets: Targets, name: string): Promise<Sides> {
  const { before, after, patched, patches } = await patchedTree(environment, targets, name);
  const label = name === '-' ? 'the patch' : name;
  return {
    before: { ...before, label: patched.isReversed ? `the tree without ${label}` : 'the tree' },
    after: { ...after, label: patched.isReversed ? 'the tree' : `the tree with ${label}` },
    patch: {
      subjects: patches.flatMap(({ subject }) => (subject === null ? [] : [subject])),
      files: patched.files,
      applied: patched.isReversed ? 'already' : 'now',
      notes: patched.notes,
    },
  };
}

function sidesOfRange(targets: Targets, range: string): Sides {
  const match = /^(.*?)(\.{2,3})(.*)$/.exec(range);
  if (!match) throw new UserError(`--range must be two revisions, A..B, not ${range}.`);
  const [, from = '', dots, to = ''] = match;
  const [a, b] = [from || 'HEAD', to || 'HEAD'];
  const start = dots === '...' ? mergeBase(targets.root, a, b) : a;
  const after = revisionTree(targets, b);
  const before = revisionTree(targets, start ?? a);
  if (start === null) throw new UserError(`${a} and ${b} share no commit; give A..B.`);
  const files = changedFiles(targets.root, start, b);
  if ('problem' in files) throw new UserError(files.problem);
  return {
    before: { ...before, label: a },
    after: { ...after, label: b },
    patch: { subjects: [], files: files.paths, applied: 'range', notes: [] },
  };
}

async function compared(
  environment: Environment,
  given: Arguments,
  targets: Targets,
  { before, after, patch }: Sides,
): Promise<ReviewReport> {
  const engine = await environment.loadEngine();
  const touched = patch.files.slice(0, MAX_TOUCHED);
  if (touched.length < patch.files.length)
    environment.stderr(
      `tpm-lifecycle: The change touches ${patch.files.length} C files; the first ${MAX_TOUCHED} are looked at.\n`,
    );
  const report = [...new Set([...targets.report, ...touched])];
  const [base, head] = [before, after].map((side) =>
    openSnapshot(environment, given, engine, { ...targets, report, root: side.root }, side.files),
  );
  if (base === undefined || head === undefined) throw new Error('two sides');
  const minConfidence = (given.texts.minConfidence ?? 'likely') as Confidence;
  const difference = compareSnapshots(
    { label: before.label, snapshot: base },
    { label: after.label, snapshot: head },
    {
      files: [...new Set([...base.files, ...head.files])].sort(),
      roots: [],
      keep: (finding) => filterFindings([finding], { minConfidence, severity: {} }).length > 0,
    },
  );
  return { ...difference, schema: 'tpm-lifecycle/review@1', patch };
}

async function format(environment: Environment, given: Arguments, report: ReviewReport): Promise<string> {
  const name = given.texts.format ?? 'text';
  if (name === 'text') return reviewText(report);
  if (name === 'json') return reviewJson(report);
  const check: CheckReport = {
    schema: 'tpm-lifecycle/check@1',
    tree: report.head.tree,
    findings: report.findings.new,
    gaps: [],
    stats: { files: report.patch.files.length, functions: 0, functionsWithGaps: 0 },
  };
  return formatCheck(check, name, await environment.loadRules(), environment.version);
}

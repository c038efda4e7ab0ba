import { compareSnapshots } from '../features/compare/compare';
import { orderedCompare } from '../features/compare/compare-json';
import { compareText } from '../features/compare/compare-text';
import { filterFindings } from '../features/diagnostics';
import { plural } from '../features/hold-words';
import { isInside } from '../host/kernel-root';
import type { Confidence } from '../model/types';
import { analyse, finalCode } from './analysed';
import type { Arguments } from './args';
import type { Environment } from './environment';
import { exitCode, UserError } from './exit-code';
import type { Result } from './run';
import { analyseSecond, findBase } from './second-tree';

/** `tpm-lifecycle compare --base REV|DIR`: removal, commands, summaries and findings as a difference. */
export async function compare(environment: Environment, given: Arguments): Promise<Result> {
  const { base: name } = given.texts;
  if (name === undefined)
    throw new UserError('compare needs --base REV|DIR: a git revision, or the top folder of a second tree.');
  const analysed = await analyse(environment, given, given.words);
  const { targets, snapshot } = analysed;
  const tree = findBase(environment, targets, name);
  const second = analyseSecond(environment, given, analysed, tree);
  if (second.files.length === 0)
    throw new UserError(
      `Nothing could be analysed in ${targets.report.join(', ')} of ${name}.`,
      exitCode.nothing,
    );
  const minConfidence = (given.texts.minConfidence ?? 'likely') as Confidence;
  const files = [...new Set([...analysed.files, ...second.files])]
    .filter((file) => isInside(file, targets.report))
    .sort();
  const report = compareSnapshots(
    { label: tree.label, snapshot: second },
    { label: 'the tree', snapshot },
    {
      files,
      roots: (given.lists.root ?? []).map((root) => root.replace(/\(\)$/, '')),
      keep: (finding) => filterFindings([finding], { minConfidence, severity: {} }).length > 0,
    },
  );
  const { breaks, findings } = report;
  return {
    text:
      given.texts.format === 'json'
        ? `${JSON.stringify(orderedCompare(report), null, 2)}\n`
        : compareText(report),
    message: `${plural(breaks.length, 'break')}, ${plural(findings.new.length, 'new finding')}, ${findings.fixed.length} fixed`,
    code: finalCode(analysed, given, exitCode.clean),
  };
}

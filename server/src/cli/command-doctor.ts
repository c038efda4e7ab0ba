import type { GapReport } from '../features/reports';
import { textTable } from '../features/text-table';
import { type Analysed, analyse, finalCode, gapsOf } from './analysed';
import type { Arguments } from './args';
import type { Environment } from './environment';
import { exitCode } from './exit-code';
import type { Result } from './run';

/** `tpm-lifecycle doctor`: what is analysed, and what of it was not understood. */
export async function doctor(environment: Environment, given: Arguments): Promise<Result> {
  const analysed = await analyse(environment, given, given.words);
  const gaps = gapsOf(analysed);
  const text =
    given.texts.format === 'json'
      ? doctorJson(environment, analysed, gaps)
      : doctorText(environment, analysed, gaps);
  return { text, message: null, code: finalCode(analysed, given, exitCode.clean) };
}

function functions(analysed: Analysed): number {
  return analysed.files.reduce((sum, file) => sum + analysed.snapshot.functionCount(file), 0);
}

function doctorText(environment: Environment, analysed: Analysed, gaps: readonly GapReport[]): string {
  const { snapshot, targets } = analysed;
  const withGaps = new Set(gaps.map((gap) => `${gap.file} ${gap.function}`)).size;
  const rows = [
    ['tool', `tpm-lifecycle ${environment.version}`],
    ['parser', analysed.engine.parser],
    ['tree', targets.root],
    ['version', snapshot.tree.version ?? 'none (no Makefile with a version)'],
    ['config', snapshot.tree.config],
    ['reported', targets.report.join(', ')],
    ['files', `${analysed.files.length} reported, ${snapshot.files.length} analysed`],
    ['functions', String(functions(analysed))],
    ['gaps', gaps.length === 0 ? 'none' : `${gaps.length} in ${withGaps} functions`],
  ];
  const list = gaps.map((gap) => [
    `${gap.file}:${gap.line}`,
    gap.function ? `${gap.function}()` : '',
    gap.reason,
  ]);
  return `${[...textTable(rows), ...textTable(list, '  ')].join('\n')}\n`;
}

function doctorJson(environment: Environment, analysed: Analysed, gaps: readonly GapReport[]): string {
  const { snapshot, targets } = analysed;
  const report = {
    schema: 'tpm-lifecycle/doctor@1',
    version: environment.version,
    parser: analysed.engine.parser,
    root: targets.root,
    tree: { version: snapshot.tree.version, config: snapshot.tree.config },
    report: targets.report,
    files: analysed.files,
    analysedFiles: snapshot.files.length,
    functions: functions(analysed),
    gaps: gaps.map(({ file, line, function: fn, reason }) => ({ file, line, function: fn, reason })),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

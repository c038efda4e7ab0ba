import { baseName } from '../features/lookup';
import type { FileReport, FunctionReport, StateReport } from '../features/reports';
import { functionStateText, lineStateText } from '../features/state-document';
import { type Analysed, analyse, finalCode } from './analysed';
import type { Arguments } from './args';
import type { Environment } from './environment';
import { exitCode, UserError } from './exit-code';
import { stateJson } from './format-json';
import type { Result } from './run';

/** `tpm-lifecycle state`: what is held before each line. */
export async function state(environment: Environment, given: Arguments): Promise<Result> {
  const analysed = await analyse(environment, given, given.words);
  if (given.numbers.line !== undefined && analysed.files.length > 1 && given.texts.function === undefined)
    throw new UserError('--line needs one file or --function NAME: tpm-lifecycle state FILE --line N.');
  const report = stateReport(analysed, given);
  const shown = report.files.reduce((sum, file) => sum + file.functions.length, 0);
  if (shown === 0) missing(analysed, given);
  const json = given.texts.format === 'json';
  return {
    text: json ? stateJson(report) : stateText(analysed, report, given),
    message: null,
    code: finalCode(analysed, given, exitCode.clean),
  };
}

/** Nothing to show is an answer for a folder without functions, and a mistake for a name. */
function missing(analysed: Analysed, given: Arguments): void {
  const name = given.texts.function;
  const line = given.numbers.line ?? [...analysed.targets.lines.values()][0];
  if (name !== undefined) {
    const near = analysed.snapshot.suggestions(name);
    const hint = near.length > 0 ? `; did you mean ${near.join(', ')}?` : '.';
    const where = line === undefined ? '' : ` around line ${line}`;
    throw new UserError(`No function ${name}()${where} in the reported files${hint}`);
  }
  if (line !== undefined)
    throw new UserError(`Line ${line} is in no function of ${analysed.files.join(', ')}.`);
}

function stateReport(analysed: Analysed, given: Arguments): StateReport {
  const files = analysed.files.flatMap((file) => {
    const report = analysed.snapshot.state(file);
    const line = lineFor(analysed, given, file);
    return report ? [{ file, functions: select(report, given.texts.function, line) }] : [];
  });
  const narrowed = given.texts.function !== undefined;
  return {
    schema: 'tpm-lifecycle/state@1',
    tree: analysed.snapshot.tree,
    files: narrowed ? files.filter((file) => file.functions.length > 0) : files,
  };
}

function lineFor(analysed: Analysed, given: Arguments, file: string): number | undefined {
  return analysed.targets.lines.get(file) ?? given.numbers.line;
}

function select(report: FileReport, name: string | undefined, line: number | undefined): FunctionReport[] {
  return report.functions
    .filter((fn) => name === undefined || fn.name === name)
    .filter((fn) => line === undefined || (fn.start <= line && line <= fn.end))
    .map((fn) => (line === undefined ? fn : { ...fn, lines: fn.lines.filter((one) => one.line === line) }));
}

function stateText(analysed: Analysed, report: StateReport, given: Arguments): string {
  const { version, config } = analysed.snapshot.tree;
  const blocks = report.files.flatMap((file) => {
    const line = lineFor(analysed, given, file.file);
    if (line !== undefined && file.functions.length > 0)
      return [
        lineStateText(analysed.snapshot, file.file, line) ?? `${baseName(file.file)}:${line} no state\n`,
      ];
    return file.functions.map((fn) => functionStateText(fn, file.file));
  });
  const head = `tree ${version ?? 'without version'}, config ${config}\n\n`;
  return head + blocks.join('\n');
}

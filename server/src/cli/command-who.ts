import { whoText } from '../features/who-text';
import { analyse, finalCode } from './analysed';
import type { Arguments } from './args';
import type { Environment } from './environment';
import { exitCode, UserError } from './exit-code';
import type { Result } from './run';

/** `tpm-lifecycle who FILE:LINE`: what can run at the same time as a line. */
export async function who(environment: Environment, given: Arguments): Promise<Result> {
  const analysed = await analyse(environment, given, given.words);
  const [place] = analysed.targets.lines;
  if (place === undefined) throw new UserError('who needs a line: tpm-lifecycle who FILE:LINE.');
  const [file, line] = place;
  const report = analysed.snapshot.who(file, line);
  if (report === null) throw new UserError(`Line ${line} is in no function of ${file}.`);
  const waits = report.others.filter(({ verdict }) => verdict === 'waits').length;
  const can = report.others.filter(({ verdict }) => verdict === 'can').length;
  return {
    text: given.texts.format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : whoText(report),
    message: `${can} can run, ${waits} would wait, ${report.others.length - can - waits} cannot`,
    code: finalCode(analysed, given, exitCode.clean),
  };
}

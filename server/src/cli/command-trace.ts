import { plural } from '../features/hold-words';
import type { TraceReport } from '../features/reports';
import { analyse, finalCode } from './analysed';
import type { Arguments } from './args';
import type { Environment } from './environment';
import { exitCode, UserError } from './exit-code';
import { formatTrace } from './format-trace';
import type { Result } from './run';

/** `tpm-lifecycle trace ROOT [PATH...]`. */
export async function trace(environment: Environment, given: Arguments): Promise<Result> {
  const [word = '', ...paths] = given.words;
  const root = word.replace(/\(\)$/, '');
  const analysed = await analyse(environment, given, paths);
  const { to, via } = given.texts;
  if (via !== undefined && to === undefined)
    throw new UserError('--via goes with --to: tpm-lifecycle trace ROOT --to FUNCTION --via FUNCTION.');
  const { depth } = given.numbers;
  const report = analysed.snapshot.trace(root, {
    direction: given.texts.direction === 'callers' ? 'callers' : 'calls',
    ...(to === undefined ? {} : { to: to.replace(/\(\)$/, '') }),
    ...(via === undefined ? {} : { via: via.replace(/\(\)$/, '') }),
    ...(depth === undefined ? {} : { depth }),
    ...(given.switches.has('quiet') || to === undefined
      ? {}
      : { progress: (text: string) => environment.stderr(`tpm-lifecycle: ${text}\n`) }),
  });
  if (!report) {
    const near = analysed.snapshot.suggestions(root).filter((name) => name !== root);
    const hint = near.length > 0 ? `; did you mean ${near.join(', ')}?` : '; add its file or folder as PATH.';
    throw new UserError(`No function ${root}() in the analysed files${hint}`);
  }
  return {
    text: formatTrace(report, given.texts.format ?? 'text'),
    message:
      to !== undefined && report.steps.length === 0
        ? `No path from ${root}() to ${to}()${via === undefined ? '' : ` through ${via}()`} in ${searched(report)}.`
        : plural(report.steps.length, 'step'),
    code: finalCode(analysed, given, exitCode.clean),
  };
}

/** `the 142 files searched`: an answer about absence says where it looked. */
function searched(report: TraceReport): string {
  return report.scope === undefined
    ? 'the analysed files'
    : `the ${plural(report.scope.files, 'file')} searched`;
}

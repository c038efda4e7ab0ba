import { plural } from '../features/hold-words';
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
  const { to } = given.texts;
  const { depth } = given.numbers;
  const report = analysed.snapshot.trace(root, {
    direction: given.texts.direction === 'callers' ? 'callers' : 'calls',
    ...(to === undefined ? {} : { to: to.replace(/\(\)$/, '') }),
    ...(depth === undefined ? {} : { depth }),
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
        ? `No path from ${root}() to ${to}().`
        : plural(report.steps.length, 'step'),
    code: finalCode(analysed, given, exitCode.clean),
  };
}

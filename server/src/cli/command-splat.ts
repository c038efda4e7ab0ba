import { plural } from '../features/hold-words';
import { readLog } from '../features/splat/read-log';
import { isForeign, mapSplats, splatJson, splatText } from '../features/splat/splat';
import { analyse, finalCode } from './analysed';
import type { Arguments } from './args';
import type { Environment } from './environment';
import { exitCode, UserError } from './exit-code';
import { readInput } from './input';
import type { Result } from './run';

/** `tpm-lifecycle splat [FILE|-] [PATH...]`: a kernel log, mapped onto the source. */
export async function splat(environment: Environment, given: Arguments): Promise<Result> {
  const [name = '-', ...paths] = given.words;
  const bytes = await readInput(environment, name, 'a kernel log');
  const called = name === '-' ? 'Standard input' : name;
  if (bytes.subarray(0, 64 * 1024).includes(0))
    throw new UserError(`${called} is a binary file, no kernel log.`, exitCode.nothing);
  const splats = readLog(new TextDecoder().decode(bytes));
  if (splats.length === 0)
    throw new UserError(
      `${called} holds no report of the kernel: no oops, warning or hung task, and no stack.`,
      exitCode.nothing,
    );
  const analysed = await analyse(environment, given, paths);
  const report = mapSplats(analysed.snapshot, splats);
  const hint = isForeign(report) ? '; no frame is in the analysed files: name theirs as PATH' : '';
  return {
    text: given.texts.format === 'json' ? splatJson(report) : splatText(report),
    message: `${plural(splats.length, 'report')}${hint}`,
    code: finalCode(analysed, given, exitCode.clean),
  };
}

import { auditText } from '../features/audit-text';
import { plural } from '../features/hold-words';
import { analyse, finalCode } from './analysed';
import type { Arguments } from './args';
import type { Environment } from './environment';
import { exitCode, UserError } from './exit-code';
import type { Result } from './run';

/** `tpm-lifecycle audit FIELD [PATH...]`: every use of a guarded field, and what it relies on. */
export async function audit(environment: Environment, given: Arguments): Promise<Result> {
  const [word = '', ...paths] = given.words;
  const analysed = await analyse(environment, given, paths);
  const field = word.replace(/^struct\s+/, '').replace(/->/g, '.');
  const report = analysed.snapshot.audit(field);
  if (report === null)
    throw new UserError(
      `${field} is not guarded by the lifecycle model; guarded are ${analysed.snapshot.guardedFields.join(', ')}.`,
    );
  return {
    text: given.texts.format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : auditText(report),
    message: plural(report.uses.length, 'use'),
    code: finalCode(analysed, given, exitCode.clean),
  };
}

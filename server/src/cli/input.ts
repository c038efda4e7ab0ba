import type { Environment } from './environment';
import { exitCode, UserError } from './exit-code';
import { absolute } from './targets';

/** Bytes of the FILE of a command, `-` being standard input. Throws `UserError`. */
export async function readInput(environment: Environment, name: string, what: string): Promise<Uint8Array> {
  if (name === '-') {
    const bytes = await environment.readStandardInput();
    if (typeof bytes !== 'string') return bytes;
    throw new UserError(`Standard input ${bytes}; name a file with ${what}, or send it: ... < FILE.`);
  }
  const bytes = environment.readInputFile(absolute(environment.workingDirectory, name));
  if (typeof bytes !== 'string') return bytes;
  throw new UserError(`${name} ${bytes}; name a file with ${what}, or - for standard input.`, exitCode.usage);
}

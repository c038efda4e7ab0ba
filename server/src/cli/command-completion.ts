import type { Arguments } from './args';
import { bashCompletion, fishCompletion, shells, zshCompletion } from './completion';
import type { Environment } from './environment';
import { exitCode, UserError } from './exit-code';
import type { Result } from './run';

/** `tpm-lifecycle completion bash|zsh|fish`: a script for the shell. */
export async function completion(environment: Environment, given: Arguments): Promise<Result> {
  const [shell = ''] = given.words;
  const rules = (await environment.loadRules()).map((rule) => rule.id as string);
  const makers = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };
  const known = shells.find((name) => name === shell);
  if (known === undefined)
    throw new UserError(`There is no completion for ${shell}; there is for ${shells.join(', ')}.`);
  return { text: makers[known](rules), message: null, code: exitCode.clean };
}

import { type Arguments, parseArguments } from './args';
import { check } from './command-check';
import { type CommandName, commandRows } from './commands';
import type { Environment } from './environment';
import { type ExitCode, exitCode, UserError } from './exit-code';
import { commandHelp, generalHelp } from './help';
import { readKbuild } from './kbuild';
import { absolute } from './targets';

/** What a command answers: the result, one line for the user, the exit code. */
export interface Result {
  readonly text: string;
  readonly message: string | null;
  readonly code: ExitCode;
}

type Command = (environment: Environment, given: Arguments) => Promise<Result>;

/** What `check` does not need is loaded when it is asked for: start-up is a good part of a short run. */
const commands: Record<Exclude<CommandName, 'lsp'>, () => Promise<Command>> = {
  check: async () => check,
  state: async () => (await import('./command-state.js')).state,
  trace: async () => (await import('./command-trace.js')).trace,
  audit: async () => (await import('./command-audit.js')).audit,
  who: async () => (await import('./command-who.js')).who,
  compare: async () => (await import('./command-compare.js')).compare,
  review: async () => (await import('./command-review.js')).review,
  baseline: async () => (await import('./command-baseline.js')).baseline,
  splat: async () => (await import('./command-splat.js')).splat,
  rc: async () => (await import('./command-rc.js')).responseCodes,
  completion: async () => (await import('./command-completion.js')).completion,
  doctor: async () => (await import('./command-doctor.js')).doctor,
  rules: async () => (await import('./command-rules.js')).listRules,
  explain: async () => (await import('./command-rules.js')).explainRule,
};

/** Runs one command line. Never throws; every failure is one sentence on standard error and a code. */
export async function run(environment: Environment): Promise<ExitCode> {
  const verbose = environment.arguments.some((word) => word === '-v' || word === '--verbose');
  let given: Arguments | null = null;
  const coded = (code: ExitCode): ExitCode => {
    // Neither a finding nor a file that cannot be read must stop the build; a misspelt option should.
    if (kbuild !== null) return given === null ? code : exitCode.clean;
    return given?.switches.has('bisect') && code >= 2 ? exitCode.skip : code;
  };
  const kbuild = readKbuild(environment.arguments, environment.workingDirectory);
  if (kbuild === 'other subsystem') return exitCode.clean;
  try {
    given = parseArguments(kbuild?.words ?? environment.arguments);
    return coded(await runParsed(environment, given, kbuild !== null));
  } catch (error) {
    if (error instanceof UserError) {
      for (const line of error.message.split('\n')) environment.stderr(`tpm-lifecycle: ${line}\n`);
      if (error.code === exitCode.usage)
        environment.stderr(`Try 'tpm-lifecycle${commandWord(environment)} --help'.\n`);
      return coded(error.code);
    }
    const reason = error instanceof Error ? error.message : String(error);
    environment.stderr(
      `tpm-lifecycle: internal error: ${reason.split('\n')[0]}${verbose ? '' : ' (-v shows where)'}\n`,
    );
    if (verbose && error instanceof Error) environment.stderr(`${error.stack}\n`);
    return coded(exitCode.internal);
  }
}

function commandWord(environment: Environment): string {
  const [first] = environment.arguments;
  return commandRows.some((row) => row.name === first) ? ` ${first}` : '';
}

async function runParsed(environment: Environment, given: Arguments, isQuiet: boolean): Promise<ExitCode> {
  if (given.switches.has('version')) {
    environment.stdout(`tpm-lifecycle ${environment.version}\n`);
    return exitCode.clean;
  }
  const row = commandRows.find((candidate) => candidate.name === given.command);
  if (given.switches.has('help')) {
    environment.stdout(row ? commandHelp(row) : generalHelp(environment.version));
    return exitCode.clean;
  }
  if (given.command === null) throw new UserError('No command given; the usual one is tpm-lifecycle check.');
  if (given.command === 'lsp') {
    if (!given.switches.has('stdio')) throw new UserError('lsp needs --stdio: tpm-lifecycle lsp --stdio.');
    await environment.serve();
    return exitCode.clean;
  }
  const started = environment.now();
  const command = await commands[given.command]();
  const result = await command(environment, given);
  write(environment, given, result.text);
  if (result.message !== null && !isQuiet && !given.switches.has('quiet'))
    environment.stderr(`tpm-lifecycle: ${result.message}\n`);
  if (given.switches.has('verbose'))
    environment.stderr(
      `tpm-lifecycle: ${given.command} took ${Math.round(environment.now() - started)} ms\n`,
    );
  return result.code;
}

function write(environment: Environment, given: Arguments, text: string): void {
  const name = given.texts.output;
  if (name === undefined || name === '-') {
    environment.stdout(text);
    return;
  }
  const failure = environment.writeFile(absolute(environment.workingDirectory, name), text);
  if (failure !== null) throw new UserError(`${name} cannot be written: ${failure}.`);
}

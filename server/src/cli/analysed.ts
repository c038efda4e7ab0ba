import type { FileSystem } from '../base/file-system';
import type { GapReport } from '../features/reports';
import type { Snapshot } from '../features/snapshot';
import { createConsoleLogger, type LogLevel } from '../host/console-logger';
import { isInside } from '../host/kernel-root';
import { type SubsystemLifecycle, shippedLifecycles } from '../model/lifecycles';
import { readLifecycle, shippedLifecycle } from '../model/read-lifecycle';
import type { Arguments } from './args';
import type { Engine, Environment } from './environment';
import { exitCode, UserError } from './exit-code';
import { absolute, resolveTargets, type Targets } from './targets';

/** The tree that a command asks about, analysed as far as the question needs. */
export interface Analysed {
  readonly engine: Engine;
  readonly targets: Targets;
  readonly snapshot: Snapshot;
  /** Files to report on, sorted. */
  readonly files: readonly string[];
}

/** Calls that the engine follows by default; as in the editor. */
const maxCallDepth = 24;

export async function analyse(
  environment: Environment,
  given: Arguments,
  paths: readonly string[],
): Promise<Analysed> {
  const folder = lifecycleOf(environment, given)?.program.folders[0];
  const targets = resolveTargets(environment, given.texts.kernel, paths, folder);
  for (const problem of targets.problems) environment.stderr(`tpm-lifecycle: ${problem}\n`);
  readConfig(environment, given.texts.config);
  const engine = await environment.loadEngine();
  const snapshot = openSnapshot(environment, given, engine, targets, environment.files);
  const files = snapshot.files.filter((file) => isInside(file, targets.report));
  if (files.length === 0)
    throw new UserError(
      `Nothing could be analysed in ${targets.report.join(', ')} below ${targets.root}.`,
      exitCode.nothing,
    );
  return { engine, targets, snapshot, files };
}

/** A tree with its files from wherever they come, analysed with the options of the command line. */
export function openSnapshot(
  environment: Environment,
  given: Arguments,
  engine: Engine,
  targets: Targets,
  files: FileSystem,
): Snapshot {
  const lifecycle = lifecycleOf(environment, given);
  const workspace = engine.openWorkspace(targets.root, {
    ...(lifecycle === undefined ? {} : { lifecycle }),
    files,
    logger: createConsoleLogger(logLevel(given), environment.stderr),
    config: readConfig(environment, given.texts.config),
    folders: targets.folders,
    paths: targets.report,
    maxCallDepth,
  });
  return workspace.snapshot();
}

/** The lifecycle that the command line names; undefined for the default. */
function lifecycleOf(environment: Environment, given: Arguments): SubsystemLifecycle | undefined {
  const name = given.texts.lifecycle;
  if (name === undefined) return undefined;
  const shipped = shippedLifecycle(name);
  if (shipped !== undefined) return shipped;
  const text = environment.files.readFile(absolute(environment.workingDirectory, name));
  if (text === null)
    throw new UserError(
      `--lifecycle ${name} is neither shipped (${shippedLifecycles.map((one) => one.name).join(', ')}) nor a file that can be read.`,
    );
  const read = readLifecycle(text);
  if ('name' in read) return read;
  throw new UserError(`--lifecycle ${name} does not fit the schema: ${read.slice(0, 3).join('; ')}.`);
}

function logLevel(given: Arguments): LogLevel {
  if (given.switches.has('verbose')) return 'info';
  return given.switches.has('quiet') ? 'error' : 'warn';
}

function readConfig(
  environment: Environment,
  name: string | undefined,
): 'both' | { readonly name: string; readonly text: string } {
  if (name === undefined || name === 'both') return 'both';
  const text = environment.files.readFile(absolute(environment.workingDirectory, name));
  if (text === null) throw new UserError(`--config ${name} cannot be read; name a .config file, or both.`);
  return { name, text };
}

export function gapsOf(analysed: Analysed): readonly GapReport[] {
  return analysed.files.flatMap((file) => analysed.snapshot.gaps(file));
}

/** 3 for gaps with `--strict`, 2 when a PATH could not be used, else the given code. */
export function finalCode(analysed: Analysed, given: Arguments, code: 0 | 1): 0 | 1 | 2 | 3 {
  if (analysed.targets.problems.length > 0) return exitCode.usage;
  return given.switches.has('strict') && gapsOf(analysed).length > 0 ? exitCode.nothing : code;
}

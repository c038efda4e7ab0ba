import { type BaselineEntry, defaultBaseline, readBaseline } from '../features/baseline';
import { join } from '../host/kernel-root';
import type { Arguments } from './args';
import type { Environment } from './environment';
import { UserError } from './exit-code';
import { absolute, type Targets } from './targets';

/** Where accepted findings stand, and those that are there. */
export interface BaselineFile {
  readonly path: string;
  readonly name: string;
  readonly entries: readonly BaselineEntry[];
}

/** The file of `--baseline`, else the default one below the root; `none` for no file. Throws `UserError`. */
export function openBaseline(environment: Environment, given: Arguments, targets: Targets): BaselineFile {
  const name = given.texts.baseline ?? defaultBaseline;
  const path =
    given.texts.baseline === undefined
      ? join(targets.root, defaultBaseline)
      : absolute(environment.workingDirectory, name);
  if (name === 'none') return { path, name, entries: [] };
  const text = environment.files.readFile(path);
  if (text === null) return { path, name, entries: [] };
  const read = readBaseline(text);
  if ('problem' in read) throw new UserError(`${name} ${read.problem}.`);
  return { path, name, entries: read.entries };
}

/** The same, for who names a file that must be there. */
export function requireBaseline(environment: Environment, given: Arguments, targets: Targets): BaselineFile {
  const file = openBaseline(environment, given, targets);
  const isNamed = given.texts.baseline !== undefined && file.name !== 'none';
  if (isNamed && environment.files.stat(file.path) === null)
    throw new UserError(`--baseline ${file.name} does not exist; tpm-lifecycle baseline add makes it.`);
  return file;
}

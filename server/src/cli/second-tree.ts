import type { Snapshot } from '../features/snapshot';
import { findRevisionTree, findSecondTree, type SecondTree } from '../host/second-tree';
import { type Analysed, openSnapshot } from './analysed';
import type { Arguments } from './args';
import type { Environment } from './environment';
import { UserError } from './exit-code';
import { absolute, type Targets } from './targets';

/** The tree that `--base` names: a folder that holds the program, else a revision. Throws `UserError`. */
export function findBase(environment: Environment, targets: Targets, name: string): SecondTree {
  const path = absolute(environment.workingDirectory, name);
  const folders = [...new Set([...targets.folders, ...targets.report])];
  const found = findSecondTree(environment.files, targets.root, name, { path, folders });
  if ('problem' in found) throw new UserError(found.problem);
  return found;
}

/** The files of a revision, under the paths of the tree. Throws `UserError`. */
export function revisionTree(targets: Targets, name: string): SecondTree {
  const found = findRevisionTree(targets.root, name);
  if ('problem' in found) throw new UserError(found.problem);
  return found;
}

/** The second tree, analysed as the first one is. */
export function analyseSecond(
  environment: Environment,
  given: Arguments,
  analysed: Pick<Analysed, 'engine' | 'targets'>,
  tree: Pick<SecondTree, 'root' | 'files'>,
): Snapshot {
  const { engine, targets } = analysed;
  return openSnapshot(environment, given, engine, { ...targets, root: tree.root }, tree.files);
}

import { applyPatches, type Patched } from '../features/patch/apply-patches';
import { overlayFileSystem } from '../features/patch/overlay';
import type { Patch } from '../features/patch/patch';
import { readPatches } from '../features/patch/read-patches';
import { join } from '../host/kernel-root';
import type { SecondTree } from '../host/second-tree';
import type { Environment } from './environment';
import { exitCode, UserError } from './exit-code';
import { readInput } from './input';
import type { Targets } from './targets';

/** The tree before and after a patch; one of the two is the tree as it stands. */
export interface PatchedTree {
  readonly patches: readonly Patch[];
  readonly patched: Patched;
  readonly before: Pick<SecondTree, 'root' | 'files'>;
  readonly after: Pick<SecondTree, 'root' | 'files'>;
}

/** Reads a patch and applies it over the tree in memory. Throws `UserError` when it is none, or does not apply. */
export async function patchedTree(
  environment: Environment,
  targets: Targets,
  name: string,
): Promise<PatchedTree> {
  const read = readPatches(await readInput(environment, name, 'a patch'));
  const called = name === '-' ? 'Standard input' : name;
  if ('problem' in read) throw new UserError(`${called} ${read.problem}.`, exitCode.nothing);
  const { root, folders } = targets;
  const patched = applyPatches({ files: environment.files, root, folders }, read.patches);
  if ('problem' in patched)
    throw new UserError(
      `The patch does not apply to ${root}, neither as it is nor backwards: ${patched.problem}.`,
      exitCode.nothing,
    );
  const here = { root, files: environment.files };
  const texts = new Map([...patched.texts].map(([path, text]) => [join(root, path), text]));
  const other = { root, files: overlayFileSystem(environment.files, texts) };
  return {
    patches: read.patches,
    patched,
    before: patched.isReversed ? other : here,
    after: patched.isReversed ? here : other,
  };
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'vitest';
import type { Workspace } from '../../server/src/features/snapshot';
import { nodeFileSystem } from '../../server/src/host/node-file-system';
import { openTree } from '../harness/open-tree';

export interface Kernel {
  readonly version: '6.12' | '6.1';
  readonly root: string;
}

const cache = join(__dirname, '../../.cache/kernel');

const { TPM_KERNEL_DIR, TPM_KERNEL_DIR_61 } = process.env;

/** Trees named by the environment, else those that `npm test` unpacked before. */
export const kernels: readonly Kernel[] = [
  { version: '6.12' as const, root: TPM_KERNEL_DIR ?? join(cache, 'linux-6.12') },
  { version: '6.1' as const, root: TPM_KERNEL_DIR_61 ?? join(cache, 'linux-6.1') },
].filter(({ root }) => existsSync(join(root, 'drivers/char/tpm')));

export const newest = kernels.find(({ version }) => version === '6.12');

const opened = new Map<string, Workspace>();

/** One workspace per tree and test file; overlays must be taken back by who set them. */
export function workspaceOf(kernel: Kernel): Workspace {
  const workspace = opened.get(kernel.root) ?? openTree(kernel.root, nodeFileSystem);
  opened.set(kernel.root, workspace);
  return workspace;
}

/** Says loudly that nothing real was looked at, instead of passing in silence. */
export function sayMissing(): void {
  test('real kernels are not at hand: run `npm test`, or set TPM_KERNEL_DIR', () => {
    console.warn('\n  *** REAL-KERNEL TESTS DID NOT RUN: no kernel source. ***\n');
  });
}

/** Where the editor tests find and put things. */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const here = dirname(fileURLToPath(import.meta.url));
export const projectRoot = resolve(here, '../..');
export const cache = join(projectRoot, '.cache');
export const artefacts = join(projectRoot, 'test/artefacts');

/** The installed workbench; see install.mjs. */
export const workbench = join(cache, 'workbench');
export const codeServer = join(workbench, 'node_modules/code-server');
export const nodeBinary = join(workbench, `node_modules/node-linux-${process.arch}/bin/node`);

/** Debian's /usr/bin/chromium is a shell wrapper; the program itself starts quieter and faster. */
export function chromiumPath() {
  const candidates = ['/usr/lib/chromium/chromium', '/usr/bin/chromium', '/usr/bin/chromium-browser'];
  const found = candidates.find((path) => existsSync(path));
  if (!found) throw new Error('no chromium: install the packages in test/editor/apt-packages.txt');
  return found;
}

/** A Linux source tree to copy from: `TPM_KERNEL_DIR`, else the one the set-up script put into the cache. */
export function kernelDirectory() {
  const candidates = [process.env.TPM_KERNEL_DIR, join(cache, 'kernel/linux-6.12')].filter((path) => path);
  const found = candidates.find((path) => existsSync(join(path, 'drivers/char/tpm/tpm-chip.c')));
  if (!found) throw new Error(`no kernel sources in ${candidates.join(' or ')}; set TPM_KERNEL_DIR`);
  return resolve(found);
}

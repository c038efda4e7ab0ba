/** Scratch copies of kernel folders. A test may edit them; the workbench saves files on its own by default. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

const folders = ['drivers/char/tpm', 'security/keys/trusted-keys'];
const files = ['Kbuild', 'Makefile', 'include/keys/trusted-type.h', 'include/keys/trusted_tpm.h'];

/** An empty folder of our own below the temporary folder; removed by the caller. */
export function scratchFolder(label) {
  return mkdtempSync(join(tmpdir(), `tpm-lifecycle-${label}-`));
}

/** Copies what the analysis reads of `kernel` to `target` and returns `target`. */
export function copyKernel(kernel, target) {
  const headers = readdirSync(join(kernel, 'include/linux')).filter((name) => /^tpm.*\.h$/.test(name));
  for (const path of [...folders, ...files, ...headers.map((name) => `include/linux/${name}`)]) {
    if (!existsSync(join(kernel, path))) continue;
    mkdirSync(join(target, dirname(path)), { recursive: true });
    cpSync(join(kernel, path), join(target, path), { recursive: true, filter: (from) => isSource(from) });
  }
  return target;
}

/** A folder that has C files but no TPM driver: the extension must stay asleep there. */
export function unrelatedWorkspace(target) {
  mkdirSync(join(target, 'src'), { recursive: true });
  writeFileSync(join(target, 'src/main.c'), 'int main(void)\n{\n\treturn 0;\n}\n');
  return target;
}

function isSource(path) {
  const name = basename(path);
  return !name.includes('.') || /\.(c|h|S)$/.test(name);
}

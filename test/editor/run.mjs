/**
 * Editor tests: the packaged extension in a real workbench, and the server in two other editors.
 *
 *     node test/editor/run.mjs [--only api|ui|nvim|emacs]
 *
 * Needs the packages of apt-packages.txt, the workbench of install.mjs (installed when missing) and a kernel tree
 * (`TPM_KERNEL_DIR`, or the one in `.cache`). The last line is `N passed, N failed`; exit code 1 when any failed.
 */
import { runApiTests } from './api.mjs';
import { runEmacsTest } from './eglot.mjs';
import { installWorkbench } from './install.mjs';
import { runNeovimTest } from './nvim.mjs';
import { runUiTests } from './ui.mjs';

const layers = { api: runApiTests, ui: runUiTests, nvim: runNeovimTest, emacs: runEmacsTest };

const at = process.argv.indexOf('--only');
const wanted =
  at < 0 ? Object.keys(layers) : process.argv.slice(at + 1, at + 2).flatMap((list) => list.split(','));
const unknown = wanted.filter((layer) => !(layer in layers));
if (wanted.length === 0 || unknown.length > 0) {
  console.error(`usage: run.mjs [--only ${Object.keys(layers).join('|')}]`);
  process.exit(2);
}

installWorkbench();
let passed = 0;
let failed = 0;
for (const layer of wanted) {
  try {
    const report = await layers[layer]();
    passed += report.passed;
    failed += report.failed;
  } catch (error) {
    failed++;
    console.log(`FAIL ${layer}: ${error instanceof Error ? error.stack : error}`);
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

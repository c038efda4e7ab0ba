/**
 * Entry of the tests that run inside the extension host. VS Code calls `run`; the result goes to a file, because
 * the workbench has no other way to hand it to the process that started it.
 */
const { renameSync, writeFileSync } = require('node:fs');
const { basename, join } = require('node:path');
const vscode = require('vscode');

exports.run = async () => {
  const workspace = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const name = basename(workspace);
  const suites = name === 'unrelated' ? ['./unrelated.cjs'] : ['./tpm.cjs', './trace.cjs'];
  const checks = Object.assign({}, ...suites.map((suite) => require(suite).checks));
  const results = [];
  for (const [title, body] of Object.entries(checks)) {
    const start = Date.now();
    let error = null;
    try {
      await body(workspace);
    } catch (caught) {
      error = caught instanceof Error ? caught.message : String(caught);
    }
    results.push({ title, error, milliseconds: Date.now() - start });
  }
  // Renamed into place: the reader must not see half a file.
  const file = join(process.env.TPM_TEST_RESULTS, `${name}.json`);
  writeFileSync(`${file}.part`, JSON.stringify(results));
  renameSync(`${file}.part`, file);
};

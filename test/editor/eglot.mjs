/** The command's language server in Emacs, by eglot, over standard input and output. */

import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { here, kernelDirectory, projectRoot } from './paths.mjs';
import { Report } from './report.mjs';
import { copyKernel, scratchFolder } from './workspace.mjs';

/** A server that hangs would keep Emacs waiting, so `timeout` ends it. */
const timeoutSeconds = '120';

export async function runEmacsTest() {
  const report = new Report('emacs');
  const server = join(projectRoot, 'out/server/src/cli.js');
  if (!existsSync(server)) throw new Error(`${server} does not exist: npm run build`);
  const scratch = scratchFolder('emacs');
  const workspace = copyKernel(kernelDirectory(), join(scratch, 'linux'));
  const start = Date.now();
  const run = spawnSync('timeout', [timeoutSeconds, 'emacs', '--batch', '-l', join(here, 'eglot.el')], {
    encoding: 'utf8',
    env: { ...process.env, HOME: scratch, TPM_TEST_WORKSPACE: workspace, TPM_TEST_SERVER: server },
  });
  rmSync(scratch, { recursive: true, force: true });
  // Each check prints one line: `ok <name>`, or `fail <name>: <why>`.
  const lines = run.stdout.split(/\r?\n/);
  for (const line of lines) {
    const [, verdict, name, why] = /^(ok|fail) ([^:]+)(?:: (.*))?$/.exec(line) ?? [];
    if (verdict) report.add(name, verdict === 'ok' ? null : why, Date.now() - start);
  }
  if (!lines.includes('done')) {
    const output = `${run.error ?? ''}\n${run.stderr}`.trim();
    report.add('runs to its end', `exit ${run.status}, ${output.slice(-1500)}`, Date.now() - start);
  }
  return report;
}

/** The command's language server in another editor: Neovim, headless, over standard input and output. */
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { here, kernelDirectory, projectRoot } from './paths.mjs';
import { Report } from './report.mjs';
import { copyKernel, scratchFolder } from './workspace.mjs';

/** A dead server leaves Neovim waiting for ever, so `timeout` ends it. */
const timeoutSeconds = '60';

export async function runNeovimTest() {
  const report = new Report('nvim');
  const server = join(projectRoot, 'out/server/src/cli.js');
  if (!existsSync(server)) throw new Error(`${server} does not exist: npm run build`);
  const scratch = scratchFolder('nvim');
  const workspace = copyKernel(kernelDirectory(), join(scratch, 'linux'));
  const start = Date.now();
  const script = join(here, 'nvim.lua');
  const run = spawnSync(
    'timeout',
    [timeoutSeconds, 'nvim', '--headless', '--clean', '-n', '-i', 'NONE', '-c', `luafile ${script}`],
    { encoding: 'utf8', env: { ...process.env, TPM_TEST_WORKSPACE: workspace, TPM_TEST_SERVER: server } },
  );
  rmSync(scratch, { recursive: true, force: true });
  // Each check prints one line: `ok <name>`, or `fail <name>: <why>`.
  const lines = `${run.stdout}\n${run.stderr}`.split(/\r?\n/);
  for (const line of lines) {
    const [, verdict, name, why] = /^(ok|fail) ([^:]+)(?:: (.*))?$/.exec(line) ?? [];
    if (verdict) report.add(name, verdict === 'ok' ? null : why, Date.now() - start);
  }
  if (!lines.includes('done')) {
    const output = `${run.error ?? ''}\n${run.stderr}`.trim();
    report.add('runs to its end', `exit ${run.status}, ${output}`, Date.now() - start);
  }
  return report;
}

/** Layer A: checks inside the extension host, on the installed package. */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { here, kernelDirectory } from './paths.mjs';
import { Report } from './report.mjs';
import { installExtension, vsix } from './vsix.mjs';
import { until } from './wait.mjs';
import { address, newPage, remote, startBrowser, startServer } from './workbench.mjs';
import { copyKernel, scratchFolder, unrelatedWorkspace } from './workspace.mjs';

const suiteMilliseconds = 240_000;

export async function runApiTests() {
  const report = new Report('api');
  const file = vsix();
  const scratch = scratchFolder('api');
  const results = join(scratch, 'results');
  mkdirSync(results);
  // The payload keys for tests are honoured only by a server that was asked to be driven.
  const server = await startServer(scratch, {
    options: ['--vscode-option', 'enable-smoke-test-driver'],
    env: { TPM_TEST_RESULTS: results },
  });
  const browser = await startBrowser();
  try {
    const extension = installExtension(file, server.userData, server.extensions);
    const workspaces = [
      unrelatedWorkspace(join(scratch, 'unrelated')),
      copyKernel(kernelDirectory(), join(scratch, 'tpm')),
    ];
    for (const workspace of workspaces)
      await runSuite(report, { server, browser, extension, workspace, results });
  } finally {
    await browser.close();
    await server.stop();
    if (report.failed === 0) rmSync(scratch, { recursive: true, force: true });
    else console.log(`kept ${scratch}`);
  }
  return report;
}

async function runSuite(report, { server, browser, extension, workspace, results }) {
  const name = workspace.slice(workspace.lastIndexOf('/') + 1);
  const { page, close } = await newPage(browser);
  const payload = [
    ['extensionDevelopmentPath', remote(server, extension)],
    ['extensionTestsPath', remote(server, join(here, 'api/index.cjs'))],
    ['skipWelcome', 'true'],
  ];
  try {
    await page.goto(address(server, workspace, payload));
    const file = join(results, `${name}.json`);
    await until(`the results of ${name}`, () => existsSync(file), suiteMilliseconds);
    for (const { title, error, milliseconds } of JSON.parse(readFileSync(file, 'utf8'))) {
      report.add(title, error, milliseconds);
    }
  } catch (error) {
    report.add(`the suite ${name} runs to its end`, error, suiteMilliseconds);
  } finally {
    await close();
  }
}

/**
 * Shows the packaged extension in a workbench of its own: a folder opened, nothing of the user's profile touched.
 *
 *     node test/editor/open.mjs --kernel DIR [--port N]
 *
 * Prints the address and runs until Ctrl-C. Listens on this machine only.
 */
import { existsSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { installWorkbench } from './install.mjs';
import { kernelDirectory } from './paths.mjs';
import { installExtension, vsix } from './vsix.mjs';
import { address, remote, startServer } from './workbench.mjs';
import { scratchFolder } from './workspace.mjs';

const usage = 'usage: node test/editor/open.mjs [--kernel DIR] [--port N]';
const firstFile = 'drivers/char/tpm/tpm-chip.c';

const { kernel, port } = options();
const folder = kernel ? resolve(kernel) : kernelDirectory();
if (!existsSync(folder)) fail(`${folder} does not exist`);
installWorkbench();
const file = vsix();
const scratch = scratchFolder('open');
// The watcher of a whole kernel tree costs minutes; the extension watches its own folders.
const settings = { 'files.watcherExclude': { '**/{arch,Documentation,net,sound,tools}/**': true } };
const server = await startServer(scratch, { settings, ...(port ? { port } : {}) });
installExtension(file, server.userData, server.extensions);

const start = `${folder}/${firstFile}`;
const payload = existsSync(start) ? [['openFile', remote(server, start)]] : [];
console.log(`TPM Lifecycle on ${folder}`);
console.log(`Open  ${address(server, folder, payload)}`);
console.log('Ctrl-C stops it.');

let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);

async function stop() {
  if (stopping) return;
  stopping = true;
  await server.stop();
  rmSync(scratch, { recursive: true, force: true });
  process.exit(0);
}

function options() {
  try {
    const { values } = parseArgs({
      options: { kernel: { type: 'string' }, port: { type: 'string' }, help: { type: 'boolean' } },
    });
    if (values.help) fail(usage, 0);
    const number = values.port === undefined ? undefined : Number(values.port);
    if (number !== undefined && !Number.isInteger(number)) fail(usage);
    return { kernel: values.kernel, port: number };
  } catch (error) {
    return fail(`${error.message}\n${usage}`);
  }
}

function fail(message, code = 2) {
  console.error(message);
  process.exit(code);
}

/** A running workbench: VS Code's server, with a fresh profile, and a browser page showing it. */
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { chromiumPath, codeServer, nodeBinary, workbench } from './paths.mjs';
import { until } from './wait.mjs';

/** Nothing that moves, asks, saves or connects by itself. */
const quietSettings = {
  'workbench.startupEditor': 'none',
  'files.autoSave': 'off',
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'git.enabled': false,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'editor.minimap.enabled': false,
  'workbench.reduceMotion': 'on',
  'workbench.editor.useModal': 'off',
};

/**
 * Starts the server on a free port of this machine; `folder` gets its profile and log.
 * `env` is what extensions see on top of this process's environment.
 */
export async function startServer(folder, { settings = {}, options = [], env = {}, port } = {}) {
  const userData = join(folder, 'data');
  const extensions = join(folder, 'extensions');
  mkdirSync(join(userData, 'User'), { recursive: true });
  mkdirSync(extensions, { recursive: true });
  const used = { ...quietSettings, ...settings };
  writeFileSync(join(userData, 'User/settings.json'), JSON.stringify(used, null, 2));

  const chosen = port ?? (await freePort());
  const args = [
    join(codeServer, 'out/node/entry.js'),
    ...['--config', join(userData, 'config.yaml'), '--bind-addr', `127.0.0.1:${chosen}`, '--auth', 'none'],
    ...['--disable-telemetry', '--disable-update-check', '--disable-workspace-trust'],
    ...['--disable-getting-started-override', '--disable-proxy'],
    ...['--user-data-dir', userData, '--extensions-dir', extensions, ...options],
  ];
  // A process group of its own: the server forks children that must end with it.
  const child = spawn(nodeBinary, args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      EXTENSIONS_GALLERY: '{"serviceUrl":""}',
      XDG_CONFIG_HOME: userData,
      XDG_DATA_HOME: userData,
      ...env,
    },
  });
  const log = createWriteStream(join(folder, 'server.log'));
  child.stdout.pipe(log);
  child.stderr.pipe(log);
  let exited = false;
  child.on('exit', () => {
    exited = true;
  });
  const origin = `http://127.0.0.1:${chosen}`;
  const stop = async () => {
    if (exited) return;
    process.kill(-child.pid, 'SIGTERM');
    await until('the server to stop', () => exited, 5_000).catch(() => process.kill(-child.pid, 'SIGKILL'));
  };
  try {
    await until('the workbench server', async () => exited || (await fetch(`${origin}/healthz`)).ok, 60_000);
    if (exited) throw new Error(`the workbench server ended, see ${join(folder, 'server.log')}`);
  } catch (error) {
    await stop();
    throw error;
  }
  return { origin, port: chosen, userData, extensions, settings: used, stop };
}

/** Address of the workbench with `folder` open. `payload` is VS Code's list of start options. */
export function address(server, folder, payload = []) {
  const query = new URLSearchParams({ folder, payload: JSON.stringify(payload) });
  return `${server.origin}/?${query}`;
}

/** `vscode-remote:` form of an absolute path, as payloads want it. */
export function remote(server, path) {
  return `vscode-remote://127.0.0.1:${server.port}${path}`;
}

/** A headless browser that can reach this machine only. */
export async function startBrowser() {
  const { chromium } = createRequire(join(workbench, 'package.json'))('playwright-core');
  return chromium.launch({
    executablePath: chromiumPath(),
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
      '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
    ],
  });
}

/** A page of its own profile; `foreign` collects requests that left this machine. */
export async function newPage(browser) {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, locale: 'en-US' });
  const page = await context.newPage();
  const foreign = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith('http') && url.hostname !== '127.0.0.1') foreign.push(url.href);
  });
  return { page, foreign, close: () => context.close() };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

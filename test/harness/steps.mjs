/**
 * Small pieces that the set-up scripts share: run a command, say in one sentence why it failed,
 * and the first steps of every script (right node, packages installed).
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** A failure with a sentence for the user; no stack is shown for it. */
export class Stop extends Error {}

export const say = (text) => process.stderr.write(`${text}\n`);

/** Runs `main`; a Stop becomes one sentence on standard error and exit code 1. */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    say(`tpm-lifecycle: ${error.message}`);
    process.exitCode = 1;
  }
}

/** Runs a command with its output shown; resolves to its exit code (127 when it cannot be started). */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
    child.on('error', () => resolve(127));
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** Runs a command with its output shown and kept; for runners whose totals are read from their output. */
export function runAndKeep(command, args, options = {}) {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(command, args, { cwd: root, stdio: ['inherit', 'pipe', 'inherit'], ...options });
    child.stdout.on('data', (chunk) => {
      output += chunk;
      process.stdout.write(chunk);
    });
    child.on('error', () => resolve({ code: 127, output }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

export async function must(command, args, sentence, options = {}) {
  const code = await run(command, args, options);
  if (code !== 0) throw new Stop(sentence);
}

export const hasCommand = (name) =>
  spawnSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' }).status === 0;

export const isRoot = () => process.getuid?.() === 0;

export function checkNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20) throw new Stop(`needs Node.js 20 or newer, this is ${process.version}.`);
}

/** True when every package of the lockfile that is needed here is installed in its locked version. */
function dependenciesInstalled() {
  const installed = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(installed)) return false;
  const have = JSON.parse(readFileSync(installed, 'utf8')).packages;
  const want = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(want).every(
    ([path, entry]) => path === '' || entry.optional || have[path]?.version === entry.version,
  );
}

export async function ensureDependencies() {
  if (dependenciesInstalled()) return;
  say('Installing npm packages ...');
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
  await must('npm', args, 'npm packages could not be installed; is the network reachable? (npm ci failed)');
}

/** The packages of the list that are not installed yet. */
function missingPackages(names) {
  return names.filter((name) => {
    const answer = spawnSync('dpkg-query', ['-W', '-f', `\${db:Status-Abbrev}`, name], { encoding: 'utf8' });
    return !answer.stdout?.startsWith('ii');
  });
}

let listsUpdated = false;

/** Refreshes apt's package lists once per process. Another apt may hold the lock for a while. */
export async function updatePackageLists() {
  if (listsUpdated) return true;
  for (let attempt = 0; attempt < 5; attempt++) {
    if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, 5000));
    if ((await run('apt-get', ['-qq', 'update'])) === 0) {
      listsUpdated = true;
      return true;
    }
  }
  return false;
}

/** Installs Debian packages when this is possible here; otherwise names what is missing. */
export async function ensureSystemPackages(names) {
  if (!hasCommand('dpkg-query') || !hasCommand('apt-get')) {
    say(`No apt here; these must be installed some other way: ${names.join(' ')}.`);
    return;
  }
  const missing = missingPackages(names);
  if (missing.length === 0) return;
  if (!isRoot())
    throw new Stop(`Debian packages are missing; run as root: apt-get install ${missing.join(' ')}`);
  say(`Installing Debian packages: ${missing.join(' ')} ...`);
  const install = ['-o', 'DPkg::Lock::Timeout=500', '-qq', 'install', '-y', '--no-install-recommends'];
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  await updatePackageLists();
  await must(
    'apt-get',
    [...install, ...missing],
    `Debian packages could not be installed: ${missing.join(' ')}.`,
    options,
  );
}

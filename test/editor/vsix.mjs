/** The packaged extension: built when missing or older than its sources, installed into a folder of its own. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { codeServer, nodeBinary, projectRoot } from './paths.mjs';

/** Path of the .vsix of this version. */
export function vsix() {
  const { name, version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
  const file = join(projectRoot, `${name}-${version}.vsix`);
  if (!existsSync(file) || statSync(file).mtimeMs < newestSource()) {
    console.error('vsix: packaging');
    // npm's own output goes to stderr: standard output carries test results only.
    execFileSync('npm', ['run', '--silent', 'package'], { cwd: projectRoot, stdio: ['ignore', 2, 2] });
  }
  return file;
}

/** Installs the extension below `extensions` and returns the folder it was unpacked to. */
export function installExtension(file, userData, extensions) {
  const folders = ['--user-data-dir', userData, '--extensions-dir', extensions];
  const entry = join(codeServer, 'out/node/entry.js');
  const config = join(userData, 'config.yaml');
  execFileSync(nodeBinary, [entry, '--config', config, ...folders, '--install-extension', file], {
    env: {
      ...process.env,
      EXTENSIONS_GALLERY: '{"serviceUrl":""}',
      XDG_CONFIG_HOME: userData,
      XDG_DATA_HOME: userData,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const unpacked = readdirSync(extensions).find((name) => name.startsWith('tpm-lifecycle.'));
  if (!unpacked) throw new Error(`${file} was not installed`);
  return join(extensions, unpacked);
}

function newestSource() {
  const roots = [
    'client',
    'server',
    'syntaxes',
    'package.json',
    'package.nls.json',
    '.vscodeignore',
    'README.md',
    'CHANGELOG.md',
    'LICENSE',
  ];
  return Math.max(...roots.map((path) => newest(join(projectRoot, path))));
}

function newest(path) {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

/**
 * Installs the workbench (VS Code served to a browser) into `.cache/workbench`, from the npm registry only and
 * without running any install script. Does nothing when it is already there for the committed lockfile.
 *
 *     node test/editor/install.mjs
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { codeServer, here, nodeBinary, workbench } from './paths.mjs';

const npmOptions = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];

export function installWorkbench() {
  const lock = join(here, 'package-lock.json');
  const stamp = join(workbench, 'installed');
  const wanted = createHash('sha256').update(readFileSync(lock)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;

  console.error('workbench: installing (about 800 MB, half a minute)');
  rmSync(stamp, { force: true });
  mkdirSync(workbench, { recursive: true });
  for (const file of ['package.json', 'package-lock.json'])
    copyFileSync(join(here, file), join(workbench, file));
  npm(['ci'], workbench, process.env);
  // The inner tree is pinned by the shrinkwrap it ships; `npm ci` refuses that file, `npm install` follows it.
  const path = `${dirname(nodeBinary)}${delimiter}${process.env.PATH}`;
  npm(['install', '--omit=dev'], join(codeServer, 'lib/vscode'), { ...process.env, PATH: path });
  writeFileSync(stamp, wanted);
}

function npm(args, cwd, env) {
  execFileSync('npm', [...args, ...npmOptions], { cwd, env, stdio: ['ignore', 'ignore', 'inherit'] });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) installWorkbench();

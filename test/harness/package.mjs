/**
 * Makes `tpm-lifecycle-<version>.vsix`: bundles, copies what .vscodeignore names to `out/package`, packs that.
 *
 *     node test/harness/package.mjs
 *
 * Packing a copy keeps vsce away from `.cache`, where it would look at every file of a kernel tree, and lets the
 * shipped manifest name the run-time packages only. The .vscodeignore still has the last word.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const stage = join(root, 'out/package');
const sources = [
  '.vscodeignore',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'package.nls.json',
  'client',
  'server/schemas',
  'syntaxes',
];
const built = ['client', 'server', 'THIRD-PARTY-NOTICES.txt'].map((name) => join('out', name));
/** Loaded from `node_modules` at run time; everything else is in the bundles. */
const packages = ['tree-sitter', 'tree-sitter-c', 'node-gyp-build'];
const developmentFields = [
  'scripts',
  'devDependencies',
  'dependencies',
  'overrides',
  'allowScripts',
  'private',
  'bin',
];

execFileSync(process.execPath, [join(root, 'test/harness/bundle.mjs')], {
  cwd: root,
  stdio: ['ignore', 2, 2],
});

rmSync(stage, { recursive: true, force: true });
mkdirSync(stage, { recursive: true });
const modules = packages.map((name) => join('node_modules', name));
for (const path of [...sources, ...built, ...modules]) {
  if (!existsSync(join(root, path))) continue;
  // The packages' own C headers are theirs to build with, not to run with.
  cpSync(join(root, path), join(stage, path), {
    recursive: true,
    filter: (from) => !from.endsWith('node-addon-api'),
  });
}

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const version = (name) =>
  JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).version;
const shipped = Object.fromEntries(
  Object.entries(manifest).filter(([key]) => !developmentFields.includes(key)),
);
shipped.dependencies = Object.fromEntries(packages.map((name) => [name, version(name)]));
writeFileSync(join(stage, 'package.json'), `${JSON.stringify(shipped, null, 2)}\n`);
// vsce asks npm for the packages. Their own requirements are build tools, and peers that are met.
for (const name of packages) {
  const file = join(stage, 'node_modules', name, 'package.json');
  const own = JSON.parse(readFileSync(file, 'utf8'));
  for (const key of [
    'dependencies',
    'devDependencies',
    'peerDependencies',
    'peerDependenciesMeta',
    'scripts',
  ]) {
    delete own[key];
  }
  writeFileSync(file, `${JSON.stringify(own, null, 2)}\n`);
}

const file = join(root, `${manifest.name}-${manifest.version}.vsix`);
const vsce = join(root, 'node_modules/@vscode/vsce/vsce');
execFileSync(process.execPath, [vsce, 'package', '--out', file], { cwd: stage, stdio: ['ignore', 2, 2] });

/**
 * Bundles the entry points into `out/`: the same files are run by tests, by F5 and by the packaged extension. The
 * command's bundle is left in compiled form as well, since a run is shorter than compiling it twice.
 *
 *     node test/harness/bundle.mjs [--watch] [--sourcemap]
 *
 * Identifiers are kept so that a stack trace in a bug report names the function. The bundles depend on the sources
 * only: no time, no absolute path. The compiled form depends on this node too; another one compiles for itself.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const outdir = join(root, 'out');
const entries = [
  'client/src/extension.ts',
  'server/src/main.ts',
  'server/src/command.ts',
  'server/src/cli.ts',
];
const cli = join(outdir, 'server/src/cli.js');
const command = join(outdir, 'server/src/command.js');
const shebang = '#!/usr/bin/env node\n';

const present = entries.filter((entry) => existsSync(join(root, entry)));
for (const entry of entries)
  if (!present.includes(entry)) console.error(`bundle: ${entry} does not exist, skipped`);

/** @type {esbuild.BuildOptions} */
const options = {
  absWorkingDir: root,
  entryPoints: present,
  outbase: '.',
  outdir: 'out',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  // `vscode` exists in the extension host only; the parser pair loads its own native file by path.
  // The command loads the server's bundle when it is to serve, so that a check need not read the protocol library.
  external: ['vscode', 'tree-sitter', 'tree-sitter-c', './main'],
  minifyWhitespace: true,
  charset: 'ascii',
  // Tools that scan packages line by line take minutes over one endless line.
  lineLimit: 200,
  legalComments: 'none',
  sourcemap: process.argv.includes('--sourcemap') ? 'linked' : false,
  metafile: true,
  logLevel: 'warning',
  plugins: [{ name: 'finish', setup: watched }],
};

/** Says when a build starts, so that an editor's task knows when it has ended. */
function watched(build) {
  build.onStart(() => console.error('bundle: start'));
  build.onEnd(finish);
}

/** Makes the command executable and writes the licences of what went into the bundles. */
function finish(result) {
  if (result.errors.length > 0) return;
  if (present.includes('server/src/cli.ts')) {
    const text = readFileSync(cli, 'utf8');
    if (!text.startsWith('#!')) writeFileSync(cli, shebang + text);
    chmodSync(cli, 0o755);
  }
  if (present.includes('server/src/command.ts')) {
    rmSync(`${command}.compiled`, { force: true });
    const text = readFileSync(command, 'latin1');
    writeFileSync(command, `${text}// ${createHash('sha256').update(text).digest('hex')}`);
  }
  writeFileSync(join(outdir, 'THIRD-PARTY-NOTICES.txt'), notices(Object.keys(result.metafile.inputs)));
  const sizes = Object.entries(result.metafile.outputs).filter(([file]) => file.endsWith('.js'));
  for (const [file, { bytes }] of sizes) console.error(`bundle: ${file} ${Math.round(bytes / 1024)} KB`);
}

/** Runs the command once over what its fixtures hold and keeps what was compiled for that. */
function compile() {
  const tree = mkdtempSync(join(tmpdir(), 'tpm-lifecycle-build-'));
  try {
    cpSync(join(root, 'test/fixtures/kernel'), tree, { recursive: true });
    const fixtures = join(root, 'test/fixtures');
    for (const entry of readdirSync(fixtures, { recursive: true }).sort()) {
      if (!entry.endsWith('.c') || entry.startsWith('kernel')) continue;
      cpSync(join(fixtures, entry), join(tree, 'drivers/char/tpm', entry.replaceAll(/[\\/]/g, '-')));
    }
    const keep = join(root, 'test/harness/keep-compiled.cjs');
    const check = [cli, 'check', '--kernel', tree, '-q', '-o', join(tree, 'findings')];
    const { status, stderr } = spawnSync(process.execPath, ['--require', keep, ...check]);
    if (status !== 0 && status !== 1) console.error(`bundle: nothing compiled ahead: ${stderr}`);
  } finally {
    rmSync(tree, { recursive: true });
  }
}

/** Licence texts of the packages that `inputs` come from, and of those shipped unbundled beside them. */
function notices(inputs) {
  const folders = new Set([
    'node_modules/tree-sitter',
    'node_modules/tree-sitter-c',
    'node_modules/node-gyp-build',
  ]);
  for (const input of inputs) {
    const match = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input);
    if (match) folders.add(match[0]);
  }
  const texts = new Map();
  for (const folder of folders) {
    const manifest = join(root, folder, 'package.json');
    if (!existsSync(manifest)) continue;
    const { name, version, license } = JSON.parse(readFileSync(manifest, 'utf8'));
    const file = readdirSync(join(root, folder)).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
    const text = file ? readFileSync(join(root, folder, file), 'utf8').trim() : `Licence: ${license}`;
    texts.set(`${name} ${version}`, text.replaceAll('\r', ''));
  }
  const rule = '-'.repeat(80);
  const parts = [...texts].sort(([a], [b]) => (a < b ? -1 : 1));
  return parts.map(([title, text]) => `${rule}\n${title}\n${rule}\n${text}\n`).join('\n');
}

if (present.length > 0) {
  // A stale bundle of an entry that no longer exists must not be packaged.
  for (const entry of entries.filter((one) => !present.includes(one))) {
    rmSync(join(outdir, entry.replace(/\.ts$/, '.js')), { force: true });
  }
  mkdirSync(outdir, { recursive: true });
  if (process.argv.includes('--watch')) await (await esbuild.context(options)).watch();
  else {
    await esbuild.build(options).catch(() => process.exit(1));
    if (present.includes('server/src/command.ts')) compile();
  }
}

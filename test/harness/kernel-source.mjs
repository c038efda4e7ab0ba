#!/usr/bin/env node
/**
 * Real kernel source for the tests and the demonstration: Debian's `linux-source-*` packages, unpacked once
 * below `.cache/kernel` (ignored by git). Only folders that the product can be asked about are unpacked.
 *
 *   node test/harness/kernel-source.mjs [6.12] [6.1]     prints the folder of each
 *
 * `TPM_KERNEL_DIR` (6.12) and `TPM_KERNEL_DIR_61` (6.1) name existing trees and are used as they are.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  ensureSystemPackages,
  hasCommand,
  isRoot,
  must,
  root,
  run,
  runMain,
  Stop,
  say,
  updatePackageLists,
} from './steps.mjs';

export const versions = ['6.12', '6.1'];

/** All of drivers/ and what it calls into; the amdgpu register tables are half of drivers/ and hold no code. */
const folders = ['Kbuild', 'Makefile', 'drivers', 'include', 'security', 'fs', 'lib', 'kernel'];
const archFolders = ['arch/x86/include'];
const leftOut = ['drivers/gpu/drm/amd/include'];

const environmentName = { 6.12: 'TPM_KERNEL_DIR', 6.1: 'TPM_KERNEL_DIR_61' };
const otherWay =
  'unpack any Linux source yourself and name it with --kernel DIR (or the variable TPM_KERNEL_DIR).';

/** Checks that a folder the user named is a kernel tree; returns its absolute path. */
export function namedKernel(folder) {
  const path = resolve(folder);
  if (!existsSync(join(path, 'drivers/char/tpm')))
    throw new Stop(`${folder} is not a Linux source tree (it has no drivers/char/tpm).`);
  return path;
}

/** Folder with the source of one kernel version; fetches and unpacks it the first time. */
export async function ensureKernel(version) {
  const named = process.env[environmentName[version] ?? ''];
  if (named) return namedKernel(named);
  const cache = join(root, '.cache/kernel');
  const target = join(cache, `linux-${version}`);
  if (isComplete(target)) return target;

  mkdirSync(cache, { recursive: true });
  const beside = join(cache, `.${version}-${process.pid}`);
  try {
    mkdirSync(beside);
    await unpack(await download(version, beside), version, beside);
    moveIntoPlace(join(beside, 'tree'), target);
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
  return target;
}

const stampName = '.unpacked-by-tpm-lifecycle';
const stamp = JSON.stringify([...folders, ...archFolders]);

function isComplete(target) {
  const path = join(target, stampName);
  return existsSync(path) && readFileSync(path, 'utf8') === stamp;
}

async function download(version, folder) {
  const name = `linux-source-${version}`;
  if (!hasCommand('apt-get') || !hasCommand('dpkg-deb'))
    throw new Stop(
      `The kernel source comes from Debian's package ${name} and there is no apt here; ${otherWay}`,
    );
  say(`Fetching ${name} (about 150 MB) ...`);
  const fetch = () =>
    run('apt-get', ['-qq', 'download', name], { cwd: folder, stdio: ['ignore', 'ignore', 'ignore'] });
  let code = await fetch();
  if (code !== 0 && isRoot() && (await updatePackageLists())) code = await fetch();
  const file = readdirSync(folder).find((entry) => entry.endsWith('.deb'));
  if (code !== 0 || !file) {
    const hint = isRoot() ? '' : ' (as root: apt-get update)';
    throw new Stop(
      `Debian's package ${name} could not be fetched: no network, or no such package${hint}; ${otherWay}`,
    );
  }
  return join(folder, file);
}

async function unpack(deb, version, folder) {
  if (!hasCommand('xz')) await ensureSystemPackages(['xz-utils']);
  say(`Unpacking Linux ${version} ...`);
  const broken = `The package linux-source-${version} could not be unpacked; is the disk full? (it needs 1.2 GB)`;
  await must('dpkg-deb', ['-x', deb, join(folder, 'deb')], broken);
  rmSync(deb);
  const top = `linux-source-${version}`;
  const tree = join(folder, 'tree');
  mkdirSync(tree);
  const archive = join(folder, `deb/usr/src/${top}.tar.xz`);
  const exclude = leftOut.map((path) => `--exclude=${top}/${path}`);
  const members = [...folders, ...archFolders].map((path) => `${top}/${path}`);
  const args = ['-xJf', archive, '-C', tree, '--strip-components=1', ...exclude, ...members];
  await must('tar', args, broken, { env: { ...process.env, XZ_DEFAULTS: '-T0' } });
  writeFileSync(join(tree, stampName), stamp);
}

/** Another process may have put the same tree there meanwhile; then its copy stays. */
function moveIntoPlace(from, target) {
  if (isComplete(target)) return;
  rmSync(target, { recursive: true, force: true });
  try {
    renameSync(from, target);
  } catch (error) {
    if (!isComplete(target)) throw error;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await runMain(async () => {
    const wanted = process.argv.slice(2);
    for (const version of wanted.length > 0 ? wanted : versions) {
      if (!versions.includes(version))
        throw new Stop(`no Linux ${version} here; known: ${versions.join(', ')}.`);
      process.stdout.write(`${await ensureKernel(version)}\n`);
    }
  });

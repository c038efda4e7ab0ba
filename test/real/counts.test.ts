import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { silentLogger } from '../../server/src/base/logger';
import { openWorkspace } from '../../server/src/features/workspace';
import { nodeFileSystem } from '../../server/src/host/node-file-system';
import { countFunctions } from '../syntax/count-functions';
import { kernels, newest, sayMissing, workspaceOf } from './kernels';

if (kernels.length === 0) sayMissing();

const folders = ['drivers/char/tpm', 'security/keys/trusted-keys'];

/** Listed once for each way that `#if` lets the braces of their bodies fall. */
const listedTwice: Readonly<Record<'6.12' | '6.1', readonly string[]>> = {
  '6.12': [
    'drivers/char/tpm/tpm_infineon.c: tpm_data_out',
    'drivers/char/tpm/tpm_infineon.c: tpm_config_out',
  ],
  '6.1': [],
};

/** Files below a folder of the tree, sorted, relative to the tree. */
function filesBelow(root: string, folder: string, extension: RegExp): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => extension.test(name))
    .map((name) => `${folder}/${name}`)
    .sort();
}

for (const kernel of kernels)
  describe(`Linux ${kernel.version}`, () => {
    const snapshot = () => workspaceOf(kernel).snapshot();

    test('every C file of the program is read', () => {
      const files = folders.flatMap((folder) => filesBelow(kernel.root, folder, /\.c$/));
      expect(files.length).toBeGreaterThan(40);
      expect(files.filter((file) => !snapshot().files.includes(file))).toEqual([]);
    });

    test('functions are those that are counted without the parser', () => {
      let count = 0;
      const twice: string[] = [];
      const different: string[] = [];
      for (const file of folders.flatMap((folder) => filesBelow(kernel.root, folder, /\.[ch]$/))) {
        if (!snapshot().files.includes(file)) continue;
        const listed = snapshot().outline(file);
        const read = listed.filter((fn, at) => listed.findIndex(({ start }) => start === fn.start) === at);
        twice.push(...listed.filter((fn) => !read.includes(fn)).map((fn) => `${file}: ${fn.name}`));
        const counted = countFunctions(readFileSync(join(kernel.root, file), 'utf8'));
        const inside = (fn: { start: number; end: number }) =>
          counted.filter((line) => fn.start <= line && line <= fn.end).length;
        count += counted.length;
        if (read.length !== counted.length) different.push(`${file}: ${read.length}, not ${counted.length}`);
        different.push(...read.filter((fn) => inside(fn) !== 1).map((fn) => `${file}: ${fn.name}`));
      }
      expect(count).toBeGreaterThan(480);
      expect(different).toEqual([]);
      expect(twice).toEqual(listedTwice[kernel.version]);
    });
  });

if (newest) {
  const { root } = newest;
  test('in a sample of all drivers, less than one function in a hundred has a gap', {
    timeout: 600_000,
  }, () => {
    const files = filesBelow(root, 'drivers', /\.c$/).filter((_, at) => at % 200 === 7);
    let functions = 0;
    const withGap = new Set<string>();
    // In portions: what all of them include would stay in memory.
    for (let from = 0; from < files.length; from += 50) {
      const paths = files.slice(from, from + 50);
      const options = { logger: silentLogger, config: 'both', folders: [], maxCallDepth: 24 } as const;
      const snapshot = openWorkspace(root, { ...options, files: nodeFileSystem, paths }).snapshot();
      for (const file of paths) {
        functions += snapshot.functionCount(file);
        for (const gap of snapshot.gaps(file)) withGap.add(`${file} ${gap.function}(): ${gap.reason}`);
      }
    }
    expect(functions).toBeGreaterThan(1500);
    expect(withGap.size / functions, [...withGap].join('\n')).toBeLessThan(0.01);
  });
}

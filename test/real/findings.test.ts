import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { nodeFileSystem } from '../../server/src/host/node-file-system';
import { openTree } from '../harness/open-tree';
import { type Kernel, kernels, sayMissing, workspaceOf } from './kernels';
import { knownFindings, knownGaps } from './known-findings';

if (kernels.length === 0) sayMissing();

/** Names of function definitions, found without the parser: a line at column 0 with `name(`, then a `{` at column 0. */
function definitionsIn(text: string): string[] {
  const plain = text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '));
  const pattern = /^(?:[a-zA-Z_][\w \t*]*?[\s*])?([a-zA-Z_]\w*)\([^;{}#]*?\)[^;{}()#=]*\n\{/gm;
  return [...plain.matchAll(pattern)].map((match) => match[1] ?? '');
}

const tpmFiles = (kernel: Kernel): string[] =>
  workspaceOf(kernel)
    .snapshot()
    .files.filter((file) => file.startsWith('drivers/char/tpm/') && file.endsWith('.c'));

for (const kernel of kernels)
  describe(`Linux ${kernel.version}`, () => {
    const snapshot = () => workspaceOf(kernel).snapshot();

    test('the version is read from the tree', () => {
      expect(snapshot().tree.version).toMatch(new RegExp(`^${kernel.version.replace('.', '\\.')}(\\.|$)`));
    });

    test('every function definition of drivers/char/tpm has a state', () => {
      const missing: string[] = [];
      let count = 0;
      for (const file of tpmFiles(kernel)) {
        const known = new Set(
          snapshot()
            .state(file)
            ?.functions.map((fn) => fn.name),
        );
        for (const name of definitionsIn(readFileSync(join(kernel.root, file), 'utf8'))) {
          count++;
          if (!known.has(name)) missing.push(`${file}: ${name}`);
        }
      }
      expect(count).toBeGreaterThan(300);
      expect(missing).toEqual([]);
    });

    test('the findings are exactly the confirmed ones', () => {
      const found = snapshot()
        .files.filter((file) => file.startsWith('drivers/char/tpm/'))
        .flatMap((file) => snapshot().findings(file));
      const key = (row: { file: string; function: string; rule: string }) =>
        `${row.file} ${row.function}() ${row.rule}`;
      const unknown = found
        .filter((finding) => !knownFindings[kernel.version].some((row) => key(row) === key(finding)))
        .map((finding) => `${key(finding)} at ${finding.line}: ${finding.message}`);
      const gone = knownFindings[kernel.version].filter((row) => !found.some((f) => key(f) === key(row)));
      expect({ unknown, gone }).toEqual({ unknown: [], gone: [] });
    });

    test('no more than the known number of places is not understood', () => {
      const gaps = tpmFiles(kernel).flatMap((file) => snapshot().gaps(file));
      const listed = gaps.map((gap) => `${gap.file}:${gap.line} ${gap.function}(): ${gap.reason}`);
      expect(listed.length, listed.join('\n')).toBeLessThanOrEqual(knownGaps[kernel.version]);
    });

    test('a second run gives the same answers', () => {
      const again = openTree(kernel.root, nodeFileSystem).snapshot();
      for (const file of tpmFiles(kernel)) {
        expect(again.findings(file)).toEqual(snapshot().findings(file));
        expect(JSON.stringify(again.state(file)), file).toBe(JSON.stringify(snapshot().state(file)));
      }
    });
  });

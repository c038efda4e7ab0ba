import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { nodeFileSystem } from '../../server/src/host/node-file-system';
import { openTree } from '../harness/open-tree';
import { type Kernel, kernels, sayMissing, workspaceOf } from './kernels';
import { gaps, triage } from './triage';

if (kernels.length === 0) sayMissing();

/** Names of function definitions, found without the parser: a line at column 0 with `name(`, then a `{` at column 0. */
function definitionsIn(text: string): string[] {
  const plain = text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '));
  const pattern = /^(?:[a-zA-Z_][\w \t*]*?[\s*])?([a-zA-Z_]\w*)\([^;{}#]*?\)[^;{}()#=]*\n\{/gm;
  return [...plain.matchAll(pattern)].map((match) => match[1] ?? '');
}

/** All files that are reported on without arguments, with the callers of the subsystem. */
const programFiles = (kernel: Kernel): string[] =>
  workspaceOf(kernel)
    .snapshot()
    .files.filter((file) => /^(?:drivers\/char\/tpm|security\/keys\/trusted-keys)\//.test(file));

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

    test('the findings, of any confidence, are exactly the judged ones', () => {
      const found = programFiles(kernel).flatMap((file) => snapshot().findings(file));
      const words = (row: { file: string; function: string; rule: string; object: string }, line: number) =>
        `${row.file}:${line} ${row.function}() ${row.rule} ${row.object}`;
      const judged = triage.flatMap((row) => {
        const line = row.line[kernel.version];
        return line === null ? [] : [words(row, line)];
      });
      expect(found.map((finding) => words(finding, finding.line)).sort()).toEqual(judged.sort());
    });

    test('the findings that are known to be false are few', () => {
      const wrong = triage.filter(
        ({ verdict, line }) => verdict === 'false' && line[kernel.version] !== null,
      );
      expect(wrong.length).toBeLessThanOrEqual(triage.length / 10);
    });

    test('the steps of a finding are in its function and end where it is reported', () => {
      for (const finding of programFiles(kernel).flatMap((file) => snapshot().findings(file))) {
        expect(finding.steps.map((step) => step.n)).toEqual(finding.steps.map((_, i) => i + 1));
        expect(finding.steps.at(-1)?.line).toBe(finding.line);
      }
    });

    test('what is not understood is exactly what is known', () => {
      const found = programFiles(kernel).flatMap((file) => snapshot().gaps(file));
      expect(found.map((gap) => `${gap.file} ${gap.function}()`).sort()).toEqual(gaps[kernel.version]);
    });

    test('a second run gives the same answers', () => {
      const again = openTree(kernel.root, nodeFileSystem).snapshot();
      for (const file of tpmFiles(kernel)) {
        expect(again.findings(file)).toEqual(snapshot().findings(file));
        expect(JSON.stringify(again.state(file)), file).toBe(JSON.stringify(snapshot().state(file)));
      }
    });
  });

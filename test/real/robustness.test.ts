import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FileSystem } from '../../server/src/base/file-system';
import type { FunctionReport } from '../../server/src/features/reports';
import type { Workspace } from '../../server/src/features/snapshot';
import { nodeFileSystem } from '../../server/src/host/node-file-system';
import { openTree } from '../harness/open-tree';
import { type Disguise, disguise } from '../mutants/disguise';
import { canonical, undisguise } from '../mutants/same-report';
import { type Kernel, kernels, sayMissing, workspaceOf } from './kernels';

/**
 * Functions with more ways in than are kept apart: which of them are joined, and which path stands for a group, follows
 * the order in which they are found, and so the names. The number only goes down.
 */
const waysInThatDependOnNames = 230;

/** Where `ops` changes with that, because a joined group is guarded only if each of its members is. */
const opsThatDependsOnNames: Readonly<Record<Kernel['version'], readonly string[]>> = {
  '6.12': ['drivers/char/tpm/tpm2-cmd.c tpm2_flush_context()'],
  '6.1': [
    'drivers/char/tpm/st33zp24/st33zp24.c st33zp24_status()',
    'drivers/char/tpm/tpm-chip.c tpm_chip_stop()',
    'drivers/char/tpm/tpm_tis_core.c wait_for_tpm_stat_cond()',
    'drivers/char/tpm/tpm_tis_core.c wait_for_tpm_stat()',
    'drivers/char/tpm/tpm_tis_core.c tpm_tis_status()',
    'drivers/char/tpm/tpm_tis_core.c get_burstcount()',
  ],
};

if (kernels.length === 0) sayMissing();

const isSubject = (file: string) => /^(?:drivers\/char\/tpm|security\/keys\/trusted-keys)\/.*\.c$/.test(file);

/** The tree as it is on disk, except that the drivers' sources are disguised. */
function disguisedTree(
  kernel: Kernel,
  seed: number,
): { workspace: Workspace; disguises: Map<string, Disguise> } {
  const disguises = new Map<string, Disguise>();
  const texts = new Map<string, string>();
  for (const file of workspaceOf(kernel).snapshot().files.filter(isSubject)) {
    const changed = disguise(
      nodeFileSystem.readFile(join(kernel.root, file)) ?? '',
      seed,
      `f${disguises.size}n`,
    );
    disguises.set(file, changed);
    texts.set(join(kernel.root, file), changed.text);
  }
  const files: FileSystem = {
    ...nodeFileSystem,
    readFile: (path) => texts.get(path) ?? nodeFileSystem.readFile(path),
  };
  return { workspace: openTree(kernel.root, files), disguises };
}

const withoutContexts = (fn: FunctionReport): unknown => ({
  ...fn,
  nameLine: 0,
  contexts: [],
  lines: fn.lines.map((line) => ({ ...line, byContext: [] })),
});

for (const kernel of kernels)
  describe.each([11, 12])(`Linux ${kernel.version} with other names and comments, seed %i`, (seed) => {
    const { workspace, disguises } = disguisedTree(kernel, seed);
    const original = () => workspaceOf(kernel).snapshot();

    /** Functions that are reported otherwise, seen through `part`. */
    const differing = (part: (fn: FunctionReport) => unknown): string[] =>
      [...disguises.keys()].flatMap((file) => {
        const now = workspace.snapshot().state(file)?.functions ?? [];
        const then = original().state(file)?.functions ?? [];
        expect(now.length).toBe(then.length);
        return then
          .filter((fn, at) => {
            const found = undisguise(now[at], file, disguises) as FunctionReport;
            return JSON.stringify(canonical(part(found))) !== JSON.stringify(canonical(part(fn)));
          })
          .map((fn) => `${file} ${fn.name}()`);
      });

    test('really is another text', () => {
      const names = [...disguises.values()].reduce((sum, { oldNames }) => sum + oldNames.size, 0);
      expect(disguises.size).toBeGreaterThan(40);
      expect(names).toBeGreaterThan(1200);
    });

    test('the states and summaries are the same', () => {
      expect(differing(withoutContexts)).toEqual(opsThatDependsOnNames[kernel.version]);
    });

    test('the ways in are the same, but for the known number of functions', () => {
      expect(differing((fn) => fn.contexts).length).toBeLessThanOrEqual(waysInThatDependOnNames);
    });

    test('the findings and gaps are the same', () => {
      for (const file of disguises.keys()) {
        const now = workspace.snapshot();
        const then = original();
        expect(canonical(undisguise(now.findings(file), file, disguises))).toEqual(
          canonical(then.findings(file)),
        );
        expect(canonical(undisguise(now.gaps(file), file, disguises))).toEqual(canonical(then.gaps(file)));
      }
    });
  });

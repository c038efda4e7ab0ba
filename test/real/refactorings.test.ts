import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cutFunction } from '../mutants/function-text';
import { guarded, type Refactoring, refactorings } from '../mutants/refactorings';
import { newest, sayMissing, workspaceOf } from './kernels';

/** Functions that keep their first mutex until they return, so that a guard says the same. */
const guards = {
  'tpm-chip.c': ['tpm_default_chip'],
  'tpm-dev-common.c': ['tpm_dev_async_work', 'tpm_timeout_work', 'tpm_common_read', 'tpm_common_poll'],
  'tpm_tis_core.c': ['tpm_tis_request_locality', 'tpm_tis_relinquish_locality'],
  'tpm_tis_spi_cr50.c': ['tpm_tis_spi_cr50_transfer'],
  'tpm_vtpm_proxy.c': [
    'vtpm_proxy_fops_write',
    'vtpm_proxy_fops_poll',
    'vtpm_proxy_fops_undo_open',
    'vtpm_proxy_tpm_op_recv',
    'vtpm_proxy_tpm_op_send',
    'vtpm_proxy_tpm_req_canceled',
  ],
} as const;

interface Result {
  readonly changed: number;
  readonly fresh: readonly string[];
}

if (newest) {
  const kernel = newest;
  const workspace = workspaceOf(kernel);
  const sources = workspace
    .snapshot()
    .files.filter((file) => /^(?:drivers\/char\/tpm|security\/keys\/trusted-keys)\/.*\.c$/.test(file));

  /** All functions of the file changed at once; findings that the original does not have. */
  const refactor = (file: string, change: Refactoring, only?: readonly string[]): Result => {
    const base = workspace.snapshot();
    const source = readFileSync(join(kernel.root, file), 'utf8');
    const words = () =>
      workspace
        .snapshot()
        .findings(file)
        .map((finding) => `${finding.function}() ${finding.rule} ${finding.object}`);
    const before = words();
    const names = base.outline(file).map(({ name }) => name);
    const single = names.filter((name) => names.indexOf(name) === names.lastIndexOf(name));
    let text = source;
    let changed = 0;
    for (const name of only ?? single) {
      const fn = cutFunction(base, file, source, name);
      const result = change(fn);
      if (result === null) continue;
      text = text.replace(fn.text, () => result);
      changed++;
    }
    workspace.setBuffer(file, text);
    try {
      const gaps = workspace.snapshot().gaps(file);
      const fresh = words().filter((line) => !before.includes(line));
      return { changed, fresh: [...fresh, ...gaps.map((gap) => `${gap.function}() ${gap.reason}`)] };
    } finally {
      workspace.setBuffer(file, null);
    }
  };

  describe('code that does the same in another way gives no other findings', () => {
    test.each(Object.entries(refactorings))('%s', (title, change) => {
      const results = sources.map((file) => ({ file, ...refactor(file, change) }));
      const found = results.flatMap(({ file, fresh }) =>
        fresh.length === 0 ? [] : [[`${title}: ${file.split('/').at(-1)}`, fresh] as const],
      );
      expect(results.reduce((sum, { changed }) => sum + changed, 0)).toBeGreaterThanOrEqual(15);
      expect(found).toEqual([]);
    });

    test('mutexes become guards', () => {
      for (const [name, functions] of Object.entries(guards)) {
        const { changed, fresh } = refactor(`drivers/char/tpm/${name}`, guarded, functions);
        expect(changed, name).toBe(functions.length);
        expect(fresh).toEqual([]);
      }
    });
  });
} else sayMissing();

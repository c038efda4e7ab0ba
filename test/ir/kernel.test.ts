import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LineIndex } from '../../server/src/base/line-index';
import { brokenPromise } from './invariants';
import { factsOf } from './print-file';

/** Real source, when TPM_KERNEL_DIR names a tree: nothing of it is in this repository. */
const { TPM_KERNEL_DIR } = process.env;

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[ch]$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

interface Measure {
  functions: number;
  /** Functions with a gap: where and why. */
  readonly gaps: string[];
  /** Functions whose graph is not what it should be. */
  readonly broken: string[];
}

function measure(folder: string): Measure {
  const result: Measure = { functions: 0, gaps: [], broken: [] };
  for (const path of sources(folder)) {
    const text = readFileSync(path, 'utf8');
    const facts = factsOf(text, path);
    const lines = new LineIndex(text);
    for (const { ir, start } of facts.functions) {
      if (!ir.isMacro) result.functions++;
      const [gap] = ir.gaps;
      if (gap !== undefined)
        result.gaps.push(`${path}:${lines.line(start + gap.span.start)} ${ir.name}: ${gap.reason}`);
      const broken = brokenPromise(ir);
      if (broken !== null) result.broken.push(`${path}: ${ir.name}: ${broken}`);
    }
    for (const gap of facts.gaps)
      result.gaps.push(`${path}:${lines.line(gap.span.start)} ${gap.function}: ${gap.reason}`);
  }
  return result;
}

describe.skipIf(TPM_KERNEL_DIR === undefined)('real kernel (TPM_KERNEL_DIR)', () => {
  const root = TPM_KERNEL_DIR ?? '';
  for (const folder of ['drivers/char/tpm', 'security/keys/trusted-keys'])
    test(`${folder}: no gaps`, () => {
      const { functions, gaps, broken } = measure(join(root, folder));
      expect([...gaps, ...broken]).toEqual([]);
      expect(functions).toBeGreaterThan(20);
    });

  // Other subsystems show what the TPM code does not use yet.
  for (const folder of [
    'drivers/rtc',
    'drivers/watchdog',
    'drivers/char/hw_random',
    'drivers/cxl',
    'drivers/base',
  ])
    test(`${folder}: under 0.5 % of functions with gaps`, { timeout: 60_000 }, () => {
      const { functions, gaps, broken } = measure(join(root, folder));
      expect(broken).toEqual([]);
      expect(gaps.length / functions, gaps.join('\n')).toBeLessThan(0.005);
    });
});

import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runBundle } from '../../server/src/host/compiler';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tpm-lifecycle-compiler-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

/** Writes a bundle as the build does, and what stands beside it as its compiled form; returns what a run leaves. */
function run(text: string, compiled: (bundle: string) => Buffer | null): unknown {
  const path = join(folder, 'bundle.js');
  const bundle = `${text}// ${hashOf(text)}`;
  writeFileSync(path, bundle);
  const form = compiled(bundle);
  if (form !== null) writeFileSync(`${path}.compiled`, form);
  const seen = { value: null as unknown };
  runBundle(path, ((name: string) => ({ name, seen })) as unknown as NodeJS.Require);
  return seen.value;
}

const text = `const { name, seen } = require('it'); seen.value = name + " ran";\n`;
const formOf = (bundle: string) =>
  Buffer.concat([
    Buffer.from(bundle.slice(-64)),
    new Script(`(function(require){${bundle}\n})`).createCachedData(),
  ]);

describe('a bundle runs', () => {
  test('without a compiled form', () => expect(run(text, () => null)).toBe('it ran'));
  test('from its compiled form', () => expect(run(text, formOf)).toBe('it ran'));
  test('when its form is that of another bundle as long', () =>
    expect(run(text, () => formOf(`${text.replace('ran', 'old')}// ${hashOf('old')}`))).toBe('it ran'));
  test('when its form is cut off', () =>
    expect(run(text, (bundle) => formOf(bundle).subarray(0, 90))).toBe('it ran'));
  test('when its form is something else', () =>
    expect(run(text, (bundle) => Buffer.from(`${bundle.slice(-64)}nothing of the kind`))).toBe('it ran'));
});

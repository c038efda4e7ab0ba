import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { kernelModel } from '../../server/src/model/index';
import { shippedLifecycles } from '../../server/src/model/lifecycles';
import { otherVersions } from './exceptions';

/** Every name of the model occurs in a real kernel: a misspelt row would be silent for ever. */
const kernel = process.env['TPM_KERNEL_DIR'];
const FOLDERS = ['drivers', 'arch/powerpc/include', 'lib', 'crypto', 'security', 'fs', 'kernel', 'net/core'];
const IDENTIFIER = /[A-Za-z_][A-Za-z0-9_]*/g;

function wordsOfHeaders(root: string): Set<string> {
  const words = new Set<string>();
  for (const name of readdirSync(join(root, 'include'), { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.h')) continue;
    for (const word of readFileSync(join(root, 'include', name), 'utf8').match(IDENTIFIER) ?? [])
      words.add(word);
  }
  return words;
}

/** Names that no header has, looked up in the sources at once. */
function foundInSources(root: string, names: readonly string[]): Set<string> {
  if (names.length === 0) return new Set();
  const folders = FOLDERS.filter((folder) => existsSync(join(root, folder)));
  const found = execFileSync('grep', ['-rhowE', '--include=*.[ch]', names.join('|'), ...folders], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return new Set(found.split('\n'));
}

function modelNames(): string[] {
  const model = kernelModel();
  const names = [
    ...model.primitivesByName.keys(),
    ...model.functionsByName.keys(),
    ...model.registrationsByName.keys(),
    ...model.macroEntriesByName.keys(),
    ...model.fencesByName.keys(),
    ...model.iteratorsByName.keys(),
    ...[...model.cleanupByName.values()].flatMap((row) => [row.exit, row.enter ?? row.exit]),
    ...[...model.entriesByField.values()].flatMap((row) => [row.struct, row.field]),
    ...[...model.fieldsByName.values()].flatMap((row) => [row.struct, row.field]),
    ...model.contracts.flatMap((row) => (row.field ?? row.fn ?? '').split('.')),
    ...shippedLifecycles.flatMap((one) => [one.subject.struct, ...one.roots.map((root) => root.function)]),
  ];
  return [...new Set(names)].sort();
}

/** Rows whose source gives no version: those of other trees cite files as they were then. */
function citations(): { fn: string; source: string }[] {
  const model = kernelModel();
  return [...[...model.primitivesByName.values()].flat(), ...model.functionsByName.values()].filter(
    ({ source }) => !source.includes('('),
  );
}

describe.skipIf(!kernel)('names of the model', () => {
  test('occur in the kernel, or in the version that the exception list gives', () => {
    const root = kernel ?? '';
    const words = wordsOfHeaders(root);
    const elsewhere = modelNames().filter((name) => !words.has(name));
    const found = foundInSources(root, elsewhere);
    const missing = elsewhere.filter((name) => !found.has(name) && !name.startsWith('__builtin_'));
    expect(missing.filter((name) => !(name in otherVersions))).toEqual([]);
  }, 120_000);

  test('occur in a file that the row cites', () => {
    const root = kernel ?? '';
    const texts = new Map<string, string>();
    const text = (file: string) => {
      const path = join(root, file);
      if (!texts.has(file)) texts.set(file, existsSync(path) ? readFileSync(path, 'utf8') : '');
      return texts.get(file) ?? '';
    };
    const wrong = citations().filter(({ fn, source }) => {
      const cited = (source.match(/[\w/.-]+\.[ch]\b/g) ?? []).filter((file) => existsSync(join(root, file)));
      return cited.length > 0 && !cited.some((file) => new RegExp(`\\b${fn}\\b`).test(text(file)));
    });
    expect(wrong.map(({ fn, source }) => `${fn}: ${source}`)).toEqual([]);
  });

  test('an exception is needed', () => {
    for (const [name, version] of Object.entries(otherVersions)) expect(version, name).toMatch(/\d/);
  });
});

if (!kernel) console.warn('TPM_KERNEL_DIR is not set: names of the model are not checked against a kernel');

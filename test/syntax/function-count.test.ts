import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSource } from '../../server/src/syntax/source-file';
import { countFunctions } from './count-functions';
import { errorsOf } from './parse-text';

/**
 * Functions in one way of counting only, as `name or source line`. The counter gives lines inside a header, so
 * a function matches when exactly one such line lies in it.
 */
function differences(text: string): string[] {
  const lineOf = (at: number) => text.slice(0, at).split('\n').length;
  const read = readSource('a.c', text).items.filter((item) => item.kind === 'function');
  const spans = read.map((item) => ({
    name: item.name,
    from: lineOf(item.span.start),
    to: lineOf(item.span.end),
  }));
  const counted = countFunctions(text);
  const inside = (line: number) => spans.filter((span) => span.from <= line && line <= span.to).length;
  return [
    ...counted.filter((line) => inside(line) !== 1).map((line) => `counted: ${text.split('\n')[line - 1]}`),
    ...spans
      .filter((span) => counted.filter((line) => span.from <= line && line <= span.to).length !== 1)
      .map((span) => `read: ${span.name}`),
  ];
}

const fixtures = join(__dirname, '../fixtures/syntax');

test.each(readdirSync(fixtures).filter((name) => /\.[ch]$/.test(name)))('%s', (name) => {
  const text = readFileSync(join(fixtures, name), 'utf8');
  expect(differences(text)).toEqual([]);
  const items = readSource(name, text).items.filter((item) => item.kind !== 'macro-use');
  expect(items.flatMap(errorsOf)).toEqual([]);
});

test('the fixture holds the functions it shows', () => {
  const text = readFileSync(join(fixtures, 'driver.c'), 'utf8');
  const functions = readSource('driver.c', text).items.filter((item) => item.kind === 'function');
  expect(functions.map((item) => item.name)).toEqual([
    'short_form',
    'old_style',
    'leave',
    'with_lock',
    'power',
    'power',
    'device_call',
  ]);
});

/** Sources of a real kernel, where TPM_KERNEL_DIR names one; else the list is empty and the fixtures stand alone. */
function kernelFiles(): string[] {
  const { TPM_KERNEL_DIR: root } = process.env;
  if (root === undefined) return [];
  return ['drivers/char/tpm', 'security/keys/trusted-keys'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.[ch]$/.test(name))
      .map((name) => join(root, folder, name)),
  );
}

test('in a real kernel both ways agree and every function parses', () => {
  const found = kernelFiles().flatMap((path) => {
    const text = readFileSync(path, 'utf8');
    const functions = readSource(path, text).items.filter((item) => item.kind === 'function');
    const broken = functions.filter((item) => item.broken).map((item) => `broken: ${item.name}`);
    return [...differences(text), ...broken, ...functions.flatMap(errorsOf)].map(
      (line) => `${path}: ${line}`,
    );
  });
  expect(found).toEqual([]);
});

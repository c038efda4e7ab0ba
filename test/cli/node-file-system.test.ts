import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { maxFileBytes } from '../../server/src/base/file-system';
import { createConsoleLogger } from '../../server/src/host/console-logger';
import { findKernelRoot, isInside, parentOf, relativeTo } from '../../server/src/host/kernel-root';
import { nodeFileSystem as files } from '../../server/src/host/node-file-system';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tpm-files-'));
  mkdirSync(join(folder, 'tree/drivers/char'), { recursive: true });
  writeFileSync(join(folder, 'tree/Kbuild'), '');
  writeFileSync(join(folder, 'tree/b.c'), '\ufeffint b;\n');
  writeFileSync(join(folder, 'tree/a.c'), 'int a;\n');
  writeFileSync(join(folder, 'big.c'), ' '.repeat(maxFileBytes + 1));
  symlinkSync(folder, join(folder, 'tree/up'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the disk', () => {
  test('is read without byte order mark, up to a size', () => {
    expect(files.readFile(join(folder, 'tree/b.c'))).toBe('int b;\n');
    expect(files.readFile(join(folder, 'big.c'))).toBeNull();
    expect(files.stat(join(folder, 'big.c'))).toEqual({ kind: 'file', size: maxFileBytes + 1 });
  });

  test('answers null for what is not there or no regular file', () => {
    for (const path of [join(folder, 'none.c'), folder, '/dev/zero', join(folder, 'tree/a.c/x')])
      expect(files.readFile(path)).toBeNull();
    expect(files.listDirectory(join(folder, 'none'))).toBeNull();
    expect(files.stat(join(folder, 'none'))).toBeNull();
  });

  test('is listed by name, links not followed', () => {
    expect(files.listDirectory(join(folder, 'tree'))).toEqual([
      { name: 'Kbuild', kind: 'file' },
      { name: 'a.c', kind: 'file' },
      { name: 'b.c', kind: 'file' },
      { name: 'drivers', kind: 'directory' },
      { name: 'up', kind: 'other' },
    ]);
  });
});

describe('kernel roots', () => {
  test('are found above, or not', () => {
    expect(findKernelRoot(join(folder, 'tree/drivers/char'), files)).toBe(join(folder, 'tree'));
    expect(findKernelRoot(folder, files)).toBeNull();
  });

  test('paths relate to them by whole names', () => {
    expect(relativeTo('/a', '/a/b.c')).toBe('b.c');
    expect(relativeTo('/a', '/ab/c')).toBeNull();
    expect(relativeTo('/', '/x')).toBe('x');
    expect(isInside('drivers/char/tpm-x/a.c', ['drivers/char/tpm'])).toBe(false);
    expect(isInside('drivers/char/tpm/a.c', ['drivers/char/tpm'])).toBe(true);
    expect(isInside('a.c', ['.'])).toBe(true);
    expect([parentOf('/a/b'), parentOf('/a'), parentOf('/'), parentOf('C:/a')]).toEqual([
      '/a',
      '/',
      '/',
      'C:/',
    ]);
  });
});

describe('the log', () => {
  test('says what is at or above its level', () => {
    const lines: string[] = [];
    const logger = createConsoleLogger('warn', (line) => void lines.push(line));
    logger.info('quiet');
    logger.warn('loud');
    logger.error('louder');
    expect(lines).toEqual(['tpm-lifecycle: loud\n', 'tpm-lifecycle: louder\n']);
  });
});

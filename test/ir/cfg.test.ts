import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { printFile } from './print-file';

/**
 * Every file of test/fixtures/cfg is C with the graphs of its functions in a comment at the end.
 * UPDATE_EXPECT=1 rewrites the comments; review the diff.
 */
const folder = join(__dirname, '../fixtures/cfg');
const { UPDATE_EXPECT } = process.env;
const opening = '\n/*expected\n';

function split(content: string): { source: string; expected: string } {
  const at = content.indexOf(opening);
  if (at < 0) return { source: content.trimEnd(), expected: '' };
  const expected = content.slice(at + opening.length, content.lastIndexOf('*/')).trimEnd();
  return { source: content.slice(0, at).trimEnd(), expected };
}

describe('control-flow graphs', () => {
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.c')))
    test(name, () => {
      const path = join(folder, name);
      const { source, expected } = split(readFileSync(path, 'utf8'));
      expect(source).toMatch(/^\/\/ Tests: /);
      const printed = printFile(name, source);
      if (UPDATE_EXPECT) writeFileSync(path, `${source}\n${opening}${printed}\n*/\n`);
      else expect(printed).toBe(expected);
    });
});

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandRows } from '../../server/src/cli/commands';
import { rules } from '../../server/src/model/rules';
import { projectRoot } from './sources';

const documents = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'client/media/guide/reading-a-removal.md',
];
const read = (path: string) => readFileSync(join(projectRoot, path), 'utf8');

/** Anchors as they are made of headings: `### Add a rule` is `#add-a-rule`. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map((heading) =>
    (heading[1] as string)
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
}

function isThere(target: string, from: string): boolean {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? from : join(dirname(from), path);
  if (!existsSync(join(projectRoot, file))) return false;
  return anchor === undefined || anchorsOf(read(file)).includes(anchor);
}

describe('documents', () => {
  test.each(documents)('links and pictures of %s lead somewhere', (document) => {
    const targets = [...read(document).matchAll(/\]\(([^)\s]+)\)/g)].map((link) => link[1] as string);
    const own = targets.filter((target) => !/^https?:/.test(target));
    expect(own.filter((target) => !isThere(target, document))).toEqual([]);
  });

  test('README names every rule', () => {
    const readme = read('README.md');
    expect(rules.map((rule) => rule.id).filter((id) => !readme.includes(`\`${id}\``))).toEqual([]);
  });

  test('README names every command', () => {
    const readme = read('README.md');
    const names = commandRows.map((row) => row.name);
    expect(names.filter((name) => !readme.includes(`tpm-lifecycle ${name}`))).toEqual([]);
  });

  test('paths in ARCHITECTURE and CONTRIBUTING are there', () => {
    const named = ['ARCHITECTURE.md', 'CONTRIBUTING.md'].flatMap((document) =>
      [...read(document).matchAll(/`((?:server|client|test)\/[\w./-]+)`/g)].map((path) => path[1] as string),
    );
    expect(named.filter((path) => !existsSync(join(projectRoot, path)))).toEqual([]);
  });
});

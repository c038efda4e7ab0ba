import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { defaultSettings, parseSettings } from '../../server/src/lsp/settings';
import { lineOf, projectRoot, type Source, sourcesBelow, withoutComments } from './sources';

const fixtureRoot = join(projectRoot, 'test/fixtures');
const server = sourcesBelow('server/src', /\.ts$/);
const client = sourcesBelow('client/src', /\.ts$/);
const tests = sourcesBelow('test', /\.(ts|mts|mjs)$/);

/** Rows of kernel knowledge: as long as the knowledge is. */
const isDataTable = (path: string): boolean => path.startsWith('server/src/model/');

/** `path:line: text` of every match outside comments. */
function matches(sources: readonly Source[], pattern: RegExp, keepComments = false): string[] {
  return sources.flatMap(({ path, text }) => {
    const searched = keepComments ? text : withoutComments(text);
    return [...searched.matchAll(pattern)].map(
      (match) => `${path}:${lineOf(searched, match.index)}: ${match[0]}`,
    );
  });
}

describe('sources', () => {
  test('no file is longer than 400 lines, data tables aside', () => {
    const long = [...server, ...client, ...tests].filter(
      ({ path, text }) => !isDataTable(path) && text.split('\n').length > 401,
    );
    expect(long.map(({ path, text }) => `${path}: ${text.split('\n').length}`)).toEqual([]);
  });

  test('the server has no default exports and re-exports nothing', () => {
    expect(matches(server, /\bexport default\b/g)).toEqual([]);
    expect(matches(server, /\bexport\s+(?:type\s+)?(?:\*|\{[^}]*\})\s*from\b/g)).toEqual([]);
  });

  test('the engine names no kernel function', () => {
    const engine = server.filter(({ path }) => /^server\/src\/(analysis|ir|syntax)\//.test(path));
    expect(matches(engine, /\b(?:tpm_|crb_|vtpm_|ftpm_|st33)[a-z0-9_]+/g)).toEqual([]);
  });

  test('no test is skipped, singled out or left for later', () => {
    const word = ['skip', 'only', 'todo', 'fails'].join('|');
    expect(matches(tests, new RegExp(`\\b(?:test|it|describe|suite)\\.(?:${word})\\b`, 'g'))).toEqual([]);
  });

  test('nothing is left open in a comment', () => {
    const words = /\b(?:TO[D]O|FIX[M]E|XX[X])\b/g;
    expect(matches([...server, ...client], words, true)).toEqual([]);
  });
});

describe('rules', () => {
  const types = server.find(({ path }) => path === 'server/src/model/types.ts')?.text ?? '';
  const union = /export type RuleId =([^;]*);/.exec(types)?.[1] ?? '';
  const rules = [...union.matchAll(/'([a-z-]+)'/g)].map((match) => match[1] ?? '').sort();

  test('are found in the types', () => {
    expect(rules.length).toBeGreaterThanOrEqual(11);
  });

  test('and their fixtures are the same set', () => {
    expect(readdirSync(join(fixtureRoot, 'rules')).sort()).toEqual(rules);
  });

  test.each(rules)('%s has four bad and five ok fixtures that say what they test', (rule) => {
    const names = readdirSync(join(fixtureRoot, 'rules', rule));
    expect(names.filter((name) => /^bad-[a-z0-9-]+\.c$/.test(name)).length).toBeGreaterThanOrEqual(4);
    expect(names.filter((name) => /^ok-[a-z0-9-]+\.c$/.test(name)).length).toBeGreaterThanOrEqual(5);
    for (const name of names) {
      const text = readFileSync(join(fixtureRoot, 'rules', rule, name), 'utf8');
      expect(text, name).toMatch(/^\/\/ Tests: .+\.\n/);
      const own = new RegExp(`^\\s*// *(?:<-|\\^+) ${rule}\\b`, 'm').test(text);
      expect(own, `${name} expects ${rule}`).toBe(name.startsWith('bad-'));
    }
  });
});

describe('settings', () => {
  const manifest = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
  const sections: { properties?: Record<string, { default?: unknown; markdownDescription?: string }> }[] = [
    manifest.contributes?.configuration ?? [],
  ].flat();
  const declared = sections.flatMap((section) => Object.entries(section.properties ?? {}));

  test('of the manifest have the defaults of the server', () => {
    const asUser = Object.fromEntries(declared.map(([id, property]) => [id, property.default]));
    expect(parseSettings(asUser)).toEqual({ settings: defaultSettings, problems: [] });
  });

  test('that the server reads are all in the manifest, each with a description', () => {
    const text = server.find(({ path }) => path === 'server/src/lsp/settings.ts')?.text ?? '';
    const read = [...text.matchAll(/\breader\.\w+\(\s*'([a-zA-Z.]+)'/g)].map(
      (match) => `tpmLifecycle.${match[1]}`,
    );
    const ids = declared.filter(([, property]) => property.markdownDescription).map(([id]) => id);
    expect(read.length).toBeGreaterThan(5);
    expect(read.filter((id) => !ids.includes(id))).toEqual([]);
  });
});

import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lineOf, type Source, sourcesBelow, withoutComments } from './sources';

/** Who may import whom. A layer may always import itself. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  base: [],
  syntax: ['base'],
  model: ['base', '../schemas'],
  ir: ['base', 'syntax'],
  analysis: ['base', 'ir', 'model'],
  project: ['base', 'syntax', 'ir', 'model', 'analysis'],
  features: ['base', 'ir/types', 'model', 'analysis', 'project'],
  host: ['base'],
  lsp: ['features', 'project', 'model', 'base', 'host'],
  cli: ['features', 'project', 'model', 'base', 'host', 'lsp/server', 'lsp/settings'],
};

/** What the front end found is plain data: annotations and presence conditions. */
const typesOnly: Readonly<Record<string, readonly string[]>> = {
  analysis: ['syntax/facts'],
  features: ['syntax/facts'],
};

const packages: Readonly<Record<string, RegExp>> = {
  syntax: /^(tree-sitter|tree-sitter-c|web-tree-sitter)$/,
  host: /^node:/,
  cli: /^node:/,
  lsp: /^(vscode-languageserver.*|node:(path|url|child_process))$/,
  project: /^node:path$/,
  features: /^$/,
};

interface Import {
  readonly from: string;
  readonly line: number;
  readonly typeOnly: boolean;
}

function importsOf(source: Source): readonly Import[] {
  const text = withoutComments(source.text);
  const patterns = [
    /\b(?:import|export)\b\s*(type\b)?[^'";]*?\bfrom\s*'([^']+)'/g,
    /\bimport\s*()'([^']+)'/g,
    /\b(?:require|import)\s*\(()\s*'([^']+)'/g,
  ];
  return patterns.flatMap((pattern) =>
    [...text.matchAll(pattern)].map((match) => ({
      from: match[2] ?? '',
      line: lineOf(text, match.index),
      typeOnly: match[1] === 'type',
    })),
  );
}

/** `ir/types` of a relative import, seen from a file below server/src. */
const target = (source: Source, from: string): string =>
  posix.join(posix.dirname(source.path.replace('server/src/', '')), from);

function mayImport(layer: string, wanted: string, typeOnly: boolean): boolean {
  const names = [layer, ...(allowed[layer] ?? []), ...(typeOnly ? (typesOnly[layer] ?? []) : [])];
  return names.some((name) => wanted === name || wanted.startsWith(`${name}/`));
}

function violations(source: Source): string[] {
  const [, layer = ''] = /^server\/src\/([^/]+)\//.exec(source.path) ?? [];
  if (layer === '') return [];
  return importsOf(source)
    .filter(({ from, typeOnly }) =>
      from.startsWith('.')
        ? !mayImport(layer, target(source, from), typeOnly)
        : !(packages[layer]?.test(from) ?? false),
    )
    .map(({ from, line }) => `${source.path}:${line}: ${layer} imports ${from}`);
}

const server = sourcesBelow('server/src', /\.ts$/);

describe('layers of the server', () => {
  test('every folder is a known layer', () => {
    const folders = new Set(
      server.map((source) => source.path.split('/')[2]).filter((name) => !name?.endsWith('.ts')),
    );
    expect([...folders].filter((name) => !(name !== undefined && name in allowed))).toEqual([]);
  });

  test('imports follow the table', () => {
    expect(server.flatMap(violations)).toEqual([]);
  });

  test('only the parser loads tree-sitter', () => {
    const users = server.filter((source) => importsOf(source).some(({ from }) => /tree-sitter/.test(from)));
    expect(users.map((source) => source.path)).toEqual(['server/src/syntax/parser.ts']);
  });

  test('only the host, the command and the entries read files', () => {
    const users = server.filter((source) =>
      importsOf(source).some(({ from }) => /^(node:)?(fs|fs\/promises)$/.test(from)),
    );
    const others = users.filter((source) => !/^server\/src\/(host\/|cli\/|[^/]+\.ts$)/.test(source.path));
    expect(others.map((source) => source.path)).toEqual([]);
  });

  test('the client shares nothing with the server but the protocol', () => {
    const wrong = sourcesBelow('client/src', /\.ts$/).flatMap((source) =>
      importsOf(source)
        .filter(
          ({ from }) =>
            /server\/src/.test(from) && !/server\/src\/(lsp\/protocol|features\/reports)$/.test(from),
        )
        .map(({ from, line }) => `${source.path}:${line}: ${from}`),
    );
    expect(wrong).toEqual([]);
  });
});

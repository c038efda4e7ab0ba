import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectRoot, sourcesBelow } from './sources';

const json = (path: string): Record<string, string> =>
  JSON.parse(readFileSync(join(projectRoot, path), 'utf8'));

describe('texts that can be translated', () => {
  test('of the manifest are all in package.nls.json, and only those', () => {
    const manifest = readFileSync(join(projectRoot, 'package.json'), 'utf8');
    const used = [...manifest.matchAll(/"%([\w.-]+)%"/g)].map((match) => match[1] ?? '');
    expect(used.length).toBeGreaterThan(80);
    expect([...new Set(used)].sort()).toEqual(Object.keys(json('package.nls.json')).sort());
  });

  test('of the manifest are not written beside it', () => {
    const manifest = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
    const { commands, configuration, colors } = manifest.contributes;
    const texts: string[] = [
      ...commands.map(({ title }: { title: string }) => title),
      ...Object.values<{ markdownDescription: string }>(configuration.properties).map(
        (one) => one.markdownDescription,
      ),
      ...colors.map(({ description }: { description: string }) => description),
    ];
    expect(texts.filter((text) => !/^%[\w.-]+%$/.test(text))).toEqual([]);
  });

  test('of the extension are all in the bundle, and only those', () => {
    const used = sourcesBelow('client/src', /\.ts$/).flatMap(({ text }) =>
      [...text.matchAll(/\bl10n\.t\(\s*'((?:[^'\\]|\\.)*)'/g)].map((match) => match[1] ?? ''),
    );
    expect(used.length).toBeGreaterThan(40);
    const bundle = json('client/l10n/bundle.l10n.json');
    expect(Object.keys(bundle).sort()).toEqual([...new Set(used)].sort());
    expect(Object.entries(bundle).filter(([key, text]) => key !== text)).toEqual([]);
  });
});

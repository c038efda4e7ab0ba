import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { silentLogger } from '../../server/src/base/logger';
import { filterFindings } from '../../server/src/features/diagnostics';
import { openWorkspace } from '../../server/src/features/workspace';
import { nodeFileSystem } from '../../server/src/host/node-file-system';
import { ruleById } from '../../server/src/model/rules';
import { beyond, type Judged } from './beyond';
import { newest, sayMissing } from './kernels';

const key = ({ rule, file, line, object }: Pick<Judged, 'rule' | 'file' | 'line' | 'object'>): string =>
  `${file}:${line} ${object} [${rule}]`;

const verdicts: readonly string[] = ['true', 'false'];

const share = (rows: readonly Judged[]): number =>
  rows.filter(({ verdict }) => verdict === 'true').length / rows.length;

/** Shown to nobody who does not ask: by the bound of the rule, or because the cause is gone. */
const misleading = beyond.filter(({ verdict }) => verdict === 'false').map(key);

test('each is judged once, with a reason', () => {
  expect(new Set(beyond.map(key)).size).toBe(beyond.length);
  expect(
    beyond.filter(({ line, why, verdict }) => !(line > 0 && why !== '' && verdicts.includes(verdict))),
  ).toEqual([]);
});

test.each([...new Set(beyond.map(({ rule }) => rule))])(
  '%s is bounded elsewhere, unless nine in ten were true',
  (rule) => {
    const bounded = ruleById.get(rule)?.outside !== undefined;
    expect(bounded).toBe(share(beyond.filter((row) => row.rule === rule)) < 0.9);
  },
);

/** What a tree lacks is not looked at. */
const root = newest?.root ?? '';
const folders = [...new Set(beyond.map(({ file }) => dirname(file)))].filter(
  (folder) => newest !== undefined && existsSync(join(root, folder)),
);

if (folders.length === 0) sayMissing();
else
  describe.each(folders)('%s', (folder) => {
    test('shows nothing that was judged false, and all that was judged true and is of a rule without bound', () => {
      const workspace = openWorkspace(root, {
        files: nodeFileSystem,
        logger: silentLogger,
        config: 'both',
        folders: [folder],
        paths: [],
        maxCallDepth: 24,
      });
      const here = beyond.filter(({ file }) => dirname(file) === folder);
      const snapshot = workspace.snapshot();
      const files = [...new Set(here.map(({ file }) => file))];
      const found = files.flatMap((file) => snapshot.findings(file));
      const shown = filterFindings(found, { minConfidence: 'likely', severity: {} }).map(key);
      expect(shown.filter((one) => misleading.includes(one))).toEqual([]);
      const owed = here.filter(({ rule, verdict }) => verdict === 'true' && !ruleById.get(rule)?.outside);
      expect(owed.map(key).filter((one) => !shown.includes(one))).toEqual([]);
    }, 120_000);
  });

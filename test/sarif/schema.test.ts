import { readFileSync } from 'node:fs';
import Ajv from 'ajv-draft-04';
import { describe, expect, test } from 'vitest';
import type { CheckReport } from '../../server/src/features/reports';
import { checkSarif } from '../../server/src/features/sarif';
import { rules } from '../../server/src/model/rules';
import { tpmIn } from '../cli/real-environment';
import { driver, driverFile, smallTree } from '../cli/small-tree';
import { file, finding } from '../features/fake';
import { Scratch } from '../harness/scratch';

/** The schema of OASIS as a package of Microsoft ships it; one of its patterns has a bracket too many. */
const shipped = readFileSync(
  require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'),
  'utf8',
);
const schema = JSON.parse(shipped.replaceAll('-[a-zA-Z]{2}]?$', '-[a-zA-Z]{2}$'));
const validate = new Ajv({ allErrors: true, strict: false, validateFormats: false }).compile(schema);

function problemsOf(text: string): unknown {
  return validate(JSON.parse(text)) ? [] : validate.errors;
}

describe('SARIF', () => {
  test('the validator refuses what is wrong', () => {
    expect(problemsOf('{"version": "2.1.0"}')).not.toEqual([]);
    expect(problemsOf('{"version": "2.1.0", "runs": [{"tool": {"driver": {}}}]}')).not.toEqual([]);
  });

  test('of a real run is valid', async () => {
    const scratch = new Scratch().write({ ...smallTree, [driverFile]: driver(true) });
    try {
      const { stdout } = await tpmIn(scratch.root, ['check', '--format', 'sarif']);
      expect(problemsOf(stdout)).toEqual([]);
      const [{ results }] = JSON.parse(stdout).runs;
      const [flow] = results[0].codeFlows[0].threadFlows;
      expect(flow.locations.map((one: { state?: object }) => one.state)).toContainEqual({
        holds: { text: 'holds chip->tpm_mutex' },
      });
    } finally {
      scratch.remove();
    }
  });

  test('with all that can be in it is valid: gaps, a base, accepted findings, names with blanks', () => {
    const fresh = finding({ file: 'drivers/char/tpm/a b%.c' });
    const report: CheckReport = {
      schema: 'tpm-lifecycle/check@1',
      tree: { version: null, config: 'both' },
      findings: [
        fresh,
        finding({ condition: 'CONFIG_X', steps: [], severity: 'hint', confidence: 'possible' }),
      ],
      gaps: [
        { file, line: 5, function: null, reason: 'unknown macro' },
        { file, line: 1, function: 'f', reason: 'x' },
      ],
      stats: { files: 1, functions: 1, functionsWithGaps: 1 },
      change: { base: 'HEAD', fresh: new Set([fresh]), fixed: [finding()] },
      accepted: [{ finding: finding(), reason: 'known' }],
    };
    const text = checkSarif(report, rules, '1.2.3');
    expect(problemsOf(text)).toEqual([]);
    expect(text).toContain('drivers/char/tpm/a%20b%25.c');
  });
});

import { describe, expect, test } from 'vitest';
import { silentLogger } from '../../server/src/base/logger';
import { filterFindings } from '../../server/src/features/diagnostics';
import { openWorkspace } from '../../server/src/features/workspace';
import { shippedLifecycle } from '../../server/src/model/read-lifecycle';
import { ruleById, rules } from '../../server/src/model/rules';
import type { RuleId } from '../../server/src/model/types';
import { sharedKernel } from '../harness/fixture';
import { memoryFileSystem } from '../harness/memory-file-system';

const tpm = ['drivers/char/tpm', 'security/keys/trusted-keys'];

/** The rule's own bad example as `file` of the fixtures' kernel; `folders` are read. */
function found(rule: RuleId, file: string, { folders = tpm, name = 'tpm' } = {}) {
  const lifecycle = shippedLifecycle(name);
  if (lifecycle === undefined) throw new Error(`no lifecycle ${name}`);
  const text = `#include "tpm.h"\n\n${ruleById.get(rule)?.bad}\n`;
  const files = new Map(sharedKernel()).set(`/linux/${file}`, text);
  const header = files.get('/linux/drivers/char/tpm/tpm.h');
  if (header !== undefined) files.set('/linux/drivers/rtc/tpm.h', header);
  const snapshot = openWorkspace('/linux', {
    files: memoryFileSystem(files),
    logger: silentLogger,
    config: 'both',
    folders: [...folders, 'drivers/rtc'],
    paths: [],
    maxCallDepth: 24,
    lifecycle,
  }).snapshot();
  return snapshot.findings(file).filter((finding) => finding.rule === rule);
}

const bounded = rules.filter((rule) => rule.outside !== undefined).map(({ id }) => id);
const confidences = (findings: ReturnType<typeof found>) => findings.map(({ confidence }) => confidence);

describe('a rule that misleads in other subsystems', () => {
  test.each(bounded)('%s is shown where the lifecycle is known', (rule) => {
    const findings = found(rule, 'drivers/char/tpm/example.c');
    expect(filterFindings(findings, { minConfidence: 'likely', severity: {} })).not.toEqual([]);
  });

  test.each(bounded)('%s is no more than possible elsewhere, so it is shown only when asked for', (rule) => {
    const findings = found(rule, 'drivers/rtc/example.c');
    expect(new Set(confidences(findings))).toEqual(new Set(['possible']));
    expect(filterFindings(findings, { minConfidence: 'likely', severity: {} })).toEqual([]);
  });

  test('naming the lifecycle of the other subsystem makes it known there', () => {
    const findings = found('ref-leak', 'drivers/rtc/example.c', { name: 'rtc' });
    expect(filterFindings(findings, { minConfidence: 'likely', severity: {} })).not.toEqual([]);
  });

  test('a bare folder says nothing of the subsystem, so everything in it counts', () => {
    const findings = found('ref-leak', 'drivers/rtc/example.c', { folders: ['.'] });
    expect(filterFindings(findings, { minConfidence: 'likely', severity: {} })).not.toEqual([]);
  });
});

test('a rule that holds everywhere claims the same everywhere', () => {
  expect(ruleById.get('double-lock')?.outside).toBeUndefined();
  const here = confidences(found('double-lock', 'drivers/char/tpm/example.c'));
  expect(here).not.toEqual([]);
  expect(confidences(found('double-lock', 'drivers/rtc/example.c'))).toEqual(here);
});

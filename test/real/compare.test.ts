import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compareSnapshots } from '../../server/src/features/compare/compare';
import type { CompareReport } from '../../server/src/features/compare/compare-report';
import { nodeFileSystem } from '../../server/src/host/node-file-system';
import { openTree } from '../harness/open-tree';
import { newest, sayMissing } from './kernels';

const file = 'drivers/char/tpm/tpm-chip.c';

/** Cuts a piece of the text out, found by its first and last words, and puts it in front of or behind another place. */
function move(text: string, piece: RegExp, to: RegExp, where: 'before' | 'after'): string {
  const [cut] = piece.exec(text) ?? [];
  if (cut === undefined) throw new Error(`not found: ${piece}`);
  const without = text.replace(cut, () => '');
  const [place] = to.exec(without) ?? [];
  if (place === undefined) throw new Error(`not found: ${to}`);
  return without.replace(place, () => (where === 'before' ? cut + place : place + cut));
}

const deletion = /\tcdev_device_del\(&chip->cdev, &chip->dev\);\n(?=\n\t\/\* Make the chip unavailable)/;
const removal = /static void tpm_del_char_device[\s\S]*?\n}\n/;

function inRemoval(text: string, change: (body: string) => string): string {
  const [body] = removal.exec(text) ?? [];
  if (body === undefined) throw new Error('no removal');
  return text.replace(body, () => change(body));
}

if (newest) {
  const { root } = newest;
  const source = readFileSync(join(root, file), 'utf8');
  const base = openTree(root, nodeFileSystem).snapshot();

  const compared = (text: string): CompareReport => {
    const workspace = openTree(root, nodeFileSystem);
    workspace.setBuffer(file, text);
    return compareSnapshots(
      { label: 'before', snapshot: base },
      { label: 'after', snapshot: workspace.snapshot() },
      { files: [file], roots: [], keep: () => true },
    );
  };
  const titles = (report: CompareReport) => report.breaks.map(({ title }) => title).sort();
  const ways = (report: CompareReport, title: string) =>
    report.breaks.find((one) => one.title === title)?.entryPoints ?? [];

  describe('a removal that is put into another order', () => {
    test('is told to be the same when it is', () => {
      const report = compared(source.replace(/\n/, '\n\n'));
      expect([report.breaks, report.mends, report.summaries]).toEqual([[], [], []]);
      expect(report.traces.map((trace) => [trace.steps, trace.entryPoints, trace.ways])).toEqual(
        report.traces.map(() => [{ added: [], removed: [], moved: [] }, [], []]),
      );
    });

    test('operations retracted before the device is deleted', () => {
      const report = compared(
        inRemoval(source, (body) => move(body, deletion, /\tup_write\(&chip->ops_sem\);\n/, 'after')),
      );
      expect(titles(report)).toEqual([
        'a callback can run after unregister',
        'a command can follow the last one',
        'shutdown loses its fence',
        'sysfs loses its fence',
      ]);
      expect(ways(report, 'sysfs loses its fence')).toContain('sysfs-show:pcrs_show');
      expect(ways(report, 'a callback can run after unregister')).toEqual(['shutdown:tpm_class_shutdown']);
      const [steps] = report.traces;
      expect(steps?.steps.moved.map(({ head, after }) => [head.kind, head.text, after])).toEqual([
        ['fence', 'cdev_device_del(&chip->cdev, &chip->dev)', 'up_write(&chip->ops_sem)'],
      ]);
    });

    test('the last command before the device is deleted', () => {
      const report = compared(
        inRemoval(source, (body) =>
          body
            .replace(/\t\tif \(chip->flags & TPM_CHIP_FLAG_TPM2\) {[\s\S]*?\n\t\t}\n/, '')
            .replace(
              deletion,
              (call) =>
                `\tif (!tpm_try_get_ops(chip)) {\n\t\ttpm2_shutdown(chip, 0);\n\t\ttpm_put_ops(chip);\n\t}\n${call}`,
            ),
        ),
      );
      expect(titles(report)).toEqual(['a command can follow the last one']);
      const senders = ways(report, 'a command can follow the last one');
      expect(senders).toContain('sysfs-show:pcrs_show');
      expect(senders).toContain('write:tpm_common_write');
      expect(senders).not.toContain('hwrng:tpm_hwrng_read');
      const callers = report.traces.find(({ direction }) => direction === 'callers');
      expect(callers?.ways.map(({ function: fn, callee }) => `${fn} ${callee}`)).toContain(
        'tpm_del_char_device tpm2_shutdown',
      );
    });

    test('operations that are never retracted', () => {
      const report = compared(inRemoval(source, (body) => body.replace('\t\tchip->ops = NULL;\n', '')));
      expect(titles(report)).toEqual([
        'a callback can run after unregister',
        'a command can follow the last one',
      ]);
      expect(ways(report, 'a callback can run after unregister')).toContain('write:tpm_common_write');
    });

    test('an edit of what a function promises is told at that function', () => {
      const report = compared(
        source.replace(/\tmutex_lock\(&chip->tpm_mutex\);\n\n\t\/\* tmp_chip/, '\t/* tmp_chip'),
      );
      const changed = report.summaries.find((one) => one.function === 'tpm_try_get_ops');
      expect(changed?.base?.join()).toContain('chip->tpm_mutex');
      expect(changed?.head?.filter((line) => line.startsWith('if it returns 0'))).toEqual([
        'if it returns 0: returns holding ops_sem (read), 1 ref, power (chip, chip->dev, chip->ops_sem)',
      ]);
    });
  });
} else sayMissing();

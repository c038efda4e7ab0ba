import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ask } from './ask';
import { kernels, sayMissing } from './kernels';

/*
 * The questions of the discussion in 2016 that this project began with, each asked in one command on released
 * sources. README names the same commands.
 */

/** `tpm-chip.c:465`: the line of a text, after another one. */
function lineOf(root: string, file: string, text: string, after: string): string {
  const lines = readFileSync(join(root, 'drivers/char/tpm', file), 'utf8').split('\n');
  const start = lines.findIndex((line) => line.includes(after));
  return `${file}:${lines.findIndex((line, at) => at >= start && line.includes(text)) + 1}`;
}

if (kernels.length === 0) sayMissing();

for (const { version, root } of kernels)
  describe(`asked of Linux ${version}`, () => {
    test('1: between device_del and ops = NULL, which threads can still send a command?', async () => {
      const line = lineOf(root, 'tpm-chip.c', 'down_write(', 'void tpm_del_char_device(');
      const { code, text } = await ask(root, 'who', line);
      const senders = /(\d+) of them can send a command meanwhile: ([^;]*)/.exec(text)?.[2] ?? '';
      for (const name of ['tpm_common_write', 'tpm_dev_async_work', 'tpmrm_release', 'tpm_pcr_extend'])
        expect(senders).toContain(`${name} (`);
      for (const name of ['pubek_show', 'tpm_hwrng_read', 'tpm_class_shutdown'])
        expect(senders).not.toContain(name);
      expect(code).toBe(0);
    });

    test('2: which uses of chip->ops rely on the semaphore, which on the fence, which on nothing?', async () => {
      const { text } = await ask(root, 'audit', 'tpm_chip.ops');
      expect(text).toContain(
        'Guarded by ops_sem (read) while it is not NULL; retracted under ops_sem (write).',
      );
      expect(text).toMatch(/\d+ uses, by the weakest thing they rely on: /);
      expect(text).toMatch(/lock and check: holds ops_sem \(read\), and ops was tested under it \(from /);
      expect(text).toMatch(
        /NOTHING: nothing tells others to leave ops alone: held is only [^(]*\([^)]*\) \(from st33zp24_pm_resume\)/,
      );
    });

    test('3: who holds a reference to the chip, so is the memory valid?', async () => {
      const { text } = await ask(root, 'trace', 'tpm_chip_unregister');
      const references = text.slice(text.indexOf('References'));
      expect(references).toContain('the first reference, of who made it on chip->dev');
      expect(references).toContain('between tpm_try_get_ops() and tpm_put_ops()');
      expect(references).toContain('cdev and its open files on chip->dev');
      expect(references).toContain('tpm_chip->devs');
    });

    test('4: can device_del reach pm_runtime_put(dev->parent)?', async () => {
      const { text } = await ask(
        root,
        'trace',
        'device_del',
        '--to',
        'pm_runtime_put',
        '--via',
        'pm_runtime_reinit',
      );
      expect(text).toContain('device_pm_remove()');
      expect(text).toMatch(
        /power\.irq_safe is set only by pm_runtime_irq_safe\(\) \(runtime\.c:\d+\); nothing calls pm_runtime_irq_safe\(\) in the \d+ files searched/,
      );
      expect(text).toMatch(/Searched \d+ files of drivers\/char\/tpm, .*drivers\/base/);
    });

    test('5: does a runtime-PM reference taken in tpm_transmit cover the access?', async () => {
      const { code, said } = await ask(root, 'trace', 'tpm_transmit', '--to', 'pm_runtime_get_sync');
      expect(code).toBe(0);
      expect(said).toMatch(
        /No path from tpm_transmit\(\) to pm_runtime_get_sync\(\) in the \d+ files searched/,
      );
    });
  });

const [one, other] = kernels;
if (one !== undefined && other !== undefined)
  test('7: if a patch moves a step of the removal, which window opens or closes?', async () => {
    const { code, text } = await ask(one.root, 'compare', '--base', other.root);
    expect(code).toBe(0);
    expect(text).toContain('tpm_chip_unregister');
    expect(text).toContain('tpm2_end_auth_session');
    expect(text, 'an end that changed says in what').not.toMatch(/: (until .{1,60}?) -> \1 /);
  });

test('6: what does that error code (325) decode to?', async () => {
  const { text } = await ask('/', 'rc', '325');
  expect(text).toContain('325 = 0x145 TPM_RC_AUTH_CONTEXT');
});

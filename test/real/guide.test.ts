import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ask } from './ask';
import { newest, sayMissing } from './kernels';

const commands = [
  ['trace', 'tpm_chip_unregister'],
  ['trace', 'tpm_tis_pnp_remove'],
  ['who', 'tpm-chip.c:465'],
] as const;

/** Lines of the blocks that show output, without those that were left out; `, ...` ends a line that goes on. */
function shownIn(document: string): readonly string[] {
  const text = readFileSync(join(__dirname, '../..', document), 'utf8');
  const blocks = [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
    .filter(([, language]) => language === '')
    .map((block) => block[2] as string);
  return blocks
    .flatMap((block) => block.split('\n'))
    .map((line) => line.replace(/,? \.\.\.$/, '').trim())
    .filter((line) => line !== '' && line !== '...');
}

const kernel = newest;
if (kernel === undefined) sayMissing();
else
  describe('what the documents show of Linux 6.12', () => {
    test.each(['client/media/guide/reading-a-removal.md', 'README.md'])(
      '%s shows what the command says',
      async (document) => {
        let said = '';
        for (const words of commands) said += (await ask(kernel.root, ...words)).lines.join('\n');
        const shown = shownIn(document);
        expect(shown.length).toBeGreaterThan(0);
        expect(shown.filter((line) => !said.includes(line))).toEqual([]);
      },
    );
  });

import { lifecycle } from '../model/lifecycle';
import { commandRows } from './commands';
import { optionRows } from './options';
import { absolute } from './targets';

/** What `make C=2 CHECK='tpm-lifecycle check --kbuild'` asks: the words of a plain check, or nothing. */
export type KbuildCall = { readonly words: readonly string[] } | 'other subsystem';

/**
 * Reads a call of Kbuild: `$(CHECK) $(CHECKFLAGS) $(c_flags) FILE`. The flags are those of sparse and of the compiler and
 * are passed over, options of our own aside; the last word is the file. Null for a call that is none.
 */
export function readKbuild(words: readonly string[], workingDirectory: string): KbuildCall | null {
  if (words[0] !== 'check' || !words.includes('--kbuild')) return null;
  const file = words[words.length - 1] ?? '';
  const path = `/${absolute(workingDirectory, file)}`;
  if (!file.endsWith('.c') || !lifecycle.folders.some((folder) => path.includes(`/${folder}/`)))
    return 'other subsystem';
  return { words: ['check', ...ownOptions(words.slice(1, -1)), '--', file] };
}

/** Options of a check in their long form; no flag of a compiler is called so. */
function ownOptions(words: readonly string[]): string[] {
  const known = commandRows.find(({ name }) => name === 'check')?.options ?? [];
  const rows = optionRows.filter((row) => known.includes(row.name) && row.name !== 'output');
  const own: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const row = rows.find(({ long }) => word === long || word.startsWith(`${long}=`));
    if (row === undefined) continue;
    own.push(word);
    if (row.value !== undefined && word === row.long && words[at + 1] !== undefined)
      own.push(words[++at] ?? '');
  }
  return own.filter((word) => word !== '--kbuild');
}

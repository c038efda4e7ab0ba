import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { commandRows } from '../../server/src/cli/commands';
import { tpm } from './fake-environment';

/** What bash offers for the last word of a line, by the script that the command prints. */
async function offered(...line: string[]): Promise<string[]> {
  const { stdout } = await tpm('completion bash');
  const words = ['tpm-lifecycle', ...line];
  const script = `${stdout}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
_tpm_lifecycle
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const answer = execFileSync('bash', ['--norc', '-c', script], { encoding: 'utf8', cwd: __dirname });
  return answer.split('\n').filter((word) => word !== '');
}

describe('completion', () => {
  test('in bash: commands, options, their values, rules, files', async () => {
    expect(await offered('re')).toEqual(['review']);
    expect(await offered('')).toEqual([...commandRows.map(({ name }) => name), '--help', '--version']);
    expect(await offered('check', '--min')).toEqual(['--min-confidence']);
    expect(await offered('check', '--format', 's')).toEqual(['sarif']);
    expect(await offered('trace', '--direction', 'call')).toEqual(['calls', 'callers']);
    expect(await offered('explain', '')).toContain('lock-leak');
    expect(await offered('check', '--enable', 'lock')).toEqual(['lock-leak']);
    expect(await offered('baseline', 'p')).toContain('prune');
    expect(await offered('check', 'completion.t')).toEqual(['completion.test.ts']);
    expect(await offered('state', '--base')).toEqual([]);
  });

  test.each(['zsh', 'fish'])('in %s: every command and every option', async (shell) => {
    const { stdout, code } = await tpm(`completion ${shell}`);
    expect(code).toBe(0);
    for (const { name } of commandRows) expect(stdout).toContain(name);
    for (const word of ['min-confidence', 'changed-only', 'proved likely possible', 'lock-leak'])
      expect(stdout).toContain(word);
    // Every quote is closed.
    const bare = stdout.replace(shell === 'fish' ? /\\[\\']/g : /'\\''/g, '');
    for (const line of bare.split('\n')) expect((line.match(/'/g) ?? []).length % 2, line).toBe(0);
  });

  test('of another shell is refused', async () => {
    const { code, stderr } = await tpm('completion tcsh');
    expect([code, stderr.split('\n')[0]]).toEqual([
      2,
      'tpm-lifecycle: There is no completion for tcsh; there is for bash, zsh, fish.',
    ]);
  });
});

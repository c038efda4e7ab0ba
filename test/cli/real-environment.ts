import { run } from '../../server/src/cli/run';
import { openWorkspace } from '../../server/src/features/workspace';
import { nodeFileSystem } from '../../server/src/host/node-file-system';
import { readInputFile } from '../../server/src/host/read-input';
import { rules } from '../../server/src/model/rules';

export interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly written: ReadonlyMap<string, string>;
}

/** The command with the real engine on real folders; words as the shell hands them over. */
export async function tpmIn(
  folder: string,
  words: readonly string[],
  input: string | Uint8Array = '',
): Promise<Answer> {
  const out: string[] = [];
  const err: string[] = [];
  const written = new Map<string, string>();
  const code = await run({
    arguments: words,
    workingDirectory: folder,
    version: '1.2.3',
    files: nodeFileSystem,
    stdout: (text) => void out.push(text),
    stderr: (text) => void err.push(text),
    readStandardInput: async () => (typeof input === 'string' ? new TextEncoder().encode(input) : input),
    readInputFile,
    writeFile: (path, text) => {
      written.set(path, text);
      return null;
    },
    loadEngine: async () => ({ openWorkspace, parser: 'tree-sitter' }),
    loadRules: async () => rules,
    serve: async () => {},
    now: () => 0,
  });
  return { code, stdout: out.join(''), stderr: err.join(''), written };
}

import type { Engine, Environment } from '../../server/src/cli/environment';
import { run } from '../../server/src/cli/run';
import type { Workspace } from '../../server/src/features/snapshot';
import { openWorkspace } from '../../server/src/features/workspace';
import { nodeFileSystem } from '../../server/src/host/node-file-system';

const opened = new Map<string, Workspace>();

/** One analysed tree answers all questions about it: what is asked here is the answer, not the start. */
const engine: Engine = {
  parser: 'tree-sitter',
  openWorkspace: (root, options) => {
    const known = opened.get(root) ?? openWorkspace(root, options);
    opened.set(root, known);
    return known;
  },
};

/** The answer of the command to words, asked in a tree; `text` has its lines and indents made one blank. */
export async function ask(root: string, ...words: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const environment: Environment = {
    arguments: words,
    workingDirectory: root,
    version: '0',
    files: nodeFileSystem,
    stdout: (text) => void out.push(text),
    stderr: (text) => void err.push(text),
    readStandardInput: async () => 'none',
    readInputFile: () => 'none',
    writeFile: () => 'nothing is written here',
    loadEngine: async () => engine,
    loadRules: async () => [],
    serve: async () => {},
    now: () => 0,
  };
  const code = await run(environment);
  return {
    code,
    text: out.join('').replace(/\s+/g, ' '),
    lines: out.join('').split('\n'),
    said: err.join(''),
  };
}

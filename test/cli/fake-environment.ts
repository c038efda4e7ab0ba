import { type FileSystem, maxFileBytes } from '../../server/src/base/file-system';
import type { Environment } from '../../server/src/cli/environment';
import { run } from '../../server/src/cli/run';
import type { Snapshot, WorkspaceOptions } from '../../server/src/features/snapshot';
import type { Rule } from '../../server/src/model/types';
import { chipSnapshot, file, source } from '../features/fake';
import { memoryFileSystem } from '../harness/memory-file-system';

/** One run of the command against a tree in memory. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly written: ReadonlyMap<string, string>;
  /** What the engine was opened with; empty when it was not. */
  readonly opened: readonly { readonly root: string; readonly options: WorkspaceOptions }[];
  readonly served: boolean;
}

export const rule: Rule = {
  id: 'lock-leak',
  title: 'Lock still held at return',
  severity: 'warning',
  explanation: 'A lock is kept on one way out.',
  bad: 'return -EIO;',
  good: 'mutex_unlock(&l);\nreturn -EIO;',
};

const tree = new Map([
  ['/linux/Kbuild', ''],
  ['/linux/Makefile', ''],
  ['/linux/README', 'text'],
  [`/linux/${file}`, source],
  ['/linux/drivers/char/other/Makefile', ''],
  ['/linux/.config', 'CONFIG_X=y'],
  ['/bare/chip.c', source],
  ['/nothing/README', ''],
]);

const memory = memoryFileSystem(tree);
const files: FileSystem = {
  ...memory,
  stat: (path) => {
    if (path === '/linux/drivers/char/tpm/big.c') return { kind: 'file', size: 10 * 1024 * 1024 };
    if (path === '/linux/drivers/char/tpm/secret.c') return { kind: 'file', size: 10 };
    if (path === '/locked') return { kind: 'directory', size: 0 };
    return memory.stat(path);
  },
  readFile: (path) => ((memory.stat(path)?.size ?? 0) > maxFileBytes ? null : memory.readFile(path)),
};

export interface RunOptions {
  readonly from?: string;
  readonly snapshot?: Snapshot;
  readonly fail?: Error;
}

export async function tpm(
  line: string,
  { from = '/linux', snapshot = chipSnapshot, fail }: RunOptions = {},
): Promise<Outcome> {
  const out: string[] = [];
  const err: string[] = [];
  const written = new Map<string, string>();
  const opened: { root: string; options: WorkspaceOptions }[] = [];
  let served = false;
  const environment: Environment = {
    arguments: line.split(' ').filter((word) => word !== ''),
    workingDirectory: from,
    version: '1.2.3',
    files,
    stdout: (text) => void out.push(text),
    stderr: (text) => void err.push(text),
    readStandardInput: async () => 'is a terminal',
    readInputFile: () => 'does not exist',
    writeFile: (path, text) => {
      if (path.startsWith('/root/')) return 'permission denied';
      written.set(path, text);
      return null;
    },
    loadEngine: async () => ({
      openWorkspace: (root, options) => {
        opened.push({ root, options });
        return {
          root,
          setBuffer() {},
          invalidate() {},
          snapshot: () => {
            if (fail) throw fail;
            return snapshot;
          },
        };
      },
      parser: 'toy parser',
    }),
    loadRules: async () => [rule],
    serve: async () => {
      served = true;
    },
    now: () => 0,
  };
  const code = await run(environment);
  return { code, stdout: out.join(''), stderr: err.join(''), written, opened, served };
}

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { version } from '../../package.json';
import { run } from './cli/run';
import { nodeFileSystem } from './host/node-file-system';
import { readInputFile, readStandardInput } from './host/read-input';

/** One run of the command. What it does not need is not loaded: no parser for `--help`, no protocol library for `check`. */
async function main(): Promise<void> {
  // A reader that stops early (`| head`) is no error: what is left is not wanted.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  let serving = false;
  process.exitCode = await run({
    arguments: process.argv.slice(2),
    workingDirectory: process.cwd().replace(/\\/g, '/'),
    version,
    files: nodeFileSystem,
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    readStandardInput: () => readStandardInput(process.stdin),
    readInputFile,
    writeFile,
    loadEngine: async () => ({
      openWorkspace: (require('./features/workspace') as typeof import('./features/workspace')).openWorkspace,
      parser: 'tree-sitter',
    }),
    loadRules: async () => (require('./model/rules') as typeof import('./model/rules')).rules,
    serve: async () => {
      serving = true;
      require('./main');
    },
    now: () => performance.now(),
  });
  // Left to itself the process would first wait for compilations that nobody needs any more.
  if (!serving) afterOutput(() => process.exit());
}

/** Runs once all that was printed is written: a large result may still be on its way into a pipe. */
function afterOutput(done: () => void): void {
  process.stdout.write('', () => void process.stderr.write('', () => done()));
}

function writeFile(path: string, text: string, folder?: 'with its folder'): string | null {
  try {
    if (folder !== undefined) mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return null;
  } catch (error) {
    return error instanceof Error
      ? error.message.replace(/^E[A-Z]+: /, '').replace(/, (?:open|mkdir) .*$/, '')
      : String(error);
  }
}

void main();

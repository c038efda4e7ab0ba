#!/usr/bin/env node
import { writeFileSync } from 'node:fs';
import { version } from '../../package.json';
import { run } from './cli/run';
import { nodeFileSystem } from './host/node-file-system';

/** The command. What a run does not need is not loaded: no parser for `--help`, no protocol library for `check`. */
async function main(): Promise<void> {
  // A reader that stops early (`| head`) is no error: what is left is not wanted.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  // The code is set, not forced: standard output is still being written when a result is large.
  process.exitCode = await run({
    arguments: process.argv.slice(2),
    workingDirectory: process.cwd().replace(/\\/g, '/'),
    version,
    files: nodeFileSystem,
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    writeFile,
    loadEngine: async () => ({
      openWorkspace: (require('./features/workspace') as typeof import('./features/workspace')).openWorkspace,
      parser: 'tree-sitter',
    }),
    loadRules: async () => (require('./model/rules') as typeof import('./model/rules')).rules,
    serve: async () => {
      require('./main');
    },
    now: () => performance.now(),
  });
}

function writeFile(path: string, text: string): string | null {
  try {
    writeFileSync(path, text);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/, open .*$/, '') : String(error);
  }
}

void main();

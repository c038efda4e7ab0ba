import type { FileSystem } from '../base/file-system';
import type { OpenWorkspace } from '../features/snapshot';
import type { Rule } from '../model/types';

/** What a run of the command needs from outside; tests give their own. Heavy parts are loaded when first needed. */
export interface Environment {
  readonly arguments: readonly string[];
  /** Absolute, with `/`. */
  readonly workingDirectory: string;
  readonly version: string;
  readonly files: FileSystem;
  /** Results. */
  readonly stdout: (text: string) => void;
  /** Messages. */
  readonly stderr: (text: string) => void;
  /** All of standard input, for a FILE that is `-`; a text says why not. */
  readonly readStandardInput: () => Promise<Uint8Array | string>;
  /** All of a file that is no source: a patch, a log. A text says why not. */
  readonly readInputFile: (path: string) => Uint8Array | string;
  /** Null on success, else why not. A folder is made only for the project's own file. */
  readonly writeFile: (path: string, text: string, folder?: 'with its folder') => string | null;
  readonly loadEngine: () => Promise<Engine>;
  readonly loadRules: () => Promise<readonly Rule[]>;
  /** Runs the language server until the client ends it. */
  readonly serve: () => Promise<void>;
  /** Milliseconds, for timings. */
  readonly now: () => number;
}

export interface Engine {
  readonly openWorkspace: OpenWorkspace;
  /** `tree-sitter 0.22.4, native`. */
  readonly parser: string;
}

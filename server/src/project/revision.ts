import { type Analysis, ResultStore } from '../analysis/analyse';
import { bottomUp } from '../analysis/call-graph';
import { type Contexts, LazyContexts } from '../analysis/contexts';
import type { EngineModel } from '../analysis/engine-model';
import { ContextMemory } from '../analysis/find-contexts';
import { FunctionNumbers, Program } from '../analysis/program';
import { type CancelToken, throwIfCancelled } from '../base/cancel';
import type { FileSystem } from '../base/file-system';
import { contentHash } from '../base/hash';
import { once } from '../base/once';
import type { FieldRow } from '../model/types';
import { type ProgramFile, ProgramFiles } from './program-files';

/** One consistent state of the program with its results. */
export interface Revision {
  readonly files: readonly ProgramFile[];
  /** Files of the program that could not be read. */
  readonly unread: readonly string[];
  readonly program: Program;
  readonly analysis: Analysis;
  readonly contexts: Contexts;
}

export interface ProjectOptions {
  readonly files: FileSystem;
  readonly root: string;
  readonly folders: readonly string[];
  readonly headers: readonly string[];
  readonly model: EngineModel;
  readonly fields: readonly FieldRow[];
}

/** A program that follows edits: reads, lowers and solves again only what an edit reached. */
export class Project {
  readonly sources: ProgramFiles;
  private readonly options: ProjectOptions;
  private readonly store = new ResultStore();
  private readonly contexts = new ContextMemory();
  private readonly numbers = new FunctionNumbers();
  private current: Revision | null = null;
  private dirty = true;

  constructor(options: ProjectOptions) {
    this.options = options;
    this.sources = new ProgramFiles(options.files, options.root, options.folders, options.headers);
  }

  setBuffer(path: string, text: string | null): void {
    this.sources.setBuffer(path, text);
    this.dirty = true;
  }

  invalidate(path: string): void {
    this.sources.invalidate(path);
    this.dirty = true;
  }

  /** The newest revision; the same object while nothing changed. */
  revision(token: CancelToken): Revision {
    if (this.current !== null && !this.dirty) return this.current;
    throwIfCancelled(token);
    const files = this.sources.read();
    const program = new Program(
      files.map((file) => file.facts),
      this.options.fields,
      this.numbers,
    );
    const declarations = once(() =>
      contentHash(files.map((file) => `${file.path}:${file.declarations()}`).join('\n')),
    );
    const analysis = this.store.analyse(program, this.options.model, declarations);
    const groups = () => bottomUp(program.list, (fn) => analysis.callees(fn));
    const unread = [...this.sources.unread];
    this.current = {
      files,
      unread,
      program,
      analysis,
      contexts: new LazyContexts(() => this.contexts.find(analysis, groups())),
    };
    this.dirty = false;
    return this.current;
  }
}

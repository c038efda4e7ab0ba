import { type CancelToken, neverCancelled } from '../../base/cancel';
import type { FileSystem } from '../../base/file-system';
import { kernelModel } from '../../model/index';
import { engineView } from '../../model/lifecycle';
import { absolute } from '../../project/discovery';
import { engineModel } from '../../project/engine-model';
import { Project } from '../../project/revision';
import { TextScope } from '../../project/text-scope';
import { SourceLines } from '../source-lines';
import { CallEdges } from './call-edges';
import { closure, TraceSource } from './trace-source';

/** What a query reads beyond the program. */
export interface WiderOptions {
  readonly files: FileSystem;
  readonly root: string;
  readonly folders: readonly string[];
  readonly headers: readonly string[];
  /** Told of what is read, for people who wait. */
  readonly progress?: (text: string) => void;
}

/** A program with the files of the tree that lead from one function to another. */
export interface Wider {
  readonly source: TraceSource;
  readonly scope: TextScope;
  /** Files that were parsed in addition, sorted. */
  readonly parsed: readonly string[];
}

/** Files parsed for one query; those nearest to its ends come first. */
const MAX_PARSED = 60;

/**
 * Reads what a path between two functions needs: the files that the lifecycle model names are searched as text, and
 * only those that stand on a way from one function to the other are parsed.
 */
export class WiderProgram {
  private readonly source: TraceSource;
  private readonly options: WiderOptions;
  private scopeOf: TextScope | null = null;
  private readonly made = new Map<string, TraceSource>();

  constructor(source: TraceSource, options: WiderOptions) {
    this.source = source;
    this.options = options;
  }

  private scope(token: CancelToken): TextScope {
    if (this.scopeOf === null) {
      const { files, root, progress } = this.options;
      const folders = this.source.lifecycle.program.onDemand ?? [];
      const known = new Map(this.source.revision.files.map((file) => [file.path, file.text]));
      progress?.(`searching ${folders.join(', ')}`);
      this.scopeOf = TextScope.read(files, root, folders, known, token);
      progress?.(`searched ${this.scopeOf.files.length} files as text`);
    }
    return this.scopeOf;
  }

  /** The program wide enough for a path from one function to another, by name. */
  between(from: string, to: string, via: string | undefined, token: CancelToken = neverCancelled): Wider {
    const scope = this.scope(token);
    const names = this.namesBetween(scope, from, to);
    const program = new Set(this.source.revision.files.map((file) => file.path));
    const wanted = [from, to, ...(via === undefined ? [] : [via]), ...names];
    const parsed = [
      ...new Set(
        wanted.flatMap((name) => scope.named(name).map((fn) => fn.file)).filter((file) => !program.has(file)),
      ),
    ]
      .slice(0, MAX_PARSED)
      .sort();
    if (parsed.length === 0) return { source: this.source, scope, parsed };
    const key = parsed.join();
    let source = this.made.get(key);
    if (source === undefined) {
      this.options.progress?.(`parsing ${parsed.length} more files`);
      source = this.widened(parsed, token);
      this.made.set(key, source);
    }
    return { source, scope, parsed };
  }

  private widened(parsed: readonly string[], token: CancelToken): TraceSource {
    const { files, root, folders, headers } = this.options;
    const texts = new Map(this.source.revision.files.map((file) => [absolute(root, file.path), file.text]));
    const overlaid: FileSystem = {
      ...files,
      listDirectory: (path) => files.listDirectory(path),
      stat: (path) => files.stat(path),
      readFile: (path) => texts.get(path) ?? files.readFile(path),
    };
    const project = new Project({
      files: overlaid,
      root,
      folders: [...folders, ...parsed],
      headers,
      model: engineModel(engineView(this.source.lifecycle)),
      fields: [...kernelModel().fieldsByName.values()],
    });
    const revision = project.revision(token);
    const lines = new SourceLines(new Map(revision.files.map((file) => [file.path, file.text])));
    return new TraceSource(revision, lines, this.source.lifecycle);
  }

  /** Names of functions on some way between two, nearest to the start first. */
  private namesBetween(scope: TextScope, from: string, to: string): string[] {
    const edges = new CallEdges(this.source);
    const calls = new Map<string, Set<string>>();
    const callers = new Map<string, Set<string>>();
    const add = (caller: string, callee: string) => {
      push(calls, caller, callee);
      push(callers, callee, caller);
    };
    for (const { name, index } of this.source.program.list)
      for (const edge of edges.of(index)) {
        if (edge.to.length === 0) add(name, edge.name);
        for (const callee of edge.to) add(name, this.source.fn(callee).name);
      }
    for (const fn of scope.all) for (const callee of fn.calls) add(fn.name, callee);
    const back = closure([to], (name) => callers.get(name) ?? []);
    return [...closure([from], (name) => [...(calls.get(name) ?? [])].filter((one) => back.has(one)))];
  }
}

function push(map: Map<string, Set<string>>, key: string, value: string): void {
  const set = map.get(key);
  if (set === undefined) map.set(key, new Set([value]));
  else set.add(value);
}

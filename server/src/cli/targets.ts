import { maxFileBytes } from '../base/file-system';
import { findKernelRoot, holdsCFiles, isCFile, join, parentOf, relativeTo } from '../host/kernel-root';
import type { Environment } from './environment';
import { exitCode, UserError } from './exit-code';

/** Which tree is analysed, and what of it is reported on. */
export interface Targets {
  readonly root: string;
  /** Folders of the program, relative; `.` for a bare folder. */
  readonly folders: readonly string[];
  /** Files and folders to report on, relative to the root. */
  readonly report: readonly string[];
  /** Given as `FILE:LINE`: the line by file. */
  readonly lines: ReadonlyMap<string, number>;
  /** What could not be used, one sentence each. The rest is answered all the same. */
  readonly problems: readonly string[];
}

const defaultFolder = 'drivers/char/tpm';

/** Throws `UserError` when there is no tree, or when no PATH can be used. */
export function resolveTargets(
  environment: Environment,
  kernel: string | undefined,
  paths: readonly string[],
  folder = defaultFolder,
): Targets {
  const root = findRoot(environment, kernel, paths);
  const folders = programFolders(environment, root, folder);
  if (paths.length === 0) {
    checkDefault(environment, root, folders);
    return { root, folders, report: folders, lines: new Map(), problems: [] };
  }
  const report: string[] = [];
  const lines = new Map<string, number>();
  const problems: string[] = [];
  for (const path of paths) {
    const found = resolvePath(environment, root, path, folder);
    if ('problem' in found) problems.push(found.problem);
    else {
      report.push(found.path);
      if (found.line !== null) lines.set(found.path, found.line);
    }
  }
  if (report.length === 0) throw new UserError(problems.join('\n'), codeOf(problems));
  return { root, folders, report, lines, problems };
}

/** A file that is there but cannot be read is not wrong usage. */
function codeOf(problems: readonly string[]): 2 | 3 {
  return problems.every((problem) =>
    / is not analysed|cannot be read|holds no C file|is a binary file/.test(problem),
  )
    ? exitCode.nothing
    : exitCode.usage;
}

/** The default folder in a tree; the folder itself when it stands alone and holds C files. */
function programFolders(environment: Environment, root: string, defaultFolder: string): readonly string[] {
  const { files } = environment;
  const inTree = files.stat(join(root, defaultFolder))?.kind === 'directory';
  if (inTree || findKernelRoot(root, files) === root) return [defaultFolder];
  return holdsCFiles(root, files) ? ['.'] : [];
}

/** Without a PATH the default folder must be there. */
function checkDefault(environment: Environment, root: string, folders: readonly string[]): void {
  const [folder] = folders;
  const advice = 'name a kernel tree with --kernel DIR, or the files to analyse.';
  const { files } = environment;
  if (files.listDirectory(root) === null)
    throw new UserError(`${root} cannot be read; check its permissions, or ${advice}`, exitCode.nothing);
  if (folder === undefined)
    throw new UserError(
      `No kernel tree and no C files in ${root}, and no tree above it; ${advice}`,
      exitCode.nothing,
    );
  const path = folder === '.' ? root : join(root, folder);
  if (files.stat(path) === null)
    throw new UserError(`The tree ${root} has no ${folder}; ${advice}`, exitCode.nothing);
  const entries = files.listDirectory(path);
  if (entries === null)
    throw new UserError(`${path} cannot be read; check its permissions, or ${advice}`, exitCode.nothing);
  if (!entries.some((entry) => isCFile(entry.name)))
    throw new UserError(`${path} holds no C files; ${advice}`, exitCode.nothing);
}

function findRoot(environment: Environment, kernel: string | undefined, paths: readonly string[]): string {
  const { files, workingDirectory } = environment;
  if (kernel !== undefined) {
    const root = absolute(workingDirectory, kernel);
    const found = files.stat(root);
    if (found?.kind === 'directory') return root;
    const why = found ? 'is not a folder' : 'does not exist';
    throw new UserError(`--kernel ${kernel} ${why}; give the top folder of a Linux source tree.`);
  }
  const above = findKernelRoot(workingDirectory, files);
  if (above !== null) return above;
  const folders = paths.flatMap((given) => {
    const path = absolute(workingDirectory, splitLine(given).path);
    const found = files.stat(path);
    return found ? [found.kind === 'directory' ? path : parentOf(path)] : [];
  });
  const [first, ...rest] = folders;
  if (first === undefined) return workingDirectory;
  return findKernelRoot(first, files) ?? rest.reduce(commonFolder, first);
}

/** Deepest folder that holds both. */
function commonFolder(a: string, b: string): string {
  for (let at = a; ; at = parentOf(at)) if (relativeTo(at, b) !== null || parentOf(at) === at) return at;
}

type Resolved = { readonly path: string; readonly line: number | null } | { readonly problem: string };

function resolvePath(environment: Environment, root: string, given: string, folder: string): Resolved {
  const { files, workingDirectory } = environment;
  const split = splitLine(given);
  const spellings = split.line === null ? [split] : [split, { path: given, line: null }];
  let outside = false;
  for (const { path, line } of spellings) {
    for (const from of [workingDirectory, root, join(root, folder)]) {
      const place = absolute(from, path);
      const found = files.stat(place);
      if (!found) continue;
      // The working directory may be another spelling of a folder of the tree; the next base then finds it.
      if (relativeTo(root, place) === null) outside = true;
      else return usable(environment, root, { given, place, line, ...found });
    }
  }
  return {
    problem: outside
      ? `${given} lies outside of the tree ${root}; name its tree with --kernel DIR.`
      : `${given} does not exist, neither here nor below ${root}.`,
  };
}

function usable(
  environment: Environment,
  root: string,
  found: { given: string; place: string; line: number | null; kind: string; size: number },
): Resolved {
  const path = relativeTo(root, found.place) ?? '.';
  const { given, line } = found;
  if (found.kind === 'directory') {
    const entries = environment.files.listDirectory(found.place);
    if (entries === null) return { problem: `${given} cannot be read; check its permissions.` };
    if (!entries.some((entry) => isCFile(entry.name) || entry.kind === 'directory'))
      return { problem: `${given} holds no C files; name a folder with .c or .h files.` };
    return { path, line: null };
  }
  if (found.kind !== 'file' || !isCFile(path))
    return { problem: `${given} is not a C file; name a .c or .h file, or a folder.` };
  if (found.size > maxFileBytes) {
    const size = (found.size / 1024 / 1024).toFixed(1);
    return {
      problem: `${given} has ${size} MB and is not analysed; the limit is ${maxFileBytes / 1024 / 1024} MB.`,
    };
  }
  const text = environment.files.readFile(found.place);
  if (text === null) return { problem: `${given} cannot be read; check its permissions.` };
  if (text.includes('\0')) return { problem: `${given} is a binary file, no C source.` };
  return { path, line };
}

/** `tpm-chip.c:170` is a line of a file. */
function splitLine(path: string): { readonly path: string; readonly line: number | null } {
  const match = /^(.+\.[ch]):([1-9]\d{0,8})$/.exec(path);
  return match?.[1] ? { path: match[1], line: Number(match[2]) } : { path, line: null };
}

/** Absolute path with `.` and `..` taken out. */
export function absolute(from: string, path: string): string {
  const whole = /^(?:\/|[A-Za-z]:)/.test(path) ? path : `${from}/${path}`;
  const parts: string[] = [];
  for (const part of whole.replace(/\\/g, '/').split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return (whole.startsWith('/') ? '/' : '') + parts.join('/');
}

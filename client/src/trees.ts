import * as path from 'node:path';
import * as vscode from 'vscode';
import { section } from './settings';

/** A kernel source tree, or a bare folder of driver sources, that a workspace folder stands for. */
export interface KernelTree {
  readonly folder: vscode.WorkspaceFolder;
  readonly root: vscode.Uri;
  /** Folders of the program below `root`; `.` when the root itself is a bare folder of C files. */
  readonly folders: readonly string[];
  /** Single headers of the program below `root`. */
  readonly headers: readonly string[];
}

/** File that tells a TPM driver folder from any other folder of C files. */
const landmark = 'tpm-chip.c';
const defaultFolder = 'drivers/char/tpm';
/** Always part of the program as callers, whatever is configured. */
const callerFolder = 'security/keys/trusted-keys';

/** The trees of all workspace folders where the extension is enabled. Looks at a handful of paths, never searches. */
export async function findTrees(): Promise<KernelTree[]> {
  const found = await Promise.all((vscode.workspace.workspaceFolders ?? []).map(treeOf));
  return found.filter((tree) => tree !== undefined);
}

async function treeOf(folder: vscode.WorkspaceFolder): Promise<KernelTree | undefined> {
  // The server reads files itself, so a folder that is not on disk cannot be analysed.
  if (folder.uri.scheme !== 'file') return undefined;
  const settings = vscode.workspace.getConfiguration(section, folder.uri);
  if (!settings.get('enable', true)) return undefined;

  const configured = settings.get('analysis.folders', [defaultFolder]);
  const headers = settings.get<string[]>('analysis.headers', []);
  const kernelPath = settings.get('kernel.path', '');
  const start = kernelPath ? vscode.Uri.file(path.resolve(folder.uri.fsPath, kernelPath)) : folder.uri;
  if (await holdsAny(start, configured)) {
    return { folder, root: start, folders: [...configured, callerFolder], headers };
  }
  if (!(await exists(vscode.Uri.joinPath(start, landmark)))) return undefined;
  // `drivers/char/tpm` itself was opened: its tree is three folders up, unless it was copied out of one.
  const above = vscode.Uri.joinPath(start, '../../..');
  const whole = (await exists(vscode.Uri.joinPath(above, 'Kbuild'))) && (await holdsAny(above, configured));
  return whole
    ? { folder, root: above, folders: [...configured, callerFolder], headers }
    : { folder, root: start, folders: ['.'], headers: [] };
}

/** True when `root` can be analysed: it is a kernel with TPM drivers, or a folder of them. */
export async function isTree(root: vscode.Uri): Promise<boolean> {
  const candidates = [`${defaultFolder}/${landmark}`, landmark];
  const answers = await Promise.all(candidates.map((file) => exists(vscode.Uri.joinPath(root, file))));
  return answers.includes(true);
}

/** Glob patterns, one per folder and header of each tree. */
export function patterns(trees: readonly KernelTree[]): { root: vscode.Uri; pattern: string }[] {
  return trees.flatMap(({ root, folders, headers }) =>
    [...folders.map((folder) => (folder === '.' ? '**' : `${folder}/**`)), ...headers].map((pattern) => ({
      root,
      pattern,
    })),
  );
}

/** Selects the C files of the trees. VS Code opens headers as C++. */
export function selector(trees: readonly KernelTree[]): vscode.DocumentFilter[] {
  return patterns(trees).flatMap(({ root, pattern }) =>
    ['c', 'cpp'].map((language) => ({
      scheme: 'file',
      language,
      pattern: new vscode.RelativePattern(root, pattern),
    })),
  );
}

async function holdsAny(root: vscode.Uri, folders: readonly string[]): Promise<boolean> {
  const answers = await Promise.all(folders.map((folder) => exists(vscode.Uri.joinPath(root, folder))));
  return answers.includes(true);
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

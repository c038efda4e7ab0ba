import { fileURLToPath, pathToFileURL } from 'node:url';

/** `file:` URIs and absolute paths with `/`. */

/** Null for anything that is not a local file (untitled, git, remote). */
export function uriToPath(uri: string): string | null {
  if (!uri.startsWith('file:')) return null;
  try {
    const path = fileURLToPath(uri).replace(/\\/g, '/');
    return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
  } catch {
    return null;
  }
}

export function pathToUri(path: string): string {
  return pathToFileURL(path).href;
}

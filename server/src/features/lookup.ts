import type { CancelToken } from '../base/cancel';
import type { FunctionReport, LineReport } from './reports';
import type { Snapshot } from './snapshot';

/** Finding functions and lines in a snapshot. */

/** The function whose definition holds the line, with its states. */
export function functionAt(
  snapshot: Snapshot,
  file: string,
  line: number,
  token?: CancelToken,
): FunctionReport | null {
  const functions = snapshot.state(file, token)?.functions ?? [];
  return functions.find((fn) => fn.start <= line && line <= fn.end) ?? null;
}

/** State of the line, or of the statement that it continues. */
export function lineAt(fn: FunctionReport, line: number): LineReport | null {
  let found: LineReport | null = null;
  for (const candidate of fn.lines) {
    if (candidate.line > line) break;
    found = candidate;
  }
  return found;
}

export interface Place {
  readonly file: string;
  readonly name: string;
  readonly nameLine: number;
  readonly start: number;
  readonly end: number;
}

/** Definitions by name, those of `near` first. From syntax alone: analyses nothing. */
export function findDefinitions(snapshot: Snapshot, name: string, near?: string): readonly Place[] {
  const places: Place[] = [];
  const files = near ? [near, ...snapshot.files.filter((file) => file !== near)] : snapshot.files;
  for (const file of files) {
    for (const item of snapshot.outline(file)) if (item.name === name) places.push({ file, ...item });
  }
  return places;
}

/** The named function with its states; a definition in `near` hides others, as a static one would. */
export function findFunction(
  snapshot: Snapshot,
  name: string,
  near?: string,
  token?: CancelToken,
): { readonly file: string; readonly fn: FunctionReport } | null {
  for (const place of findDefinitions(snapshot, name, near)) {
    const functions = snapshot.state(place.file, token)?.functions ?? [];
    const fn = functions.find((candidate) => candidate.name === name && candidate.start === place.start);
    if (fn) return { file: place.file, fn };
  }
  return null;
}

/** Name of the file without its folders, for places where the folder is clear. */
export function baseName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}

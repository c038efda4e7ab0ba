import type { FunctionReport } from '../reports';
import type { SourceText } from './source-text';

/** Declared as a pointer in this function, or reached through one. */
export function isPointer(name: string, fn: FunctionReport, source: SourceText): boolean {
  const declared = new RegExp(`\\*\\s*${name.replace(/[.>-]/g, '\\$&')}\\b`);
  for (let line = fn.start; line <= fn.end; line++) if (declared.test(source.codeOf(line))) return true;
  return /->|\./.test(name);
}

/** The integer that the function returns. */
export function resultVariable(fn: FunctionReport, source: SourceText): string | null {
  for (let line = fn.end; line >= fn.start; line--) {
    const name = /^\s*return ([a-z_]\w*);$/.exec(source.codeOf(line))?.[1];
    if (name !== undefined && !isPointer(name, fn, source)) return name;
  }
  return null;
}

import { readFileSync, statSync } from 'node:fs';

/** Larger input is no patch and no log that a person would send: a whole release of the kernel has 100 MB. */
export const maxInputBytes = 256 * 1024 * 1024;

/** All bytes of a file or of a pipe that the shell made; a text says why not. Devices are never read: they may not end. */
export function readInputFile(path: string): Uint8Array | string {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (!found) return 'does not exist';
    if (found.isDirectory()) return 'is a folder';
    if (!found.isFile() && !found.isFIFO()) return 'is no file';
    if (found.size > maxInputBytes) return `is larger than ${maxInputBytes / 1024 / 1024} MB`;
    return readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'EACCES' ? 'cannot be read; check its permissions' : 'cannot be read';
  }
}

/** All of standard input; a text says why not. */
export async function readStandardInput(input: NodeJS.ReadStream): Promise<Uint8Array | string> {
  if (input.isTTY) return 'is a terminal';
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of input) {
    parts.push(part as Buffer);
    size += (part as Buffer).length;
    if (size > maxInputBytes) return `is larger than ${maxInputBytes / 1024 / 1024} MB`;
  }
  return Buffer.concat(parts);
}

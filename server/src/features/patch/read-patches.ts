import { readMails } from './mail';
import type { Patch } from './patch';
import { readDiff } from './read-diff';

export type ReadPatches = { readonly patches: readonly Patch[] } | { readonly problem: string };

/** Bytes looked at to tell text from something else. */
const LOOK = 64 * 1024;

/**
 * Reads a diff, a mail with a patch, or a mailbox with a series, which is put into the order of its numbers. Text that is
 * no UTF-8 is read as Latin-1: only names of people are not ASCII in a kernel patch.
 */
export function readPatches(bytes: Uint8Array): ReadPatches {
  if (bytes.length === 0) return { problem: 'is empty' };
  if (bytes.subarray(0, LOOK).includes(0)) return { problem: 'is a binary file, no patch' };
  const patches: Patch[] = [];
  for (const mail of readMails(decoded(bytes))) {
    const read = readDiff(mail.text);
    if ('problem' in read)
      return { problem: `cannot be read as a patch: ${read.problem.replace(/\.$/, '')}` };
    if (read.files.length > 0) patches.push({ subject: mail.subject, files: read.files });
  }
  if (patches.length === 0) return { problem: 'holds no patch' };
  return { patches: inOrder(patches) };
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
}

/** A mailbox holds the mails as they came in. */
function inOrder(patches: readonly Patch[]): readonly Patch[] {
  const numbers = patches.map(({ subject }) => /\[[^\]]*\b(\d+)\/\d+\]/.exec(subject ?? '')?.[1]);
  if (numbers.some((number) => number === undefined)) return patches;
  return patches
    .map((patch, i) => ({ patch, number: Number(numbers[i]) }))
    .sort((a, b) => a.number - b.number)
    .map(({ patch }) => patch);
}

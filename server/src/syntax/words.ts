import { type DialectAction, type DialectRow, dialectRows } from './dialect-table';

/**
 * Words that the scanner tells apart while it reads them, without cutting a string out of the text: C keywords
 * that matter for the shape of code, and the words of the dialect table. Id 0 is every other word.
 */
export type WordRole =
  | 'none'
  /** `if`, `for`, `while`, `switch`: takes a parenthesis, then a statement. */
  | 'control'
  /** `else`, `do`: takes a statement. */
  | 'lead'
  /** `return`, `goto`, `break`, `continue`, `case`, `default`. */
  | 'statement'
  | 'tag'
  | 'cv'
  | 'primitive'
  /** `sizeof` and its like: the parenthesis may hold a type. */
  | 'sizeof'
  | 'storage'
  | 'typedef'
  | DialectAction;

const keywords: readonly (readonly [WordRole, string])[] = [
  ['control', 'if for while switch'],
  ['lead', 'else do'],
  ['statement', 'return goto break continue case default'],
  ['tag', 'struct union enum'],
  ['cv', 'const volatile restrict'],
  ['primitive', 'void char short int long float double signed unsigned _Bool bool'],
  ['sizeof', 'sizeof _Alignof __alignof__ __alignof alignof _Generic'],
  ['storage', 'static extern inline register auto'],
  ['typedef', 'typedef'],
];

export interface Word {
  readonly text: string;
  readonly role: WordRole;
  readonly row: DialectRow | null;
}

/** Id to word; id 0 stands for every word that is not listed. */
export const words: Word[] = [{ text: '', role: 'none', row: null }];

const SLOTS = 4096;
const slots = new Int32Array(SLOTS);

/** Starting value and step of the hash that the scanner computes while it reads a word. */
export const HASH_SEED = 17;
export function hashStep(hash: number, unit: number): number {
  return (Math.imul(hash, 31) + unit) | 0;
}

function add(text: string, role: WordRole, row: DialectRow | null): void {
  if (wordAt(text, 0, text.length, hashOf(text)) !== 0) return;
  let slot = hashOf(text) & (SLOTS - 1);
  while (slots[slot]) slot = (slot + 1) & (SLOTS - 1);
  slots[slot] = words.push({ text, role, row }) - 1;
}

function hashOf(text: string): number {
  let hash = HASH_SEED;
  for (let i = 0; i < text.length; i++) hash = hashStep(hash, text.charCodeAt(i));
  return hash;
}

/** Id of the word at `[start, end)` of `text`, given its hash; 0 when it is not a listed one. */
export function wordAt(text: string, start: number, end: number, hash: number): number {
  let slot = hash & (SLOTS - 1);
  for (let id = slots[slot] ?? 0; id !== 0; slot = (slot + 1) & (SLOTS - 1), id = slots[slot] ?? 0) {
    const word = words[id]?.text ?? '';
    if (word.length === end - start && text.startsWith(word, start)) return id;
  }
  return 0;
}

for (const [role, list] of keywords) for (const text of list.split(' ')) add(text, role, null);
for (const row of dialectRows) add(row.word, row.action, row);

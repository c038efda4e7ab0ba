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

/** Four characters and the length: cheaper than all characters, and the text is compared in the end. */
function slotOf(text: string, start: number, end: number): number {
  const first = text.charCodeAt(start + (end - start > 2 ? 2 : 0));
  const middle = text.charCodeAt((start + end) >> 1);
  const last = text.charCodeAt(end - 1);
  const third = text.charCodeAt(start + ((end - start) >> 2));
  return (first * 31 + middle * 151 + last * 743 + third * 7 + (end - start) * 1021) & (SLOTS - 1);
}

function add(text: string, role: WordRole, row: DialectRow | null): void {
  if (wordAt(text, 0, text.length) !== 0) return;
  let slot = slotOf(text, 0, text.length);
  while (slots[slot]) slot = (slot + 1) & (SLOTS - 1);
  slots[slot] = words.push({ text, role, row }) - 1;
}

/** Id of the word at `[start, end)` of `text`; 0 when it is not a listed one. */
export function wordAt(text: string, start: number, end: number): number {
  let slot = slotOf(text, start, end);
  for (let id = slots[slot] ?? 0; id !== 0; id = slots[slot] ?? 0) {
    const word = words[id]?.text ?? '';
    if (word.length === end - start && text.startsWith(word, start)) return id;
    slot = (slot + 1) & (SLOTS - 1);
  }
  return 0;
}

for (const [role, list] of keywords) for (const text of list.split(' ')) add(text, role, null);
for (const row of dialectRows) add(row.word, row.action, row);

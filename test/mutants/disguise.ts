import { insideDefine, scan, type Token } from './c-tokens';
import { closingOf, definitionsIn, localNames } from './local-names';

/** A source that means the same: other names for locals, parameters and static functions, comments in between. */
export interface Disguise {
  readonly text: string;
  /** Old name by new name. */
  readonly oldNames: ReadonlyMap<string, string>;
  /** Old line by new line; both from 1. */
  readonly oldLines: readonly number[];
}

/** Arguments of macros that are member names, from 0. */
const memberArguments: Readonly<Record<string, number>> = {
  container_of: 2,
  from_timer: 2,
  list_entry: 2,
  list_first_entry: 2,
  list_for_each_entry: 2,
  list_for_each_entry_safe: 3,
  offsetof: 1,
  offsetofend: 1,
  sizeof_field: 1,
  struct_size: 1,
};

/** `mark` goes into the new names, so that those of several files stay apart. */
export function disguise(text: string, seed: number, mark = ''): Disguise {
  const tokens = scan(text);
  const code = tokens.filter(({ kind }) => !['space', 'comment', 'directive'].includes(kind));
  const inDefine = insideDefine(tokens);
  const fixed = fixedNames(tokens, inDefine);
  const oldNames = new Map<string, string>();
  const newNames = new Map<string, string>();
  const renamed = (name: string): string => {
    const known = newNames.get(name);
    if (known !== undefined) return known;
    // Neither the order of the names nor that of their lengths stays.
    const fresh = `zq${mark}${((seed * 104729 + newNames.size * 7919) % 46656).toString(36)}x`;
    newNames.set(name, fresh);
    oldNames.set(fresh, name);
    return fresh;
  };
  const plain = plainNames(code);
  const change = new Map<Token, string>();
  const note = (token: Token | undefined) => {
    if (token !== undefined && plain.has(token)) change.set(token, renamed(token.text));
  };
  const outer = new Set(
    definitionsIn(code).flatMap((fn) => (fn.isStatic && !fixed.has(fn.name) ? [fn.name] : [])),
  );
  for (const token of code) if (outer.has(token.text)) note(token);
  for (const fn of definitionsIn(code)) {
    const locals = localNames(code, fn);
    for (let at = fn.head; at <= fn.end; at++) {
      const token = code[at];
      if (token && locals.has(token.text) && !fixed.has(token.text)) note(token);
    }
  }
  return { ...print(tokens, inDefine, change, seed), oldNames };
}

/** Names that a macro of the file uses freely, or builds others from: they cannot be changed without reading it. */
function fixedNames(tokens: readonly Token[], inDefine: readonly boolean[]): Set<string> {
  const fixed = new Set<string>();
  let parameters = new Set<string>();
  tokens.forEach((token, at) => {
    if (inDefine[at] && token.text === '#' && !inDefine[at - 1]) parameters = macroParameters(tokens, at);
    const member = /^(?:\.|->)$/.test(tokens[at - 1]?.text ?? '');
    if (inDefine[at] && token.kind === 'name' && !member && !parameters.has(token.text))
      fixed.add(token.text);
    // DEVICE_ATTR_RO(name) finds name_show.
    if (token.kind === 'name' && /^(?:DEVICE|CLASS|BUS|DRIVER)_ATTR/.test(token.text))
      for (const end of ['show', 'store']) fixed.add(`${tokens[at + 2]?.text}_${end}`);
  });
  return fixed;
}

/** Of the `#define` whose `#` stands at `start`. */
function macroParameters(tokens: readonly Token[], start: number): Set<string> {
  const name = tokens.findIndex(({ kind, text }, at) => at > start && kind === 'name' && text !== 'define');
  if (tokens[name + 1]?.text !== '(') return new Set();
  const end = closingOf(tokens, name + 1);
  return new Set(tokens.slice(name + 1, end).flatMap(({ kind, text }) => (kind === 'name' ? [text] : [])));
}

/** Names that are neither members, nor tags, nor member arguments of macros. */
function plainNames(code: readonly Token[]): Set<Token> {
  const plain = new Set<Token>();
  code.forEach((token, at) => {
    const before = code[at - 1]?.text ?? '';
    if (token.kind === 'name' && !/^(?:\.|->|struct|union|enum)$/.test(before)) plain.add(token);
  });
  code.forEach((token, at) => {
    const argument = memberArguments[token.text];
    if (argument === undefined || code[at + 1]?.text !== '(') return;
    const end = closingOf(code, at + 1);
    let index = 0;
    for (let inner = at + 2; inner < end; inner++) {
      if (/^[([{]$/.test(code[inner]?.text ?? '') && index !== argument) inner = closingOf(code, inner);
      else if (code[inner]?.text === ',') index++;
      else if (index === argument) plain.delete(code[inner] as Token);
    }
  });
  return plain;
}

/** A small generator of numbers below 1, the same for the same seed. */
export function random(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 0) / 4294967296;
  };
}

function print(
  tokens: readonly Token[],
  inDefine: readonly boolean[],
  change: ReadonlyMap<Token, string>,
  seed: number,
): { text: string; oldLines: number[] } {
  const next = random(seed);
  const oldLines = [0, 1];
  let text = '';
  let oldLine = 1;
  tokens.forEach((token, at) => {
    const pieces = (change.get(token) ?? token.text).split('\n');
    pieces.forEach((piece, i) => {
      if (i > 0) {
        text += '\n';
        oldLines.push(++oldLine);
        const free = token.kind === 'space' && !inDefine[at] && !token.text.includes('\\');
        if (free && i === pieces.length - 1 && next() < 0.3) {
          text += `/* noise ${Math.floor(next() * 1000)}; { mutex_unlock(x); */\n`;
          oldLines.push(oldLine);
        }
      }
      text += piece;
    });
  });
  return { text, oldLines };
}

import type { Token } from './c-tokens';

/** One function definition as a range of code tokens (no space, no comments). */
export interface Definition {
  readonly name: string;
  readonly isStatic: boolean;
  /** Opening parenthesis of the parameters, opening and closing brace of the body. */
  readonly head: number;
  readonly body: number;
  readonly end: number;
}

const closers: Readonly<Record<string, string>> = { '(': ')', '{': '}', '[': ']' };

/** Index of the sign that closes the one at `open`. */
export function closingOf(code: readonly Token[], open: number): number {
  const opener = code[open]?.text ?? '';
  const closer = closers[opener];
  let depth = 0;
  for (let at = open; at < code.length; at++) {
    if (code[at]?.text === opener) depth++;
    else if (code[at]?.text === closer && --depth === 0) return at;
  }
  return code.length;
}

/** Definitions at file level: `name ( … ) {`. */
export function definitionsIn(code: readonly Token[]): Definition[] {
  const found: Definition[] = [];
  let item = 0;
  for (let at = 0; at < code.length; at++) {
    const text = code[at]?.text;
    if (text === ';') item = at + 1;
    else if (text === '{') {
      at = closingOf(code, at);
      item = at + 1;
    } else if (text === '(') {
      const close = closingOf(code, at);
      const name = code[at - 1];
      if (code[close + 1]?.text === '{' && name?.kind === 'name') {
        const end = closingOf(code, close + 1);
        const words = code.slice(item, at).map((token) => token.text);
        found.push({ name: name.text, isStatic: words.includes('static'), head: at, body: close + 1, end });
        at = end;
        item = end + 1;
      } else at = close;
    }
  }
  return found;
}

const keywords = new Set(
  'return goto else case default do if for while switch break continue sizeof struct union enum typeof'.split(
    ' ',
  ),
);
const qualifiers = new Set('const volatile static register unsigned signed'.split(' '));
const basic = new Set('int char short long bool void float double'.split(' '));

/** Names of parameters and local variables of a definition. */
export function localNames(code: readonly Token[], fn: Definition): Set<string> {
  const names = new Set<string>(parameterNames(code, fn));
  for (let at = fn.body; at < fn.end; at++) {
    const text = code[at]?.text ?? '';
    const starts = /^[{};:]$/.test(text) || (text === '(' && code[at - 1]?.text === 'for');
    if (starts) for (const name of declaredAt(code, at + 1)) names.add(name);
  }
  return names;
}

function parameterNames(code: readonly Token[], fn: Definition): string[] {
  const names: string[] = [];
  let depth = 0;
  let last: string | null = null;
  for (let at = fn.head + 1; at < fn.body; at++) {
    const token = code[at] as Token;
    if (depth === 0 && (token.text === ',' || (token.text === ')' && at === fn.body - 1))) {
      if (last !== null && last !== 'void') names.push(last);
      last = null;
    } else if (/^[([]$/.test(token.text)) depth++;
    else if (/^[)\]]$/.test(token.text)) depth--;
    else if (depth === 0 && token.kind === 'name') last = token.text;
  }
  return names;
}

/** Names declared by the statement that begins here; none when it is no declaration. */
function declaredAt(code: readonly Token[], start: number): string[] {
  let at = start;
  while (qualifiers.has(code[at]?.text ?? '')) at++;
  let typed = at > start;
  const word = code[at]?.text ?? '';
  if (word === 'struct' || word === 'union' || word === 'enum') {
    at += 2;
    typed = true;
  } else if (basic.has(word)) {
    while (basic.has(code[at]?.text ?? '') || qualifiers.has(code[at]?.text ?? '')) at++;
    typed = true;
  } else if (code[at]?.kind === 'name' && !keywords.has(word)) {
    const next = code[at + 1];
    if (next?.text !== '*' && next?.kind !== 'name' && !typed) return [];
    if (next?.text === '*' || next?.kind === 'name') at++;
  } else if (!typed) return [];
  return declarators(code, at);
}

function declarators(code: readonly Token[], start: number): string[] {
  const names: string[] = [];
  let at = start;
  for (;;) {
    while (code[at]?.text === '*' || /^(?:const|__\w+)$/.test(code[at]?.text ?? '')) at++;
    const token = code[at];
    if (token?.kind !== 'name' || keywords.has(token.text)) return names;
    const next = code[at + 1]?.text ?? '';
    if (!/^(?:[=;,[]|__\w+)$/.test(next)) return names;
    names.push(token.text);
    for (at++; at < code.length && code[at]?.text !== ',' && code[at]?.text !== ';'; at++)
      if (/^[([{]$/.test(code[at]?.text ?? '')) at = closingOf(code, at);
    if (code[at]?.text !== ',') return names;
    at++;
  }
}

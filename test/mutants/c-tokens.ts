/** A plain C scanner for rewriting sources: what it returns, joined, is the text again. Shares nothing with the server. */
export interface Token {
  kind: 'space' | 'comment' | 'literal' | 'number' | 'name' | 'sign' | 'directive';
  text: string;
}

const pattern =
  /(?<space>(?:\s|\\\n)+)|(?<comment>\/\*[\s\S]*?\*\/|\/\/(?:\\\n|.)*)|(?<literal>"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*')|(?<number>\.?\d(?:[eEpP][+-]|[\w.])*)|(?<name>[A-Za-z_]\w*)|(?<sign>->|\+\+|--|<<=|>>=|<<|>>|[-+*/%&|^=!<>]=|&&|\|\||\.\.\.|##|[\s\S])/gy;

export function scan(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(pattern)) {
    const [kind] = Object.entries(match.groups ?? {}).find(([, found]) => found !== undefined) ?? ['sign'];
    tokens.push({ kind: kind as Token['kind'], text: match[0] });
  }
  return joinDirectives(tokens);
}

/** `#include`, `#if` and the like become one token; `#define` stays apart, because its body is code. */
function joinDirectives(tokens: readonly Token[]): Token[] {
  const result: Token[] = [];
  let lineStart = true;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] as Token;
    const next = tokens.slice(at + 1, at + 3).find(({ kind }) => kind === 'name')?.text;
    if (lineStart && token.text === '#' && next !== 'define') {
      let text = '';
      while (at < tokens.length && !isLineEnd(tokens[at] as Token)) text += tokens[at++]?.text;
      result.push({ kind: 'directive', text });
      at--;
    } else result.push(token);
    if (isLineEnd(token)) lineStart = true;
    else if (token.kind !== 'space' && token.kind !== 'comment') lineStart = false;
  }
  return result;
}

const isLineEnd = ({ kind, text }: Token): boolean => kind === 'space' && /(?<!\\)\n/.test(text);

/** Index ranges of tokens that belong to `#define` lines: names are replaced there, nothing is inserted. */
export function insideDefine(tokens: readonly Token[]): boolean[] {
  const inside: boolean[] = [];
  let open = false;
  let lineStart = true;
  for (const token of tokens) {
    if (lineStart && token.text === '#') open = true;
    inside.push(open);
    if (isLineEnd(token)) {
      open = false;
      lineStart = true;
    } else if (token.kind !== 'space') lineStart = false;
  }
  return inside;
}

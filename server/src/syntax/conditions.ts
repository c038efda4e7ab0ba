import { fixedSymbols } from './dialect-table';
import type { Presence, PresenceLiteral } from './facts';

/** What a condition is worth: always, never, or when all literals hold. */
export type Condition = { readonly value: boolean } | { readonly literals: Presence };

/** The conditional directives; anything else that starts with `#` does not branch. */
export type DirectiveName = 'if' | 'ifdef' | 'ifndef' | 'elif' | 'elifdef' | 'elifndef' | 'else' | 'endif';

const directiveWord = /^#\s*([a-z_]+)/;
const branching = new Set(['if', 'ifdef', 'ifndef', 'elif', 'elifdef', 'elifndef', 'else', 'endif']);

/** First word of a directive's text (`define`, `ifdef`), or the empty string. */
export function directiveName(text: string): string {
  return directiveWord.exec(text)?.[1] ?? '';
}

export function isBranching(name: string): name is DirectiveName {
  return branching.has(name);
}

/** The condition that a `#if`, `#ifdef`, `#ifndef` or `#elif` directive states. */
export function readCondition(directive: string): Condition {
  const name = directiveName(directive);
  const rest = conditionText(directive);
  if (name === 'ifdef' || name === 'elifdef') return symbolCondition(rest.split(' ')[0] ?? '', false);
  if (name === 'ifndef' || name === 'elifndef') return symbolCondition(rest.split(' ')[0] ?? '', true);
  return readExpression(rest);
}

/** The condition under which none of these hold. */
export function noneOf(conditions: readonly { condition: Condition; text: string }[]): Condition {
  const literals: PresenceLiteral[] = [];
  for (const { condition, text } of conditions) {
    if ('value' in condition) {
      if (condition.value) return { value: false };
    } else {
      const [only, ...more] = condition.literals;
      if (only && more.length === 0) literals.push({ symbol: only.symbol, negated: !only.negated });
      else literals.push({ symbol: conditionText(text), negated: true });
    }
  }
  return literals.length === 0 ? { value: true } : { literals };
}

/** Conjunction; a contradiction is never. */
export function allOf(left: Condition, right: Condition): Condition {
  if ('value' in left) return left.value ? right : left;
  if ('value' in right) return right.value ? left : right;
  const literals = joinPresence(left.literals, right.literals);
  return literals === null ? { value: false } : { literals };
}

/** Both presences without repetition, or null when they contradict each other. */
export function joinPresence(left: Presence, right: Presence): Presence | null {
  if (right.length === 0) return left;
  const joined = [...left];
  for (const literal of right) {
    const known = joined.find((other) => other.symbol === literal.symbol);
    if (known === undefined) joined.push(literal);
    else if (known.negated !== literal.negated) return null;
  }
  return joined.some((literal) => refutes(joined, literal)) ? null : joined;
}

/** `!(A && B)` next to `A` and `B`. */
function refutes(presence: Presence, literal: PresenceLiteral): boolean {
  if (!literal.negated || !literal.symbol.includes('&&')) return false;
  const whole = readExpression(literal.symbol);
  if ('value' in whole || whole.literals.length < 2) return false;
  return whole.literals.every((part) =>
    presence.some((other) => other.symbol === part.symbol && other.negated === part.negated),
  );
}

/** One line of text that is equal for equal presences. */
export function presenceKey(presence: Presence): string {
  return presence.map((literal) => (literal.negated ? '!' : '') + literal.symbol).join(' && ');
}

/** Longer conditions stay one raw literal: reading them would cost more than linear time. */
const MAX_CONDITION_LENGTH = 2000;

function readExpression(text: string): Condition {
  if (text.length > MAX_CONDITION_LENGTH) return { literals: [{ symbol: text, negated: false }] };
  if (/^\(.*\)$/.test(text) && closesAtEnd(text)) return readExpression(text.slice(1, -1).trim());
  const parts = splitConjunction(text);
  if (parts.length > 1) return parts.map(readExpression).reduce(allOf, { value: true });
  const symbol =
    /^(!?) ?(?:defined|IS_ENABLED|IS_REACHABLE|IS_BUILTIN|IS_MODULE) ?(?:\( ?(\w+) ?\)|(\w+))$/.exec(text);
  if (symbol) return symbolCondition(symbol[2] ?? symbol[3] ?? '', symbol[1] === '!');
  const inner = /^! ?\((.*)\)$/.exec(text);
  if (inner && closesAtEnd(text.slice(text.indexOf('(')))) {
    const negated = (inner[1] ?? '').trim();
    return noneOf([{ condition: readExpression(negated), text: negated }]);
  }
  if (/^!? ?CONFIG_\w+$/.test(text)) return symbolCondition(text.replace(/^! ?/, ''), text.startsWith('!'));
  const number = /^(!?) ?(0x[0-9a-f]+|\d+)[ul]*$/i.exec(text);
  if (number) return { value: (Number(number[2]) !== 0) !== (number[1] === '!') };
  return { literals: [{ symbol: text, negated: false }] };
}

function symbolCondition(symbol: string, negated: boolean): Condition {
  const fixed = fixedSymbols.get(symbol);
  if (fixed !== undefined) return { value: fixed !== negated };
  return { literals: [{ symbol, negated }] };
}

/** A condition on one line, without its directive word, comments and continuations. */
function conditionText(text: string): string {
  const bare = text.startsWith('#') ? text.replace(directiveWord, '') : text;
  return bare
    .replace(/\/\*[\s\S]*?(?:\*\/|$)|\/\/.*|\\\r?\n/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Whether the parenthesis that opens `text` is closed by its last character. */
function closesAtEnd(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')' && --depth === 0) return at === text.length - 1;
  }
  return false;
}

/** Splits at `&&` outside parentheses; one part when there is a `||` or `?` beside it. */
function splitConjunction(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const c = text[at];
    if (c === '(') depth++;
    else if (c === ')') depth--;
    else if (depth === 0 && (c === '?' || (c === '|' && text[at + 1] === '|'))) return [text];
    else if (depth === 0 && c === '&' && text[at + 1] === '&') {
      parts.push(text.slice(from, at).trim());
      from = at + 2;
      at++;
    }
  }
  parts.push(text.slice(from).trim());
  return parts.every((part) => part !== '') ? parts : [text];
}

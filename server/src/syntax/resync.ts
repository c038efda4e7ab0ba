import {
  CLOSE,
  CLOSE_BRACE,
  inColumnZero,
  isWord,
  OPEN,
  OPEN_BRACE,
  roleOf,
  SEMICOLON,
  STAR,
  TOKEN_DIRECTIVE,
  type Tokens,
} from './tokens';

/** A header longer than this is none; keeps the walk back, and so the whole cut, linear. */
const MAX_HEADER_TOKENS = 400;

/**
 * Looks back from a brace in column 0 for the header of a function definition: type words, a name, a
 * parameter list, starting in column 0. Returns its first token, or -1.
 * `list_for_each(…)` over a brace in column 0 is no header: nothing stands before the name.
 */
export function findHeader(tokens: Tokens, brace: number): number {
  const limit = Math.max(0, brace - MAX_HEADER_TOKENS);
  const name = nameBefore(tokens, brace, limit);
  if (name < 0) return -1;
  let start = name;
  while (start > limit && !inColumnZero(tokens, start)) {
    if (!belongsToType(tokens, start - 1)) return -1;
    start--;
  }
  // The return type may stand on a line of its own.
  while (start > limit && ['storage', 'primitive', 'cv'].includes(roleOf(tokens, start - 1))) start--;
  return inColumnZero(tokens, start) && start < name ? start : -1;
}

/** The word in front of the parameter list that ends before `brace`. */
function nameBefore(tokens: Tokens, brace: number, limit: number): number {
  let at = brace - 1;
  while (at > limit) {
    while (roleOf(tokens, at) === 'blank') at--;
    if (tokens.kind[at] !== CLOSE) return -1;
    let depth = 0;
    for (; at > limit; at--) {
      const kind = tokens.kind[at];
      if (kind === CLOSE) depth++;
      else if (kind === OPEN && --depth === 0) break;
      else if (kind === SEMICOLON || kind === OPEN_BRACE || kind === CLOSE_BRACE || kind === TOKEN_DIRECTIVE)
        return -1;
    }
    at--;
    const role = roleOf(tokens, at);
    if (role === 'blank' || role === 'record') at--;
    else return isWord(tokens, at) && role === 'none' ? at : -1;
  }
  return -1;
}

function belongsToType(tokens: Tokens, index: number): boolean {
  const role = roleOf(tokens, index);
  if (role === 'control' || role === 'lead' || role === 'statement') return false;
  return isWord(tokens, index) || tokens.kind[index] === STAR;
}

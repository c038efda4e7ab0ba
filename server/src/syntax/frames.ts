import { allOf, type Condition, directiveName, joinPresence, noneOf, readCondition } from './conditions';
import type { Presence } from './facts';
import { TOKEN_DIRECTIVE, type Tokens, tokenText } from './tokens';

/** An open bracket; the stack is a linked list, so that an `#if` can keep it and `#else` return to it. */
export interface Bracket {
  readonly code: number;
  readonly below: Bracket | null;
}

/** One arm of an open `#if`, immutable: the next arm is a new frame with the same parent. */
export interface Frame {
  readonly parent: Frame | null;
  readonly depth: number;
  /** Index of the `#if` token, which names the chain. */
  readonly opener: number;
  /** Conditions of this arm and of the arms before it. */
  readonly tried: readonly { condition: Condition; text: string }[];
  /** When this arm is built, given that its parents are. */
  readonly own: Condition;
  /** Literals of this arm and all its parents. */
  readonly presence: Presence;
  /** In no build: `#if 0`, or a condition that contradicts the parents. */
  readonly dead: boolean;
  /** Brackets that were open at the `#if`, and at the end of its first live arm once that is over. */
  readonly before: Bracket | null;
  readonly after: Bracket | null | undefined;
}

/** Nesting beyond this adds no more literals; real code stays below 10. */
const MAX_NESTED_CONDITIONS = 64;

/** Conditions of `#elif` that a later arm excludes: beyond it the arm says less than it could. */
export const MAX_TRIED = 16;

/** Opens the chain of the `#if` at token `index`. */
export function openFrame(tokens: Tokens, index: number, parent: Frame | null, open: Bracket | null): Frame {
  const text = tokenText(tokens, index);
  const condition: Condition =
    parent === null && isIncludeGuard(tokens, index, text) ? { value: true } : readCondition(text);
  return arm(parent, index, [{ condition, text }], condition, open, undefined);
}

/** Goes on to the arm of the `#elif` or `#else` at token `index`. */
export function nextArm(tokens: Tokens, index: number, frame: Frame, open: Bracket | null): Frame {
  const text = tokenText(tokens, index);
  const excluded = noneOf(frame.tried);
  const after = frame.after === undefined && !frame.dead ? open : frame.after;
  if (directiveName(text) === 'else')
    return arm(frame.parent, frame.opener, frame.tried, excluded, frame.before, after);
  const condition = readCondition(text);
  const tried = frame.tried.length < MAX_TRIED ? [...frame.tried, { condition, text }] : frame.tried;
  return arm(frame.parent, frame.opener, tried, allOf(excluded, condition), frame.before, after);
}

function arm(
  parent: Frame | null,
  opener: number,
  tried: Frame['tried'],
  own: Condition,
  before: Bracket | null,
  after: Bracket | null | undefined,
): Frame {
  const depth = parent === null ? 1 : parent.depth + 1;
  const outer = parent?.presence ?? [];
  const literals = 'value' in own || depth > MAX_NESTED_CONDITIONS ? [] : own.literals;
  const presence = joinPresence(outer, literals);
  const never = 'value' in own && !own.value;
  const dead = (parent?.dead ?? false) || never || presence === null;
  return { parent, depth, opener, tried, own, presence: presence ?? outer, dead, before, after };
}

/** Whether the first directive of the file guards it: the next line defines a name that it asks for. */
function isIncludeGuard(tokens: Tokens, index: number, text: string): boolean {
  if (index !== 0 || tokens.kind[1] !== TOKEN_DIRECTIVE) return false;
  const name = /^#\s*define\s+(\w+)\s*(?:1\s*)?$/.exec(tokenText(tokens, 1).replace(/\/[/*].*/, ''))?.[1];
  return name !== undefined && /^#\s*(?:ifndef|if\s*!)/.test(text) && text.includes(name);
}

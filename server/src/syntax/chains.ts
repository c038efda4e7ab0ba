import {
  allOf,
  type Condition,
  type DirectiveName,
  directiveName,
  noneOf,
  readCondition,
} from './conditions';
import { MAX_TRIED } from './frames';
import {
  CLOSE,
  CLOSE_BRACE,
  CLOSE_SQUARE,
  COLON,
  OPEN,
  OPEN_BRACE,
  OPEN_SQUARE,
  SEMICOLON,
  TOKEN_DIRECTIVE,
  type Tokens,
  tokenText,
} from './tokens';

/** An `#if` with its `#elif`, `#else` and `#endif`, wherever they stand in the file. */
export interface Chain {
  /** Token indices, in order. */
  readonly directives: number[];
  /** Condition of every arm, an implied `#else` included. Read on first use. */
  conditions?: readonly Condition[];
}

/** Every branching directive of a file with its chain, filled one directive after the other. */
export interface ChainMap {
  readonly chains: Map<number, Chain>;
  readonly open: Chain[];
}

export function addToChain({ chains, open }: ChainMap, index: number, name: DirectiveName): void {
  if (name.startsWith('if')) open.push({ directives: [] });
  const chain = open[open.length - 1];
  if (chain === undefined) return;
  chain.directives.push(index);
  chains.set(index, chain);
  if (name === 'endif') open.pop();
}

export function conditionsOf(tokens: Tokens, chain: Chain): readonly Condition[] {
  if (chain.conditions) return chain.conditions;
  const conditions: Condition[] = [];
  const tried: { condition: Condition; text: string }[] = [];
  let hasElse = false;
  for (const index of chain.directives) {
    const text = tokenText(tokens, index);
    const name = directiveName(text);
    if (name === 'endif') break;
    const excluded = noneOf(tried);
    if (name === 'else') {
      hasElse = true;
      conditions.push(excluded);
    } else {
      const condition = readCondition(text);
      conditions.push(allOf(excluded, condition));
      if (tried.length < MAX_TRIED) tried.push({ condition, text });
    }
  }
  if (!hasElse) conditions.push(noneOf(tried));
  chain.conditions = conditions;
  return conditions;
}

/** The arm of an `#if 0` or `#if 1` that is built whatever the configuration. */
export function isAlways(condition: Condition): boolean {
  return 'value' in condition && condition.value;
}

/** Whether every arm is whole statements or members, so that the grammar can take the directives in place. */
export function isClean(tokens: Tokens, chain: Chain, first: number): boolean {
  const last = chain.directives[chain.directives.length - 1] ?? 0;
  const opener = chain.directives[0] ?? 0;
  if (!endsStatement(tokens, opener, first)) return false;
  let depth = 0;
  for (let index = opener + 1; index <= last; index++) {
    const kind = tokens.kind[index] ?? 0;
    if (kind === OPEN || kind === OPEN_BRACE || kind === OPEN_SQUARE) depth++;
    else if (kind === CLOSE || kind === CLOSE_BRACE || kind === CLOSE_SQUARE) {
      if (--depth < 0) return false;
    } else if (kind === TOKEN_DIRECTIVE && chain.directives.includes(index)) {
      if (depth !== 0 || !endsStatement(tokens, index, first)) return false;
    }
  }
  return true;
}

function endsStatement(tokens: Tokens, index: number, first: number): boolean {
  let before = index - 1;
  while (before >= first && tokens.kind[before] === TOKEN_DIRECTIVE) before--;
  const kind = tokens.kind[before] ?? 0;
  return kind === SEMICOLON || kind === OPEN_BRACE || kind === CLOSE_BRACE || kind === COLON;
}

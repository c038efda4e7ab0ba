import { type Chain, conditionsOf, isAlways, isClean } from './chains';
import { directiveName, isBranching, joinPresence } from './conditions';
import type { RawItem } from './cut-items';
import type { Presence } from './facts';
import { TOKEN_DIRECTIVE, type Tokens, tokenText } from './tokens';

/** The tokens of one build of an item, with what has to be blanked for it. */
export interface ArmText {
  readonly seq: Int32Array;
  /** Alternating start and end offsets. */
  readonly inactive: readonly number[];
  /** Literals that this arm adds to the item's presence. */
  readonly presence: Presence;
}

/** Combinations of conditions per item; 8 is three independent `#if`, more are rare and cost a parse each. */
export const MAX_ARMS = 8;
/** Contradictory combinations are tried too, and dropped. */
const MAX_ATTEMPTS = 64;
/** Literals of one arm; beyond it the combinations are out of reach anyway. */
const MAX_LITERALS = 64;

interface Source {
  readonly tokens: Tokens;
  readonly item: RawItem;
  readonly chains: ReadonlyMap<number, Chain>;
}

/** The whole item with its directives in place, except those of `#if 0` and those that do not branch. */
export function armInPlace(source: Source): ArmText & { directives: boolean } {
  let directives = false;
  const keep = (chain: Chain) => {
    const kept = !conditionsOf(source.tokens, chain).some(isAlways);
    directives ||= kept;
    return kept;
  };
  const { arm } = walk(source, [], keep);
  return { ...(arm ?? { seq: new Int32Array(0), inactive: [], presence: [] }), directives };
}

/** One text per combination of conditions; with `all` the chains that cut no statement are split as well. */
export function splitArms(source: Source, all: boolean): { arms: ArmText[]; omitted: boolean } {
  const { tokens, item } = source;
  const clean = new Map<Chain, boolean>();
  const keep = (chain: Chain) => {
    if (all || conditionsOf(tokens, chain).some(isAlways)) return false;
    const known = clean.get(chain) ?? isClean(tokens, chain, item.first);
    clean.set(chain, known);
    return known;
  };
  const arms: ArmText[] = [];
  let choices: number[] | null = [];
  for (let attempt = 0; choices !== null; attempt++) {
    if (arms.length === MAX_ARMS || attempt === MAX_ATTEMPTS) return { arms, omitted: true };
    const result = walk(source, choices, keep);
    if (result.arm !== null) arms.push(result.arm);
    choices = nextChoices(result);
  }
  return { arms, omitted: false };
}

/** The next combination in the order of an odometer, or null after the last. */
function nextChoices({ options, taken }: Walk): number[] | null {
  for (let place = taken.length - 1; place >= 0; place--) {
    const choice = taken[place] ?? 0;
    if (choice + 1 < (options[place] ?? 1)) return [...taken.slice(0, place), choice + 1];
  }
  return null;
}

interface OpenChain {
  readonly chain: Chain;
  readonly kept: boolean;
  readonly chosen: number;
  arm: number;
}

interface Walk {
  /** Null when the choices contradict each other or the item's presence. */
  arm: ArmText | null;
  /** Per chain that is split: how many arms there are, and which one was taken. */
  readonly options: number[];
  readonly taken: number[];
}

interface Walker extends Walk {
  readonly source: Source;
  readonly choices: readonly number[];
  readonly keep: (chain: Chain) => boolean;
  readonly open: OpenChain[];
  readonly inactive: number[];
  presence: Presence | null;
  /** How many of `open` are in an arm that is not taken, and how many are not kept. */
  skipped: number;
  split: number;
}

/** Goes through an item once and takes, at each `#if` that is not kept, the arm that `choices` says. */
function walk(source: Source, choices: readonly number[], keep: (chain: Chain) => boolean): Walk {
  const walker: Walker = {
    source,
    choices,
    keep,
    open: [],
    inactive: [],
    presence: [],
    skipped: 0,
    split: 0,
    arm: null,
    options: [],
    taken: [],
  };
  const { tokens, item } = source;
  enterBefore(walker);
  const seq: number[] = [];
  for (let index = item.first; index <= item.last; index++) {
    if (tokens.kind[index] === TOKEN_DIRECTIVE) takeDirective(walker, index);
    else if (walker.skipped === 0) seq.push(index);
    else dropToken(walker, index);
  }
  const { inactive, presence } = walker;
  if (presence !== null) walker.arm = { seq: Int32Array.from(seq), inactive, presence };
  return walker;
}

/** Chains that are open where the item starts and change inside it: their first arms lie before the item. */
function enterBefore(walker: Walker): void {
  const { chains, item } = walker.source;
  const openers: number[] = [];
  for (let frame = item.entry; frame !== null && frame.depth > (item.base?.depth ?? 0); frame = frame.parent)
    openers.unshift(frame.opener);
  for (const opener of openers) {
    const chain = chains.get(opener);
    if (chain) enter(walker, chain, chain.directives.filter((index) => index < item.first).length - 1);
  }
}

function enter(walker: Walker, chain: Chain, arm: number): void {
  const { source, choices, taken, options, open } = walker;
  const inItem = (chain.directives[0] ?? 0) >= source.item.first;
  const kept = inItem && walker.split === 0 && walker.keep(chain);
  let chosen = -1;
  if (!kept && walker.skipped === 0) {
    const conditions = conditionsOf(source.tokens, chain);
    chosen = conditions.findIndex(isAlways);
    if (chosen < 0) {
      const choice = choices[taken.length] ?? 0;
      chosen = choice + arm;
      taken.push(choice);
      options.push(conditions.length - arm);
    }
    const own = conditions[chosen];
    if (own === undefined || ('value' in own && !own.value)) walker.presence = null;
    else if (!('value' in own)) addLiterals(walker, own.literals);
  }
  const entered = { chain, kept, chosen, arm };
  open.push(entered);
  if (!kept) walker.split++;
  if (!isTaken(entered)) walker.skipped++;
}

function addLiterals(walker: Walker, literals: Presence): void {
  const outer = walker.source.item.base?.presence ?? [];
  if (walker.presence === null || walker.presence.length > MAX_LITERALS) return;
  if (joinPresence(outer, literals) === null) walker.presence = null;
  else {
    const added = literals.filter((literal) => !outer.some((other) => other.symbol === literal.symbol));
    walker.presence = joinPresence(walker.presence, added);
  }
}

function isTaken(open: OpenChain): boolean {
  return open.kept || open.chosen === open.arm;
}

function takeDirective(walker: Walker, index: number): void {
  const { open, source } = walker;
  const name = directiveName(tokenText(source.tokens, index));
  const chain = isBranching(name) ? source.chains.get(index) : undefined;
  if (chain === undefined) {
    dropToken(walker, index);
    return;
  }
  if (name.startsWith('if')) enter(walker, chain, 0);
  const top = open[open.length - 1];
  if (top?.chain !== chain || !top.kept || walker.skipped > 0) dropToken(walker, index);
  if (name.startsWith('if') || top?.chain !== chain) return;
  if (!isTaken(top)) walker.skipped--;
  if (name === 'endif') {
    open.pop();
    if (!top.kept) walker.split--;
  } else {
    top.arm++;
    if (!isTaken(top)) walker.skipped++;
  }
}

function dropToken(walker: Walker, index: number): void {
  const { tokens } = walker.source;
  walker.inactive.push(tokens.start[index] ?? 0, tokens.end[index] ?? 0);
}

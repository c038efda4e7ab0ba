import type { Block, Expr } from '../../ir/types';

interface Edge {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly at: number;
}

/**
 * Which conditions decide whether a block of a function runs, as source text. A condition counts when every way to the
 * block takes one side of it; what a loop asks before its next round does not.
 */
export class BranchConditions {
  private readonly blocks: readonly Block[];
  private readonly source: (start: number, end: number) => string;
  private readonly known = new Map<number, string | null>();
  private readonly following = new Map<number, ReadonlySet<number>>();
  /** Edges with the blocks that cannot be reached without them. */
  private decided:
    | { readonly text: string; readonly at: number; readonly blocks: ReadonlySet<number> }[]
    | null = null;

  constructor(blocks: readonly Block[], source: (start: number, end: number) => string) {
    this.blocks = blocks;
    this.source = source;
  }

  of(block: number): string | null {
    let text = this.known.get(block);
    if (text === undefined) {
      this.decided ??= this.decide();
      const parts = this.decided.filter((one) => one.blocks.has(block)).sort((a, b) => a.at - b.at);
      const all = [...new Set(parts.map((part) => part.text))];
      text = all.length === 0 ? null : all.map((part) => (all.length > 1 ? inAnd(part) : part)).join(' && ');
      this.known.set(block, text);
    }
    return text;
  }

  private decide() {
    const edges = this.edges();
    const all = this.after(0);
    const decided: { text: string; at: number; blocks: ReadonlySet<number> }[] = [];
    for (const group of [...edges.map((edge) => [edge]), ...alternatives(edges)]) {
      const first = group[0] as Edge;
      if (this.isLoop(first)) continue;
      const without = this.reachable(0, (from, to) =>
        group.some((edge) => edge.from === from && edge.to === to),
      );
      const blocks = new Set([...all].filter((block) => !without.has(block)));
      if (blocks.size > 0)
        decided.push({ text: group.map((edge) => edge.text).join(' || '), at: first.at, blocks });
    }
    return decided;
  }

  /** Goes round once more, or ends the rounds: neither says whether what follows runs. */
  private isLoop({ from, to }: Edge): boolean {
    if (this.after(to).has(from)) return true;
    return successors(this.blocks[from]).some((next) => this.after(next).has(from));
  }

  private edges(): Edge[] {
    const edges: Edge[] = [];
    for (const { id, end } of this.blocks) {
      if (end.t !== 'branch' || end.yes === end.no) continue;
      const text = conditionText(end.cond, () => this.source(end.at.start, end.at.end));
      const at = end.at.start;
      edges.push({ from: id, to: end.yes, text, at }, { from: id, to: end.no, text: negation(text), at });
    }
    return edges;
  }

  /** Blocks that can run once `start` does. */
  private after(start: number): ReadonlySet<number> {
    let known = this.following.get(start);
    if (known === undefined) {
      known = this.reachable(start, () => false);
      this.following.set(start, known);
    }
    return known;
  }

  private reachable(start: number, without: (from: number, to: number) => boolean): Set<number> {
    const seen = new Set([start]);
    const waiting = [start];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop())
      for (const to of successors(this.blocks[at]))
        if (!seen.has(to) && !without(at, to)) {
          seen.add(to);
          waiting.push(to);
        }
    return seen;
  }
}

/** `a || b`: edges of neighbouring conditions that lead to one block, each asked where the one before said no. */
function alternatives(edges: readonly Edge[]): Edge[][] {
  const groups: Edge[][] = [];
  for (const first of edges) {
    const group = [first];
    const other = (edge: Edge) => edges.find((one) => one.from === edge.from && one !== edge);
    for (let at = other(first); at !== undefined; ) {
      const next: Edge | undefined = edges.find((edge) => edge.from === at?.to && edge.to === first.to);
      if (next === undefined || group.includes(next)) break;
      group.push(next);
      at = other(next);
    }
    if (group.length > 1) groups.push(group);
  }
  return groups;
}

function conditionText(cond: Expr, source: () => string): string {
  if (cond.k === 'config') return cond.symbol;
  return source();
}

/** The opposite in words of the source: `!x`, `!(a < b)`. */
export function negation(text: string): string {
  if (/^!\s*[\w>.()-]+$/.test(text)) return text.slice(1).trim();
  return (/^[\w.>()[\]-]+$/.test(text) && !/[^-]>/.test(text)) || /^[\w.>-]+\([^()]*\)$/.test(text)
    ? `!${text}`
    : `!(${text})`;
}

function inAnd(text: string): string {
  return text.includes(' || ') ? `(${text})` : text;
}

function successors(block: Block | undefined): readonly number[] {
  switch (block?.end.t) {
    case 'jump':
      return [block.end.to];
    case 'branch':
      return [block.end.yes, block.end.no];
    case 'switch':
      return block.end.cases.map((one) => one.to);
    default:
      return [];
  }
}

import type { Block, Expr, FunctionIr, Op } from '../../ir/types';
import type { When } from '../../model/types';
import { blocksInLoops, reversePostOrder } from '../loops';

/** A place in a function's graph. */
export interface Place {
  readonly block: number;
  readonly index: number;
}

/** Conditions one inside the other that are looked through to find what is done under them. */
const MAX_GUARDS = 3;

/** Order of operations on the ways forward through a function: edges back to a loop's head do not count. */
export class Flow {
  private readonly blocks: readonly Block[];
  private readonly rank: number[] = [];
  private readonly reached = new Map<number, ReadonlySet<number>>();
  private looping: ReadonlySet<number> | null = null;

  constructor(ir: FunctionIr) {
    this.blocks = ir.blocks;
    for (const [i, block] of reversePostOrder(ir.blocks).order.entries()) this.rank[block] = i;
  }

  /** Some way leads from `a` on to `b`. With `when`, only ways on which the call at `a` had that outcome. */
  leads(a: Place, b: Place, when?: When): boolean {
    if (a.block === b.block && a.index < b.index) return true;
    return this.next(a, when).some((block) => block === b.block || this.from(block).has(b.block));
  }

  /**
   * Some way from a call that succeeded to block `end` misses all blocks in `marked`, and sets what is returned anew,
   * where `sets` says which blocks do and to what. Passing by a marked block that leads back to the way counts as going
   * through it: the condition may well be the one under which there was something to do.
   */
  avoids(
    a: Place,
    end: number,
    marked: ReadonlySet<number>,
    sets: ReadonlyMap<number, boolean> | null,
  ): boolean {
    const seen = new Set<number>();
    const waiting = this.next(a, 'zero').map((block) => ({ block, failed: sets === null }));
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      const { block } = at;
      const failed = sets?.get(block) ?? at.failed;
      const key = block * 2 + (failed ? 1 : 0);
      if (seen.has(key) || marked.has(block)) continue;
      seen.add(key);
      if (block === end && failed) return true;
      const next = successors(this.blocks[block] as Block);
      for (const to of next)
        if (!next.some((other) => other !== to && this.guards(other, to, marked, MAX_GUARDS)))
          waiting.push({ block: to, failed });
    }
    return false;
  }

  /** Nothing but conditions stands between `block` and a marked one that leads back to `to`. */
  private guards(block: number, to: number, marked: ReadonlySet<number>, depth: number): boolean {
    if (marked.has(block)) return this.from(block).has(to);
    const { ops, end } = this.blocks[block] as Block;
    if (depth === 0 || end.t !== 'branch' || ops.some((op) => op.op === 'call')) return false;
    return successors(this.blocks[block] as Block).some((next) => this.guards(next, to, marked, depth - 1));
  }

  /** The block may run more than once. */
  repeats(block: number): boolean {
    this.looping ??= blocksInLoops(this.blocks);
    return this.looping.has(block);
  }

  /** Where the call at `a` failed, some way leads on to `b`, under no condition of its own and not through one of `past`. */
  failsInto(a: Place, b: Place, when: When | undefined, past: ReadonlySet<number>): boolean {
    const block = this.blocks[a.block] as Block;
    const good = when === undefined ? null : goodSide(block, a.index, when);
    if (good === null || block.end.t !== 'branch') return false;
    const seen = new Set<number>();
    const waiting = [good === 'yes' ? block.end.no : block.end.yes];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (at === b.block) return true;
      if (seen.has(at) || past.has(at)) continue;
      seen.add(at);
      const next = successors(this.blocks[at] as Block);
      const skipped = (to: number) =>
        to === b.block && next.some((other) => other !== to && this.from(to).has(other));
      waiting.push(...next.filter((to) => !skipped(to)));
    }
    return false;
  }

  /** Blocks that can follow the operation, given what it returned. */
  private next(a: Place, when: When | undefined): readonly number[] {
    const block = this.blocks[a.block] as Block;
    const forward = (to: number) => (this.rank[to] as number) > (this.rank[a.block] as number);
    const all = successors(block).filter(forward);
    const { end } = block;
    if (when === undefined || end.t !== 'branch') return all;
    const side = goodSide(block, a.index, when);
    return side === null ? all : [side === 'yes' ? end.yes : end.no].filter(forward);
  }

  private from(block: number): ReadonlySet<number> {
    let known = this.reached.get(block);
    if (known === undefined) {
      const found = new Set<number>();
      const waiting = [block];
      for (let at = waiting.pop(); at !== undefined; at = waiting.pop())
        for (const to of successors(this.blocks[at] as Block))
          if ((this.rank[to] as number) > (this.rank[at] as number) && !found.has(to)) {
            found.add(to);
            waiting.push(to);
          }
      known = found;
      this.reached.set(block, known);
    }
    return known;
  }
}

export function successors(block: Block): readonly number[] {
  const { end } = block;
  switch (end.t) {
    case 'jump':
      return [end.to];
    case 'branch':
      return [end.yes, end.no];
    case 'switch':
      return end.cases.map((one) => one.to);
    default:
      return [];
  }
}

/** The edge of the block's branch on which a call in it succeeded, when the branch is about its result. */
function goodSide(block: Block, index: number, when: When): 'yes' | 'no' | null {
  const op = block.ops[index];
  if (op?.op !== 'call' || op.result === null || block.end.t !== 'branch') return null;
  const names = new Set([op.result]);
  const tests = new Map<string, string>();
  for (const later of block.ops.slice(index + 1)) {
    if (later.op === 'assign' && later.target.k === 'var' && isNamed(later.value, names))
      names.add(later.target.name);
    if (
      later.op === 'call' &&
      later.result !== null &&
      later.callee.k === 'var' &&
      isNamed(later.args[0], names)
    )
      tests.set(later.result, later.callee.name);
  }
  const { cond } = block.end;
  if (cond.k === 'var' && tests.has(cond.name)) return 'no';
  const wanted = when === 'nonnull' || when === 'positive' || when === 'true';
  const [set, unset] = wanted ? (['yes', 'no'] as const) : (['no', 'yes'] as const);
  if (isNamed(cond, names)) return set;
  if (cond.k === 'binary' && isNamed(cond.left, names)) {
    if (cond.op === '!=') return set;
    if (cond.op === '==') return unset;
    if (cond.op === '<') return 'no';
    if (cond.op === '>=' || cond.op === '>') return 'yes';
  }
  return null;
}

function isNamed(expr: Expr | undefined, names: ReadonlySet<string>): boolean {
  if (expr?.k === 'cast') return isNamed(expr.arg, names);
  return expr?.k === 'var' && names.has(expr.name);
}

const flows = new WeakMap<FunctionIr, Flow>();

export function flowOf(ir: FunctionIr): Flow {
  let flow = flows.get(ir);
  if (flow === undefined) {
    flow = new Flow(ir);
    flows.set(ir, flow);
  }
  return flow;
}

export type CallOp = Extract<Op, { op: 'call' }>;

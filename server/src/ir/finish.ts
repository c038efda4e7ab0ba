import { endCleanups, type Lowering } from './lowering';
import type { Block, Terminator } from './types';

/** Turns the draft blocks into the final graph: jumps to labels, no empty or unreachable blocks. */

export interface Graph {
  readonly blocks: readonly Block[];
  /** Offsets of marks that no path reaches. */
  readonly deadMarks: readonly number[];
}

export function finish(f: Lowering): Graph {
  resolveGotos(f);
  const target = new Int32Array(f.blocks.length);
  for (let id = 0; id < target.length; id++) target[id] = skipEmpty(f, id);
  const entry = f.order[0] ?? 0;
  const incoming = countIncoming(f, entry, target);
  const order: number[] = [];
  for (const id of f.order)
    if ((incoming.count[id] ?? 0) > 0 && !isAbsorbed(incoming, id, entry)) order.push(id);
  const index = new Int32Array(f.blocks.length);
  for (let i = 0; i < order.length; i++) index[order[i] ?? 0] = i;
  // The tail of a chain of blocks is absorbed into its head, so edges are read from the last block in it.
  const merged = mergeChains(f, order, (to) => {
    const real = target[to] ?? to;
    return isAbsorbed(incoming, real, entry) ? real : -1;
  });
  const blocks = merged.map((block, id): Block => {
    return { id, ops: block.ops, end: retarget(block.end, (to) => index[target[to] ?? to] ?? 0) };
  });
  return { blocks, deadMarks: deadMarks(f, incoming) };
}

function resolveGotos(f: Lowering): void {
  for (const jump of f.gotos) {
    const label = f.labels.get(jump.label);
    const block = f.blocks[jump.block];
    if (block === undefined || block.end !== null) continue;
    if (label?.placed) {
      f.ops = block.ops;
      endCleanups(f, jump.active, common(jump.active, label.active), jump.at);
      block.end = { t: 'jump', to: label.block };
    } else {
      const reason = `label ${jump.label} is not in this function`;
      block.ops.push({ op: 'gap', reason, at: jump.at });
      f.gaps.push({ span: jump.at, reason });
      block.end = { t: 'stop' };
    }
  }
}

/** Innermost cleanup that both lists share. */
function common(a: Lowering['active'], b: Lowering['active']): Lowering['active'] {
  for (let x = a; x !== null; x = x.outer) {
    for (let y = b; y !== null; y = y.outer) if (x === y) return x;
  }
  return null;
}

/** First block on the way from `id` that does something. */
function skipEmpty(f: Lowering, id: number): number {
  let at = id;
  // The bound ends an empty endless loop.
  for (let steps = 0; steps < f.blocks.length; steps++) {
    const block = f.blocks[at];
    if (block === undefined || block.ops.length > 0 || block.end?.t !== 'jump') return at;
    at = block.end.to;
  }
  return at;
}

interface Incoming {
  /** Number of edges into each block from blocks that the entry reaches. */
  readonly count: Uint32Array;
  /** Whether one of them is a jump. */
  readonly byJump: Uint8Array;
}

function countIncoming(f: Lowering, entry: number, target: Int32Array): Incoming {
  const count = new Uint32Array(f.blocks.length);
  const byJump = new Uint8Array(f.blocks.length);
  const stack = [entry];
  count[entry] = 1;
  while (stack.length > 0) {
    const end = f.blocks[stack.pop() ?? 0]?.end ?? null;
    for (const to of successors(end)) {
      const real = target[to] ?? to;
      count[real] = (count[real] ?? 0) + 1;
      if (end?.t === 'jump') byJump[real] = 1;
      if (count[real] === 1) stack.push(real);
    }
  }
  return { count, byJump };
}

function successors(end: Terminator | null): number[] {
  if (end === null) return [];
  if (end.t === 'jump') return [end.to];
  if (end.t === 'branch') return [end.yes, end.no];
  return end.t === 'switch' ? end.cases.map((one) => one.to) : [];
}

/** A block whose one way in is a jump goes on where its predecessor ends. */
function isAbsorbed(incoming: Incoming, id: number, entry: number): boolean {
  return id !== entry && incoming.count[id] === 1 && incoming.byJump[id] === 1;
}

interface Chain {
  readonly ops: Block['ops'];
  readonly end: Terminator;
}

function mergeChains(f: Lowering, order: readonly number[], absorbed: (to: number) => number): Chain[] {
  return order.map((id) => {
    const first = f.blocks[id];
    const ops = first?.ops ?? [];
    let end = first?.end ?? null;
    while (end?.t === 'jump') {
      const next = absorbed(end.to);
      if (next < 0) break;
      for (const op of f.blocks[next]?.ops ?? []) ops.push(op);
      end = f.blocks[next]?.end ?? null;
    }
    return { ops, end: end ?? { t: 'stop' } };
  });
}

function retarget(end: Terminator, map: (to: number) => number): Terminator {
  switch (end.t) {
    case 'jump':
      return { t: 'jump', to: map(end.to) };
    case 'branch':
      return { ...end, yes: map(end.yes), no: map(end.no) };
    case 'switch':
      return { ...end, cases: end.cases.map((one) => ({ values: one.values, to: map(one.to) })) };
    default:
      return end;
  }
}

function deadMarks(f: Lowering, incoming: Incoming): number[] {
  const marks: number[] = [];
  for (const id of f.order) {
    if ((incoming.count[id] ?? 0) > 0) continue;
    for (const op of f.blocks[id]?.ops ?? []) if (op.op === 'mark') marks.push(op.at);
  }
  return marks.sort((a, b) => a - b);
}

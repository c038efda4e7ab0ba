import type { Expr, FunctionIr, Op } from '../../server/src/ir/types';

/** What every graph promises; returns the first promise that is broken, or null. */
export function brokenPromise(ir: FunctionIr): string | null {
  const reached = new Set<number>([0]);
  for (const [index, block] of ir.blocks.entries()) {
    if (block.id !== index) return `block ${index} has id ${block.id}`;
    for (const to of successors(ir, index)) {
      if (ir.blocks[to] === undefined) return `edge from ${index} to ${to}`;
      reached.add(to);
    }
    if (block.end.t === 'branch' && !isAtom(block.end.cond)) return `condition in block ${index} is no atom`;
    for (const op of block.ops) {
      const at = spanOf(op);
      if (at.start < 0 || at.end > ir.length + 1 || at.start > at.end)
        return `${op.op} at ${at.start}..${at.end} of ${ir.length}`;
    }
  }
  if (reached.size !== ir.blocks.length) return 'a block is not reachable';
  return undefinedTemp(ir);
}

function successors(ir: FunctionIr, index: number): number[] {
  const end = ir.blocks[index]?.end;
  if (end?.t === 'jump') return [end.to];
  if (end?.t === 'branch') return [end.yes, end.no];
  return end?.t === 'switch' ? end.cases.map((one) => one.to) : [];
}

function spanOf(op: Op): { start: number; end: number } {
  return typeof op.at === 'number' ? { start: op.at, end: op.at } : op.at;
}

function isAtom(cond: Expr): boolean {
  if (cond.k === 'unary') return cond.op !== '!';
  return cond.k !== 'binary' || (cond.op !== '&&' && cond.op !== '||');
}

/** A temporary that is read but assigned nowhere. */
function undefinedTemp(ir: FunctionIr): string | null {
  const text = JSON.stringify(ir.blocks);
  const assigned = new Set<string>();
  for (const block of ir.blocks)
    for (const op of block.ops) {
      if (op.op === 'call' && op.result !== null) assigned.add(op.result);
      if (op.op === 'assign' && op.target.k === 'var') assigned.add(op.target.name);
    }
  for (const match of text.matchAll(/"name":"(%\d+)"/g))
    if (!assigned.has(match[1] ?? '')) return `${match[1]} is never assigned`;
  return null;
}

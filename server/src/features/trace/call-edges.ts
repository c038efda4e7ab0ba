import { targetsOf } from '../../analysis/call-graph';
import type { Op } from '../../ir/types';
import { globalName } from './objects';
import type { TraceSource } from './trace-source';

export type CallOp = Extract<Op, { op: 'call' }>;

/** A call as the text of a function shows it; what is called may be outside the program, and then has only a name. */
export interface CallEdge {
  readonly from: number;
  readonly block: number;
  readonly op: CallOp;
  /** Name of the function, or of the member that the call goes through. */
  readonly name: string;
  /** Functions of the program that it can be. */
  readonly to: readonly number[];
}

/** Calls of the functions of a program by text alone, what the model knows as a primitive included. */
export class CallEdges {
  private readonly source: TraceSource;
  private readonly byFn = new Map<number, readonly CallEdge[]>();

  constructor(source: TraceSource) {
    this.source = source;
  }

  of(fn: number): readonly CallEdge[] {
    let known = this.byFn.get(fn);
    if (known === undefined) {
      known = this.find(fn);
      this.byFn.set(fn, known);
    }
    return known;
  }

  private find(index: number): CallEdge[] {
    const { program } = this.source;
    const fn = this.source.fn(index);
    const edges: CallEdge[] = [];
    for (const { id, ops } of fn.ir.blocks)
      for (const op of ops) {
        if (op.op !== 'call') continue;
        const name = globalName(fn, op.callee) ?? (op.callee.k === 'field' ? op.callee.name : null);
        if (name === null) continue;
        const to = [...new Set(targetsOf(program, fn, op.callee))];
        edges.push({ from: index, block: id, op, name, to });
      }
    return edges.sort((a, b) => a.op.at.end - b.op.at.end);
  }
}

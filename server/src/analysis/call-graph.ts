import type { Expr } from '../ir/types';
import type { Program, ProgramFunction } from './program';

/** Functions that a function may call, by name or through callback tables, as far as the text says. */
export function calleesOf(program: Program, fn: ProgramFunction): readonly number[] {
  const callees = new Set<number>();
  for (const block of fn.ir.blocks) {
    for (const op of block.ops) {
      if (op.op === 'call') {
        for (const index of targetsOf(program, fn, op.callee)) callees.add(index);
        if (op.callee.k === 'var' && fn.ir.locals[op.callee.name] !== undefined)
          for (const index of program.addressTaken(fn.file, op.args.length))
            if (index !== fn.index) callees.add(index);
      }
      // A callback stored here may run when the object goes.
      else if (op.op === 'assign' && op.value.k === 'var')
        for (const index of program.resolve(op.value.name, fn.file)) callees.add(index);
    }
  }
  return [...callees];
}

export function targetsOf(program: Program, fn: ProgramFunction, callee: Expr): readonly number[] {
  switch (callee.k) {
    case 'var':
      return program.resolve(callee.name, fn.file);
    case 'cast':
      return targetsOf(program, fn, callee.arg);
    case 'deref':
      return targetsOf(program, fn, callee.base);
    case 'field': {
      const struct = program.typeOf(callee.base, fn)?.name ?? program.onlyOwner(callee.name);
      return struct === null ? [] : program.candidates(struct, callee.name);
    }
    default:
      return [];
  }
}

/** Groups of functions that call each other, callees before callers. */
export function bottomUp(
  functions: readonly ProgramFunction[],
  callees: (fn: number) => readonly number[],
): number[][] {
  const index = new Map<number, number>();
  const low = new Map<number, number>();
  const onStack = new Set<number>();
  const stack: number[] = [];
  const groups: number[][] = [];
  for (const { index: root } of functions) {
    if (index.has(root)) continue;
    const work: { fn: number; next: number; to: readonly number[] }[] = [];
    const open = (fn: number) => {
      index.set(fn, index.size);
      low.set(fn, index.get(fn) as number);
      stack.push(fn);
      onStack.add(fn);
      work.push({ fn, next: 0, to: callees(fn) });
    };
    open(root);
    while (work.length > 0) {
      const top = work[work.length - 1] as { fn: number; next: number; to: readonly number[] };
      const to = top.to[top.next++];
      if (to !== undefined) {
        if (!index.has(to)) open(to);
        else if (onStack.has(to))
          low.set(top.fn, Math.min(low.get(top.fn) as number, index.get(to) as number));
        continue;
      }
      work.pop();
      const parent = work[work.length - 1];
      if (parent) low.set(parent.fn, Math.min(low.get(parent.fn) as number, low.get(top.fn) as number));
      if (low.get(top.fn) !== index.get(top.fn)) continue;
      const group: number[] = [];
      for (let fn = -1; fn !== top.fn; ) {
        fn = stack.pop() as number;
        onStack.delete(fn);
        group.push(fn);
      }
      groups.push(group.reverse());
    }
  }
  return groups;
}

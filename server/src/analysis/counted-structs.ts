import type { Expr, Op } from '../ir/types';
import type { Analysis } from './analyse';
import type { EngineModel } from './engine-model';
import type { Program, ProgramFunction } from './program';

type CallOp = Extract<Op, { op: 'call' }>;

/** Structs by name, with the files that put a reference count to use which is embedded in them. */
type Counted = ReadonlyMap<string, ReadonlySet<string>>;

const byProgram = new WeakMap<Program, Counted>();

/**
 * A function of this file puts a reference count to use that is embedded in the struct, and its last reference frees
 * the struct. Another file may have such structs of its own without a count; only the subject's life is known everywhere.
 */
export function isCounted(analysis: Analysis, struct: string, file: string): boolean {
  const { program, model } = analysis;
  let counted = byProgram.get(program);
  if (counted === undefined) {
    counted = findCounted(program, model);
    byProgram.set(program, counted);
  }
  const files = counted.get(struct);
  if (files === undefined) return false;
  if (!files.has(file) && !model.guarded.some((row) => row.struct === struct)) return false;
  return program.list.some((fn) => frees(program, model, fn, struct) && isReleaseCallback(analysis, fn));
}

function frees(program: Program, model: EngineModel, fn: ProgramFunction, struct: string): boolean {
  let found = false;
  forCalls(fn, (op, name) => {
    for (const { effect, kind, target } of model.primitives(name)) {
      const arg = effect === 'release' && kind === 'mem' && 'arg' in target ? op.args[target.arg] : undefined;
      if (arg === undefined) continue;
      found ||= arg.k === 'container' ? arg.type === struct : program.typeOf(arg, fn)?.name === struct;
    }
  });
  return found;
}

function findCounted(program: Program, model: EngineModel): Counted {
  const found = new Map<string, Set<string>>();
  for (const fn of program.list)
    forCalls(fn, (op, name) => {
      for (const row of model.primitives(name)) {
        if (row.initial === undefined || !('arg' in row.target)) continue;
        const owner = ownerOf(op.args[row.target.arg]);
        const struct = owner === null ? undefined : program.typeOf(owner, fn)?.name;
        if (struct === undefined) continue;
        const files = found.get(struct) ?? new Set();
        found.set(struct, files.add(fn.file));
      }
    });
  return found;
}

/** `x->dev` of `&x->dev`: the object that the member is embedded in. */
function ownerOf(arg: Expr | undefined): Expr | null {
  if (arg?.k !== 'addr' || arg.base.k !== 'field') return null;
  let at: Expr = arg.base;
  while (at.k === 'field') at = at.base;
  return at.k === 'deref' ? at : null;
}

/** The last reference's callback, or only called by it: the one place where the object is freed as memory. */
export function isReleaseCallback(
  analysis: Analysis,
  fn: ProgramFunction,
  seen = new Set<number>(),
): boolean {
  if (seen.has(fn.index)) return true;
  seen.add(fn.index);
  if (analysis.program.membersOf(fn.index).some((member) => isLastPut(analysis.model, member))) return true;
  if (isHandedOver(analysis.program, fn)) return true;
  const callers = analysis.callers(fn.index);
  return callers.length > 0 && callers.every((caller) => isReleaseCallback(analysis, caller, seen));
}

function isLastPut(model: EngineModel, member: string): boolean {
  const dot = member.indexOf('.');
  return model.entry(member.slice(0, dot), member.slice(dot + 1))?.kind === 'device-release';
}

/** `kref_put(&x->ref, free_x)`: its address is an argument of some call. */
function isHandedOver(program: Program, fn: ProgramFunction): boolean {
  let names = handedOver.get(program);
  if (names === undefined) {
    names = new Set();
    for (const other of program.list) addArguments(other, names);
    handedOver.set(program, names);
  }
  return names.has(fn.name);
}

/** Names that are arguments of calls; found once for a program. */
const handedOver = new WeakMap<Program, Set<string>>();

function addArguments(fn: ProgramFunction, names: Set<string>): void {
  forCalls(fn, (op) => {
    for (const arg of op.args) {
      const name = nameOf(arg);
      if (name !== null) names.add(name);
    }
  });
}

function nameOf(arg: Expr): string | null {
  if (arg.k === 'cast') return nameOf(arg.arg);
  if (arg.k === 'addr') return nameOf(arg.base);
  return arg.k === 'var' ? arg.name : null;
}

function forCalls(fn: ProgramFunction, visit: (op: CallOp, name: string) => void): void {
  for (const block of fn.ir.blocks)
    for (const op of block.ops) if (op.op === 'call' && op.callee.k === 'var') visit(op, op.callee.name);
}

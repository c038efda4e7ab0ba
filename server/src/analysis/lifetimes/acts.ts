import type { Expr } from '../../ir/types';
import type { PrimitiveRow, Target, When } from '../../model/types';
import type { Analysis } from '../analyse';
import type { ProgramFunction } from '../program';
import type { CallOp, Place } from './flow';
import { isLocal, type Key, keyOf, pointedStruct } from './keys';

/** Something that a function does to the life of an object. */
export interface Act extends Place {
  readonly what: /** Work is queued, a timer armed, an interrupt requested: a callback may run from here on. */
    | 'arm'
    /** The callback is off and has run. */
    | 'drain'
    /** It is off, but may still be running. */
    | 'cancel'
    | 'alloc'
    | 'free'
    /** Others can reach the object. */
    | 'register'
    | 'unregister'
    /** Brought into the state that its users need. */
    | 'init';
  readonly key: Key;
  /** The queue that work goes to; of what is freed, the member that pointed to it. */
  readonly queue: Key | null;
  readonly callback: string | null;
  readonly managed: boolean;
  readonly primitive: string;
  readonly when: When | undefined;
  readonly at: number;
  readonly end: number;
  readonly name: string;
}

/** A call of a function of the program by its name. */
export interface Direct extends Place {
  readonly callee: number;
  readonly at: number;
  readonly end: number;
}

export interface Acts {
  readonly acts: readonly Act[];
  readonly calls: readonly Direct[];
}

/** What each function does to the life of objects, by its text. */
export function actsOf(analysis: Analysis, fn: ProgramFunction): Acts {
  const acts: Act[] = [];
  const calls: Direct[] = [];
  for (const block of fn.ir.blocks)
    block.ops.forEach((op, index) => {
      const place = { block: block.id, index };
      if (op.op === 'call') {
        if (op.callee.k !== 'var') return;
        if (isLocal(fn.ir, op.callee.name)) {
          // A pointer that was looked up: one of the functions that the file's tables hold.
          for (const callee of analysis.program.addressTaken(fn.file, op.args.length))
            if (callee !== fn.index) calls.push({ ...place, callee, at: op.at.start, end: op.at.end });
          return;
        }
        const before = acts.length;
        addCall(analysis, fn, op, op.callee.name, place, acts);
        if (acts.length > before) return;
        for (const callee of analysis.program.resolve(op.callee.name, fn.file))
          calls.push({ ...place, callee, at: op.at.start, end: op.at.end });
      } else if (op.op === 'cleanup' && op.form === 'free') return;
    });
  return { acts, calls };
}

function addCall(
  analysis: Analysis,
  fn: ProgramFunction,
  op: CallOp,
  name: string,
  place: Place,
  acts: Act[],
): void {
  const { model, program } = analysis;
  const rows = model.primitives(name);
  const fences = model.fences(name);
  const initialised = model.initialises(name);
  if (rows.length === 0 && fences.length === 0 && initialised === undefined) return;
  const base = { ...place, at: op.at.start, end: op.at.end, name, callback: callbackOf(analysis, op, name) };
  const key = (target: Target) => targetKey(analysis, fn, op, target, place);
  const add = (what: Act['what'], of: Key | null, row?: PrimitiveRow, queue: Key | null = null) => {
    if (of === null) return;
    const { managed = false, primitive = '', when } = row ?? {};
    acts.push({ ...base, what, key: of, queue, managed, primitive, when });
  };
  for (const row of rows) {
    const taking = row.effect === 'acquire';
    if (row.kind === 'work' && (row.idempotent || row.informational)) {
      const of = key(row.target);
      if (taking) add('arm', of, row, queueOf(analysis, fn, op, row));
      else if (!fences.some((fence) => fence.waits)) add('cancel', of, row);
    } else if (row.kind === 'irq') {
      const device = deviceData(analysis, fn, op, name);
      add(taking ? 'arm' : 'drain', device === null ? null : `irq of ${device}`, row);
    } else if (row.kind === 'mem') {
      if (taking) for (const of of allocated(analysis, fn, op, row)) add('alloc', of, row);
      else if (!row.managed) {
        const [first, ...more] = freed(analysis, fn, op, row);
        for (const of of [first ?? null, ...more]) add('free', of, row, first ?? null);
      }
    } else if (row.kind === 'registration' && !row.informational) {
      add(taking ? 'register' : 'unregister', key(row.target), row);
    } else if (row.kind === 'other' && !row.informational && !row.managed) {
      const of = key(row.target);
      if (of !== null && isObject(analysis, fn, of)) add(taking ? 'alloc' : 'free', of, row);
    }
  }
  for (const fence of fences) if (fence.waits && isDeferred(fence.cuts)) add('drain', key(fence.target));
  if (initialised !== undefined) {
    const arg = op.args[initialised];
    add('init', arg === undefined ? null : keyOf(program, fn, arg));
  }
}

/** Names in capitals that no file defines are numbers. */
function isObject(analysis: Analysis, fn: ProgramFunction, key: Key): boolean {
  if (!key.startsWith('variable ')) return true;
  const name = key.slice('variable '.length).split('.')[0] as string;
  return analysis.program.global(name, fn.file) !== null;
}

/** The fence ends callbacks that run by themselves, later than what asked for them. */
function isDeferred(cuts: readonly string[]): boolean {
  return cuts.some((kind) => kind === 'work' || kind === 'timer' || kind === 'tasklet' || kind === 'thread');
}

function callbackOf(analysis: Analysis, op: CallOp, name: string): string | null {
  for (const row of analysis.model.registrations(name)) {
    const arg = op.args[row.callback];
    const of = arg?.k === 'addr' || arg?.k === 'cast' ? (arg.k === 'addr' ? arg.base : arg.arg) : arg;
    if (of?.k === 'var') return of.name;
  }
  return null;
}

function targetKey(
  analysis: Analysis,
  fn: ProgramFunction,
  op: CallOp,
  target: Target,
  place: Place,
): Key | null {
  if ('global' in target) return null;
  const expr = 'ret' in target ? keptIn(fn, op, place) : (op.args[target.arg] ?? null);
  return expr === null ? null : keyOf(analysis.program, fn, expr);
}

/** Where the result of a call is stored right away. */
function keptIn(fn: ProgramFunction, op: CallOp, place: Place): Expr | null {
  if (op.result === null) return null;
  const ops = fn.ir.blocks[place.block]?.ops ?? [];
  let name = op.result;
  for (let i = place.index + 1; i < ops.length; i++) {
    const next = ops[i];
    if (next?.op !== 'assign' || !isVariable(next.value, name)) continue;
    if (next.target.k === 'var' && isLocal(fn.ir, next.target.name)) name = next.target.name;
    else return next.target;
  }
  return { k: 'var', name };
}

function isVariable(expr: Expr, name: string): boolean {
  return expr.k === 'cast' ? isVariable(expr.arg, name) : expr.k === 'var' && expr.name === name;
}

function queueOf(analysis: Analysis, fn: ProgramFunction, op: CallOp, row: PrimitiveRow): Key | null {
  if (!('arg' in row.target) || row.target.arg === 0) return null;
  const queue = op.args[row.target.arg - 1];
  return queue === undefined ? null : keyOf(analysis.program, fn, queue);
}

/** Struct of the data that an interrupt handler is given: the last argument that points to one. */
function deviceData(analysis: Analysis, fn: ProgramFunction, op: CallOp, name: string): string | null {
  const passed = analysis.model.registrations(name).flatMap((row) => row.passes ?? []);
  const arg = passed.find(([, to]) => to === 1)?.[0];
  const expr = arg === undefined ? op.args[op.args.length - 1] : op.args[arg];
  return expr === undefined ? null : pointedStruct(analysis.program, fn, expr);
}

/** What came into being: the struct that the result points to, and the member that keeps it. */
function allocated(analysis: Analysis, fn: ProgramFunction, op: CallOp, row: PrimitiveRow): Key[] {
  if (!('ret' in row.target)) return [];
  const kept = lastName(fn, op);
  return kept === null ? [] : keysOf(analysis, fn, kept);
}

function lastName(fn: ProgramFunction, op: CallOp): Expr | null {
  for (const { ops } of fn.ir.blocks) {
    const at = ops.indexOf(op);
    if (at < 0) continue;
    for (const next of ops.slice(at + 1, at + 3))
      if (next.op === 'assign' && op.result !== null && isVariable(next.value, op.result)) return next.target;
    return op.result === null ? null : { k: 'var', name: op.result };
  }
  return null;
}

/** What is gone: the member that pointed to it, and the struct that was pointed to. */
function freed(analysis: Analysis, fn: ProgramFunction, op: CallOp, row: PrimitiveRow): Key[] {
  if (!('arg' in row.target)) return [];
  const expr = op.args[row.target.arg];
  return expr === undefined ? [] : keysOf(analysis, fn, expr);
}

function keysOf(analysis: Analysis, fn: ProgramFunction, expr: Expr): Key[] {
  const keys = new Set<Key>();
  const key = keyOf(analysis.program, fn, expr);
  if (key !== null) keys.add(key);
  const struct = pointedStruct(analysis.program, fn, expr);
  if (struct !== null) keys.add(`struct ${struct}`);
  return [...keys];
}

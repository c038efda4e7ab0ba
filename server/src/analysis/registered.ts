import type { Expr } from '../ir/types';
import type { Analysis } from './analyse';
import type { Program, ProgramFunction } from './program';

/** A callback that hangs on an object, with the class of that object where the text says it. */
export interface Registered {
  readonly fn: number;
  readonly kind: string;
  readonly object: string | null;
  readonly file: string;
}

interface Registrations {
  readonly callbacks: readonly Registered[];
  /** Classes of the work that is put on a queue, by class of the queue. */
  readonly queued: ReadonlyMap<string, ReadonlySet<string>>;
}

const known = new WeakMap<Program, Registrations>();

/** All callbacks that the program's code registers; found once for a program. */
export function registrationsOf(analysis: Pick<Analysis, 'program' | 'model'>): Registrations {
  let all = known.get(analysis.program);
  if (all === undefined) {
    all = findRegistrations(analysis);
    known.set(analysis.program, all);
  }
  return all;
}

function findRegistrations({ program, model }: Pick<Analysis, 'program' | 'model'>): Registrations {
  const callbacks: Registered[] = [];
  const queued = new Map<string, Set<string>>();
  // Most calls are of a few functions that register nothing: each name is looked up once.
  const known = new Map<string, boolean>();
  const matters = (name: string) => {
    let answer = known.get(name);
    if (answer === undefined) {
      const works = model.primitives(name).some((row) => row.kind === 'work' && row.effect === 'acquire');
      answer = works || model.registrations(name).length > 0;
      known.set(name, answer);
    }
    return answer;
  };
  for (const facts of program.files)
    for (const use of facts.macroUses)
      for (const row of model.registrations(use.name)) {
        const object = use.args[0] === undefined ? null : globalClass(program, use.args[0], facts.path);
        for (const fn of program.resolve(use.args[row.callback]?.trim() ?? '', facts.path))
          callbacks.push({ fn, kind: row.kind, object, file: facts.path });
      }
  for (const facts of program.files)
    for (const use of facts.macroUses) {
      const row = model.macroEntry(use.name);
      if (row?.defines === undefined) continue;
      const fill = (pattern: string) =>
        pattern.replace(/\$(\d)/g, (_, n: string) => use.args[Number(n)]?.trim() ?? '');
      const object = globalClass(program, fill(row.defines.pattern), facts.path);
      for (const { pattern, struct, field } of row.callbacks)
        for (const fn of program.resolve(fill(pattern), facts.path))
          callbacks.push({ fn, kind: model.entry(struct, field)?.kind ?? '', object, file: facts.path });
    }
  for (const fn of program.list)
    for (const block of fn.ir.blocks)
      for (const op of block.ops) {
        if (op.op !== 'call' || op.callee.k !== 'var' || !matters(op.callee.name)) continue;
        for (const row of model.registrations(op.callee.name)) {
          const name = nameOf(op.args[row.callback]);
          if (name === null) continue;
          const from = row.passes?.find(([, to]) => to === 0)?.[0] ?? 0;
          const object = from === row.callback ? null : expressionClass(program, fn, op.args[from]);
          for (const target of program.resolve(name, fn.file))
            callbacks.push({ fn: target, kind: row.kind, object, file: fn.file });
        }
        for (const row of model.primitives(op.callee.name)) {
          if (
            row.kind !== 'work' ||
            row.effect !== 'acquire' ||
            !('arg' in row.target) ||
            row.target.arg === 0
          )
            continue;
          const queue = expressionClass(program, fn, op.args[row.target.arg - 1]);
          const work = expressionClass(program, fn, op.args[row.target.arg]);
          if (queue !== null && work !== null) queued.set(queue, (queued.get(queue) ?? new Set()).add(work));
        }
      }
  return { callbacks, queued };
}

/** The class of the object that an expression names or points to, as `lockClass` says it of values. */
function expressionClass(program: Program, fn: ProgramFunction, expr: Expr | undefined): string | null {
  switch (expr?.k) {
    case 'addr':
    case 'deref':
      return expressionClass(program, fn, expr.base);
    case 'cast':
      return expressionClass(program, fn, expr.arg);
    case 'index': {
      const array = expressionClass(program, fn, expr.base);
      return array === null ? null : `${array}[]`;
    }
    case 'field': {
      const struct = program.typeOf(expr.base, fn)?.name ?? program.onlyOwner(expr.name);
      return struct === null ? null : `${struct}.${expr.name}`;
    }
    case 'var':
      return fn.ir.locals[expr.name] === undefined && !fn.ir.params.some((p) => p.name === expr.name)
        ? globalClass(program, expr.name, fn.file)
        : null;
    default:
      return null;
  }
}

function globalClass(program: Program, name: string, file: string): string {
  return program.isHidden(name, file) ? `${name}@${file}` : name;
}

function nameOf(expr: Expr | undefined): string | null {
  if (expr?.k === 'var') return expr.name;
  if (expr?.k === 'addr') return nameOf(expr.base);
  return expr?.k === 'cast' ? nameOf(expr.arg) : null;
}

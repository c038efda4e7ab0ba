import type { Expr, FunctionIr } from '../../ir/types';
import type { Program, ProgramFunction } from '../program';

/**
 * Objects by their static names: `struct.member`, `struct name` for what a pointer points to, `variable name`. What is
 * armed in one function and stopped in another is the same thing when its type and member are.
 */
export type Key = string;

/** Assignments to locals followed to find what a local pointer points to. */
const MAX_ALIASES = 3;

/** Name of the object that an expression is or points to, or null when its text does not say. */
export function keyOf(program: Program, fn: ProgramFunction, expr: Expr, depth = MAX_ALIASES): Key | null {
  switch (expr.k) {
    case 'addr':
    case 'deref':
    case 'index':
      return keyOf(program, fn, expr.base, depth);
    case 'cast':
      return keyOf(program, fn, expr.arg, depth);
    case 'container':
      return `struct ${expr.type}`;
    case 'field': {
      const owner = program.typeOf(expr.base, fn);
      if (owner?.record && program.fieldsOf(owner.name).length > 0) return `${owner.name}.${expr.name}`;
      const outer = keyOf(program, fn, expr.base, depth);
      if (outer?.startsWith('variable ')) return `${outer}.${expr.name}`;
      if (outer !== null && !outer.startsWith('struct ')) return outer;
      return owner?.record ? `${owner.name}.${expr.name}` : null;
    }
    case 'var':
      return variableKey(program, fn, expr.name, depth);
    default:
      return null;
  }
}

function variableKey(program: Program, fn: ProgramFunction, name: string, depth: number): Key | null {
  if (!isLocal(fn.ir, name)) return `variable ${name}`;
  const value = depth > 0 ? onlyValue(fn.ir, name) : null;
  if (value !== null && value.k !== 'cast') {
    const key = keyOf(program, fn, value, depth - 1);
    if (key !== null) return key;
  }
  const struct = pointedStruct(program, fn, { k: 'var', name });
  return struct === null ? null : `struct ${struct}`;
}

/** Struct that an expression points to, by its declared type. */
export function pointedStruct(program: Program, fn: ProgramFunction, expr: Expr): string | null {
  const type = program.typeOf(expr, fn);
  return type?.record && type.pointers === 1 ? type.name : null;
}

export function isLocal(ir: FunctionIr, name: string): boolean {
  return name.startsWith('%') || ir.locals[name] !== undefined || ir.params.some((p) => p.name === name);
}

const values = new WeakMap<FunctionIr, Map<string, Expr | null>>();

/** What a local is set to, where that happens once and names an object. */
function onlyValue(ir: FunctionIr, name: string): Expr | null {
  let known = values.get(ir);
  if (known === undefined) {
    known = new Map();
    for (const { ops } of ir.blocks)
      for (const op of ops) {
        if (op.op !== 'assign' || op.target.k !== 'var') continue;
        const again = known.has(op.target.name);
        known.set(op.target.name, again || !namesObject(op.value) ? null : op.value);
      }
    values.set(ir, known);
  }
  return known.get(name) ?? null;
}

function namesObject(expr: Expr): boolean {
  return expr.k === 'addr' || expr.k === 'field' || expr.k === 'container';
}

/** The struct of a key that names a member, or names what a pointer points to. */
export function structOf(key: Key): string | null {
  if (key.startsWith('variable ')) return null;
  if (key.startsWith('struct ')) return key.slice('struct '.length);
  const dot = key.indexOf('.');
  return dot < 0 ? null : key.slice(0, dot);
}

/** What a reader calls it: the member, or the variable. */
export function shortName(key: Key): string {
  if (key.startsWith('variable ')) return key.slice('variable '.length);
  if (key.startsWith('struct ')) return key;
  return key.slice(key.indexOf('.') + 1);
}

/** The struct and all that it is part of: freeing any of these frees it. */
export function holdersOf(program: Program, struct: string): ReadonlySet<string> {
  const found = new Set([struct]);
  for (const holder of found)
    for (const facts of program.files)
      for (const { name, fields } of facts.structs)
        if (fields.some(({ type }) => type.record && type.pointers === 0 && type.name === holder))
          found.add(name);
  return found;
}

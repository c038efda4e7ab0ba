import type { ProgramFunction } from '../../analysis/program';
import type { FunctionResult } from '../../analysis/solve';
import type { State } from '../../analysis/state';
import { K, type Term } from '../../analysis/term-kinds';
import type { Expr, Op } from '../../ir/types';
import type { TraceSource } from './trace-source';

/**
 * Objects across functions go by the members that lead to them: `tpm_chip.cdev` is the cdev of whatever chip, by
 * whichever name and through whichever helper it is used. The members come innermost first.
 */
export type Keys = readonly string[];

/** Where a value is looked at, and the calls through which its parameters got their values. */
export interface Place {
  readonly result: FunctionResult;
  readonly state: State;
  readonly above: () => readonly { readonly place: Place; readonly args: readonly Term[] }[];
}

/** Calls that a parameter is followed up through. */
const MAX_UP = 6;

export function keysOf(source: TraceSource, place: Place, t: Term, up = MAX_UP): Keys {
  const { terms } = source;
  switch (terms.kind(t)) {
    case K.Field: {
      const base = terms.a(t);
      const owner = structOf(source, place, base, up) ?? '?';
      return [`${owner}.${terms.name(terms.b(t))}`, ...keysOf(source, place, base, up)];
    }
    case K.Index:
    case K.Load:
      return keysOf(source, place, terms.a(t), up);
    case K.Global:
      return [variableKey(terms.name(terms.a(t)))];
    case K.Param: {
      if (up === 0) return [];
      const all = place.above().flatMap(({ place: outer, args }) => {
        const arg = args[terms.a(t)];
        return arg === undefined ? [] : keysOf(source, outer, arg, up - 1);
      });
      return [...new Set(all)];
    }
    default: {
      // A value that came into being here goes by where it is kept, which may be inside itself.
      if (up === 0) return [];
      for (const [at, value] of place.state.store)
        if (value === t && terms.kind(at) === K.Field) return keysOf(source, place, at, up - 1);
      return [];
    }
  }
}

/** Key of a variable of file scope. */
export function variableKey(name: string): string {
  return `variable ${name}`;
}

/** Struct that a value points to, or that stands at a place. */
export function structOf(source: TraceSource, place: Place, t: Term, up = MAX_UP): string | null {
  const { terms, program } = source;
  const { frame } = place.result;
  const known = variableStruct(source, place, t);
  if (known !== null) return known;
  switch (terms.kind(t)) {
    case K.Param: {
      const type = frame.fn.ir.params[terms.a(t)]?.type;
      if (type?.record) return type.name;
      for (const { place: outer, args } of up === 0 ? [] : place.above()) {
        const arg = args[terms.a(t)];
        const found = arg === undefined ? null : structOf(source, outer, arg, up - 1);
        if (found !== null) return found;
      }
      return null;
    }
    case K.Field: {
      const owner = structOf(source, place, terms.a(t), up);
      return owner === null ? null : (program.member(owner, terms.name(terms.b(t)))?.name ?? null);
    }
    case K.Load:
    case K.Index:
      return structOf(source, place, terms.a(t), up);
    case K.Global:
      return program.global(terms.name(terms.a(t)), frame.fn.file)?.name ?? null;
    case K.Container: {
      const name = frame.containerNames.get(t);
      const type = name === undefined ? undefined : frame.fn.ir.locals[name];
      return type?.record ? type.name : program.onlyOwner(terms.name(terms.b(t)));
    }
    default:
      return null;
  }
}

/** The type of a variable that holds the value. */
function variableStruct(source: TraceSource, place: Place, t: Term): string | null {
  const { terms } = source;
  const kind = terms.kind(t);
  if (kind !== K.Fresh && kind !== K.Phi && kind !== K.Container) return null;
  const { frame } = place.result;
  for (const [at, value] of place.state.store) {
    if (value !== t || terms.kind(at) !== K.Local) continue;
    const type = frame.fn.ir.locals[terms.name(terms.a(at))];
    if (type?.record && type.pointers === 1) return type.name;
  }
  return null;
}

/** The same for source text alone, where no state is at hand: set-up code, which runs once and on one object. */
export function expressionKeys(source: TraceSource, fn: ProgramFunction, expr: Expr): Keys {
  switch (expr.k) {
    case 'field': {
      const owner = source.program.typeOf(expr.base, fn)?.name ?? '?';
      return [`${owner}.${expr.name}`, ...expressionKeys(source, fn, expr.base)];
    }
    case 'deref':
    case 'addr':
    case 'index':
      return expressionKeys(source, fn, expr.base);
    case 'cast':
      return expressionKeys(source, fn, expr.arg);
    case 'var':
      return isLocal(fn, expr.name) ? [] : [variableKey(expr.name)];
    default:
      return [];
  }
}

/** Name of the variable of file scope, or function, that an expression is. */
export function globalName(fn: ProgramFunction, expr: Expr | undefined): string | null {
  if (expr === undefined) return null;
  if (expr.k === 'addr') return globalName(fn, expr.base);
  if (expr.k === 'cast') return globalName(fn, expr.arg);
  return expr.k === 'var' && !isLocal(fn, expr.name) ? expr.name : null;
}

export function isLocal(fn: ProgramFunction, name: string): boolean {
  return (
    name.startsWith('%') ||
    fn.ir.locals[name] !== undefined ||
    fn.ir.params.some((param) => param.name === name)
  );
}

/** Calls up through which a helper's parameter is followed to find the object that it is given. */
const MAX_CALLERS_UP = 3;

/**
 * Keys of an expression in a statement: by the text alone where it names the object, through the states where a
 * variable or a parameter stands for it.
 */
export function keysAt(
  source: TraceSource,
  fn: ProgramFunction,
  op: Extract<Op, { at: object }>,
  expr: Expr | undefined,
): Keys {
  if (expr === undefined) return [];
  const keys = expressionKeys(source, fn, expr);
  const root = rootVariable(expr);
  if (root === null || !isLocal(fn, root)) return keys;
  const { struct } = source.lifecycle.subject;
  if (keys.some((key) => key.startsWith(`${struct}.`))) return keys;
  return [...new Set([...keys, ...stateKeys(source, fn, op.at.start, root)])];
}

function stateKeys(source: TraceSource, fn: ProgramFunction, at: number, variable: string): Keys {
  const result = source.result(fn.index);
  const marks = result?.marks.filter((mark) => mark.at <= at) ?? [];
  const state = marks.reduce(
    (last, mark) => (mark.at >= last.at ? mark : last),
    marks[0] ?? { at: 0, states: [] },
  ).states[0];
  if (result === undefined || state === undefined) return [];
  const value = state.store.get(source.terms.local(result.frame.scope, variable));
  if (value === undefined) return [];
  return keysOf(source, placeBelowAll(source, fn.index, state, MAX_CALLERS_UP), value);
}

/** A place in a function with all its callers above it. */
function placeBelowAll(source: TraceSource, fn: number, state: State, up: number): Place {
  const above = () =>
    (up === 0 ? [] : source.callers(fn)).map(({ result, call }) => ({
      place: placeBelowAll(source, result.frame.fn.index, call.state, up - 1),
      args: call.args,
    }));
  return { result: source.result(fn) as FunctionResult, state, above };
}

function rootVariable(expr: Expr): string | null {
  switch (expr.k) {
    case 'var':
      return expr.name;
    case 'field':
    case 'index':
    case 'deref':
    case 'addr':
      return rootVariable(expr.base);
    case 'cast':
      return rootVariable(expr.arg);
    default:
      return null;
  }
}

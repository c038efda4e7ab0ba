import type { Expr, FunctionIr, Op, Terminator } from '../ir/types';
import type { EngineModel } from './engine-model';
import type { Program } from './program';

const byProgram = new WeakMap<Program, Dereferences>();

/** The answers for one program, kept as long as it is. */
export function dereferencesOf(program: Program, model: EngineModel): Dereferences {
  let made = byProgram.get(program);
  if (made === undefined) {
    made = new Dereferences(program, model);
    byProgram.set(program, made);
  }
  return made;
}

/**
 * Whether a function looks at the memory that a parameter leads to, told from its text alone: asked only where a call
 * is given what has ended, so nothing is kept for it in summaries. A path says which memory: '' is what the parameter
 * points to, `>.buffer` what its member `buffer` points to.
 */
class Dereferences {
  private readonly program: Program;
  private readonly model: EngineModel;
  private readonly known = new Map<string, boolean>();

  constructor(program: Program, model: EngineModel) {
    this.program = program;
    this.model = model;
  }

  /** A function that does not look itself but hands the pointer on looks where the other does. */
  looksAt(fn: number, param: number, path: string): boolean {
    const key = `${fn}|${param}|${path}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const of = this.program.functions[fn];
    // Functions that call each other: the round that is being asked decides.
    this.known.set(key, false);
    const name = of?.ir.params[param]?.name;
    const answer = of !== undefined && name !== undefined && this.search(of.ir, of.file, name, path);
    this.known.set(key, answer);
    return answer;
  }

  private search(ir: FunctionIr, file: string, name: string, path: string): boolean {
    const reader = new Reader(name, path);
    let found = false;
    for (const block of ir.blocks) {
      for (const op of block.ops) {
        if (op.op === 'assign') reader.assign(op);
        else if (op.op === 'call') found = this.call(reader, op, file) || found;
      }
      reader.leave(block.end);
    }
    return !reader.replaced && (found || reader.found);
  }

  /** The call hands the pointer on, or its result is another way to it. */
  private call(reader: Reader, op: Extract<Op, { op: 'call' }>, file: string): boolean {
    const name = op.callee.k === 'var' ? op.callee.name : null;
    const known = name === null ? undefined : this.model.known(name);
    const callees = name === null ? [] : this.program.resolve(name, file);
    reader.read(op.callee);
    let found = false;
    op.args.forEach((arg, i) => {
      reader.read(arg);
      const at = reader.pathOf(arg);
      if (at === null || !reader.path.startsWith(at)) return;
      const rest = reader.path.slice(at.length);
      if (callees.length > 0) {
        found = callees.some((callee) => this.looksAt(callee, i, rest)) || found;
        if (op.result !== null && callees.some((callee) => this.returnsParam(callee, i)))
          reader.name(op.result, at);
      } else if (known?.semantics === 'drvdata-get' || known?.semantics === 'drvdata-set') {
        found = rest === '' || found;
        if (op.result !== null) reader.name(op.result, `${at}>.${known.path ?? ''}`);
      } else if (known?.semantics !== undefined) {
        if (op.result !== null && ALIASES.has(known.semantics)) reader.name(op.result, at);
      } else if (rest === '' && looksAtArgument(this.model, name, op.args, i)) found = true;
    });
    return found;
  }

  /** `to_chip(dev)` returns the object that its argument is a part of. */
  private returnsParam(fn: number, param: number): boolean {
    const of = this.program.functions[fn];
    const name = of?.ir.params[param]?.name;
    if (of === undefined || name === undefined || of.ir.returns.pointers === 0) return false;
    const reader = new Reader(name, '');
    return of.ir.blocks.some((block) => {
      for (const op of block.ops) if (op.op === 'assign') reader.assign(op);
      return block.end.t === 'return' && block.end.value !== null && reader.pathOf(block.end.value) === '';
    });
  }
}

const ALIASES = new Set(['identity', 'container', 'member-address', 'likely', 'err-cast', 'warn']);

/** What a format does with a pointer that is not looked at: prints its value. `%s` and `%pOF` look. */
const CONVERSION = /%[-+ #0]*(\*|\d+)?(?:\.(\*|\d+))?(?:hh|h|ll|l|L|z|j|t)*([a-zA-Z%])([A-Za-z]?)/g;
const LOOKS = new Set('OIMmUhdDEVgabrRtfN');

/** A function outside the program looks at what it is given, unless the model says that it only prints or compares it. */
export function looksAtArgument(
  model: EngineModel,
  name: string | null,
  args: readonly Expr[],
  at: number,
): boolean {
  const known = name === null ? undefined : model.known(name);
  // Loop macros get the variable that they are about to set.
  if (known?.ahead || name?.includes('for_each')) return false;
  if (known?.semantics !== undefined) return known.semantics.startsWith('drvdata');
  const format = known?.format;
  if (format === undefined || at < format) return true;
  const text = args[format];
  if (text?.k !== 'str') return false;
  const looks: boolean[] = [];
  for (const [, width, precision, kind, more] of text.text.matchAll(CONVERSION)) {
    if (width === '*') looks.push(false);
    if (precision === '*') looks.push(false);
    if (kind === '%') continue;
    looks.push(kind === 's' || (kind === 'p' && more !== undefined && LOOKS.has(more)));
  }
  return looks[at - format - 1] ?? false;
}

/** Follows one parameter through a function's variables. */
class Reader {
  readonly path: string;
  found = false;
  /** The pointer is given another value somewhere: what it leads to then is not what it led to before. */
  replaced = false;
  private readonly paths = new Map<string, string>();

  constructor(name: string, path: string) {
    this.path = path;
    this.paths.set(name, '');
  }

  name(variable: string, path: string): void {
    this.paths.set(variable, path);
  }
  assign(op: Extract<Op, { op: 'assign' }>): void {
    this.read(op.value);
    if (op.target.k === 'var') {
      const path = this.pathOf(op.value);
      if (path !== null) this.paths.set(op.target.name, path);
      return;
    }
    const place = this.placeOf(op.target);
    if (place !== null && place.object === this.path) this.found = true;
    if (place !== null && `${place.object}>${place.member}` === this.path) this.replaced = true;
    if (op.target.k !== 'field' || op.target.base.k === 'deref') this.read(baseOf(op.target));
  }
  leave(end: Terminator): void {
    if (end.t === 'branch') this.read(end.cond);
    else if (end.t === 'switch') this.read(end.value);
    else if (end.t === 'return' && end.value !== null) this.read(end.value);
  }

  /** Memory that a pointer value leads to, or null when it is not the parameter's. */
  pathOf(expr: Expr): string | null {
    switch (expr.k) {
      case 'var':
        return this.paths.get(expr.name) ?? null;
      case 'cast':
        return this.pathOf(expr.arg);
      case 'container':
        return this.pathOf(expr.ptr);
      case 'addr':
        return this.placeOf(expr.base)?.object ?? null;
      case 'binary':
        return expr.op === '+' || expr.op === '-' ? this.pathOf(expr.left) : null;
      case 'field':
      case 'deref':
      case 'index': {
        const place = this.placeOf(expr);
        return place === null ? null : `${place.object}>${place.member}`;
      }
      default:
        return null;
    }
  }

  /** The object that a place is in, and the member's path in it. */
  private placeOf(expr: Expr): { readonly object: string; readonly member: string } | null {
    switch (expr.k) {
      case 'deref': {
        const object = this.pathOf(expr.base);
        return object === null ? null : { object, member: '' };
      }
      case 'field': {
        const base = this.placeOf(expr.base);
        return base === null ? null : { object: base.object, member: `${base.member}.${expr.name}` };
      }
      case 'index': {
        const object = this.pathOf(expr.base);
        return object === null ? null : { object, member: '' };
      }
      case 'cast':
        return this.placeOf(expr.arg);
      default:
        return null;
    }
  }

  /** Notes the loads that an expression makes. */
  read(expr: Expr): void {
    switch (expr.k) {
      case 'field':
      case 'deref':
      case 'index': {
        if (this.placeOf(expr)?.object === this.path) this.found = true;
        // An element of a member: whether the member is an array or a pointer, the object is looked at.
        this.read(expr.k === 'index' ? expr.base : baseOf(expr));
        if (expr.k === 'index') this.read(expr.index);
        return;
      }
      case 'addr':
        this.readAddress(expr.base);
        return;
      case 'unary':
      case 'cast':
        this.read(expr.arg);
        return;
      case 'container':
        this.read(expr.ptr);
        return;
      case 'binary':
        this.read(expr.left);
        this.read(expr.right);
        return;
      default:
        return;
    }
  }

  /** Taking an address reads nothing of the object itself, but the pointers on the way there. */
  private readAddress(expr: Expr): void {
    if (expr.k === 'field') this.readAddress(expr.base);
    else if (expr.k === 'deref') this.read(expr.base);
    else if (expr.k === 'index') {
      this.readAddress(expr.base);
      this.read(expr.index);
    }
  }
}

/** The pointer that a place starts from. */
function baseOf(expr: Expr): Expr {
  let at = expr;
  while (at.k === 'field' || at.k === 'index' || at.k === 'cast') at = at.k === 'cast' ? at.arg : at.base;
  return at.k === 'deref' ? at.base : at;
}

import type { ProgramFunction } from '../../analysis/program';
import type { Expr, Op } from '../../ir/types';
import { expressionKeys, globalName, type Keys, keysAt, variableKey } from './objects';
import { closure, type TraceSource } from './trace-source';

/**
 * What callbacks hang on: the table that names them, the tables around it, and the member of the object that the table
 * was stored to or registered with. Removing any of these objects keeps newcomers away from the callback.
 */
export class Bindings {
  private readonly source: TraceSource;
  /** From a function, variable or member to what holds it. */
  private readonly holders = new Map<string, Set<string>>();
  /** Objects given to the call, or stored to in the statement, that bound a function or table. One list per binding. */
  private readonly anchors = new Map<string, Keys[]>();
  /** Functions in which a callback is registered by a call. */
  private readonly registered = new Map<number, Set<number>>();

  constructor(source: TraceSource) {
    this.source = source;
    this.addTables();
    this.addMacros();
    for (const fn of source.program.list)
      for (const block of fn.ir.blocks)
        block.ops.forEach((op, i) => {
          if (op.op === 'assign') this.addStore(fn, op);
          else if (op.op === 'call') this.addCall(fn, op, block.ops[i + 1]);
        });
  }

  /** Everything that a callback hangs on, near and far. */
  of(fn: number): ReadonlySet<string> {
    return closure([functionKey(fn)], (at) => this.holders.get(at) ?? []);
  }

  /** The objects whose removal ends the callbacks, one list (innermost first) for each binding among `keys`. */
  anchorsAmong(keys: ReadonlySet<string>): Keys[] {
    return [...keys].flatMap((key) => this.anchors.get(key) ?? []);
  }

  registeredIn(fn: number): ReadonlySet<number> {
    return this.registered.get(fn) ?? new Set();
  }

  private link(held: string, holder: string): void {
    const set = this.holders.get(held);
    if (set === undefined) this.holders.set(held, new Set([holder]));
    else set.add(holder);
  }

  private linkTo(held: string, keys: Keys): void {
    for (const key of keys) this.link(held, key);
  }

  private anchor(held: string, keys: Keys): void {
    if (keys.length > 0) this.anchors.set(held, [...(this.anchors.get(held) ?? []), keys]);
  }

  private addTables(): void {
    const { program } = this.source;
    for (const { fn, table } of program.callbacks)
      if (table !== null) this.link(functionKey(fn), variableKey(table));
    for (const facts of program.files)
      for (const table of facts.tables)
        for (const leaf of table.leaves) this.link(variableKey(leaf.ident), variableKey(table.variable));
  }

  private addMacros(): void {
    const { program, model } = this.source;
    for (const facts of program.files)
      for (const use of facts.macroUses) {
        const fill = (pattern: string) =>
          pattern.replace(/\$(\d)/g, (_, n: string) => use.args[Number(n)]?.trim() ?? '');
        for (const [inner, outer] of model.macroTablesByName.get(use.name)?.links ?? [])
          this.link(variableKey(fill(inner)), variableKey(fill(outer)));
        const row = model.macroEntriesByName.get(use.name);
        if (row?.defines === undefined) continue;
        for (const { pattern } of row.callbacks)
          for (const fn of program.resolve(fill(pattern), facts.path))
            this.link(functionKey(fn), variableKey(fill(row.defines.pattern)));
      }
  }

  /** `chip->dev.class = &c`, `chip->hwrng.read = f`. */
  private addStore(fn: ProgramFunction, op: Extract<Op, { op: 'assign' }>): void {
    const { program } = this.source;
    if (op.target.k !== 'field' && op.target.k !== 'index') return;
    const name = globalName(fn, op.value);
    if (name !== null) {
      const functions = program.resolve(name, fn.file);
      if (functions.length === 0 && !program.global(name, fn.file)?.record) return;
      const keys = keysAt(this.source, fn, op, op.target);
      for (const target of functions) this.linkTo(functionKey(target), keys);
      for (const target of functions) this.anchor(functionKey(target), keys.slice(1));
      if (functions.length === 0) this.linkTo(variableKey(name), keys);
    } else if (op.value.k === 'field') this.addCopy(fn, op.target, op.value);
  }

  /** `chip->dev.groups = chip->groups`. Scalars are copied; only what is pointed to hangs on the new place. */
  private addCopy(fn: ProgramFunction, target: Expr, value: Expr): void {
    const type = this.source.program.typeOf(value, fn);
    if (!type?.record || (type.pointers === 0 && !type.array)) return;
    const from = expressionKeys(this.source, fn, value)[0];
    if (from !== undefined) this.linkTo(from, expressionKeys(this.source, fn, target));
  }

  private addCall(fn: ProgramFunction, op: Extract<Op, { op: 'call' }>, next: Op | undefined): void {
    const { program, model } = this.source;
    const name = globalName(fn, op.callee);
    if (name === null) return;
    const binding = model.bindingsByName.get(name);
    if (binding !== undefined) {
      const keys =
        'ret' in binding.object
          ? this.resultKeys(fn, op, next)
          : 'arg' in binding.object
            ? keysAt(this.source, fn, op, op.args[binding.object.arg])
            : [];
      const table = globalName(fn, op.args[binding.table]);
      if (table !== null) {
        this.linkTo(variableKey(table), keys);
        this.anchor(variableKey(table), keys);
      }
    }
    for (const row of model.registrationsByName.get(name) ?? []) {
      const callback = globalName(fn, op.args[row.callback]);
      if (callback === null) continue;
      const object = row.passes?.find(([, to]) => to === 0)?.[0] ?? 0;
      const keys = object === row.callback ? [] : keysAt(this.source, fn, op, op.args[object]);
      for (const target of program.resolve(callback, fn.file)) {
        this.linkTo(functionKey(target), keys);
        this.anchor(functionKey(target), keys);
        const where = this.registered.get(target) ?? new Set();
        this.registered.set(target, where.add(fn.index));
      }
    }
  }

  /** Where the result of a call is stored right away. */
  private resultKeys(fn: ProgramFunction, op: Extract<Op, { op: 'call' }>, next: Op | undefined): Keys {
    if (next?.op !== 'assign' || next.value.k !== 'var' || next.value.name !== op.result) return [];
    return expressionKeys(this.source, fn, next.target);
  }
}

function functionKey(fn: number): string {
  return `function ${fn}`;
}

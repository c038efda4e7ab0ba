import type { Expr, FileFacts, FunctionIr, StructDef, TypeRef } from '../ir/types';
import type { FieldRow } from '../model/types';
import type { Annotation } from '../syntax/facts';

/**
 * Numbers functions by file, name and rank among equal names. A function keeps its number through edits, so results
 * that speak of other functions stay good.
 */
export class FunctionNumbers {
  private readonly numbers = new Map<string, number>();

  of(file: string, name: string, rank: number): number {
    const key = `${file}\0${name}\0${rank}`;
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = this.numbers.size;
      this.numbers.set(key, number);
    }
    return number;
  }
}

/** A function of the program; `index` is its number and its place in `Program.functions`. */
export interface ProgramFunction {
  readonly index: number;
  readonly file: string;
  readonly name: string;
  readonly ir: FunctionIr;
  /** Offset of the definition in its file. */
  readonly start: number;
  readonly key: string;
  readonly exported: boolean;
}

/** A function that a table of callbacks names: `static const struct t x = { .field = f }`, or `x.field = f` in code. */
export interface Callback {
  readonly fn: number;
  readonly struct: string;
  readonly field: string;
  /** Variable of the table, or null for an assignment at run time. */
  readonly table: string | null;
  readonly file: string;
  /** Function that assigns it at run time. */
  readonly by?: number;
}

const NONE: readonly number[] = [];

/**
 * Everything that is known of the source across files: who is called by a name, which functions a call through a
 * member can reach, what type a member has. Read-only; built anew for each revision from the facts of the files.
 */
export class Program {
  /** By number, with holes where functions are gone. */
  readonly functions: readonly (ProgramFunction | undefined)[];
  /** All functions in order of files and positions. */
  readonly list: readonly ProgramFunction[];
  readonly callbacks: readonly Callback[];
  private readonly byName = new Map<string, number[]>();
  private byFile: Map<string, ProgramFunction[]> | null = null;
  private readonly structs = new Map<string, StructDef['fields']>();
  private readonly members = new Map<string, TypeRef>();
  private readonly byMember = new Map<string, number[]>();
  private readonly byTable = new Map<string, number>();
  private readonly memberships = new Map<number, string[]>();
  private readonly fieldOwners = new Map<string, string[]>();
  private readonly constants = new Map<string, number>();
  private readonly fileConstants = new Map<string, Readonly<Record<string, number>>>();
  private readonly globals = new Map<string, TypeRef>();
  private readonly typedefs = new Map<string, TypeRef>();
  /** By file, then by name. */
  private readonly resolved = new Map<string, Map<string, readonly number[]>>();
  private readonly prototypes = new Map<string, TypeRef>();
  private readonly hidden = new Set<string>();
  private readonly locked = new Map<string, boolean>();
  private readonly annotations = new Map<string, Annotation[]>();

  readonly files: readonly FileFacts[];

  constructor(files: readonly FileFacts[], fields: readonly FieldRow[], numbers: FunctionNumbers) {
    this.files = files;
    const functions: (ProgramFunction | undefined)[] = [];
    const list: ProgramFunction[] = [];
    for (const row of fields) this.addMember(row.struct, row.field, kernelMember(row));
    for (const facts of files) this.addDeclarations(facts);
    for (const facts of files) {
      const exported = new Set(facts.exports);
      const ranks = new Map<string, number>();
      for (const placed of facts.functions) {
        const { ir, start, key } = placed;
        const rank = ranks.get(ir.name) ?? 0;
        ranks.set(ir.name, rank + 1);
        const index = numbers.of(facts.path, ir.name, rank);
        const fn = {
          index,
          file: facts.path,
          name: ir.name,
          ir,
          start,
          key,
          exported: exported.has(ir.name),
        };
        functions[index] = fn;
        list.push(fn);
        push(this.byName, ir.name, index);
      }
    }
    this.functions = functions;
    this.list = list;
    this.callbacks = this.findCallbacks();
    for (const { struct, field, fn, table, file } of this.callbacks) {
      const key = `${struct}.${field}`;
      if (!this.byMember.get(key)?.includes(fn)) push(this.byMember, key, fn);
      if (!this.memberships.get(fn)?.includes(key)) push(this.memberships, fn, key);
      if (table !== null) {
        this.byTable.set(`${table}.${field}@${file}`, fn);
        this.byTable.set(`${table}.${field}`, fn);
      }
    }
  }

  private addMember(struct: string, field: string, type: TypeRef): void {
    const key = `${struct}.${field}`;
    if (!this.members.has(key)) push(this.fieldOwners, field, struct);
    this.members.set(key, type);
  }

  private addDeclarations(facts: FileFacts): void {
    for (const struct of facts.structs) {
      this.structs.set(struct.name, struct.fields);
      for (const field of struct.fields) this.addMember(struct.name, field.name, field.type);
    }
    for (const [name, value] of Object.entries(facts.constants)) this.constants.set(name, value);
    this.fileConstants.set(facts.path, facts.constants);
    for (const global of facts.globals) {
      this.globals.set(`${global.name}@${facts.path}`, global.type);
      if (!global.isStatic) this.globals.set(global.name, global.type);
      else this.hidden.add(`${global.name}@${facts.path}`);
    }
    for (const use of facts.macroUses)
      if (use.isStatic && use.args[0] !== undefined) this.hidden.add(`${use.args[0]}@${facts.path}`);
    for (const [name, type] of Object.entries(facts.typedefs)) this.typedefs.set(name, type);
    for (const prototype of facts.prototypes) {
      this.prototypes.set(prototype.name, prototype.returns);
      for (const annotation of prototype.annotations) push(this.annotations, prototype.name, annotation);
    }
  }

  private findCallbacks(): Callback[] {
    const callbacks: Callback[] = [];
    for (const facts of this.files) {
      for (const table of facts.tables) {
        for (const leaf of table.leaves) {
          const owner = this.memberOwner(table.type.name, leaf.path);
          if (owner === null) continue;
          for (const fn of this.resolve(leaf.ident, facts.path))
            callbacks.push({
              fn,
              struct: owner.struct,
              field: owner.field,
              table: table.variable,
              file: facts.path,
            });
        }
      }
    }
    for (const fn of this.list) this.findAssignedCallbacks(fn, callbacks);
    return callbacks;
  }

  /** `chip->dev.release = f` in a body. */
  private findAssignedCallbacks(fn: ProgramFunction, callbacks: Callback[]): void {
    for (const block of fn.ir.blocks) {
      for (const op of block.ops) {
        if (
          op.op !== 'assign' ||
          op.target.k !== 'field' ||
          op.value.k !== 'var' ||
          fn.ir.locals[op.value.name]
        )
          continue;
        const targets = this.resolve(op.value.name, fn.file);
        if (targets.length === 0) continue;
        const struct = this.typeOf(op.target.base, fn)?.name;
        if (struct === undefined) continue;
        for (const target of targets)
          callbacks.push({
            fn: target,
            struct,
            field: op.target.name,
            table: null,
            file: fn.file,
            by: fn.index,
          });
      }
    }
  }

  /** Struct and last member of a path such as `driver.pm`; array elements (`[0]`) count as their table. */
  private memberOwner(struct: string, path: string): { struct: string; field: string } | null {
    const parts = path.split('.').filter((part) => !part.startsWith('['));
    let owner = struct;
    for (let i = 0; i < parts.length - 1; i++) {
      const type = this.member(owner, (parts[i] as string).replace(/\[.*$/, ''));
      if (type === null) return { struct: owner, field: parts.slice(i).join('.') };
      owner = type.name;
    }
    const field = parts[parts.length - 1];
    return field === undefined ? null : { struct: owner, field };
  }

  /**
   * Functions that a name means in a file: the file's own static ones, else those that other files export to it.
   * Several when definitions stand under different build-time conditions.
   */
  resolve(name: string, file: string): readonly number[] {
    const all = this.byName.get(name);
    if (all === undefined) return NONE;
    let inFile = this.resolved.get(file);
    if (inFile === undefined) {
      inFile = new Map();
      this.resolved.set(file, inFile);
    }
    let found = inFile.get(name);
    if (found === undefined) {
      found = this.resolveIn(all, file);
      inFile.set(name, found);
    }
    return found;
  }

  private resolveIn(all: readonly number[], file: string): readonly number[] {
    const own = all.filter((index) => this.functions[index]?.file === file);
    if (own.length > 0 && own.every((index) => (this.functions[index] as ProgramFunction).ir.isStatic))
      return own;
    return all.filter((index) => {
      const fn = this.functions[index] as ProgramFunction;
      return fn.file === file || !fn.ir.isStatic || fn.file.endsWith('.h');
    });
  }

  /** Functions of a file, in order. */
  inFile(file: string): readonly ProgramFunction[] {
    if (this.byFile === null) {
      this.byFile = new Map();
      for (const fn of this.list) push(this.byFile, fn.file, fn);
    }
    return this.byFile.get(file) ?? [];
  }

  /** All functions of a name, in any file. */
  named(name: string): readonly number[] {
    return this.byName.get(name) ?? [];
  }

  /** Functions that a call through `struct.field` can reach. */
  candidates(struct: string, field: string): readonly number[] {
    return this.byMember.get(`${struct}.${field}`) ?? [];
  }

  /**
   * Functions that a pointer without a known value may be: those whose address stands in some table of the file,
   * with as many parameters as the call has arguments.
   */
  addressTaken(file: string, args: number): readonly number[] {
    const found = new Set<number>();
    for (const { fn, table, file: owner } of this.callbacks)
      if (table !== null && owner === file && this.functions[fn]?.ir.params.length === args) found.add(fn);
    return [...found];
  }

  /** Members (`struct.field`) that a function is assigned to. */
  membersOf(fn: number): readonly string[] {
    return this.memberships.get(fn) ?? [];
  }

  /** The function that a table holds in a member, or undefined. */
  inTable(table: string, field: string, file: string): number | undefined {
    return this.byTable.get(`${table}.${field}@${file}`) ?? this.byTable.get(`${table}.${field}`);
  }

  member(struct: string, field: string): TypeRef | null {
    const type = this.members.get(`${struct}.${field}`);
    return type === undefined ? null : this.expand(type);
  }

  /** Members of a struct that the program defines. */
  fieldsOf(struct: string): readonly { readonly name: string; readonly type: TypeRef }[] {
    return this.structs.get(struct) ?? [];
  }

  /** The only struct that has a member of this name, or null. */
  onlyOwner(field: string): string | null {
    const owners = this.fieldOwners.get(field);
    return owners?.length === 1 ? (owners[0] as string) : null;
  }

  constant(name: string, file: string): number | undefined {
    const own = this.fileConstants.get(file);
    if (own !== undefined && Object.hasOwn(own, name)) return own[name];
    return this.constants.get(name);
  }

  global(name: string, file: string): TypeRef | null {
    const type = this.globals.get(`${name}@${file}`) ?? this.globals.get(name);
    return type === undefined ? null : this.expand(type);
  }

  /** The struct has a member of a type that is a lock. */
  hasLock(struct: string, isLock: (type: string) => boolean): boolean {
    let known = this.locked.get(struct);
    if (known === undefined) {
      known = this.fieldsOf(struct).some(({ type }) => type.pointers === 0 && isLock(type.name));
      this.locked.set(struct, known);
    }
    return known;
  }

  /** What the prototypes of a function say. */
  annotationsOf(name: string): readonly Annotation[] {
    return this.annotations.get(name) ?? [];
  }

  /** The name is that of a variable that only this file sees. */
  isHidden(name: string, file: string): boolean {
    return this.hidden.has(`${name}@${file}`);
  }

  /** First variable of a file whose type passes a test. */
  globalOf(file: string, test: (type: TypeRef) => boolean): string | null {
    return this.files.find((f) => f.path === file)?.globals.find((g) => test(g.type))?.name ?? null;
  }

  prototype(name: string): TypeRef | null {
    return this.prototypes.get(name) ?? null;
  }

  /** A typedef replaced by what it stands for. */
  expand(type: TypeRef): TypeRef {
    if (type.record || type.callable) return type;
    const meant = this.typedefs.get(type.name);
    if (meant === undefined || meant.name === type.name) return type;
    return { ...meant, pointers: meant.pointers + type.pointers, array: meant.array || type.array };
  }

  /** Static type of an expression in a function, or null. */
  typeOf(expr: Expr, fn: ProgramFunction): TypeRef | null {
    switch (expr.k) {
      case 'var': {
        const type = fn.ir.locals[expr.name] ?? fn.ir.params.find((param) => param.name === expr.name)?.type;
        return type !== undefined ? this.expand(type) : this.global(expr.name, fn.file);
      }
      case 'field': {
        const base = this.typeOf(expr.base, fn);
        const owner = base?.record ? base.name : this.onlyOwner(expr.name);
        return owner === null ? null : this.member(owner, expr.name);
      }
      case 'deref':
      case 'index': {
        const type = this.typeOf(expr.base, fn);
        if (type === null) return null;
        return type.array ? { ...type, array: false } : { ...type, pointers: Math.max(0, type.pointers - 1) };
      }
      case 'addr': {
        const type = this.typeOf(expr.base, fn);
        return type === null ? null : { ...type, pointers: type.pointers + 1 };
      }
      case 'cast':
        return this.expand(expr.type);
      case 'container':
        return { name: expr.type, record: true, pointers: 1, array: false, callable: false };
      default:
        return null;
    }
  }
}

function kernelMember(row: FieldRow): TypeRef {
  return { name: row.type, record: true, pointers: row.pointer ? 1 : 0, array: false, callable: false };
}

function push<Key, T>(map: Map<Key, T[]>, key: Key, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

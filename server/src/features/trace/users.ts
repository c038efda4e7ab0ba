import type { Entry } from '../../analysis/entries';
import type { ProgramFunction } from '../../analysis/program';
import { Bindings } from './bindings';
import type { GuardUsers } from './guard';
import type { Keys } from './objects';
import type { TraceSource } from './trace-source';

/** Somebody who can be inside the subsystem: a callback that the kernel calls, or users of an exported function. */
export interface User {
  readonly id: string;
  readonly kind: string;
  readonly label: string;
  readonly fn: ProgramFunction;
  /** What the callback hangs on, near and far; and for each binding of it the objects whose removal ends it. */
  readonly keys: ReadonlySet<string>;
  readonly anchors: readonly Keys[];
  /** Takes the guard and tests the protected field before it uses it. */
  readonly reserves: boolean;
  /** Uses the protected field without the guard: relies on being fenced before the retraction. */
  readonly unguarded: () => boolean;
  /** Finds the subject by itself instead of being given it. */
  readonly looksUp: boolean;
}

/** Entry points of one revision as users of the lifecycle's subject. */
export class Users {
  readonly guard: GuardUsers;
  readonly bindings: Bindings;
  private readonly source: TraceSource;
  private makers: ReadonlySet<number> | null = null;

  constructor(source: TraceSource, guard: GuardUsers) {
    this.source = source;
    this.guard = guard;
    this.bindings = new Bindings(source);
  }

  /** Everybody who can be inside while `root` runs, in order of files and lines. */
  during(root: number): User[] {
    const { source } = this;
    const ends = (fn: number) => source.reached(fn).has(root) || this.makes(fn);
    const entries = source.entries.filter(
      (entry) => source.model.userKindsByName.has(entry.kind) && !ends(entry.fn),
    );
    const users = entries.filter((entry) => this.isBound(entry.fn) || this.touches(entry.fn));
    const reached = new Set(users.flatMap((entry) => [...source.reached(entry.fn)]));
    for (const entry of entries) {
      if (users.includes(entry)) continue;
      if ([...this.bindings.registeredIn(entry.fn)].some((fn) => reached.has(fn))) users.push(entry);
    }
    const all = users.map((entry) => this.user(source.fn(entry.fn), entry));
    const entered = new Set(entries.map((entry) => entry.fn));
    for (const fn of source.program.list)
      if (fn.exported && !entered.has(fn.index) && !ends(fn.index) && this.serves(fn))
        all.push(this.user(fn, exportedEntry(fn)));
    return numbered(all.sort((a, b) => compare(a, b)));
  }

  private user(fn: ProgramFunction, entry: Pick<Entry, 'kind' | 'label'>): User {
    const keys = this.bindings.of(fn.index);
    return {
      id: `${entry.kind}:${fn.name}`,
      kind: entry.kind,
      label: entry.label,
      fn,
      keys,
      anchors: this.bindings.anchorsAmong(keys),
      reserves: this.guard.reserves(fn.index),
      unguarded: () => this.guard.usesUnguarded(fn.index),
      looksUp: entry.kind === 'exported' && this.isLookup(fn),
    };
  }

  private isBound(fn: number): boolean {
    const member = `${this.source.lifecycle.subject.struct}.`;
    for (const key of this.bindings.of(fn)) if (key.startsWith(member)) return true;
    return false;
  }

  /** The function, or something that it calls, has the subject in its hands. */
  private touches(fn: number): boolean {
    const { struct } = this.source.lifecycle.subject;
    for (const at of this.source.reached(fn)) {
      const { params, locals } = this.source.fn(at).ir;
      if (params.some((param) => param.type.name === struct)) return true;
      if (Object.values(locals).some((type) => type.name === struct)) return true;
    }
    return false;
  }

  private isGiven(fn: ProgramFunction): boolean {
    return fn.ir.params.some((param) => param.type.name === this.source.lifecycle.subject.struct);
  }

  /** An exported function that other subsystems use the subject through: it reserves it, or looks it up. */
  private serves(fn: ProgramFunction): boolean {
    return this.guard.serves(fn.index) || this.isLookup(fn);
  }

  /** Gives its caller a subject that it was not given, with a reference. */
  private isLookup(fn: ProgramFunction): boolean {
    const { struct } = this.source.lifecycle.subject;
    if (fn.ir.returns.name !== struct || fn.ir.returns.pointers !== 1 || this.isGiven(fn)) return false;
    const cases = this.source.result(fn.index)?.summary.cases ?? [];
    return cases.some((one) => one.acquires.some((hold) => hold.kind === 'ref' && !hold.initial));
  }

  /** Brings new subjects into being: set-up, not use. */
  private makes(fn: number): boolean {
    this.makers ??= new Set(
      this.source.program.list
        .filter(({ index, ir }) => {
          if (ir.returns.name !== this.source.lifecycle.subject.struct) return false;
          const cases = this.source.result(index)?.summary.cases ?? [];
          return cases.some((one) => one.acquires.some((hold) => hold.kind === 'ref' && hold.initial));
        })
        .map(({ index }) => index),
    );
    for (const at of this.makers) if (this.source.reached(fn).has(at)) return true;
    return false;
  }
}

function exportedEntry(fn: ProgramFunction): Pick<Entry, 'kind' | 'label'> {
  return { kind: 'exported', label: `in-kernel callers of ${fn.name}()` };
}

function compare(a: User, b: User): number {
  if (a.fn.file !== b.fn.file) return a.fn.file < b.fn.file ? -1 : 1;
  return a.fn.start - b.fn.start || (a.kind < b.kind ? -1 : 1);
}

/** Functions of one name in several files get ids of their own. */
function numbered(users: readonly User[]): User[] {
  const seen = new Map<string, number>();
  return users.map((user) => {
    const count = (seen.get(user.id) ?? 0) + 1;
    seen.set(user.id, count);
    return count === 1 ? user : { ...user, id: `${user.id}:${count}` };
  });
}

import { allEntries } from '../entries';
import { retractionsOf } from '../unprotected';
import type { Act } from './acts';
import type { Lifetimes } from './index';
import type { Key } from './keys';
import { usesOf } from './uses';

/** What a step of a removal keeps out: kinds of entries, and the callbacks of a guarded table. */
export interface Ends {
  readonly kinds: ReadonlySet<string>;
  /** Clears a guarded table of callbacks. */
  readonly table: boolean;
}

const NOBODY: Ends = { kinds: new Set(), table: false };

/** Who uses a driver, and which steps end that. */
export class Users {
  private readonly lives: Lifetimes;
  private readonly retracting: ReadonlySet<number>;
  private readonly endsByFn = new Map<number, Ends>();
  /** Functions that users enter, by kind; callbacks of guarded tables under the name of the table. */
  private readonly entered: readonly {
    readonly fn: number;
    readonly kind: string;
    readonly table: boolean;
  }[];
  private readonly reached = new Map<number, ReadonlySet<Key>>();

  constructor(lives: Lifetimes) {
    this.lives = lives;
    const { analysis } = lives;
    const { program, model } = analysis;
    this.retracting = new Set(
      model.guarded.flatMap((row) => retractionsOf(analysis, row).map(({ fn }) => fn.index)),
    );
    const tables = new Set(
      model.guarded
        .map((row) => program.member(row.struct, row.field)?.name ?? '')
        .filter((name) => name !== ''),
    );
    const entered: { fn: number; kind: string; table: boolean }[] = [];
    for (const entry of allEntries(analysis))
      if (model.userKind(entry.kind) !== undefined)
        entered.push({ fn: entry.fn, kind: entry.kind, table: false });
    for (const { fn, struct } of program.callbacks)
      if (tables.has(struct)) entered.push({ fn, kind: struct, table: true });
    this.entered = entered;
  }

  /** What a call of a function of the program ends. */
  endsOf(fn: number): Ends {
    let known = this.endsByFn.get(fn);
    if (known === undefined) {
      known = this.findEnds(fn);
      this.endsByFn.set(fn, known);
    }
    return known;
  }

  private findEnds(fn: number): Ends {
    const kinds = new Set<string>();
    let table = false;
    for (const at of this.lives.closure(fn)) {
      table ||= this.retracting.has(at);
      for (const act of this.lives.of(at).acts) for (const kind of this.kindsEndedBy(act)) kinds.add(kind);
    }
    // What also lets users in is no step of a removal: its error path only takes back what it did.
    for (const act of this.lives.within(fn))
      if (act.what === 'register') {
        const opened = this.lives.analysis.model.opens(act.name);
        for (const kind of opened) kinds.delete(kind);
        if (opened.length > 0) table = false;
      }
    return kinds.size === 0 && !table ? NOBODY : { kinds, table };
  }

  /** Kinds of entries that a call ends by itself. Only what takes a registration back counts. */
  kindsEndedBy(act: Act): readonly string[] {
    if (act.what !== 'unregister') return [];
    return this.lives.analysis.model.fences(act.name).flatMap((fence) => fence.cuts);
  }

  /** The first function, of some files, in which a user whom `ends` keeps out needs one of the objects. */
  whoNeeds(keys: ReadonlySet<Key>, ends: Ends, files: ReadonlySet<string>): number | null {
    for (const { fn, kind, table } of this.entered) {
      if (!files.has(this.lives.fn(fn).file)) continue;
      if (table ? !ends.table : !ends.kinds.has(kind)) continue;
      const uses = this.usesFrom(fn);
      for (const key of keys) if (uses.has(key)) return fn;
    }
    return null;
  }

  /** Objects that are used in a function or in what it calls by name. */
  usesFrom(fn: number): ReadonlySet<Key> {
    let known = this.reached.get(fn);
    if (known === undefined) {
      const all = new Set<Key>();
      for (const at of this.lives.closure(fn))
        for (const key of usesOf(this.lives.analysis.program, this.lives.fn(at))) all.add(key);
      known = all;
      this.reached.set(fn, known);
    }
    return known;
  }
}

import { globalName } from './objects';
import { closure, type TraceSource } from './trace-source';

/**
 * Which files implement the callbacks that a guarded field points to, and whose ways in can get to which of them: a
 * driver's own callbacks never come to those of another driver, though both go through the same table type.
 */
export class Implementers {
  private readonly source: TraceSource;
  private readonly files: ReadonlySet<string>;
  private readonly byEntry = new Map<number, ReadonlySet<string>>();

  constructor(source: TraceSource) {
    this.source = source;
    const { subject, guarded } = source.lifecycle;
    const tables = new Set(
      guarded.flatMap(
        ({ field, table }) => source.program.member(subject.struct, field)?.name ?? table ?? [],
      ),
    );
    this.files = new Set(
      source.program.files
        .filter((file) => file.tables.some((table) => tables.has(table.type.name)))
        .map((file) => file.path),
    );
  }

  /** A way from this entry can come to a callback in this file. */
  canReach(entry: number, file: string): boolean {
    if (!this.files.has(file)) return true;
    const own = this.of(entry);
    return own.size === 0 || own.has(file);
  }

  /** Files with callbacks whose functions an entry calls by name; none for entries that all drivers share. */
  private of(entry: number): ReadonlySet<string> {
    let known = this.byEntry.get(entry);
    if (known === undefined) {
      const { source } = this;
      const reached = closure([entry], (fn) =>
        source.callees(fn, (callee) => globalName(source.fn(fn), callee) !== null),
      );
      known = new Set([...reached].map((fn) => source.fn(fn).file).filter((file) => this.files.has(file)));
      this.byEntry.set(entry, known);
    }
    return known;
  }
}

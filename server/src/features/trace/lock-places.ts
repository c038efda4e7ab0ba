import type { Expr, Op } from '../../ir/types';
import type { Mode } from '../../model/types';
import type { HoldReport } from '../reports';
import { lastMember } from './held';
import { expressionKeys, globalName } from './objects';
import { closure, type TraceSource } from './trace-source';

/** Where somebody takes a lock, as far as the text says. */
export interface LockPlace {
  readonly at: { readonly file: string; readonly line: number; readonly function: string };
  /** One for all who come: a lock of the subject, or a global one. Else each file or request has its own. */
  readonly isShared: boolean;
  /** Struct that the lock is a member of; empty for a global one. */
  readonly struct: string;
}

interface Taking extends LockPlace {
  /** Last member of its path, or name of the variable. */
  readonly name: string;
  readonly mode: Mode | null;
}

/** Finds where functions take locks, from source text alone: whom a thread outside the line would have to wait for. */
export class LockPlaces {
  private readonly source: TraceSource;
  private readonly byFn = new Map<number, readonly Taking[]>();

  constructor(source: TraceSource) {
    this.source = source;
  }

  /** The first place below an entry point that takes a held lock in a mode that does not go together with it. */
  firstTaking(entry: number, held: HoldReport): LockPlace | null {
    const name = lastMember(held.object);
    for (const fn of closure([entry], (at) => this.source.callees(at)))
      for (const taking of this.takings(fn))
        if (taking.name === name && (taking.mode !== 'read' || held.mode !== 'read')) return taking;
    return null;
  }

  private takings(fn: number): readonly Taking[] {
    let known = this.byFn.get(fn);
    if (known === undefined) {
      known = this.source.fn(fn).ir.blocks.flatMap(({ ops }) => ops.flatMap((op) => this.takingsOf(fn, op)));
      this.byFn.set(fn, known);
    }
    return known;
  }

  private takingsOf(index: number, op: Op): Taking[] {
    const { source } = this;
    const fn = source.fn(index);
    const name = this.taker(index, op);
    if (name === null || (op.op !== 'call' && op.op !== 'cleanup')) return [];
    return (source.model.primitivesByName.get(name) ?? []).flatMap((row) => {
      if (row.kind !== 'lock' || row.effect !== 'acquire' || !('arg' in row.target)) return [];
      const arg: Expr | undefined = op.args[row.target.arg];
      const key = arg === undefined ? undefined : expressionKeys(source, fn, arg)[0];
      if (key === undefined) return [];
      const [struct = '', member = struct] = key.split('.');
      const isGlobal = struct.startsWith('variable ');
      const path = row.target.path?.split(/\.|->/).at(-1);
      return [
        {
          name: path ?? (isGlobal ? struct.slice('variable '.length) : member),
          mode: row.mode ?? null,
          isShared: isGlobal || struct === source.lifecycle.subject.struct,
          struct: isGlobal ? '' : struct,
          at: { file: fn.file, line: source.line(fn, op.at.start), function: fn.name },
        },
      ];
    });
  }

  private taker(fn: number, op: Op): string | null {
    if (op.op === 'call') return globalName(this.source.fn(fn), op.callee);
    if (op.op !== 'cleanup') return null;
    const form = op.form === 'class' || op.form === 'free' ? op.form : 'guard';
    return this.source.model.cleanupByName.get(`${form}:${op.name}`)?.enter ?? null;
  }
}

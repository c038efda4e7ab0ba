import type { ProgramFunction } from '../../analysis/program';
import { K } from '../../analysis/term-kinds';
import type { Op } from '../../ir/types';
import type { PrimitiveRow } from '../../model/types';
import type { TraceReport } from '../reports';
import type { Bindings } from './bindings';
import { globalName, keysAt } from './objects';
import type { TraceSource } from './trace-source';

export type Reference = TraceReport['references'][number];

type CallOp = Extract<Op, { op: 'call' }>;

/** A place in the source where a reference on the subject's device is taken or dropped. */
interface Use {
  readonly fn: ProgramFunction;
  readonly op: CallOp;
  readonly row: PrimitiveRow;
  /** The device core drops it, by a call that is registered here. */
  readonly managed?: true;
}

/** Where a reference ends, and who has it until then. */
interface Match {
  readonly holder: string;
  readonly drop: Use | null;
  /** Given to whoever called the function. */
  readonly isForCaller?: true;
}

/** Who holds references on the device of the subject: where each is taken, and where it is given back. */
export function findReferences(source: TraceSource, bindings: Bindings): Reference[] {
  return new References(source, bindings).find();
}

class References {
  private readonly source: TraceSource;
  private readonly bindings: Bindings;
  private readonly taken: Use[] = [];
  private readonly dropped: Use[] = [];

  constructor(source: TraceSource, bindings: Bindings) {
    this.source = source;
    this.bindings = bindings;
    for (const fn of source.program.list)
      for (const { ops } of fn.ir.blocks) for (const op of ops) if (op.op === 'call') this.collect(fn, op);
  }

  private get key(): string {
    const { struct, device = '' } = this.source.lifecycle.subject;
    return `${struct}.${device}`;
  }

  private collect(fn: ProgramFunction, op: CallOp): void {
    const name = globalName(fn, op.callee);
    if (name === null) return;
    this.collectManaged(fn, op, name);
    for (const row of this.source.model.primitivesByName.get(name) ?? []) {
      if (row.kind !== 'ref' || !('arg' in row.target) || row.target.path !== undefined) continue;
      if (!this.isSubject(fn, op, op.args[row.target.arg])) continue;
      if (row.effect === 'acquire') this.taken.push({ fn, op, row });
      else if (row.effect === 'release') this.dropped.push({ fn, op, row });
    }
  }

  /** `devm_add_action_or_reset(dev, put_device, &chip->dev)`: dropped by the device core. */
  private collectManaged(fn: ProgramFunction, op: CallOp, name: string): void {
    const { model } = this.source;
    for (const { kind, callback, passes } of model.registrationsByName.get(name) ?? []) {
      const runs = kind === 'devm-action' ? globalName(fn, op.args[callback]) : null;
      const given = passes?.find(([, to]) => to === 0)?.[0];
      const row = model.primitivesByName
        .get(runs ?? '')
        ?.find((one) => one.kind === 'ref' && one.effect === 'release');
      if (row !== undefined && given !== undefined && this.isSubject(fn, op, op.args[given]))
        this.dropped.push({ fn, op, row, managed: true });
    }
  }

  private isSubject(fn: ProgramFunction, op: CallOp, arg: CallOp['args'][number] | undefined): boolean {
    if (keysAt(this.source, fn, op, arg)[0] === this.key) return true;
    // A callback that is handed the object when it is registered.
    return (
      arg?.k === 'var' &&
      fn.ir.params[0]?.name === arg.name &&
      this.source.callerFunctions(fn.index).length === 0 &&
      this.bindings.anchorsAmong(this.bindings.of(fn.index)).some(([first]) => first === this.key)
    );
  }

  find(): Reference[] {
    const own = this.taken.flatMap((use) => this.held(use));
    return [...own, ...this.published()];
  }

  /** One that is taken for the caller is held by each of the callers. */
  private held(use: Use): Reference[] {
    const match = this.match(use);
    const own = this.reference(use, match);
    const callers = this.source.callerFunctions(use.fn.index).map((index) => this.source.fn(index));
    if (!match.isForCaller || callers.length === 0) return [own];
    return callers.map((caller) => {
      const drop =
        this.counterpart(caller) ??
        this.dropped.find((one) => one.fn.index === caller.index) ??
        this.dropped.find((one) => one.fn.file === caller.file && one.fn.index !== use.fn.index);
      const call = this.callOf(caller, use.fn.index);
      return {
        ...own,
        holder: `${caller.name}() through ${use.fn.name}()`,
        taken: call === null ? own.taken : this.site({ fn: caller, op: call }),
        dropped: drop === undefined ? null : this.site(drop),
      };
    });
  }

  /** Dropped by another callback of the table that names the caller: taken at its start, given back at its end. */
  private counterpart(caller: ProgramFunction): Use | undefined {
    const { callbacks } = this.source.program;
    const tables = callbacks.filter((one) => one.fn === caller.index && one.table !== null);
    return this.dropped.find(
      (one) =>
        one.fn.index !== caller.index &&
        callbacks.some(
          ({ fn, table, file }) =>
            fn === one.fn.index && tables.some((own) => own.table === table && own.file === file),
        ),
    );
  }

  private callOf(caller: ProgramFunction, callee: number): CallOp | null {
    for (const { ops } of caller.ir.blocks)
      for (const op of ops)
        if (op.op === 'call' && op.callee.k === 'var') {
          const found = this.source.program.resolve(op.callee.name, caller.file);
          if (found.includes(callee)) return op;
        }
    return null;
  }

  private reference(use: Use, match: Match): Reference {
    const { source } = this;
    const { fn, op, row } = use;
    const arg = 'arg' in row.target ? row.target.arg : 0;
    const whole = source.text(fn, op.at.start, op.at.end);
    const text = whole.slice(whole.indexOf('(') + 1, -1).split(',')[arg] ?? '';
    return {
      holder: match.holder,
      object: text.trim().replace(/^&/, ''),
      taken: this.site(use),
      dropped: match.drop === null ? null : this.site(match.drop),
    };
  }

  private site({ fn, op }: Pick<Use, 'fn' | 'op'>): { readonly file: string; readonly line: number } {
    return { file: fn.file, line: this.source.line(fn, op.at.start) };
  }

  private match(use: Use): Match {
    if (use.row.initial) {
      const drop = this.dropped.find((one) => one.managed || this.isHandedOver(one.fn));
      return { holder: 'the first reference, of who made it', drop: drop ?? null };
    }
    const here = this.dropped.filter(
      (one) => one.fn.index === use.fn.index && !one.managed && one.op.at.start > use.op.at.start,
    );
    if (!this.leavesHeld(use.fn) && here.length > 0)
      return { holder: `${use.fn.name}() while it runs`, drop: here.at(-1) ?? null };
    return (
      this.byTable(use) ??
      this.byRelease(use) ??
      this.byCounterpart(use) ??
      this.byCaller(use) ?? { holder: `who called ${use.fn.name}()`, drop: null }
    );
  }

  private isHandedOver(fn: ProgramFunction): boolean {
    return this.source.entries.some((entry) => entry.fn === fn.index && entry.kind === 'devm-action');
  }

  private leavesHeld(fn: ProgramFunction): boolean {
    const { terms } = this.source;
    const device = this.source.lifecycle.subject.device;
    return (this.source.result(fn.index)?.exits ?? []).some(({ state }) =>
      state.holds.some(
        ({ kind, object }) =>
          kind === 'ref' && terms.kind(object) === K.Field && terms.name(terms.b(object)) === device,
      ),
    );
  }

  /** Taken when a file is opened, dropped when it is closed: both are callbacks of one table. */
  private byTable(use: Use): Match | null {
    for (const { fn, table } of this.source.program.callbacks) {
      if (table === null || !this.source.reached(fn).has(use.fn.index)) continue;
      const others = this.source.program.callbacks.filter((one) => one.table === table && one.fn !== fn);
      const drop = this.dropped.find((one) =>
        others.some((other) => this.source.reached(other.fn).has(one.fn.index)),
      );
      if (drop !== undefined && fn === use.fn.index) return { holder: `open files of ${table}`, drop };
    }
    return null;
  }

  /** On behalf of another object, whose release callback is set here and drops it. */
  private byRelease(use: Use): Match | null {
    for (const { ops } of use.fn.ir.blocks)
      for (const op of ops) {
        if (op.op !== 'assign' || op.target.k !== 'field') continue;
        const name = globalName(use.fn, op.value);
        if (name === null) continue;
        const callbacks = this.source.program.resolve(name, use.fn.file);
        const drop = this.dropped.find((one) => callbacks.includes(one.fn.index));
        const owner = keysAt(this.source, use.fn, op, op.target.base)[0];
        if (drop !== undefined) return { holder: owner?.replace('.', '->') ?? name, drop };
      }
    return null;
  }

  /** For the caller, together with other things that another function gives back together. */
  private byCounterpart(use: Use): Match | null {
    const taken = this.effect(use.fn, 'acquires');
    if (taken.length < 2) return null;
    const drop = this.dropped.find((one) => {
      const given = this.effect(one.fn, 'releases');
      return given.length > 1 && given.every((hold) => taken.includes(hold));
    });
    return drop === undefined ? null : { holder: `between ${use.fn.name}() and ${drop.fn.name}()`, drop };
  }

  private effect(fn: ProgramFunction, side: 'acquires' | 'releases'): string[] {
    const { terms } = this.source;
    const cases = this.source.result(fn.index)?.summary.cases ?? [];
    const most = cases.reduce(
      (best, one) => (one[side].length > best.length ? one[side] : best),
      cases[0]?.[side] ?? [],
    );
    return most.map(({ kind, object }) =>
      terms.kind(object) === K.Field ? `${kind} ${terms.name(terms.b(object))}` : kind,
    );
  }

  /** For the caller, who drops it in the same function, or elsewhere in its file. */
  private byCaller(use: Use): Match | null {
    const callers = this.source.callerFunctions(use.fn.index).map((fn) => this.source.fn(fn));
    const drop =
      this.dropped.find((one) => callers.some((caller) => caller.index === one.fn.index)) ??
      this.dropped.find((one) => callers.some((caller) => caller.file === one.fn.file));
    return drop === undefined ? null : { holder: `who called ${use.fn.name}()`, drop, isForCaller: true };
  }

  /** A published device is pinned by what publishes it, for as long as files are open. */
  private published(): Reference[] {
    const { phases, subject } = this.source.lifecycle;
    const found: Reference[] = [];
    for (const row of phases.publish) {
      const { also } = row;
      if (also === undefined || also.path !== subject.device) continue;
      for (const fn of this.source.program.list)
        for (const { ops } of fn.ir.blocks)
          for (const op of ops) {
            if (op.op !== 'call' || globalName(fn, op.callee) !== row.call) continue;
            if (keysAt(this.source, fn, op, op.args[also.arg])[0] !== this.key) continue;
            const object = this.source.text(fn, op.at.start, op.at.end).replace(/^.*,\s*&?|\)$/g, '');
            found.push({
              holder: `${row.path} and its open files`,
              object,
              taken: this.site({ fn, op }),
              dropped: null,
            });
          }
    }
    return found;
  }
}

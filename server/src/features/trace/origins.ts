import { changedBits, disjoint } from '../../analysis/bits';
import { evaluate } from '../../analysis/evaluate';
import type { CallSite } from '../../analysis/frame';
import type { FunctionResult } from '../../analysis/solve';
import type { State } from '../../analysis/state';
import { subjectParam } from '../../analysis/subject';
import type { Term } from '../../analysis/term-kinds';
import type { Op } from '../../ir/types';
import type { Step } from './call-tree';
import { globalName } from './objects';
import type { Removal } from './removal';
import type { TraceSource } from './trace-source';
import type { Origins, WayEntry } from './ways';

/** Origin of what a function does to an object that it publishes later on. */
const BEFORE = 'before publication';

/** Why ways from some entries are safe without a lock: they are fenced in time, or a flag keeps others out. */
export class SafeOrigins implements Origins {
  private readonly source: TraceSource;
  private readonly fences = new Map<string, Step>();
  private readonly lastPublication = new Map<number, number>();

  constructor(source: TraceSource, removal: Removal | null) {
    this.source = source;
    const retraction = removal?.ends.retraction;
    for (const { user, end } of removal?.ended ?? []) {
      const step = removal?.steps.find((one) => one.n === end.step);
      if (step !== undefined && retraction != null && !end.byGuard && step.n < retraction.n)
        this.fences.set(`${user.kind}|${user.fn.index}`, step);
    }
  }

  of(entry: WayEntry): string {
    const step = this.fences.get(`${entry.kind}|${entry.fn}`);
    if (step !== undefined) return `fence ${step.n}`;
    const flag = (this.source.lifecycle.flags ?? []).findIndex((row) => row.during?.includes(entry.kind));
    return flag < 0 ? '' : `flag ${flag}`;
  }

  /** The step that an origin of a fenced way names. */
  fenceOf(origin: string): Step | null {
    for (const step of this.fences.values()) if (origin === `fence ${step.n}`) return step;
    return null;
  }

  flagOf(origin: string) {
    return origin.startsWith('flag ') ? this.source.lifecycle.flags?.[Number(origin.slice(5))] : undefined;
  }

  at(origin: string, result: FunctionResult, call: CallSite): string {
    if (origin === '' && this.isPublishedAfter(result, call.at)) return BEFORE;
    const flag = this.flagOf(origin);
    if (flag === undefined) return origin;
    for (const callee of call.callees) {
      const subject = subjectParam(this.source.analysis.model, this.source.fn(callee));
      const arg = subject < 0 ? undefined : call.args[subject];
      if (arg !== undefined && this.isOver(origin, result, call.state, arg)) return '';
    }
    return origin;
  }

  key(result: FunctionResult, call: CallSite): string {
    const flags = (this.source.lifecycle.flags ?? []).map(
      (_, i) => this.at(`flag ${i}`, result, call) === '',
    );
    return flags.join();
  }

  isBefore(origin: string): boolean {
    return origin === BEFORE;
  }

  /** A function goes on to make its object visible: until then it is not. */
  isPublishedAfter(result: FunctionResult, at: number): boolean {
    const fn = result.frame.fn.index;
    let last = this.lastPublication.get(fn);
    if (last === undefined) {
      last = -1;
      for (const { ops } of this.source.fn(fn).ir.blocks)
        for (const op of ops)
          if (op.op === 'call' && this.publishes(fn, op)) last = Math.max(last, op.at.start);
      this.lastPublication.set(fn, last);
    }
    return at < last;
  }

  private publishes(fn: number, op: Extract<Op, { op: 'call' }>): boolean {
    const { source } = this;
    const name = globalName(source.fn(fn), op.callee);
    if (name === null) return false;
    if (source.analysis.model.publishes(name) !== undefined) return true;
    return source.program.resolve(name, source.fn(fn).file).some((callee) => {
      const { terms } = source;
      const subject = subjectParam(source.analysis.model, source.fn(callee));
      if (subject < 0) return false;
      const marker = terms.unary('unpublished', terms.param(subject));
      const cases = source.result(callee)?.summary.cases ?? [];
      return cases.some(({ writes }) => writes.some(([place]) => place === marker));
    });
  }

  /** The flag may have been changed since the entry. */
  isOver(origin: string, result: FunctionResult, state: State, subject: Term): boolean {
    const flag = this.flagOf(origin);
    if (flag === undefined) return false;
    const { terms } = this.source;
    const place = terms.field(subject, flag.path);
    const word = state.store.get(place);
    if (word === undefined) return false;
    const bit = evaluate(result.frame, state.copy(), { k: 'var', name: flag.bit });
    const changed = changedBits(terms, word, terms.load(place));
    return changed === null || !disjoint(terms, changed.mask, bit);
  }
}

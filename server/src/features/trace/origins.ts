import { evaluate } from '../../analysis/evaluate';
import { maskOf } from '../../analysis/facts';
import type { CallSite } from '../../analysis/frame';
import type { FunctionResult } from '../../analysis/solve';
import { type State, ZERO } from '../../analysis/state';
import { subjectParam } from '../../analysis/subject';
import type { Term } from '../../analysis/term-kinds';
import type { Step } from './call-tree';
import type { Removal } from './removal';
import type { TraceSource } from './trace-source';
import type { Origins, WayEntry } from './ways';

/** Why ways from some entries are safe without a lock: they are fenced in time, or a flag keeps others out. */
export class SafeOrigins implements Origins {
  private readonly source: TraceSource;
  private readonly fences = new Map<string, Step>();

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
    const flag = this.flagOf(origin);
    if (flag === undefined) return origin;
    for (const callee of call.callees) {
      const subject = subjectParam(this.source.analysis.model, this.source.fn(callee));
      const arg = subject < 0 ? undefined : call.args[subject];
      if (arg !== undefined && this.isOver(origin, result, call.state, arg)) return '';
    }
    return origin;
  }

  /** The flag is certainly not as it must be any more. */
  isOver(origin: string, result: FunctionResult, state: State, subject: Term): boolean {
    const flag = this.flagOf(origin);
    if (flag === undefined) return false;
    const { terms } = this.source;
    const word = state.store.get(terms.field(subject, flag.path));
    if (word === undefined) return false;
    const bit = evaluate(result.frame, state.copy(), { k: 'var', name: flag.bit });
    const isClear = maskOf(terms, state, terms.binary('&', word, bit)) === ZERO;
    return isClear === (flag.while === 'set');
  }
}

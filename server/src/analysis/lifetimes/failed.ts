import type { ProgramFunction } from '../program';
import type { Act } from './acts';
import { flowOf } from './flow';
import type { Lifetimes } from './index';

/** A registration that failed leads to where it is taken back. */
export interface TakenBackUnregistered {
  readonly fn: ProgramFunction;
  readonly register: Act;
  readonly unregister: Act;
}

/** Labels that are one too high: reached from the failure of what they take back. */
export function findTakenBackUnregistered(lives: Lifetimes): TakenBackUnregistered[] {
  const found: TakenBackUnregistered[] = [];
  const functions = new Set(lives.every('register').map(({ fn }) => fn));
  for (const fn of functions) {
    const { acts } = lives.of(fn.index);
    const flow = flowOf(fn.ir);
    for (const register of acts) {
      if (register.what !== 'register' || register.key.startsWith('struct ')) continue;
      // In a loop one name stands for many things.
      if (flow.repeats(register.block)) continue;
      const past = new Set(acts.filter(({ what }) => what === 'register').map(({ block }) => block));
      past.delete(register.block);
      const others = acts.filter(({ what, key }) => what === 'register' && key === register.key);
      if (others.length > 1) continue;
      const unregister = acts.find(
        (act) =>
          act.what === 'unregister' &&
          act.key === register.key &&
          act.primitive === register.primitive &&
          flow.failsInto(register, act, register.when, past),
      );
      if (unregister !== undefined) found.push({ fn, register, unregister });
    }
  }
  return found;
}

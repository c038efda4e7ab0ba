import type { Confidence, RuleId } from '../../model/types';
import type { Analysis } from '../analyse';
import { NO_HOLD } from '../frame';
import { findRearmed, findUndrained, type Rearmed, type Undrained } from '../lifetimes/drained';
import { findTakenBackUnregistered, type TakenBackUnregistered } from '../lifetimes/failed';
import { lifetimesOf } from '../lifetimes/index';
import { type EarlyPublication, findEarlyPublications } from '../lifetimes/initialised';
import { type Key, shortName } from '../lifetimes/keys';
import {
  type EarlyTeardown,
  findCallbackTeardowns,
  findEarlyTeardowns,
  findUnboundFirst,
} from '../lifetimes/order';
import { findNotUndone, type NotUndone } from '../lifetimes/undone';
import { Users } from '../lifetimes/users';
import type { ProgramFunction } from '../program';
import type { FunctionResult } from '../solve';
import { State } from '../state';
import type { Finding, Step } from './finding';

interface Place {
  readonly at: number;
  readonly text: string;
  /** The function that it is in, where that is not the one to blame. */
  readonly fn?: number;
}

/** A mistake that the text of several functions shows together, in the function that is to blame. */
interface Mistake {
  readonly fn: ProgramFunction;
  readonly rule: RuleId;
  readonly confidence: Confidence;
  readonly at: number;
  readonly end: number;
  readonly object: string;
  readonly message: string;
  /** Places that lead there, in this function or in another. */
  readonly steps: readonly Place[];
}

const found = new WeakMap<Analysis, ReadonlyMap<number, readonly Mistake[]>>();

/** The order of a driver's life: set up before published, kept out before taken down, stopped before freed. */
export function findLifetimeMistakes(analysis: Analysis, result: FunctionResult): Finding[] {
  let all = found.get(analysis);
  if (all === undefined) {
    all = findAllMistakes(analysis);
    found.set(analysis, all);
  }
  return (all.get(result.frame.fn.index) ?? []).map((mistake) => report(result, mistake));
}

function findAllMistakes(analysis: Analysis): ReadonlyMap<number, readonly Mistake[]> {
  const lives = lifetimesOf(analysis);
  const users = new Users(lives);
  const mistakes = [
    ...findUndrained(lives).map(undrained),
    ...findRearmed(lives).map(rearmed),
    ...findEarlyTeardowns(lives, users).map(earlyTeardown),
    ...findCallbackTeardowns(lives, users).map(callbackTeardown),
    ...findUnboundFirst(lives, users).map(unboundFirst),
    ...findNotUndone(lives).map(notUndone),
    ...findEarlyPublications(lives, users).map(earlyPublication),
    ...findTakenBackUnregistered(lives).map(takenBack),
  ];
  const byFn = new Map<number, Mistake[]>();
  for (const mistake of mistakes) {
    const list = byFn.get(mistake.fn.index);
    if (list === undefined) byFn.set(mistake.fn.index, [mistake]);
    else list.push(mistake);
  }
  return byFn;
}

function nameOf(key: Key): string {
  return key.startsWith('irq of ') ? `interrupt of ${key.slice('irq of '.length)}` : shortName(key);
}

function undrained(one: Undrained): Mistake {
  const { fn, at, end } = one.blame;
  const object = nameOf(one.key);
  const what = one.key.startsWith('irq of ') ? object : `'${object}'`;
  const when =
    one.freed === null
      ? `after ${one.root.name}(), when the device's memory is freed`
      : `when ${one.freed.act.name}() in ${one.freed.fn.name}() frees what it is part of`;
  const missing = one.cancelled ? 'it is cancelled by a call that does not wait' : 'nothing stops it before';
  return {
    fn,
    rule: 'async-not-drained',
    confidence: 'likely',
    at,
    end,
    object,
    message: `${what} may still run ${when}: ${missing} (started in ${one.armed.fn.name}())`,
    steps: [
      { fn: one.armed.fn.index, at: one.armed.act.at, text: 'started' },
      ...(one.freed === null ? [] : [{ fn: one.freed.fn.index, at: one.freed.act.at, text: 'freed' }]),
    ],
  };
}

function rearmed({ fn, drained, by }: Rearmed): Mistake {
  const object = shortName(drained.key);
  return {
    fn,
    rule: 'async-not-drained',
    confidence: 'likely',
    at: drained.at,
    end: drained.end,
    object,
    message: `'${object}' stopped here, but '${shortName(by.key)}' may start it again: that is stopped only afterwards`,
    steps: [{ at: by.at, text: 'only here stopped what starts it again' }],
  };
}

function earlyTeardown(one: EarlyTeardown): Mistake {
  const object = shortName(one.key);
  return {
    fn: one.fn,
    rule: 'removal-order',
    confidence: 'likely',
    at: one.at,
    end: one.end,
    object,
    message: `'${object}' goes in ${one.how}() before ${one.fence.name}() keeps users out: ${one.user.name}() may still need it`,
    steps: [{ at: one.fence.at, text: 'only here kept out' }],
  };
}

function callbackTeardown(one: EarlyTeardown): Mistake {
  const early = earlyTeardown(one);
  const message = `'${early.object}' goes in ${one.how}() before ${one.fence.name}() stops ${one.user.name}(), which may still need it`;
  return { ...early, message };
}

function unboundFirst(one: EarlyTeardown): Mistake {
  const early = earlyTeardown(one);
  const message = `${one.how}() unbinds the device and frees what it manages ('${early.object}') before ${one.fence.name}() keeps users out`;
  return { ...early, message };
}

function notUndone({ fn, key, registered, start, stop }: NotUndone): Mistake {
  const object = nameOf(key);
  const { start: at, end } = fn.ir.nameSpan;
  const common = { fn, rule: 'removal-order', confidence: 'likely', at, end, object, steps: [] } as const;
  if (registered === null)
    return {
      ...common,
      message: `'${object}' is never cleared on the way of ${stop.name}(): users who are still inside go on calling the driver`,
    };
  const by = registered.fn === start ? '' : ` in ${registered.fn.name}()`;
  return {
    ...common,
    steps: [{ fn: registered.fn.index, at: registered.act.at, text: 'registered' }],
    message: `'${object}' stays on the way of ${stop.name}(): nothing takes back ${registered.act.name}()${by}, and users still come in`,
  };
}

function earlyPublication(one: EarlyPublication): Mistake {
  const object = shortName(one.key);
  return {
    fn: one.fn,
    rule: 'register-before-init',
    confidence: 'likely',
    at: one.init.at,
    end: one.init.end,
    object,
    message: `'${object}' is set up only after ${one.name}(), from where on ${one.user.name}() may use it`,
    steps: [{ at: one.at, text: 'may be used from here' }],
  };
}

function takenBack({ fn, register, unregister }: TakenBackUnregistered): Mistake {
  const object = shortName(unregister.key);
  return {
    fn,
    rule: 'unregister-without-register',
    confidence: 'likely',
    at: unregister.at,
    end: unregister.end,
    object,
    message: `'${object}' unregistered here also where ${register.name}() has failed`,
    steps: [{ at: register.at, text: 'nothing is registered when this fails' }],
  };
}

function report(result: FunctionResult, mistake: Mistake): Finding {
  const { rule, confidence, at, end, object, message } = mistake;
  const hold = { ...NO_HOLD, object: result.frame.terms.zero, site: result.frame.here(at) };
  const own = result.frame.fn.index;
  const note = ({ at: place, text, fn = own }: Place): Step => ({
    at: place,
    what: 'where',
    text,
    hold: null,
    taken: true,
    ...(fn !== own && { fn }),
  });
  const steps = [...mistake.steps.map(note), note({ at, text: 'here' })];
  return { rule, confidence, result, at, end, hold, state: new State(), object, message, steps };
}

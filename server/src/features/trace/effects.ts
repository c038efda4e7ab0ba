import { evaluate } from '../../analysis/evaluate';
import { maskOf } from '../../analysis/facts';
import { targetOf } from '../../analysis/primitives';
import { ZERO } from '../../analysis/state';
import { K, type Term } from '../../analysis/term-kinds';
import type { Expr, Op } from '../../ir/types';
import type { PrimitiveRow, Target } from '../../model/types';
import type { TraceStep } from '../reports';
import type { GuardUsers } from './guard';
import { globalName, type Keys, keysOf, type Place, structOf } from './objects';
import type { TraceSource } from './trace-source';

/** What a primitive operation does to those who may be inside, or may come in. */
export interface Effect {
  readonly kind: TraceStep['kind'];
  readonly callee: string | null;
  readonly waitsFor: string | null;
  readonly fences: readonly Fence[];
  /** The protected field is cleared here: users of its guard end. */
  readonly retracts: boolean;
  /** The guard is taken in the mode of a retraction, or cannot tell its modes apart. */
  readonly guard: 'exclusive' | 'unclear' | null;
  /** Object that is given back to the allocator. */
  readonly freed: Keys | null;
  readonly says: string;
  /** Functions that cannot run any more once it has returned. */
  readonly callbacks?: readonly number[];
}

/** Entries of some kinds, on one object, that cannot start any more. */
export interface Fence {
  readonly kinds: readonly string[];
  readonly keys: Keys;
  /** Any object along the way is meant, not only the last one. */
  readonly anywhere: boolean;
  /** New lookups of the subject fail. */
  readonly lookups: boolean;
  readonly again: boolean;
  readonly waits: boolean;
  readonly says: string;
}

type CallOp = Extract<Op, { op: 'call' }>;

export function effectOf(source: TraceSource, guard: GuardUsers, place: Place, op: Op): Effect | null {
  switch (op.op) {
    case 'assign':
      return storeEffect(source, guard, place, op.target, op.value);
    case 'call': {
      const name = globalName(place.result.frame.fn, op.callee);
      if (name === null) return null;
      const [target, value] = op.args;
      if (source.model.functionsByName.get(name)?.semantics === 'store' && target && value)
        return storeEffect(source, guard, place, target, value);
      return callEffect(source, guard, place, op, name);
    }
    case 'cleanup': {
      const form = op.form === 'class' || op.form === 'free' ? op.form : 'guard';
      const enter = source.model.cleanupByName.get(`${form}:${op.name}`)?.enter;
      if (enter === undefined) return null;
      return callEffect(
        source,
        guard,
        place,
        { ...op, op: 'call', args: op.args, result: null, callee: variable(enter) },
        enter,
      );
    }
    case 'scope-end':
      return scopeEffect(source, place, op.variables);
    default:
      return null;
  }
}

const variable = (name: string): Expr => ({ k: 'var', name });

const NOTHING: Omit<Effect, 'kind'> = {
  callee: null,
  waitsFor: null,
  fences: [],
  retracts: false,
  guard: null,
  freed: null,
  says: '',
};

/** `chip->ops = NULL`, and members that newcomers look at first. */
function storeEffect(
  source: TraceSource,
  guard: GuardUsers,
  place: Place,
  target: Expr,
  value: Expr,
): Effect | null {
  if (target.k !== 'field') return null;
  const { frame } = place.result;
  const state = place.state.copy();
  if (maskOf(source.terms, state, evaluate(frame, state, value)) !== ZERO) return null;
  const base = target.base.k === 'deref' ? evaluate(frame, state, target.base.base) : null;
  const owner = source.program.typeOf(target.base, frame.fn)?.name;
  const key = `${owner}.${target.name}`;
  if (key === guard.fieldKey) return { ...NOTHING, kind: 'retract', retracts: true };
  const row = source.model.storeFencesByField.get(key);
  if (row === undefined || base === null) return null;
  const fence = {
    kinds: row.cuts,
    keys: keysOf(source, place, base),
    anywhere: true,
    lookups: false,
    again: false,
    waits: false,
    says: row.says,
  };
  return { ...NOTHING, kind: 'retract', fences: [fence], says: row.says };
}

function callEffect(
  source: TraceSource,
  guard: GuardUsers,
  place: Place,
  op: CallOp,
  name: string,
): Effect | null {
  const objects = new Objects(source, place, op);
  const fences = fencesOf(source, objects, name);
  const rows = (source.model.primitivesByName.get(name) ?? []).filter((row) => row.effect !== 'require');
  const lock = rows.find((row) => row.kind === 'lock' && objects.keys(row.target)[0] === guard.lockKey);
  const base = { ...NOTHING, callee: name, fences };
  if (fences.length > 0) {
    const says = [...new Set(fences.map((fence) => fence.says))].join('; ');
    const waiting = fences.filter((fence) => fence.waits).map((fence) => fence.says);
    return {
      ...base,
      kind: 'fence',
      says,
      waitsFor: waiting.length > 0 ? [...new Set(waiting)].join('; ') : null,
    };
  }
  const { row: guarded } = guard;
  if (guarded !== undefined && lock?.effect === 'acquire' && lock.mode === guarded.retract) {
    const clear = guarded.retract !== guarded.use;
    const drain = source.lifecycle.drains.find((one) => one.call === name && one.path === guarded.lock.path);
    const says = drain?.says === undefined ? '' : `: ${drain.says}`;
    const waitsFor = clear ? `everyone who holds ${guarded.lock.path} for ${guarded.use}${says}` : null;
    return {
      ...base,
      kind: clear ? 'fence' : 'acquire',
      guard: clear ? 'exclusive' : 'unclear',
      waitsFor,
      says: waitsFor ?? '',
    };
  }
  const phase = publication(source, objects, name);
  if (phase !== null) return { ...base, ...phase };
  const row = rows.find((one) => !one.informational) ?? rows[0];
  if (row === undefined) return null;
  const freed = row.kind === 'mem' && row.effect === 'release' ? objects.keys(row.target) : null;
  return { ...base, kind: freed !== null ? 'free' : (row.effect as 'acquire' | 'release'), freed };
}

/** A call that makes the subject visible, or takes it off a list that others look it up in. */
function publication(
  source: TraceSource,
  objects: Objects,
  name: string,
): Pick<Effect, 'kind' | 'fences' | 'says'> | null {
  const { subject, phases } = source.lifecycle;
  for (const row of phases.publish) {
    const last = row.path.split('.').at(-1);
    const target = { arg: row.arg };
    const isNull = objects.isNull(target);
    const fits =
      row.path === ''
        ? objects.struct(target) === subject.struct
        : (objects.keys(target)[0]?.endsWith(`.${last}`) ?? false);
    if (row.retractedBy.includes(name) && (row.call === name ? isNull : fits)) {
      const says = 'nobody finds it any more';
      const keys = objects.keys({ arg: 0 });
      const fence = {
        kinds: row.entries,
        keys,
        anywhere: false,
        lookups: true,
        again: false,
        waits: false,
        says,
      };
      return { kind: 'retract', fences: [fence], says };
    }
    if (row.call === name && fits && !isNull)
      return { kind: 'publish', fences: [], says: 'visible to others' };
  }
  return null;
}

function fencesOf(source: TraceSource, objects: Objects, name: string): Fence[] {
  return (source.model.fencesByName.get(name) ?? []).map((row) => ({
    kinds: row.cuts,
    keys: objects.keys(row.target),
    anywhere: false,
    lookups: false,
    again: row.again === true,
    waits: row.waits,
    says: row.says,
  }));
}

/** What cleanup variables give back where their scope ends. */
function scopeEffect(source: TraceSource, place: Place, variables: readonly string[]): Effect | null {
  const { frame } = place.result;
  for (const name of variables) {
    const op = frame.cleanups.get(name);
    if (op === undefined) continue;
    const form = op.form === 'class' || op.form === 'free' ? op.form : 'guard';
    const exit = source.model.cleanupByName.get(`${form}:${op.name}`)?.exit;
    const row: PrimitiveRow | undefined = source.model.primitivesByName.get(exit ?? '')?.[0];
    if (exit !== undefined && row !== undefined)
      return { ...NOTHING, kind: row.kind === 'mem' ? 'free' : 'release', callee: exit };
  }
  return null;
}

/** The objects that the arguments of a call are, by their keys. */
class Objects {
  private readonly source: TraceSource;
  private readonly place: Place;
  private readonly args: readonly Term[];
  private readonly at: number;

  constructor(source: TraceSource, place: Place, op: CallOp) {
    this.source = source;
    this.place = { ...place, state: place.state.copy() };
    this.args = op.args.map((arg) => evaluate(place.result.frame, this.place.state, arg));
    this.at = op.at.start;
  }

  private term(target: Target): Term | null {
    if ('ret' in target) return null;
    return targetOf(
      this.place.result.frame,
      this.place.state,
      target,
      this.args,
      this.source.terms.zero,
      this.at,
    );
  }
  keys(target: Target): Keys {
    const term = this.term(target);
    return term === null ? [] : keysOf(this.source, this.place, term);
  }
  struct(target: Target): string | null {
    const term = this.term(target);
    return term === null ? null : structOf(this.source, this.place, term);
  }
  isNull(target: { readonly arg: number }): boolean {
    const arg = this.args[target.arg];
    if (arg === undefined) return false;
    const { terms } = this.source;
    return terms.kind(arg) === K.Num ? terms.value(arg) === 0 : maskOf(terms, this.place.state, arg) === ZERO;
  }
}

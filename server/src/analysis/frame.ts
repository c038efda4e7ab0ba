import type { Span } from '../base/span';
import type { Expr, Op, TypeRef } from '../ir/types';
import type { HoldKind, Mode } from '../model/types';
import type { EngineModel } from './engine-model';
import { knownOfInputs } from './facts';
import type { FieldWrite } from './field-writes';
import { GuardUses } from './guard-uses';
import type { Drain, HeldDrain, LockOrder, LockUse } from './lock-uses';
import type { Program, ProgramFunction } from './program';
import type { Requirement, Unmet } from './requirements';
import type { Dead, Gone, Hold, Mask, Site, State } from './state';
import type { Summary } from './summary';
import type { Term } from './term-kinds';
import type { Terms } from './terms';

/** Something that a rule may turn into a finding; found while a function is solved. */
export interface Incident {
  readonly what: 'taken-twice' | 'released-unheld' | 'released-twice' | 'wrong-mode' | 'used-unreserved';
  readonly at: number;
  readonly end: number;
  readonly hold: Hold;
  /** The hold that was found instead, for modes and double takes. */
  readonly other: Hold | null;
  readonly state: State;
  /** Function called at `at`, when the effect is inside it. */
  readonly callee: string | null;
  /** Why what is released or used is known not to be held. */
  readonly gone: Gone | null;
  /** In a loop, where one name may stand for many things. */
  readonly repeated: boolean;
}

/** A use of memory or of an object that its life does not allow. */
export interface Misuse {
  readonly what: 'used' | 'returned' | 'ended-twice' | 'ended-error' | 'wrong-release' | 'freed-counted';
  readonly at: number;
  readonly end: number;
  readonly kind: HoldKind;
  readonly object: Term;
  /** How its life ended on this path; null when it has not. */
  readonly dead: Dead | null;
  /** What it was made by or is counted by, where the release does not fit; else the release's own family. */
  readonly primitive: string;
  /** Function that does it, when a call does. */
  readonly callee: string | null;
  /** The misuse is one when a called function of the program looks where a parameter leads; asked when findings are. */
  readonly looks: Look | null;
  /** Struct that is freed as memory, for `freed-counted`. */
  readonly struct?: string;
  readonly state: State;
}

/** A way from a parameter to memory: `path` is '' for what it points to, `>.buffer` for what its member points to. */
export interface Look {
  readonly functions: readonly number[];
  readonly param: number;
  readonly path: string;
}

/** A call into the program, with the states in which it is made. */
export interface CallSite {
  readonly callees: readonly number[];
  readonly at: number;
  readonly end: number;
  readonly args: readonly Term[];
  readonly state: State;
  /** Through a member of a callback table, `struct.field`. */
  readonly member: string | null;
}

/** A lock that the function takes at some time, whether or not it gives it back. */
export interface Taking {
  readonly object: Term;
  readonly mode: Mode | null;
  readonly primitive: string;
  /** What was known on the way there. */
  readonly given: readonly (readonly [Term, Mask])[];
}

/** A call that may sleep. */
export interface Sleeping {
  readonly at: number;
  readonly end: number;
  /** What is called there. */
  readonly callee: string;
  /** The function of the program that sleeps in turn, or null when the callee itself is known to. */
  readonly inside: number | null;
  /** What was known on the way there. */
  readonly given: readonly (readonly [Term, Mask])[];
}

/** A call that may sleep where sleeping is forbidden by something that the function itself holds. */
export interface AtomicSleep {
  readonly sleeping: Sleeping;
  readonly hold: Hold;
  readonly state: State;
}

/** Everything shared while one function is solved. */
export class Frame {
  readonly program: Program;
  readonly terms: Terms;
  readonly model: EngineModel;
  readonly fn: ProgramFunction;
  /** Tells the locals of this function from all others. */
  readonly scope: number;
  /** Functions whose summaries were used: when one of them changes, this function is solved again. */
  readonly uses = new Set<number>();
  private readonly summaries: readonly (Summary | undefined)[];
  /** The function has a loop: operations may run more than once. */
  looping = false;
  /** Set in the last pass, when incidents are recorded. */
  recording = false;
  /** Marks and call sites are recorded too: costs copies of states, so it is done where somebody asks. */
  readonly detailed: boolean;
  readonly incidents: Incident[] = [];
  readonly misuses: Misuse[] = [];
  /** Allocator of memory that the device core frees, by value. */
  readonly madeBy = new Map<Term, string>();
  readonly calls: CallSite[] = [];
  /** What the function gives back on some path, as `kind|object`: it owns it, even where it shows it to others. */
  readonly ended = new Set<string>();
  /** What is given back on some path for somebody who took it before, by `kind|primitive|object`. */
  readonly gaveBack = new Map<string, Pick<Hold, 'kind' | 'primitive' | 'object'>>();
  /** What calls of a function took for this one, as `kind|object`, by the callee's number. */
  readonly takenBy = new Map<number, Set<string>>();
  /** Of that, what was given back here, and by calls of which functions. */
  readonly settled = new Map<string, Set<string>>();
  /** What was handed to an action of the device core: `inside` is the object as the action's parameter leads to it. */
  readonly handed: { readonly action: number; readonly hold: Hold; readonly inside: Term }[] = [];
  /** Locks taken anywhere in the function or its callees. */
  readonly takings = new Map<string, Taking>();
  /** Calls that may sleep, by place, but for those made where the function itself forbids it. */
  readonly sleepings = new Map<number, Sleeping>();
  readonly atomicSleeps: AtomicSleep[] = [];
  /** Locks that are waited for, by class and mode, and the orders of two that come about. */
  readonly lockUses = new Map<string, LockUse>();
  readonly lockOrders: LockOrder[] = [];
  /** Calls that wait until callbacks are done, and those made with locks held. */
  readonly drains = new Map<string, Drain>();
  readonly heldDrains: HeldDrain[] = [];
  /** Locks that must be held, which callers have to see to, and those known not to be. */
  readonly requirements = new Map<Term, Requirement>();
  readonly unmet: Unmet[] = [];
  /** Stores to members of structs that have a lock, by place. */
  readonly fieldWrites = new Map<number, FieldWrite>();
  /** Calls something of which nobody knows whether it sleeps. */
  sleepUnknown = false;
  /** Guarded fields whose value on entry is used without a test: the caller must have made sure of them. */
  readonly relied = new Set<Term>();
  readonly guardUses = new GuardUses();
  /** The operation is inside a loop: running it again makes new values. */
  repeated = false;
  /** Span of the operation that is being executed. */
  now: Span = { start: 0, end: 0 };
  /** Where each value that a call made came into being: offset of the call by its site. */
  readonly bornAt = new Map<number, number>();
  /** Cleanup variables by name, and the calls that they stand for. */
  readonly cleanups = new Map<string, Extract<Op, { op: 'cleanup' }>>();
  readonly cleanupCalls = new Map<string, CallOp>();
  /** What the function calls the objects that it gets by container_of. */
  readonly containerNames = new Map<Term, string>();
  /** Where a value that came into being here was first put: its name once no variable has it any more. */
  readonly firstPlaces = new Map<Term, Term>();
  /** Result types of temporaries. */
  readonly temporaries = new Map<string, TypeRef>();
  private readonly aggregates = new Map<Expr, boolean>();
  private readonly localPlaces = new Map<string, Term | null>();
  private readonly meanings = new Map<string, Term | null>();
  private readonly sites: WeakMap<object, number>;
  private readonly nextSite: () => number;

  constructor(
    program: Program,
    terms: Terms,
    model: EngineModel,
    fn: ProgramFunction,
    summaries: readonly (Summary | undefined)[],
    sites: WeakMap<object, number>,
    nextSite: () => number,
    detailed = false,
  ) {
    this.detailed = detailed;
    this.program = program;
    this.terms = terms;
    this.model = model;
    this.fn = fn;
    this.scope = fn.index;
    this.summaries = summaries;
    this.sites = sites;
    this.nextSite = nextSite;
  }

  /** The same function again, with marks and call sites recorded. */
  inDetail(): Frame {
    return new Frame(
      this.program,
      this.terms,
      this.model,
      this.fn,
      this.summaries,
      this.sites,
      this.nextSite,
      true,
    );
  }

  /** Number of an operation, unique in the program. */
  site(op: object): number {
    let id = this.sites.get(op);
    if (id === undefined) {
      id = this.nextSite();
      this.sites.set(op, id);
    }
    return id;
  }

  /** Local variables and parameters of the function. */
  isLocal(name: string): boolean {
    return name.startsWith('%') || this.fn.ir.locals[name] !== undefined || this.paramIndex(name) >= 0;
  }
  /** Place of a local variable or parameter; null for other names. Found once for a name. */
  localPlace(name: string): Term | null {
    let place = this.localPlaces.get(name);
    if (place === undefined) {
      place = this.isLocal(name) ? this.terms.local(this.scope, name) : null;
      this.localPlaces.set(name, place);
    }
    return place;
  }
  /** What a name means that is neither a variable nor a parameter: a number, a function, a symbol. Found once too. */
  meaning(name: string, find: () => Term | null): Term | null {
    let value = this.meanings.get(name);
    if (value === undefined) {
      value = find();
      this.meanings.set(name, value);
    }
    return value;
  }
  paramIndex(name: string): number {
    const params = this.fn.ir.params;
    for (let i = 0; i < params.length; i++) if ((params[i] as { name: string }).name === name) return i;
    return -1;
  }

  typeOf(expr: Expr): TypeRef | null {
    if (expr.k === 'var' && expr.name.startsWith('%')) return this.temporaries.get(expr.name) ?? null;
    return this.program.typeOf(expr, this.fn);
  }
  /** Arrays and embedded structs stand for their own address. */
  isAggregate(expr: Expr): boolean {
    let answer = this.aggregates.get(expr);
    if (answer === undefined) {
      const type = this.typeOf(expr);
      answer = type !== null && (type.array || (type.record && type.pointers === 0 && !type.callable));
      this.aggregates.set(expr, answer);
    }
    return answer;
  }

  /** The same function with nothing recorded yet. */
  anew(): Frame {
    return new Frame(
      this.program,
      this.terms,
      this.model,
      this.fn,
      this.summaries,
      this.sites,
      this.nextSite,
    );
  }

  noteTaken(state: State, taking: Omit<Taking, 'given'>): void {
    if (!this.recording) return;
    const key = `${taking.object}|${taking.mode}`;
    const old = this.takings.get(key);
    const { object, mode, primitive } = taking;
    const given = knownOfInputs(this.terms, state, old?.given);
    this.takings.set(key, { object, mode, primitive, given });
  }

  /** A call of `callee` took a thing: who relies on whom is asked when something is kept. */
  noteTakenBy(callee: number, kind: string, object: Term): void {
    addTo(this.takenBy, callee, `${kind}|${object}`);
  }
  /** A thing is given back, by a call of a function or by the function itself. */
  noteEnded(hold: Hold, callee: string | null): void {
    const key = `${hold.kind}|${hold.object}`;
    this.ended.add(key);
    if (hold.site.inside !== null) addTo(this.settled, `${hold.site.inside.fn}|${key}`, callee ?? '');
  }

  /** A guarded field is used where the attempt to reserve it failed and nobody looked at the result. */
  noteUse(state: State, subject: Term, lock: string): void {
    if (!this.recording) return;
    const object = this.terms.field(subject, lock);
    const gone = state.gone.find((g) => g.kind === 'lock' && g.object === object && g.why === 'failed');
    if (gone === undefined) return;
    const hold: Hold = { ...NO_HOLD, object, site: this.here(gone.at) };
    const { at, end, callee } = gone;
    this.incidents.push({
      what: 'used-unreserved',
      at,
      end,
      hold,
      other: null,
      state: state.copy(),
      callee,
      gone,
      repeated: this.repeated,
    });
  }

  /** Something is done to an object that its life does not allow; the operation is the one that is executed. */
  noteMisuse(state: State, misuse: Omit<Misuse, 'at' | 'end' | 'state'>): void {
    if (!this.recording) return;
    const { start: at, end } = this.now;
    this.misuses.push({ ...misuse, at, end, state: state.copy() });
  }

  here(at: number): Site {
    return { fn: this.fn.index, at, inside: null };
  }

  summaryOf(fn: number): Summary | undefined {
    this.uses.add(fn);
    return this.summaries[fn];
  }
}

function addTo<Key, T>(sets: Map<Key, Set<T>>, key: Key, value: T): void {
  const set = sets.get(key);
  if (set === undefined) sets.set(key, new Set([value]));
  else set.add(value);
}

/** A hold about an object that is not held, for findings that need one. */
export const NO_HOLD: Omit<Hold, 'object' | 'site'> = {
  kind: 'lock',
  primitive: '',
  mode: null,
  count: 1,
  counted: false,
  idempotent: false,
  managed: false,
  initial: false,
  declared: false,
  informational: false,
  certain: true,
  escaped: false,
  frees: 'not',
  condition: null,
};

export type CallOp = Extract<Op, { op: 'call' }>;

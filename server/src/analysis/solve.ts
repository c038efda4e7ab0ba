import type { Block, Op, Terminator } from '../ir/types';
import { assign } from './assign';
import { applyCall } from './calls';
import { enterCleanup, leaveScope } from './cleanup';
import { applyAbsentCallback, withContracts } from './contract';
import { dropNull } from './effects';
import { evaluate } from './evaluate';
import { assume, maskOf, restrict } from './facts';
import type { CallSite, Frame, Incident, Misuse } from './frame';
import { noteTest } from './guard-uses';
import { isSame, join, losesTrack } from './join';
import { deadNextRound, noteReturn } from './lifetime';
import { blocksInLoops, loopVariables, openLoop, reversePostOrder } from './loops';
import { deadTemporaries, forget, TestedLater } from './relevance';
import { branched, NEGATIVE, POSITIVE, State, ZERO } from './state';
import { type Exit, type Summary, summarise } from './summary';
import type { Term } from './term-kinds';

/** The states in which a line's statement, label or condition is reached. */
export interface Mark {
  readonly at: number;
  readonly what: 'statement' | 'label' | 'condition';
  readonly states: State[];
}

/** What was found of a function. Marks and call sites are found on first use: most functions are never looked at. */
export class FunctionResult {
  readonly frame: Frame;
  readonly summary: Summary;
  readonly exits: readonly Exit[];
  readonly incidents: readonly Incident[];
  readonly misuses: readonly Misuse[];
  /** The cap on states was hit: results are incomplete and rules stay silent. */
  readonly capped: boolean;
  private details: Details | null;

  constructor(
    frame: Frame,
    summary: Summary,
    exits: readonly Exit[],
    capped: boolean,
    details: Details | null = null,
  ) {
    this.details = details;
    this.frame = frame;
    this.summary = summary;
    this.exits = exits;
    this.incidents = frame.incidents;
    this.misuses = frame.misuses;
    this.capped = capped;
  }

  /** Somebody has looked at marks or call sites. */
  get isDetailed(): boolean {
    return this.details !== null;
  }
  get marks(): readonly Mark[] {
    return this.detail().marks;
  }
  get calls(): readonly CallSite[] {
    return this.detail().calls;
  }
  private detail(): Details {
    this.details ??= new Solver(this.frame.inDetail()).details();
    return this.details;
  }
}

interface Details {
  readonly marks: readonly Mark[];
  readonly calls: readonly CallSite[];
}

/**
 * Different states kept per block. 99 % of driver functions with locks have at most 31 branches and few of them
 * matter; a function that needs more is muted and shown as a gap rather than guessed.
 */
const MAX_STATES = 40;
/** From this many states of one statement on, those that hold the same things are joined at once. */
const CROWDED = 12;
/** States that are kept apart only because a variable is still to be tested. */
const MAX_APART = 4;
/** Visits of one block before facts are no longer refined; loops settle in three or four. */
const MAX_VISITS = 24;

/** Solves one function: all states at all points, its exits and its summary. */
export function solve(frame: Frame): FunctionResult {
  return new Solver(frame).run();
}

/** Told of every operation once all has settled: the state before it and those after it. */
export type Watch = (op: Op, before: State, after: readonly State[]) => void;

/** Solves a function once more, for who needs the states at operations and not only at statements. */
export function replay(frame: Frame, watch: Watch): void {
  new Solver(frame.anew(), watch).run();
}

class Solver {
  private readonly frame: Frame;
  private readonly watch: Watch | null;
  private readonly blocks: readonly Block[];
  private readonly order: readonly number[];
  private readonly hasLoop: boolean;
  private dead: readonly (readonly Term[])[] | null = null;
  private testedAfter: TestedLater | null = null;
  private readonly inLoop: ReadonlySet<number>;
  private readonly loops: ReadonlyMap<number, ReadonlySet<string>>;
  /** Places of the blocks in the order, and where the loops begin and end in it. */
  private readonly rank: number[] = [];
  private firstInLoop = Number.POSITIVE_INFINITY;
  private lastInLoop = -1;
  private readonly arriving: State[][];
  private readonly visits: number[];
  private readonly marks = new Map<number, Mark>();
  private readonly exits: Exit[] = [];
  private capped = false;

  constructor(frame: Frame, watch: Watch | null = null) {
    this.frame = frame;
    this.watch = watch;
    this.blocks = frame.fn.ir.blocks;
    const { order, hasLoop } = reversePostOrder(this.blocks);
    this.order = order;
    this.hasLoop = hasLoop;
    frame.looping = hasLoop;
    this.inLoop = hasLoop ? blocksInLoops(this.blocks) : new Set();
    this.loops = hasLoop ? loopVariables(this.blocks) : new Map();
    order.forEach((block, i) => {
      this.rank[block] = i;
      if (!this.inLoop.has(block)) return;
      this.firstInLoop = Math.min(this.firstInLoop, i);
      this.lastInLoop = i;
    });
    if (!hasLoop) this.lastInLoop = Number.POSITIVE_INFINITY;
    this.arriving = this.blocks.map(() => []);
    this.visits = this.blocks.map(() => 0);
  }

  run(): FunctionResult {
    this.solveAll();
    const summary = withContracts(this.frame, summarise(this.frame, this.exits));
    const details = this.frame.detailed ? this.found() : null;
    return new FunctionResult(this.frame, summary, this.exits, this.capped, details);
  }

  details(): Details {
    this.solveAll();
    return this.found();
  }

  private found(): Details {
    return { marks: [...this.marks.values()], calls: this.frame.calls };
  }

  private solveAll(): void {
    const entry = this.entryState();
    if (entry === null || this.blocks.length === 0) return;
    this.arriving[0] = [entry];
    this.iterate();
    if (this.hasLoop) this.record();
  }

  private entryState(): State | null {
    const { frame } = this;
    const { terms, fn } = frame;
    const state = new State();
    for (const [i, param] of fn.ir.params.entries())
      state.write(terms.local(frame.scope, param.name), terms.param(i));
    for (const { symbol, negated } of fn.ir.presence)
      if (!assume(terms, state, terms.config(symbol), !negated)) return null;
    return state;
  }

  /** Works in reverse post order, so that without loops each block is done once, with all that arrives there. */
  private iterate(): void {
    const { rank } = this;
    const waiting = new Set<number>([0]);
    while (waiting.size > 0) {
      let next = -1;
      for (const block of waiting)
        if (next < 0 || (rank[block] as number) < (rank[next] as number)) next = block;
      waiting.delete(next);
      // What comes after all loops is done once, by `record`.
      if ((rank[next] as number) > this.lastInLoop) break;
      // What comes before all loops is done for good.
      this.frame.recording = (rank[next] as number) < this.firstInLoop;
      this.visits[next] = (this.visits[next] as number) + 1;
      this.runBlock(next, (to, state) => {
        if (this.arrive(to, state)) waiting.add(to);
      });
    }
  }

  /** Second pass over a function with loops: they have settled, now incidents, marks and exits are noted. */
  private record(): void {
    this.frame.recording = true;
    for (let i = this.firstInLoop; i < this.order.length; i++) {
      const settled = i <= this.lastInLoop;
      this.runBlock(this.order[i] as number, (to, state) => {
        if (!settled) this.arrive(to, state);
      });
    }
  }

  private runBlock(id: number, push: (to: number, state: State) => void): void {
    const { frame } = this;
    const block = this.blocks[id] as Block;
    frame.repeated = this.inLoop.has(id);
    for (const arriving of this.arriving[id] as State[]) {
      let states: State[] = [arriving.copy()];
      for (const op of block.ops) {
        if (states.length === 1) states = this.step(states[0] as State, op);
        else {
          const after: State[] = [];
          for (const state of states) after.push(...this.step(state, op));
          states = after;
        }
        if (states.length > CROWDED) states = this.compact(states, op);
        if (states.length > MAX_STATES) {
          this.capped = true;
          states = states.slice(0, MAX_STATES);
        }
      }
      const forward = (to: number, state: State) => {
        this.dead ??= deadTemporaries(frame, this.blocks);
        forget(state, this.dead[id] as readonly Term[]);
        push(to, state);
      };
      for (const state of states) this.leave(state, block.end, forward);
    }
  }

  private step(state: State, op: Op): State[] {
    if (this.watch === null || !this.frame.recording) return this.execute(state, op);
    const before = state.copy();
    const after = this.execute(state, op);
    // What comes next changes these states in place.
    this.watch(
      op,
      before,
      after.map((one) => one.copy()),
    );
    return after;
  }

  /** A call with many outcomes after another: what holds the same things is one state, as at a join. */
  private compact(states: readonly State[], op: Op): State[] {
    const groups = new Map<string, State>();
    for (const state of states) {
      const key = state.signature();
      const old = groups.get(key);
      groups.set(key, old === undefined ? state : (join(this.frame, this.frame.site(op), old, state) ?? old));
    }
    return [...groups.values()];
  }

  private execute(state: State, op: Op): State[] {
    const { frame } = this;
    if (op.op !== 'mark') frame.now = op.at;
    switch (op.op) {
      case 'mark':
        if (frame.recording && frame.detailed) this.mark(op.at, op.what, state);
        return [state];
      case 'assign':
        return assign(frame, state, op);
      case 'call':
        return applyCall(frame, state, op);
      case 'declare':
        return [state];
      case 'cleanup':
        return enterCleanup(frame, state, op);
      case 'scope-end':
        return leaveScope(frame, state, op);
      case 'gap':
        return [state];
    }
  }

  private mark(at: number, what: Mark['what'], state: State): void {
    const mark = this.marks.get(at);
    if (mark === undefined) this.marks.set(at, { at, what, states: [state.copy()] });
    else mark.states.push(state.copy());
  }

  private leave(state: State, end: Terminator, push: (to: number, state: State) => void): void {
    const { frame } = this;
    const { terms } = frame;
    if (end.t !== 'jump' && end.t !== 'stop') frame.now = end.at;
    switch (end.t) {
      case 'jump':
        push(end.to, state);
        return;
      case 'branch': {
        const cond = evaluate(frame, state, end.cond);
        noteTest(frame, state, end.cond, cond, end.at);
        const no = state.copy();
        if (assume(terms, state, cond, true))
          push(end.yes, branched(dropNull(frame, state), end.at.start, cond, true));
        if (!assume(terms, no, cond, false)) return;
        applyAbsentCallback(frame, no, end.cond, end.at);
        push(end.no, branched(dropNull(frame, no), end.at.start, cond, false));
        return;
      }
      case 'switch':
        this.leaveSwitch(state, end, push);
        return;
      case 'return':
        if (frame.recording) {
          const value = end.value === null ? null : evaluate(frame, state, end.value);
          noteReturn(frame, state, value);
          for (const one of splitOutcomes(frame, state, value))
            this.exit({ state: one, value, at: end.at.start, end: end.at.end });
        }
        return;
      case 'stop':
        return;
    }
  }

  /** States that were apart only for what may still be used are one to the caller. */
  private exit(exit: Exit): void {
    const { state, value, at } = exit;
    const like = this.exits.findIndex((e) => e.state.parted && e.at === at && e.value === value);
    const old = state.parted ? this.exits[like] : undefined;
    const joined = old === undefined ? null : join(this.frame, this.frame.site(exit), old.state, state);
    if (joined === null) this.exits.push(exit);
    else this.exits[like] = { ...exit, state: joined };
  }

  private leaveSwitch(
    state: State,
    end: Extract<Terminator, { t: 'switch' }>,
    push: (to: number, state: State) => void,
  ): void {
    const { frame } = this;
    const { terms } = frame;
    const value = evaluate(frame, state, end.value);
    const rest = state.copy();
    let possible = true;
    for (const { values, to } of end.cases) {
      for (const one of values ?? []) {
        const taken = state.copy();
        if (Array.isArray(one)) {
          push(to, taken);
          continue;
        }
        const same = terms.binary('==', value, evaluate(frame, state, one as Parameters<typeof evaluate>[2]));
        if (assume(terms, taken, same, true))
          push(to, branched(dropNull(frame, taken), end.at.start, same, true));
        possible = possible && assume(terms, rest, same, false);
      }
    }
    const otherwise = end.cases.find((c) => c.values === null);
    if (possible && otherwise !== undefined) push(otherwise.to, rest);
  }

  private tested(): TestedLater {
    this.testedAfter ??= new TestedLater(this.frame, this.blocks, this.order, this.hasLoop);
    return this.testedAfter;
  }

  /** Adds a state to those that arrive at a block. True when that is news. */
  private arrive(to: number, state: State): boolean {
    const arriving = this.arriving[to] as State[];
    if (arriving.length > 0 && this.loops.has(to)) deadNextRound(this.frame.terms, state);
    const apart = arriving.length > 0 && arriving.length <= MAX_APART && !this.loops.has(to);
    const tested = apart ? this.tested() : null;
    for (let i = 0; i < arriving.length; i++) {
      const old = arriving[i] as State;
      if (tested !== null && (tested.differs(to, old, state) || losesTrack(this.frame, old, state))) continue;
      const joined = join(this.frame, this.frame.site(this.blocks[to] as Block), old, state, apart);
      if (joined === null) continue;
      if (isSame(old, joined) || (this.visits[to] as number) > MAX_VISITS) return false;
      arriving[i] = joined;
      return true;
    }
    if (arriving.length === 0) openLoop(this.frame, this.blocks[to] as Block, this.loops.get(to), state);
    if (arriving.length >= MAX_STATES) {
      this.capped = true;
      return false;
    }
    arriving.push(state);
    return true;
  }
}

/** `return register(x)` is two returns where something is held: one that succeeded and one that failed. */
function splitOutcomes(frame: Frame, state: State, value: Term | null): State[] {
  const { returns } = frame.fn.ir;
  if (value === null || state.holds.length === 0 || returns.pointers > 0 || returns.name === 'void')
    return [state];
  const mask = maskOf(frame.terms, state, value);
  if ((mask & NEGATIVE) === 0 || (mask & (ZERO | POSITIVE)) === 0 || returns.name === 'bool') return [state];
  const failed = state.copy();
  restrict(frame.terms, state, value, ZERO | POSITIVE);
  restrict(frame.terms, failed, value, NEGATIVE);
  return [state, failed];
}

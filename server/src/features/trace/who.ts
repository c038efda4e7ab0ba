import type { CancelToken } from '../../base/cancel';
import { lockWords } from '../hold-words';
import type { HoldReport, TreeReport } from '../reports';
import type { Verdict, WhoHere, WhoOther, WhoReport, WhoVerdict } from '../who-report';
import type { Step } from './call-tree';
import type { GuardUsers } from './guard';
import { lastMember, mustHold } from './held';
import { Implementers } from './implementers';
import { type LockPlace, LockPlaces } from './lock-places';
import { SafeOrigins } from './origins';
import type { Removal } from './removal';
import { closure, type TraceSource } from './trace-source';
import type { User } from './users';
import { entriesOf, type Way, type WayEntry, WaysIn } from './ways';
import { Position } from './who-position';
import type { EndedUser } from './windows';

/** Answers what can run at the same time as a line, or null where no function of the program stands. */
export function whoAt(
  source: TraceSource,
  guard: GuardUsers,
  removal: Removal | null,
  registeredIn: (fn: number) => ReadonlySet<number>,
  place: { readonly file: string; readonly line: number; readonly tree: TreeReport },
  token: CancelToken,
): WhoReport | null {
  const position = Position.find(source, removal, place.file, place.line);
  if (position === null) return null;
  const { fn } = position;
  const origins = new SafeOrigins(source, removal);
  const relevant = closure([fn.index], (at) => source.callerFunctions(at));
  const ways = new WaysIn(source, guard, relevant, { token, origins }).find().get(fn.index);
  const who = new Who(source, guard, removal, origins, position, registeredIn);
  const here = who.here([...(ways?.values() ?? [])]);
  return {
    schema: 'tpm-lifecycle/who@1',
    file: place.file,
    line: place.line,
    function: fn.name,
    text: source.lines.text(place.file, place.line),
    tree: place.tree,
    here: here.map(({ id, label, held, phase }) => ({ id, label, held, phase })),
    step: position.step,
    passed: position.passed(),
    others: who.others(here),
  };
}

/** One way in which the line runs, with what its verdicts need. */
interface Here extends WhoHere {
  readonly way: Way;
  readonly entries: readonly WayEntry[];
  /** A flag keeps out who reserves the object, on this way. */
  readonly flag: string | null;
}

/** Entry functions named of one way in. */
const MAX_NAMED = 3;
/** From the strictest to the loosest. */
const verdicts: readonly Verdict[] = ['cannot', 'waits', 'can'];
/** Kinds that a driver arms while it sets the object up, before others can see it. */
const armedEarly: ReadonlySet<string> = new Set(['irq', 'irq-thread', 'work', 'timer', 'tasklet']);

class Who {
  private readonly source: TraceSource;
  private readonly guard: GuardUsers;
  private readonly removal: Removal | null;
  private readonly origins: SafeOrigins;
  private readonly position: Position;
  private readonly registeredIn: (fn: number) => ReadonlySet<number>;
  private readonly locks: LockPlaces;
  private readonly implementers: Implementers;

  constructor(
    source: TraceSource,
    guard: GuardUsers,
    removal: Removal | null,
    origins: SafeOrigins,
    position: Position,
    registeredIn: (fn: number) => ReadonlySet<number>,
  ) {
    this.source = source;
    this.guard = guard;
    this.removal = removal;
    this.origins = origins;
    this.position = position;
    this.registeredIn = registeredIn;
    this.locks = new LockPlaces(source);
    this.implementers = new Implementers(source);
  }

  /** The ways in that differ in what is held or in the phase of the object's life. */
  here(ways: readonly Way[]): Here[] {
    const { source, position } = this;
    const { result, states, fn } = position;
    const all = new Map<string, Omit<Here, 'id' | 'label'> & { entries: WayEntry[] }>();
    for (const way of ways) {
      const entries = entriesOf(source, way).filter((one) => this.implementers.canReach(one.fn, fn.file));
      if (entries.length === 0) continue;
      const held = mustHold(source, result, states, way.held);
      const phase = this.phase(way);
      const flag = phase === 'user' ? this.flag(way) : null;
      const locks = held.filter(({ kind }) => kind === 'lock');
      const key = `${phase}|${flag}|${locks.map((one) => `${lastMember(one.object)}${one.mode}`).sort()}`;
      const old = all.get(key);
      if (old === undefined) all.set(key, { way, held, phase, flag, entries });
      else old.entries.push(...entries);
    }
    return [...all.values()].map((one, i) => ({
      ...one,
      id: i < 26 ? String.fromCharCode(65 + i) : `C${i}`,
      label: this.label(one.entries),
    }));
  }

  private label(entries: readonly WayEntry[]): string {
    const names = [...new Set(entries.map(({ label, fn }) => `${label} (${this.source.fn(fn).name})`))];
    const more = names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : '';
    return names.slice(0, MAX_NAMED).join(', ') + more;
  }

  private phase(way: Way): WhoHere['phase'] {
    if (way.guard === 'unpublished' || this.origins.isBefore(way.origin)) return 'unpublished';
    if (this.position.isUnpublished(this.origins)) return 'unpublished';
    const root = this.removal?.root;
    return root !== undefined && comesOnlyFrom(way, root) ? 'removal' : 'user';
  }

  private flag(way: Way): string | null {
    const row = this.origins.flagOf(way.origin);
    return row === undefined || this.position.isOver(this.origins, way.origin) ? null : (row.says ?? row.bit);
  }

  others(here: readonly Here[]): WhoOther[] {
    const { source, removal } = this;
    const { file } = this.position.fn;
    const others = (removal?.ended ?? [])
      .filter(({ user }) => this.implementers.canReach(user.fn.index, file))
      .map((ended) => this.other(ended, here));
    const root = removal === null ? undefined : source.program.functions[removal.root];
    if (root === undefined || here.every(({ phase }) => phase === 'removal')) return others;
    const of = here.filter(({ phase }) => phase !== 'removal');
    const each = of.map((one) => ({ id: one.id, ...this.removalDuring(one) }));
    return [
      {
        id: `removal:${root.name}`,
        label: 'removal of the device',
        function: root.name,
        file: root.file,
        line: source.line(root, root.ir.nameSpan.start),
        ...joined(each),
        sends: this.sends(root.index),
        byContext: differing(each),
      },
      ...others,
    ];
  }

  private other(ended: EndedUser, here: readonly Here[]): WhoOther {
    const { source } = this;
    const { user } = ended;
    const each = here.map((one) => ({ id: one.id, ...this.during(one, ended) }));
    return {
      id: user.id,
      label: user.label,
      function: user.fn.name,
      file: user.fn.file,
      line: source.line(user.fn, user.fn.ir.nameSpan.start),
      ...joined(each),
      sends: this.sends(user.fn.index),
      byContext: differing(each),
    };
  }

  /** Gets to what the model traces ways into, or, in a tree that calls it otherwise, to a call through the table. */
  private sends(fn: number): boolean {
    const { program, lifecycle } = this.source;
    const roots = lifecycle.roots.flatMap((root) =>
      root.direction === 'callers' ? program.named(root.function) : [],
    );
    const reached = this.source.reached(fn);
    if (roots.length > 0) return roots.some((root) => reached.has(root));
    return [...reached].some((at) => this.guard.usesTable(at));
  }

  private during(here: Here, { user, end }: EndedUser): WhoVerdict {
    const { position } = this;
    if (here.phase === 'unpublished' && !this.isArmedEarly(user))
      return verdict('cannot', 'order', 'the object is not published yet');
    if (here.phase === 'removal') {
      const step = end.step === null ? undefined : this.removal?.steps.find(({ n }) => n === end.step);
      if (step !== undefined && position.isPassed(step.n)) {
        const late = end.late === '' ? '' : `: ${end.late}`;
        return { ...verdict('cannot', 'fence', `ended by ${step.text}${late}`), at: siteOf(step) };
      }
    }
    const lock = this.conflict(here.held, user);
    if (lock !== null) return lock;
    if (here.flag !== null && user.reserves) return verdict('cannot', 'flag', here.flag);
    const last = this.removal?.steps.find(({ n }) => n === end.step);
    const until =
      here.phase === 'removal' && last !== undefined ? `; ended at step ${last.n}, ${last.text}` : '';
    return verdict('can', 'nothing', `no lock, fence or order keeps it out${until}`);
  }

  /** Runs while the object is set up: its callback is armed there. */
  private isArmedEarly(user: User): boolean {
    if (!armedEarly.has(user.kind)) return false;
    const setUp = this.source.entries.filter(({ kind }) => kind === 'probe' || kind === 'init');
    return [...this.registeredIn(user.fn.index)].some((fn) =>
      setUp.some((entry) => this.source.reached(entry.fn).has(fn)),
    );
  }

  /** The first lock of the line that the user needs too, in a mode that does not go together. */
  private conflict(held: readonly HoldReport[], user: User): WhoVerdict | null {
    const { excluded } = this.source.model.userKindsByName.get(user.kind) ?? {};
    const device = held.find((hold) => hold.kind === 'lock' && isDeviceLock(hold));
    if (excluded && device !== undefined)
      return verdict('cannot', 'lock', `${device.object} is held, and over its caller too`);
    const places = held
      .filter((hold) => hold.kind === 'lock')
      .flatMap((hold) => {
        const place = this.locks.firstTaking(user.fn.index, hold);
        return place === null ? [] : [{ hold, place }];
      });
    const [shared] = places.filter(({ place }) => place.isShared);
    if (shared !== undefined) return waiting(shared.hold, shared.place);
    const [own] = places;
    if (own === undefined) return null;
    const text = `only for the same ${own.place.struct} it waits for ${lastMember(own.hold.object)}`;
    return { ...verdict('can', 'lock', text), at: own.place.at };
  }

  /** The removal starts at any time, and waits where it needs a lock of the line, or drains its caller. */
  private removalDuring(here: Here): WhoVerdict {
    if (here.phase === 'unpublished') return verdict('cannot', 'order', 'the object is not published yet');
    const device = here.held.find((hold) => hold.kind === 'lock' && isDeviceLock(hold));
    if (device !== undefined && here.entries.every(({ kind }) => this.isExcluded(kind)))
      return verdict('cannot', 'lock', `${device.object} is held, and over the removal too`);
    const { removal } = this;
    if (removal === null) return verdict('can', 'nothing', 'nothing is known of it');
    const waits = [this.lockStep(removal, here), this.drainStep(removal, here)].filter((one) => one !== null);
    const first = waits.sort((a, b) => a.n - b.n)[0];
    if (first === undefined) return verdict('can', 'nothing', 'no step of it waits for this');
    const { step, n, text } = first;
    const condition = this.buildCondition(removal, n);
    const later = condition === null ? null : this.lockStep(removal, here, n);
    const otherwise =
      condition === null
        ? ''
        : ` if ${condition}${later === null ? '' : `, else at step ${later.n} ${later.text}`}`;
    return {
      ...verdict(
        'waits',
        text.startsWith('for') ? 'lock' : 'fence',
        `waits at step ${n} ${text}${otherwise}`,
      ),
      at: siteOf(step),
    };
  }

  private isExcluded(kind: string): boolean {
    return kind === 'probe' || this.source.model.userKindsByName.get(kind)?.excluded === true;
  }

  /** The first step that takes a lock of the line; with `after`, the first that every build has. */
  private lockStep(removal: Removal, here: Here, after = 0) {
    for (const step of removal.steps) {
      if (step.n <= after || (after > 0 && this.buildCondition(removal, step.n) !== null)) continue;
      if (step.kind === 'call') continue;
      const taken = step.after.filter(
        (hold) => hold.kind === 'lock' && !step.before.some((old) => old.object === hold.object),
      );
      for (const hold of taken) {
        const own = here.held.find((one) => conflicts(one, hold));
        if (own !== undefined) return { step, n: step.n, text: `for ${lastMember(own.object)}` };
      }
    }
    return null;
  }

  /** The step that drains those who run this line, when one drains them all. */
  private drainStep(removal: Removal, here: Here) {
    const ends = here.entries.map(
      (entry) =>
        removal.ended.find(({ user }) => user.fn.index === entry.fn && user.kind === entry.kind)?.end,
    );
    const [first] = ends;
    if (first === undefined || first.step === null || first.byGuard || !first.drains) return null;
    if (!ends.every((end) => end?.step === first.step)) return null;
    const step = removal.steps.find(({ n }) => n === first.step);
    return step === undefined ? null : { step, n: step.n, text: `until it has returned (${step.text})` };
  }

  /** Build-time symbols that a step, or a call above it, depends on. */
  private buildCondition(removal: Removal, n: number): string | null {
    for (let at: number | null = n; at !== null; ) {
      const step: Step | undefined = removal.steps[at - 1];
      const symbol = /!?\bCONFIG_\w+/.exec(step?.condition ?? '');
      if (symbol !== null) return symbol[0];
      at = step?.parent ?? null;
    }
    return null;
  }
}

/** Every way from outside passes through a function. */
function comesOnlyFrom(way: Way, root: number): boolean {
  const ways = new Set([way]);
  for (const at of ways) {
    if (at.fn === root) continue;
    if (at.entries.length > 0) return false;
    for (const { way: above } of at.from.values()) ways.add(above);
  }
  return true;
}

function verdict(is: Verdict, by: WhoVerdict['by'], why: string): WhoVerdict {
  return { verdict: is, by, why, at: null };
}

function waiting(hold: HoldReport, place: LockPlace): WhoVerdict {
  return { ...verdict('waits', 'lock', `waits for ${lockWords(hold)}`), at: place.at };
}

/** `dev->mutex`: what device_lock() takes. */
function isDeviceLock(hold: HoldReport): boolean {
  return /(?:\bdev\b|parent|device)\W*(?:->|\.)mutex/.test(hold.object);
}

function conflicts(one: HoldReport, other: HoldReport): boolean {
  if (one.kind !== 'lock' || lastMember(one.object) !== lastMember(other.object)) return false;
  return one.mode !== 'read' || other.mode !== 'read';
}

function siteOf(step: { readonly file: string; readonly line: number; readonly function: string }) {
  return { file: step.file, line: step.line, function: step.function };
}

/** The loosest of some verdicts. */
function joined(each: readonly WhoVerdict[]): WhoVerdict {
  const sorted = [...each].sort((a, b) => verdicts.indexOf(b.verdict) - verdicts.indexOf(a.verdict));
  const [first] = sorted;
  if (first === undefined) return verdict('can', 'nothing', 'no way in to this line is known');
  return { verdict: first.verdict, by: first.by, why: first.why, at: first.at };
}

function differing(each: readonly (WhoVerdict & { readonly id: string })[]): WhoOther['byContext'] {
  const isSame = each.every((one) => one.verdict === each[0]?.verdict && one.why === each[0]?.why);
  return isSame ? [] : each;
}

import { combine } from '../../analysis/contexts';
import type { GuardedField } from '../../analysis/engine-model';
import { placeOf, readPlace } from '../../analysis/evaluate';
import { type GuardState, guardStateOf } from '../../analysis/guarded';
import type { FunctionResult } from '../../analysis/solve';
import type { State } from '../../analysis/state';
import { subjectParam } from '../../analysis/subject';
import { K, type Term } from '../../analysis/term-kinds';
import type { CancelToken } from '../../base/cancel';
import type { Mode } from '../../model/types';
import type { AuditReport, AuditUse, AuditWay, Reliance } from '../audit-report';
import { reliances } from '../audit-report';
import { baseName } from '../lookup';
import type { HoldReport, TreeReport } from '../reports';
import { type AuditedField, fieldUses, type Use } from './field-uses';
import type { GuardUsers } from './guard';
import { heldKey, lastMember, mustHold, stillHeld } from './held';
import { Implementers } from './implementers';
import { SafeOrigins } from './origins';
import type { Removal } from './removal';
import { closure, type TraceSource } from './trace-source';
import { entriesOf, shortestPath, type Way, type WayEntry, WaysIn } from './ways';

/** Finds every use of a guarded field, and on each way into it what the use relies on. */
export function auditField(
  source: TraceSource,
  guard: GuardUsers,
  removal: Removal | null,
  audited: AuditedField,
  tree: TreeReport,
  token: CancelToken,
): AuditReport {
  const uses = fieldUses(source, audited);
  const relevant = closure(
    uses.map((use) => use.fn.index),
    (fn) => source.callerFunctions(fn),
  );
  const origins = new SafeOrigins(source, removal);
  const ways = new WaysIn(source, guard, relevant, { token, origins }).find();
  const audit = new Audit(source, removal, audited, origins);
  const made = uses.map((use) => audit.use(use, [...(ways.get(use.fn.index)?.values() ?? [])]));
  const totals = Object.fromEntries(reliances.map((one) => [one, 0])) as Record<Reliance, number>;
  for (const { ways: found } of made) {
    const weakest = reliances.findLast((one) => found.some((way) => way.relies === one));
    if (weakest !== undefined) totals[weakest]++;
  }
  return {
    schema: 'tpm-lifecycle/audit@1',
    field: `${audited.struct}.${audited.field}`,
    tree,
    guard: {
      lock: audited.lock,
      primitive: audited.primitive,
      use: audited.use,
      retract: audited.retract,
      valid: audited.valid,
      says: audited.says,
    },
    notes: notesOn(source, removal, audited, uses.length),
    uses: made,
    totals,
  };
}

/** A tree of another age may have no such lock, or nothing that retracts the field. */
function notesOn(
  source: TraceSource,
  removal: Removal | null,
  { struct, field, lock, retract }: AuditedField,
  uses: number,
): string[] {
  const notes: string[] = [];
  if (uses === 0) notes.push(`Nothing in this tree uses ${struct}.${field}`);
  if (source.program.fieldsOf(struct).length > 0 && source.program.member(struct, lock) === null)
    notes.push(`struct ${struct} has no ${lock} in this tree: no use can rely on it`);
  if (retract !== null && removal?.ends.retraction == null) {
    const bare = removal?.ends.bareRetractions[0];
    notes.push(
      bare === undefined
        ? `Nothing on a removal path of this tree retracts ${field}`
        : `${field} is retracted without ${lock} at ${baseName(bare.file)}:${bare.line}`,
    );
  }
  return notes;
}

/** One answer for some states of a use on one way in. */
interface Answer {
  readonly relies: Reliance;
  readonly states: State[];
}

function byKey(entries: readonly WayEntry[]): Map<string, WayEntry> {
  return new Map(entries.map((entry) => [`${entry.kind}|${entry.fn}`, entry]));
}

/** Holds of one that the other has too, by last member: each driver has its own path to one lock. */
function inBoth(one: readonly HoldReport[], other: readonly HoldReport[]): HoldReport[] {
  const key = (hold: HoldReport) => `${hold.kind}|${hold.mode}|${lastMember(hold.object)}`;
  const keys = new Set(other.map(key));
  return one.filter((hold) => keys.has(key(hold)));
}

/** What matters of a state at a use, whatever the way in. */
interface Here {
  readonly state: State;
  readonly subject: Term;
  readonly guard: GuardState;
  /** The object is what the function was given, so that its ways in know more of it. */
  readonly isGiven: boolean;
  /** The function makes the object visible only later on. */
  readonly isBefore: boolean;
  /** By flag of the model: it may have been changed since the entry. */
  readonly over: readonly boolean[];
}

/** What is known of the field, completed by the way in where the object is what the function was given. */
function guardAt({ guard, isGiven }: Here, way: Way): GuardState {
  if (way.guard === 'unpublished' && guard !== 'null') return 'unpublished';
  return combine(guard, isGiven ? way.guard : 'unknown');
}

class Audit {
  private readonly source: TraceSource;
  private readonly removal: Removal | null;
  private readonly audited: AuditedField;
  private readonly origins: SafeOrigins;
  private readonly implementers: Implementers;

  constructor(source: TraceSource, removal: Removal | null, audited: AuditedField, origins: SafeOrigins) {
    this.source = source;
    this.removal = removal;
    this.audited = audited;
    this.origins = origins;
    this.implementers = new Implementers(source);
  }

  use(use: Use, ways: readonly Way[]): AuditUse {
    const { source } = this;
    const { fn } = use;
    const result = source.result(fn.index);
    const found = new Map<string, { way: AuditWay; from: Map<string, WayEntry> }>();
    const here = result === undefined ? [] : this.here(result, use);
    for (const way of result === undefined ? [] : ways) {
      const from = entriesOf(source, way).filter((entry) => this.implementers.canReach(entry.fn, fn.file));
      if (result === undefined || from.length === 0) continue;
      for (const { relies, states } of this.answers(here, use, way)) {
        const held = mustHold(source, result, states, way.held);
        const why = this.why(relies, way, held);
        const key = `${relies}|${why}`;
        const old = found.get(key);
        if (old === undefined)
          found.set(key, { way: this.way(relies, why, held, way, from), from: byKey(from) });
        else {
          for (const [id, entry] of byKey(from)) old.from.set(id, entry);
          old.way = { ...old.way, held: inBoth(old.way.held, held) };
        }
      }
    }
    const rank = (relies: Reliance) => reliances.indexOf(relies);
    return {
      file: fn.file,
      ...source.place(fn, use.at),
      function: fn.name,
      text: use.text,
      access: use.access,
      condition: source.conditions(fn).of(use.block),
      ways: [...found.values()]
        .map(({ way, from }) => ({ ...way, entries: this.entries([...from.values()]) }))
        .sort((a, b) => rank(a.relies) - rank(b.relies)),
    };
  }

  private way(
    relies: Reliance,
    why: string,
    held: HoldReport[],
    way: Way,
    from: readonly WayEntry[],
  ): AuditWay {
    const { source } = this;
    const path = shortestPath(way, new Set(from.map((entry) => entry.fn))).map(({ fn, at }) => {
      const { name, file } = source.fn(fn);
      return { function: name, file, line: source.line(source.fn(fn), at) };
    });
    return { relies, why, held, entries: [], path };
  }

  private entries(from: readonly WayEntry[]): AuditWay['entries'] {
    const { source } = this;
    const all = from.map(({ kind, label, fn }) => {
      const { name, file, ir } = source.fn(fn);
      const line = source.line(source.fn(fn), ir.nameSpan.start);
      return { id: `${kind}:${name}`, label, function: name, file, line };
    });
    return all.sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
  }

  /** The states of a use that differ in something that an answer may depend on. */
  private here(result: FunctionResult, use: Use): Here[] {
    const { terms, analysis, lifecycle } = this.source;
    const { audited } = this;
    const row = analysis.model.guarded.find(
      (one) => one.struct === audited.struct && one.field === audited.field,
    );
    const index = subjectParam(analysis.model, result.frame.fn);
    const all = new Map<string, Here>();
    const isBefore = this.origins.isPublishedAfter(result, use.at);
    for (const state of use.states) {
      const subject = placeOf(result.frame, state.copy(), use.subject);
      const guard = row === undefined ? 'unknown' : this.guardHere(result, state, subject, row);
      const isGiven = terms.kind(subject) === K.Param && terms.a(subject) === index;
      const over = (lifecycle.flags ?? []).map((_, i) =>
        this.origins.isOver(`flag ${i}`, result, state, subject),
      );
      const key = `${heldKey(state)}|${subject}|${guard}|${over.join()}`;
      if (!all.has(key)) all.set(key, { state, subject, guard, isGiven, isBefore, over });
    }
    return [...all.values()];
  }

  /** A field that was used untested before is as it was on entry: using it is no test. */
  private guardHere(result: FunctionResult, state: State, subject: Term, row: GuardedField): GuardState {
    const { frame } = result;
    const guard = guardStateOf(frame, state, subject, row);
    const value = readPlace(frame, state, frame.terms.field(subject, row.field));
    return frame.relied.has(value) && (guard === 'valid' || guard === 'tested') ? 'entry' : guard;
  }

  private answers(here: readonly Here[], use: Use, way: Way): Answer[] {
    const answers = new Map<Reliance, State[]>();
    for (const one of here) {
      const relies = this.reliance(one, use, way);
      const old = answers.get(relies);
      if (old === undefined) answers.set(relies, [one.state]);
      else old.push(one.state);
    }
    return [...answers].map(([relies, states]) => ({ relies, states }));
  }

  private reliance(here: Here, use: Use, way: Way): Reliance {
    const { audited } = this;
    const { state, subject } = here;
    const modes = this.lockModes(state, subject, way);
    const guard = guardAt(here, way);
    const { retract } = audited;
    if (retract !== null && modes.has(retract) && (retract !== audited.use || use.access === 'write'))
      return 'exclusive';
    if (modes.has(audited.use) || modes.has('write')) {
      // A test under a lock that the callers hold is one under the lock.
      const isTested = guard === 'valid' || guard === 'tested';
      const isChecked = audited.valid !== null && (isTested || use.access === 'test');
      return isChecked ? 'lock-and-check' : 'lock';
    }
    const isOwn = state.holds.some((hold) => hold.kind === 'mem' && hold.object === subject && !hold.escaped);
    if (guard === 'unpublished' || isOwn || this.origins.isBefore(way.origin)) return 'unpublished';
    if (here.isBefore) return 'unpublished';
    if (guard === 'null') return 'nothing';
    if (this.origins.fenceOf(way.origin) !== null) return 'fence';
    const flag = this.origins.flagOf(way.origin);
    if (flag === undefined) return 'nothing';
    const isOver = here.over[this.source.lifecycle.flags?.indexOf(flag) ?? -1] ?? true;
    return isOver ? 'nothing' : 'flag';
  }

  /** Modes in which the lock of the subject is held, here or by callers. */
  private lockModes(state: State, subject: Term, way: Way): ReadonlySet<Mode | null> {
    const lock = this.source.terms.field(subject, this.audited.lock);
    const modes = new Set<Mode | null>();
    for (const hold of state.holds)
      if (hold.kind === 'lock' && hold.certain && hold.object === lock) modes.add(hold.mode);
    for (const hold of stillHeld(state, way.held))
      if (hold.kind === 'lock' && (hold.object === lock || lastMember(hold.name) === this.audited.lock))
        modes.add(hold.mode);
    return modes;
  }

  private why(relies: Reliance, way: Way, held: readonly HoldReport[]): string {
    const { audited, source } = this;
    const says = (when: string) =>
      source.lifecycle.explanations?.find((row) => row.when === when)?.says ?? '';
    const hold = held.find((one) => one.kind === 'lock' && lastMember(one.object) === audited.lock);
    const mode = hold?.mode === 'exclusive' || hold === undefined ? '' : ` (${hold.mode})`;
    const lock = `${audited.lock}${mode}`;
    switch (relies) {
      case 'lock-and-check':
        return `holds ${lock}, and ${audited.field} was tested under it`;
      case 'lock':
        return audited.valid === null
          ? `holds ${lock}`
          : `holds ${lock}; whether ${audited.field} is ${audited.valid} is not tested`;
      case 'exclusive':
        return `holds ${lock}: ${says('exclusive').split(': ')[1] ?? 'nobody else can be inside'}`;
      case 'unpublished':
        return says('unpublished') || 'not published yet: nobody else can reach it';
      case 'fence':
        return this.fenceWords(way);
      case 'flag':
        return this.origins.flagOf(way.origin)?.says ?? says('flag');
      case 'nothing':
        return this.bareWords(held);
    }
  }

  private bareWords(held: readonly HoldReport[]): string {
    const { lock, field, retract } = this.audited;
    const locks = held.filter((hold) => hold.kind === 'lock').map((hold) => hold.object);
    const only = locks.length === 0 ? 'no lock is held' : `held is only ${locks.join(', ')}`;
    if (retract === null) return `${lock} is not held; ${only}`;
    return `nothing tells others to leave ${field} alone: ${only}`;
  }

  private fenceWords(way: Way): string {
    const step = this.origins.fenceOf(way.origin);
    const retraction = this.removal?.ends.retraction;
    if (step === null || retraction == null) return '';
    const where = (one: { readonly file: string; readonly line: number }) =>
      `${baseName(one.file)}:${one.line}`;
    return `drained by ${step.callee ?? step.text}() at ${where(step)}, before ${retraction.text} at ${where(retraction)}`;
  }
}

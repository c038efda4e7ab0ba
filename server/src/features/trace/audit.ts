import { combine } from '../../analysis/contexts';
import { placeOf } from '../../analysis/evaluate';
import { type GuardState, guardStateOf } from '../../analysis/guarded';
import type { FunctionResult } from '../../analysis/solve';
import type { State } from '../../analysis/state';
import { subjectParam } from '../../analysis/subject';
import { K } from '../../analysis/term-kinds';
import type { CancelToken } from '../../base/cancel';
import type { Mode } from '../../model/types';
import type { AuditReport, AuditUse, AuditWay, Reliance } from '../audit-report';
import { reliances } from '../audit-report';
import { baseName } from '../lookup';
import type { HoldReport, TreeReport } from '../reports';
import { type AuditedField, fieldUses, type Use } from './field-uses';
import type { GuardUsers } from './guard';
import { lastMember, mustHold, stillHeld } from './held';
import { SafeOrigins } from './origins';
import type { Removal } from './removal';
import { closure, type TraceSource } from './trace-source';
import { entriesOf, shortestPath, type Way, WaysIn } from './ways';

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
    uses: made,
    totals,
  };
}

/** One answer for some states of a use on one way in. */
interface Answer {
  readonly relies: Reliance;
  readonly states: State[];
}

class Audit {
  private readonly source: TraceSource;
  private readonly removal: Removal | null;
  private readonly audited: AuditedField;
  private readonly origins: SafeOrigins;

  constructor(source: TraceSource, removal: Removal | null, audited: AuditedField, origins: SafeOrigins) {
    this.source = source;
    this.removal = removal;
    this.audited = audited;
    this.origins = origins;
  }

  use(use: Use, ways: readonly Way[]): AuditUse {
    const { source } = this;
    const { fn } = use;
    const result = source.result(fn.index);
    const found = new Map<string, { way: AuditWay; ways: Way[] }>();
    if (result !== undefined)
      for (const way of ways)
        for (const { relies, states } of this.answers(result, use, way)) {
          const held = mustHold(source, result, states, way.held);
          const why = this.why(relies, way, held);
          const key = `${relies}|${why}|${held.map((hold) => `${hold.kind}${hold.mode}${lastMember(hold.object)}`)}`;
          const old = found.get(key);
          if (old === undefined) found.set(key, { way: this.way(relies, why, held, way), ways: [way] });
          else old.ways.push(way);
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
        .map(({ way, ways: all }) => ({ ...way, entries: this.entries(all) }))
        .sort((a, b) => rank(a.relies) - rank(b.relies)),
    };
  }

  private way(relies: Reliance, why: string, held: HoldReport[], way: Way): AuditWay {
    const { source } = this;
    const path = shortestPath(way).map(({ fn, at }) => {
      const { name, file } = source.fn(fn);
      return { function: name, file, line: source.line(source.fn(fn), at) };
    });
    return { relies, why, held, entries: [], path };
  }

  private entries(ways: readonly Way[]): AuditWay['entries'] {
    const { source } = this;
    const all = new Map<string, AuditWay['entries'][number]>();
    for (const way of ways)
      for (const { kind, label, fn } of entriesOf(source, way)) {
        const { name, file, ir } = source.fn(fn);
        const line = source.line(source.fn(fn), ir.nameSpan.start);
        all.set(`${kind}|${fn}`, { id: `${kind}:${name}`, label, function: name, file, line });
      }
    return [...all.values()].sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
  }

  private answers(result: FunctionResult, use: Use, way: Way): Answer[] {
    const answers = new Map<Reliance, State[]>();
    for (const state of use.states) {
      const relies = this.reliance(result, use, state, way);
      const old = answers.get(relies);
      if (old === undefined) answers.set(relies, [state]);
      else old.push(state);
    }
    return [...answers].map(([relies, states]) => ({ relies, states }));
  }

  private reliance(result: FunctionResult, use: Use, state: State, way: Way): Reliance {
    const { terms } = this.source;
    const { audited } = this;
    const { frame } = result;
    const subject = placeOf(frame, state.copy(), use.subject);
    const lock = terms.field(subject, audited.lock);
    const modes = new Set<Mode | null>();
    for (const hold of state.holds)
      if (hold.kind === 'lock' && hold.certain && hold.object === lock) modes.add(hold.mode);
    for (const hold of stillHeld(state, way.held))
      if (hold.kind === 'lock' && (hold.object === lock || lastMember(hold.name) === audited.lock))
        modes.add(hold.mode);
    const guard = this.guardAt(result, state, subject, way);
    const { retract } = audited;
    if (retract !== null && modes.has(retract) && (retract !== audited.use || use.access === 'write'))
      return 'exclusive';
    if (modes.has(audited.use) || modes.has('write')) {
      const isChecked = audited.valid !== null && (guard === 'valid' || use.access === 'test');
      return isChecked ? 'lock-and-check' : 'lock';
    }
    const isOwn = state.holds.some((hold) => hold.kind === 'mem' && hold.object === subject && !hold.escaped);
    if (guard === 'unpublished' || isOwn) return 'unpublished';
    if (this.origins.fenceOf(way.origin) !== null) return 'fence';
    const flag = this.origins.flagOf(way.origin);
    if (flag !== undefined && !this.origins.isOver(way.origin, result, state, subject)) return 'flag';
    return 'nothing';
  }

  /** What is known of the field here, completed by the way in where the object is what the function was given. */
  private guardAt(result: FunctionResult, state: State, subject: number, way: Way): GuardState {
    const { terms, analysis } = this.source;
    const row = analysis.model.guarded.find(
      (one) => one.struct === this.audited.struct && one.field === this.audited.field,
    );
    if (row === undefined) return 'unknown';
    const own = guardStateOf(result.frame, state, subject, row);
    if (way.guard === 'unpublished' && own !== 'null') return 'unpublished';
    const index = subjectParam(analysis.model, result.frame.fn);
    const isGiven = terms.kind(subject) === K.Param && terms.a(subject) === index;
    return combine(own, isGiven ? way.guard : 'unknown');
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
        return audited.retract === null
          ? `${audited.lock} is not held`
          : `nothing keeps ${audited.field} from being retracted here`;
    }
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

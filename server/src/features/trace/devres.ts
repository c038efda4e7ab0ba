import type { ProgramFunction } from '../../analysis/program';
import type { PrimitiveRow } from '../../model/types';
import { presenceText } from '../function-report';
import type { TraceStep } from '../reports';
import { type CallEdge, CallEdges } from './call-edges';
import type { Effect } from './effects';
import { expressionKeys, globalName } from './objects';
import type { TraceSource } from './trace-source';

/** Something that the device core gives back once the driver's own removal is done. */
export interface Managed {
  readonly fn: ProgramFunction;
  readonly edge: CallEdge;
  readonly kind: TraceStep['kind'];
  /** Function of the program or the kernel that is run for it, where it is known by name. */
  readonly runs: string | null;
  readonly text: string;
  readonly waitsFor: string | null;
  /** Functions that cannot run any more afterwards. */
  readonly callbacks: readonly number[];
  readonly condition: string | null;
}

/** Resources of one driver; more of them would be read by nobody. */
const MAX_MANAGED = 100;

/**
 * What the device core frees after a driver's removal function has returned: everything that the probe of the same
 * driver has registered for that, last first.
 */
export function managedBy(source: TraceSource, root: number): Managed[] {
  const found: Managed[] = [];
  const edges = new CallEdges(source);
  const seen = new Set<number>();
  const visit = (index: number): void => {
    if (seen.has(index) || found.length >= MAX_MANAGED) return;
    seen.add(index);
    for (const edge of edges.of(index)) {
      const managed = managedCall(source, edge);
      if (managed !== null) found.push(managed);
      // Through tables of callbacks a probe would come to every driver.
      else if (globalName(source.fn(index), edge.op.callee) !== null) edge.to.forEach(visit);
    }
  };
  for (const probe of probesOf(source, root)) visit(probe);
  return found.reverse();
}

/** The functions that set up what `root` takes down: named by the same table. */
function probesOf(source: TraceSource, root: number): number[] {
  const { callbacks } = source.program;
  const kindOf = (struct: string, field: string) =>
    source.model.entriesByField.get(`${struct}.${field}`)?.kind;
  const tables = callbacks
    .filter((one) => one.fn === root && one.table !== null && kindOf(one.struct, one.field) === 'remove')
    .map((one) => `${one.file} ${one.table}`);
  const probes = callbacks.filter(
    (one) => tables.includes(`${one.file} ${one.table}`) && kindOf(one.struct, one.field) === 'probe',
  );
  return [...new Set(probes.map((one) => one.fn))];
}

function managedCall(source: TraceSource, edge: CallEdge): Managed | null {
  const { model, program } = source;
  const fn = source.fn(edge.from);
  if (isOfSubject(source, fn, edge)) return null;
  const call = source.text(fn, edge.op.at.start, edge.op.at.end);
  const own = source.conditions(fn).of(edge.block);
  const conditions = [own, presenceText(fn.ir.presence)].filter((one) => one !== null);
  const base = { fn, edge, condition: conditions.length === 0 ? null : conditions.join(' && ') };
  const registrations = model.registrationsByName.get(edge.name) ?? [];
  const action = registrations.find((row) => row.kind === 'devm-action');
  if (action !== undefined) {
    const runs = globalName(fn, edge.op.args[action.callback]);
    const effect = runs === null ? undefined : model.primitivesByName.get(runs)?.[0];
    const kind = effect?.effect === 'release' ? (effect.kind === 'mem' ? 'free' : 'release') : 'call';
    const text = `devres runs ${runs ?? 'a callback'}() for ${call}`;
    return { ...base, kind, runs, text, waitsFor: null, callbacks: [] };
  }
  const row = model.primitivesByName.get(edge.name)?.find((one) => one.managed && one.effect === 'acquire');
  if (row === undefined) return null;
  const callbacks = registrations.flatMap((one) => {
    const name = globalName(fn, edge.op.args[one.callback]);
    return name === null ? [] : program.resolve(name, fn.file);
  });
  const fence = fenceFor(
    source,
    row,
    registrations.map(({ kind }) => kind),
  );
  return {
    ...base,
    kind: fence !== null ? 'fence' : row.kind === 'mem' ? 'free' : 'release',
    runs: releaseOf(source, row),
    text: `devres gives back ${call}`,
    waitsFor: fence,
    callbacks: [...new Set(callbacks)],
  };
}

/** Given back together with the subject's own device, not with that of the driver. */
function isOfSubject(source: TraceSource, fn: ProgramFunction, { op }: CallEdge): boolean {
  const { struct, device } = source.lifecycle.subject;
  return expressionKeys(source, fn, op.args[0] ?? { k: 'num', value: 0 })[0] === `${struct}.${device}`;
}

/** What the release of a managed registration waits for, as its plain counterpart does. */
function fenceFor(source: TraceSource, row: PrimitiveRow, kinds: readonly string[]): string | null {
  for (const name of releasesOf(source, row))
    for (const fence of source.model.fencesByName.get(name) ?? [])
      if (fence.waits && kinds.some((kind) => fence.cuts.includes(kind))) return fence.says;
  return null;
}

function releasesOf(source: TraceSource, row: PrimitiveRow): string[] {
  return [...source.model.primitivesByName.entries()].flatMap(([name, rows]) =>
    rows.some((one) => one.effect === 'release' && one.primitive === row.primitive && one.kind === row.kind)
      ? [name]
      : [],
  );
}

function releaseOf(source: TraceSource, row: PrimitiveRow): string | null {
  return releasesOf(source, row)[0] ?? null;
}

/** The effect of giving something back, as the steps of a removal carry it. */
export function managedEffect(managed: Managed): Effect {
  return {
    kind: managed.kind,
    callee: managed.runs,
    waitsFor: managed.waitsFor,
    fences: [],
    retracts: false,
    guard: null,
    freed: null,
    says: managed.waitsFor ?? managed.text,
    callbacks: managed.callbacks,
  };
}

import type { Analysis } from '../analysis/analyse';
import type { EntryHold } from '../analysis/contexts';
import type { Names } from '../analysis/describe';
import type { Hold, Site } from '../analysis/state';
import { K, type Term } from '../analysis/term-kinds';
import type { HoldKind, Mode } from '../model/types';
import type { HoldReport, Site as SiteReport } from './reports';
import type { SourceLines } from './source-lines';

/** A hold with the subject it is about, before it is printed. */
export interface NamedHold {
  readonly kind: HoldKind;
  readonly primitive: string;
  readonly mode: Mode | null;
  readonly count: number;
  readonly object: Term | null;
  readonly name: string;
  readonly site: Site | null;
  readonly condition: string | null;
  /** False when it is held on some of the paths that were joined. */
  readonly certain?: boolean;
}

export function nameHolds(holds: readonly Hold[], names: Names): NamedHold[] {
  return holds.map((hold) => ({ ...hold, name: names.of(hold.object) }));
}

export function nameEntryHolds(holds: readonly EntryHold[]): NamedHold[] {
  return holds.map((hold) => ({ ...hold }));
}

/** Holds that the reader is shown: what the device core gives back by itself is left out, except interrupts. */
export function isShown(hold: { readonly kind: HoldKind; readonly managed?: boolean }): boolean {
  return !hold.managed || hold.kind === 'irq';
}

/** Adds the composites whose parts are all there: a reservation is listed together with what it is made of. */
export function withComposites(analysis: Analysis, holds: readonly NamedHold[]): NamedHold[] {
  const { terms, model } = analysis;
  const all = [...holds];
  for (const composite of model.composites) {
    const whole = composite.parts.find((part) => part.path === '');
    if (whole === undefined) continue;
    for (const subject of holds) {
      if (subject.kind !== whole.kind) continue;
      const base = subject.object;
      const isPart = (hold: NamedHold, path: string) =>
        base === null
          ? hold.name === memberName(subject.name, path)
          : hold.object === (path === '' ? base : terms.field(base, path));
      const complete = composite.parts.every((part) =>
        holds.some(
          (hold) =>
            hold.kind === part.kind &&
            isPart(hold, part.path) &&
            (part.mode === undefined || hold.mode === part.mode),
        ),
      );
      if (complete)
        all.unshift({ ...subject, kind: composite.kind, primitive: composite.primitive, mode: null });
    }
  }
  return all;
}

/** `chip (f)` and `dev` make `chip->dev (f)`: names of what the function cannot reach say who holds it. */
function memberName(subject: string, path: string): string {
  if (path === '') return subject;
  const at = subject.indexOf(' (');
  return at < 0 ? `${subject}->${path}` : `${subject.slice(0, at)}->${path}${subject.slice(at)}`;
}

/** Equal keys are the same hold to a reader. */
export function holdKey(hold: NamedHold): string {
  return `${hold.kind}|${hold.name}|${hold.mode ?? ''}`;
}

export function toHoldReport(analysis: Analysis, lines: SourceLines, hold: NamedHold): HoldReport {
  return {
    kind: hold.kind,
    object: hold.name,
    primitive: hold.primitive,
    mode: hold.mode,
    count: hold.count,
    acquired: hold.site === null ? [] : siteChain(analysis, lines, hold.site),
    condition: hold.condition,
  };
}

/** The way to where something was taken: the call here, then inside the callee, down to the primitive. */
function siteChain(analysis: Analysis, lines: SourceLines, site: Site): SiteReport[] {
  const chain: SiteReport[] = [];
  let at: Site | null = site;
  while (at !== null && chain.length < 16) {
    const fn = analysis.program.functions[at.fn];
    if (fn === undefined) break;
    chain.push({ file: fn.file, line: lines.line(fn.file, fn.start + at.at), function: fn.name });
    const { inside }: Site = at;
    at =
      inside === null
        ? null
        : (analysis.result(inside.fn)?.summary.cases[inside.outcome]?.acquires[inside.hold]?.site ?? null);
  }
  return chain;
}

export function isParameterRooted(analysis: Analysis, object: Term): boolean {
  const { terms } = analysis;
  let at = object;
  for (
    let kind = terms.kind(at);
    kind === K.Field || kind === K.Load || kind === K.Index;
    kind = terms.kind(at)
  )
    at = terms.a(at);
  return terms.kind(at) === K.Param;
}

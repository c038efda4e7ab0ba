import type { ProgramFunction } from '../analysis/program';
import { findAll } from '../analysis/rules/find';
import { type CancelToken, neverCancelled, throwIfCancelled } from '../base/cancel';
import { contentHash } from '../base/hash';
import type { Lifecycle } from '../model/lifecycle';
import { type SubsystemLifecycle, tpmLifecycle } from '../model/lifecycles';
import { absolute } from '../project/discovery';
import type { Revision } from '../project/revision';
import type { AuditReport } from './audit-report';
import { boundedBy, reportFinding } from './finding-report';
import { gapsOf, reportFunction, reportSummary } from './function-report';
import type {
  FileReport,
  FindingReport,
  FunctionReport,
  GapReport,
  TraceReport,
  TreeReport,
} from './reports';
import type { Snapshot, WorkspaceOptions } from './snapshot';
import { SourceLines } from './source-lines';
import type { RemovalFacts } from './trace/removal-facts';
import { Tracer } from './trace/trace';
import { TraceSource } from './trace/trace-source';
import type { WiderOptions } from './trace/wider';
import type { WhoReport } from './who-report';

/** A revision as features see it. Reports are made per function on first use and kept. */
export class RevisionSnapshot implements Snapshot {
  readonly root: string;
  readonly tree: TreeReport;
  readonly files: readonly string[];
  readonly roots: NonNullable<Snapshot['roots']>;
  private readonly revision: Revision;
  private readonly lines: SourceLines;
  private readonly reports = new Map<number, FunctionReport>();
  private readonly wider: WiderOptions;
  private readonly subsystem: SubsystemLifecycle;
  private readonly belonging: Lifecycle;
  private tracerOf: Tracer | null = null;

  constructor(
    root: string,
    revision: Revision,
    options: WorkspaceOptions,
    { folders, lifecycle }: { readonly folders: readonly string[]; readonly lifecycle: Lifecycle },
  ) {
    this.subsystem = options.lifecycle ?? tpmLifecycle;
    this.belonging = lifecycle;
    this.wider = { files: options.files, root, folders, headers: lifecycle.headers };
    this.root = root;
    this.revision = revision;
    this.files = [...revision.files.map((file) => file.path), ...revision.unread].sort();
    this.lines = new SourceLines(new Map(revision.files.map((file) => [file.path, file.text])));
    const config = options.config === 'both' ? 'both' : options.config.name;
    this.tree = { version: kernelVersion(options.files.readFile(absolute(root, 'Makefile'))), config };
    this.roots = lifecycle.roots.filter(({ name }) => revision.program.named(name).length > 0);
  }

  state(file: string, token: CancelToken = neverCancelled): FileReport | null {
    if (!this.files.includes(file)) return null;
    const functions: FunctionReport[] = [];
    for (const fn of this.functionsOf(file)) {
      throwIfCancelled(token);
      const report = this.report(fn);
      if (report !== null) functions.push(report);
    }
    return { file, functions };
  }

  private report(fn: ProgramFunction): FunctionReport | null {
    const known = this.reports.get(fn.index);
    if (known !== undefined) return known;
    const result = this.revision.analysis.result(fn.index);
    if (result === undefined) return null;
    const report = reportFunction(this.revision, this.lines, result);
    this.reports.set(fn.index, report);
    return report;
  }

  summaries(file: string): ReturnType<Snapshot['summaries']> {
    return this.functionsOf(file).flatMap((fn) => {
      const result = this.revision.analysis.result(fn.index);
      if (result === undefined) return [];
      return [{ name: fn.name, summary: reportSummary(this.revision, this.lines, result) }];
    });
  }

  removalFacts(root: string, token: CancelToken = neverCancelled): RemovalFacts | null {
    return this.tracer.facts(this.tree, root, token);
  }

  /** Whether `file` is part of the subsystem of the lifecycle; all of a bare folder is, for it says nothing else. */
  private belongs(file: string): boolean {
    const { folders, headers } = this.belonging;
    return (
      this.wider.folders.includes('.') ||
      folders.some((folder) => file.startsWith(`${folder}/`)) ||
      headers.some((prefix) => file.startsWith(prefix))
    );
  }

  private functionsOf(file: string): ProgramFunction[] {
    return this.revision.program.inFile(file).filter((fn) => !fn.ir.isMacro);
  }

  findings(file: string, token: CancelToken = neverCancelled): readonly FindingReport[] {
    const { analysis, contexts } = this.revision;
    const found: FindingReport[] = [];
    const bounded = boundedBy(this.belongs(file));
    for (const fn of this.functionsOf(file)) {
      throwIfCancelled(token);
      const result = analysis.result(fn.index);
      if (result === undefined) continue;
      for (const finding of findAll(analysis, contexts, result))
        found.push(reportFinding(this.revision, this.lines, bounded(finding)));
    }
    return numbered(found);
  }

  gaps(file: string): readonly GapReport[] {
    const gaps: GapReport[] = [];
    if (this.revision.unread.includes(file))
      gaps.push({ file, line: 1, function: null, reason: 'not read: too large, or reading is not allowed' });
    const { facts, text } = this.revision.files.find((f) => f.path === file) ?? {};
    if (text?.includes('\0'))
      gaps.push({ file, line: 1, function: null, reason: 'holds NUL bytes: no C source' });
    for (const gap of facts?.gaps ?? [])
      gaps.push({
        file,
        line: this.lines.line(file, gap.span.start),
        function: gap.function,
        reason: gap.reason,
      });
    for (const fn of this.functionsOf(file)) {
      const result = this.revision.analysis.result(fn.index);
      if (result === undefined) continue;
      for (const gap of gapsOf(this.revision, this.lines, result))
        gaps.push({ file, line: gap.line, function: fn.name, reason: gap.reason });
    }
    return gaps;
  }

  functionCount(file: string): number {
    return this.functionsOf(file).length;
  }

  trace(
    root: string,
    options: Parameters<Snapshot['trace']>[1],
    token: CancelToken = neverCancelled,
  ): TraceReport | null {
    return this.tracer.trace(this.tree, root, options, token);
  }

  private get tracer(): Tracer {
    this.tracerOf ??= new Tracer(new TraceSource(this.revision, this.lines, this.subsystem), this.wider);
    return this.tracerOf;
  }

  get guardedFields(): readonly string[] {
    return this.tracer.guardedFields;
  }

  audit(field: string, token: CancelToken = neverCancelled): AuditReport | null {
    return this.tracer.audit(this.tree, field, token);
  }

  who(file: string, line: number, token: CancelToken = neverCancelled): WhoReport | null {
    return this.tracer.who(this.tree, file, line, token);
  }

  suggestions(name: string): readonly string[] {
    const names = new Set(this.revision.program.list.map((fn) => fn.name));
    const score = (candidate: string) => commonLength(candidate, name);
    const near = [...names].sort((a, b) => score(b) - score(a) || (a < b ? -1 : 1));
    const same = this.tracer.counterpart(name);
    return [...new Set([...(same === null ? [] : [same]), ...near])].slice(0, 5);
  }

  outline(file: string): ReturnType<Snapshot['outline']> {
    const line = (fn: ProgramFunction, at: number) => this.lines.line(file, fn.start + at);
    return this.functionsOf(file).map((fn) => ({
      name: fn.name,
      nameLine: line(fn, fn.ir.nameSpan.start),
      start: line(fn, 0),
      end: line(fn, fn.ir.length - 1),
    }));
  }
}

/** The same claim twice in one function is two findings: the second gets a fingerprint of its own. */
function numbered(findings: readonly FindingReport[]): readonly FindingReport[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const count = (seen.get(finding.fingerprint) ?? 0) + 1;
    seen.set(finding.fingerprint, count);
    if (count === 1) return finding;
    const fingerprint = contentHash(`${finding.fingerprint}|${count}`);
    return Object.defineProperties(finding, { fingerprint: { value: fingerprint, enumerable: true } });
  });
}

/** Length of the longest run of characters that both names share, a cheap measure of nearness. */
function commonLength(a: string, b: string): number {
  let best = 0;
  for (let i = 0; i < b.length; i++)
    for (let j = b.length; j - i > best; j--) if (a.includes(b.slice(i, j))) best = j - i;
  return best;
}

function kernelVersion(makefile: string | null): string | null {
  if (makefile === null) return null;
  const part = (name: string) => new RegExp(`^${name}\\s*=\\s*(\\S+)`, 'm').exec(makefile)?.[1];
  const version = part('VERSION');
  const patch = part('PATCHLEVEL');
  if (version === undefined || patch === undefined) return null;
  const sub = part('SUBLEVEL');
  return sub === undefined ? `${version}.${patch}` : `${version}.${patch}.${sub}`;
}

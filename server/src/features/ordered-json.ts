import type {
  CheckReport,
  ContextReport,
  FileReport,
  FindingReport,
  FunctionReport,
  GapReport,
  HoldReport,
  LineReport,
  OutcomeReport,
  Site,
  StateReport,
  TraceReport,
  TraceStep,
} from './reports';

/**
 * The reports with exactly the keys of the interface, in its order, whatever order the engine built them in.
 * Same input, same bytes.
 */
export const orderedSite = (site: Site) => ({ file: site.file, line: site.line, function: site.function });

export const orderedHold = (hold: HoldReport) => ({
  kind: hold.kind,
  object: hold.object,
  primitive: hold.primitive,
  mode: hold.mode,
  count: hold.count,
  acquired: hold.acquired.map(orderedSite),
  condition: hold.condition,
});

const orderedOutcome = (outcome: OutcomeReport) => ({
  when: outcome.when,
  given: outcome.given,
  acquires: outcome.acquires.map(orderedHold),
  releases: outcome.releases.map(orderedHold),
});

const orderedContext = (context: ContextReport) => ({
  id: context.id,
  label: context.label,
  entry: context.entry.map(orderedHold),
  path: context.path.map((step) => ({ function: step.function, file: step.file, line: step.line })),
  note: context.note,
});

const orderedLine = (line: LineReport) => ({
  line: line.line,
  reachable: line.reachable,
  must: line.must.map(orderedHold),
  may: line.may.map(orderedHold),
  released: line.released.map(orderedHold),
  ops: line.ops,
  byContext: line.byContext.map((entry) => ({ id: entry.id, ops: entry.ops, why: entry.why })),
});

export const orderedFunction = (fn: FunctionReport) => ({
  name: fn.name,
  start: fn.start,
  end: fn.end,
  nameLine: fn.nameLine,
  condition: fn.condition,
  summary: {
    outcomes: fn.summary.outcomes.map(orderedOutcome),
    requires: fn.summary.requires.map(orderedHold),
    returns: fn.summary.returns,
    sleeps: fn.summary.sleeps,
  },
  contexts: fn.contexts.map(orderedContext),
  lines: fn.lines.map(orderedLine),
  gaps: fn.gaps.map((gap) => ({ line: gap.line, reason: gap.reason })),
});

export const orderedFile = (file: FileReport) => ({
  file: file.file,
  functions: file.functions.map(orderedFunction),
});

const orderedTree = (tree: StateReport['tree']) => ({ version: tree.version, config: tree.config });

export const orderedState = (report: StateReport) => ({
  schema: report.schema,
  tree: orderedTree(report.tree),
  files: report.files.map(orderedFile),
});

export const orderedFinding = (finding: FindingReport) => ({
  rule: finding.rule,
  severity: finding.severity,
  confidence: finding.confidence,
  file: finding.file,
  line: finding.line,
  column: finding.column,
  endLine: finding.endLine,
  endColumn: finding.endColumn,
  function: finding.function,
  message: finding.message,
  object: finding.object,
  contexts: [...finding.contexts],
  condition: finding.condition,
  steps: finding.steps.map((step) => ({
    n: step.n,
    file: step.file,
    line: step.line,
    function: step.function,
    text: step.text,
    state: step.state,
  })),
  fingerprint: finding.fingerprint,
});

export const orderedGap = (gap: GapReport) => ({
  file: gap.file,
  line: gap.line,
  function: gap.function,
  reason: gap.reason,
});

export const orderedCheck = (report: CheckReport) => ({
  schema: report.schema,
  tree: orderedTree(report.tree),
  findings: report.findings.map((finding) => ({
    ...orderedFinding(finding),
    ...(report.change === undefined ? {} : { new: report.change.fresh.has(finding) }),
  })),
  ...(report.change === undefined
    ? {}
    : { base: report.change.base, fixed: report.change.fixed.map(orderedFinding) }),
  gaps: report.gaps.map(orderedGap),
  stats: {
    files: report.stats.files,
    functions: report.stats.functions,
    functionsWithGaps: report.stats.functionsWithGaps,
  },
});

const orderedStep = (step: TraceStep) => ({
  n: step.n,
  parent: step.parent,
  file: step.file,
  line: step.line,
  function: step.function,
  callee: step.callee,
  text: step.text,
  kind: step.kind,
  condition: step.condition,
  before: step.before.map(orderedHold),
  after: step.after.map(orderedHold),
  cuts: [...step.cuts],
  waitsFor: step.waitsFor,
});

export const orderedTrace = (trace: TraceReport) => ({
  schema: trace.schema,
  root: trace.root,
  direction: trace.direction,
  tree: orderedTree(trace.tree),
  steps: trace.steps.map(orderedStep),
  entryPoints: trace.entryPoints.map((entry) => ({
    id: entry.id,
    label: entry.label,
    function: entry.function,
    file: entry.file,
    line: entry.line,
    possibleUntil: entry.possibleUntil,
    stoppedBy: entry.stoppedBy,
    // biome-ignore lint/suspicious/noThenProperty: the interface names the key so; the object is never awaited.
    then: entry.then,
  })),
  windows: trace.windows.map((window) => ({
    from: window.from,
    to: window.to,
    entryPoints: [...window.entryPoints],
    hazard: window.hazard,
  })),
  references: trace.references.map((reference) => ({
    holder: reference.holder,
    object: reference.object,
    taken: { file: reference.taken.file, line: reference.taken.line },
    dropped: reference.dropped && { file: reference.dropped.file, line: reference.dropped.line },
  })),
  ...(trace.conditions && { conditions: trace.conditions }),
  ...(trace.scope && { scope: trace.scope }),
});

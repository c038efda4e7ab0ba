import { orderedFinding } from '../ordered-json';
import type {
  CompareReport,
  CompareSide,
  EntryEnd,
  Exposure,
  StepPlace,
  TraceDifference,
} from './compare-report';

/** The comparison with exactly the keys of the interface, in its order. */
export const orderedCompare = (report: CompareReport) => ({
  schema: report.schema,
  base: side(report.base),
  head: side(report.head),
  breaks: report.breaks.map(exposure),
  mends: report.mends.map(exposure),
  traces: report.traces.map(traceDifference),
  summaries: report.summaries.map(({ file, function: fn, base, head }) => ({
    file,
    function: fn,
    base,
    head,
  })),
  findings: {
    new: report.findings.new.map(orderedFinding),
    fixed: report.findings.fixed.map(orderedFinding),
  },
});

const side = ({ label, tree }: CompareSide) => ({
  label,
  tree: { version: tree.version, config: tree.config },
});

const place = (step: StepPlace | null) =>
  step && {
    n: step.n,
    file: step.file,
    line: step.line,
    function: step.function,
    text: step.text,
    kind: step.kind,
  };

const exposure = (one: Exposure) => ({
  kind: one.kind,
  root: one.root,
  title: one.title,
  text: one.text,
  entryPoints: [...one.entryPoints],
  base: place(one.base),
  head: place(one.head),
});

const end = (one: EntryEnd | null) =>
  one && {
    possibleUntil: one.possibleUntil,
    step: one.step,
    stoppedBy: one.stoppedBy,
    // biome-ignore lint/suspicious/noThenProperty: the interface names the key so.
    then: one.then,
  };

const traceDifference = (trace: TraceDifference) => ({
  root: trace.root,
  direction: trace.direction,
  missing: trace.missing,
  steps: {
    added: trace.steps.added.map(place),
    removed: trace.steps.removed.map(place),
    moved: trace.steps.moved.map((one) => ({
      base: place(one.base),
      head: place(one.head),
      before: one.before,
      after: one.after,
    })),
  },
  entryPoints: trace.entryPoints.map((one) => ({
    id: one.id,
    label: one.label,
    base: end(one.base),
    head: end(one.head),
  })),
  windows: {
    opened: trace.windows.opened.map(window),
    closed: trace.windows.closed.map(window),
  },
  ways: trace.ways.map((way) => ({
    function: way.function,
    callee: way.callee,
    base: way.base,
    head: way.head,
  })),
});

const window = (one: TraceDifference['windows']['opened'][number]) => ({
  from: place(one.from),
  to: place(one.to),
  entryPoints: [...one.entryPoints],
  hazard: one.hazard,
});

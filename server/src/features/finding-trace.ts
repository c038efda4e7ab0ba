import type { FindingReport, TraceReport, TreeReport } from './reports';

/** The path of a finding in the shape of a trace, for what draws traces: a flat list, in the order it happens. */
export function findingTrace(finding: FindingReport, tree: TreeReport): TraceReport {
  return {
    schema: 'tpm-lifecycle/trace@1',
    root: finding.function,
    direction: 'calls',
    tree,
    steps: finding.steps.map((step) => ({
      n: step.n,
      parent: null,
      file: step.file,
      line: step.line,
      function: step.function,
      callee: null,
      text: step.text,
      kind: 'use',
      condition: null,
      before: [],
      after: [],
      cuts: [],
      waitsFor: null,
    })),
    entryPoints: [],
    windows: [],
    references: [],
  };
}

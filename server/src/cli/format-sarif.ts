import type { CheckReport, FindingReport, GapReport, StepReport } from '../features/reports';
import type { Rule, Severity } from '../model/types';

/** Findings as SARIF 2.1.0: rules with their help, the path as a code flow, what was not understood as notifications. */
export function checkSarif(report: CheckReport, rules: readonly Rule[], version: string): string {
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'tpm-lifecycle', version, rules: rules.map(ruleOf) } },
        // Columns of the reports count UTF-16 units.
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { SRCROOT: { description: { text: 'Top folder of the kernel tree.' } } },
        invocations: [
          { executionSuccessful: true, toolExecutionNotifications: report.gaps.map(notificationOf) },
        ],
        results: report.findings.map((finding) => resultOf(finding, rules)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

const levels: Record<Severity, 'error' | 'warning' | 'note'> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

function ruleOf(rule: Rule): object {
  return {
    id: rule.id,
    shortDescription: { text: rule.title },
    fullDescription: { text: rule.explanation },
    defaultConfiguration: { level: levels[rule.severity] },
    help: { text: `${rule.explanation}\n\nBad:\n${rule.bad}\n\nGood:\n${rule.good}` },
  };
}

function resultOf(finding: FindingReport, rules: readonly Rule[]): object {
  const index = rules.findIndex((rule) => rule.id === finding.rule);
  const condition = finding.condition ? ` (if ${finding.condition})` : '';
  const region = {
    startLine: finding.line,
    startColumn: finding.column,
    endLine: finding.endLine,
    endColumn: finding.endColumn,
  };
  return {
    ruleId: finding.rule,
    ...(index < 0 ? {} : { ruleIndex: index }),
    level: levels[finding.severity],
    message: { text: finding.message + condition },
    locations: [
      {
        physicalLocation: { artifactLocation: artifact(finding.file), region },
        logicalLocations: [{ name: finding.function, kind: 'function' }],
      },
    ],
    // The key by which GitHub tells old results from new ones; ours does not depend on line numbers.
    partialFingerprints: { primaryLocationLineHash: finding.fingerprint },
    ...(finding.steps.length > 0
      ? { codeFlows: [{ threadFlows: [{ locations: flowOf(finding.steps) }] }] }
      : {}),
    properties: { confidence: finding.confidence, contexts: finding.contexts },
  };
}

/** The nesting level tells calls: a step in another function lies deeper than the first function of the path. */
function flowOf(steps: readonly StepReport[]): object[] {
  const outer = steps[0]?.function;
  return steps.map((step, at) => ({
    executionOrder: at + 1,
    nestingLevel: step.function === outer ? 0 : 1,
    importance: at === 0 || at === steps.length - 1 ? 'essential' : 'important',
    location: {
      message: { text: step.text },
      physicalLocation: { artifactLocation: artifact(step.file), region: { startLine: step.line } },
      logicalLocations: [{ name: step.function, kind: 'function' }],
    },
    ...(step.state ? { state: { holds: { text: step.state } } } : {}),
  }));
}

function notificationOf(gap: GapReport): object {
  return {
    level: 'note',
    message: { text: gap.function ? `${gap.function}(): ${gap.reason}` : gap.reason },
    locations: [
      { physicalLocation: { artifactLocation: artifact(gap.file), region: { startLine: gap.line } } },
    ],
  };
}

function artifact(file: string): object {
  return { uri: encodeURI(file), uriBaseId: 'SRCROOT' };
}

import type { Rule, Severity } from '../model/types';
import type { CheckReport, FindingReport, GapReport, StepReport } from './reports';

/** Address of the pages of the rules, one per rule. */
const pages = 'https://github.com/tpm-lifecycle/tpm-lifecycle/blob/main/client/media/rules';

/**
 * Findings as SARIF 2.1.0: rules with their help, the path as a code flow with the state at each step, accepted findings
 * as suppressed results, what was not understood as notifications; with a base, what is new, unchanged and absent.
 */
export function checkSarif(report: CheckReport, rules: readonly Rule[], version: string): string {
  const { change, accepted = [], gaps, findings } = report;
  const state = (finding: FindingReport) =>
    change === undefined ? {} : { baselineState: change.fresh.has(finding) ? 'new' : 'unchanged' };
  const results = [
    ...findings.map((finding) => ({ ...resultOf(finding, rules), ...state(finding) })),
    ...accepted.map(({ finding, reason }) => ({
      ...resultOf(finding, rules),
      suppressions: [{ kind: 'external', status: 'accepted', justification: reason }],
    })),
    ...(change?.fixed ?? []).map((finding) => ({ ...resultOf(finding, rules), baselineState: 'absent' })),
  ];
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'tpm-lifecycle',
            version,
            semanticVersion: version,
            informationUri: 'https://github.com/tpm-lifecycle/tpm-lifecycle',
            rules: rules.map(ruleOf),
            notifications: [gapDescriptor],
          },
        },
        // Columns of the reports count UTF-16 units.
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { SRCROOT: { description: { text: 'Top folder of the kernel tree.' } } },
        invocations: [{ executionSuccessful: true, toolExecutionNotifications: gaps.map(notificationOf) }],
        results,
        properties: { kernelVersion: report.tree.version, config: report.tree.config },
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

/** GitHub shows these beside a result: certainty of what is claimed. */
const precisions = { proved: 'very-high', likely: 'high', possible: 'medium' } as const;

function ruleOf(rule: Rule): object {
  const code = (text: string) => `\`\`\`c\n${text.trimEnd()}\n\`\`\``;
  return {
    id: rule.id,
    name: rule.id.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: rule.title },
    fullDescription: { text: rule.explanation },
    helpUri: `${pages}/${rule.id}.md`,
    help: {
      text: `${rule.explanation}\n\nBad:\n${rule.bad}\n\nGood:\n${rule.good}`,
      markdown: `${rule.explanation}\n\nBad:\n\n${code(rule.bad)}\n\nGood:\n\n${code(rule.good)}\n`,
    },
    defaultConfiguration: { level: levels[rule.severity] },
    properties: { tags: ['linux', 'tpm', 'locking'] },
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
    properties: {
      confidence: finding.confidence,
      precision: precisions[finding.confidence],
      contexts: finding.contexts,
    },
  };
}

/** The nesting level tells calls: a step in another function lies deeper than the first function of the path. */
function flowOf(steps: readonly StepReport[]): object[] {
  const [first] = steps;
  return steps.map((step, at) => {
    const isTurn = at === 0 || at === steps.length - 1 || step.state !== steps[at - 1]?.state;
    return {
      executionOrder: step.n,
      nestingLevel: step.function === first?.function ? 0 : 1,
      importance: isTurn ? 'essential' : 'important',
      ...(step.state === '' ? {} : { state: { holds: { text: step.state } } }),
      location: {
        physicalLocation: { artifactLocation: artifact(step.file), region: { startLine: step.line } },
        logicalLocations: [{ name: step.function, kind: 'function' }],
        message: { text: step.text },
      },
    };
  });
}

const gapDescriptor = {
  id: 'gap',
  name: 'NotUnderstood',
  shortDescription: { text: 'A place that was not understood: nothing is promised about it.' },
  defaultConfiguration: { level: 'note' },
};

function notificationOf(gap: GapReport): object {
  return {
    descriptor: { id: gapDescriptor.id, index: 0 },
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

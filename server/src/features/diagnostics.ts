import type { CancelToken } from '../base/cancel';
import type { Confidence, Severity } from '../model/types';
import { confidenceRank } from './finding-report';
import type { FindingReport, StepReport } from './reports';
import type { Snapshot } from './snapshot';

/** Findings as the editor shows them, and the filter that the command line shares. */
export interface DiagnosticOptions {
  readonly minConfidence: Confidence;
  /** Severity by rule; `off` drops the rule. */
  readonly severity: Readonly<Record<string, Severity | 'off'>>;
}

export interface PlainDiagnostic {
  readonly finding: FindingReport;
  readonly severity: Severity;
  readonly message: string;
  readonly related: readonly { readonly file: string; readonly line: number; readonly text: string }[];
}

/** VS Code sorts related information by file, so the order is in the text; more than six hide the message. */
export const maxRelated = 6;

/** Findings of one file that the options let through, as diagnostics. */
export function diagnosticsOf(
  snapshot: Snapshot,
  file: string,
  options: DiagnosticOptions,
  token?: CancelToken,
): readonly PlainDiagnostic[] {
  return filterFindings(snapshot.findings(file, token), options).map((finding) => ({
    finding,
    severity: severityOf(finding, options) ?? finding.severity,
    message: messageOf(finding),
    related: relatedOf(finding),
  }));
}

export function filterFindings(
  findings: readonly FindingReport[],
  options: DiagnosticOptions,
): readonly FindingReport[] {
  const least = confidenceRank[options.minConfidence];
  return findings.filter(
    (finding) => confidenceRank[finding.confidence] >= least && severityOf(finding, options) !== null,
  );
}

function severityOf(finding: FindingReport, options: DiagnosticOptions): Severity | null {
  const chosen = options.severity[finding.rule] ?? finding.severity;
  return chosen === 'off' ? null : chosen;
}

/** The condition and a lesser confidence are part of the claim, so they are part of the message. */
function messageOf(finding: FindingReport): string {
  const condition = finding.condition ? ` (if ${finding.condition})` : '';
  const confidence = finding.confidence === 'proved' ? '' : ` [${finding.confidence}]`;
  return finding.message + condition + confidence;
}

function relatedOf(finding: FindingReport): PlainDiagnostic['related'] {
  const steps = finding.steps.filter((step) => step.file !== finding.file || step.line !== finding.line);
  const shown = prune(steps);
  return shown.map((step, at) => ({
    file: step.file,
    line: step.line,
    text: `${at + 1}/${shown.length} ${step.text}${step.state ? ` (${step.state})` : ''}`,
  }));
}

/** First and last step, then those where the state changes, then the others in order. */
function prune(steps: readonly StepReport[]): readonly StepReport[] {
  if (steps.length <= maxRelated) return steps;
  const worth = (step: StepReport, at: number): number => {
    if (at === 0 || at === steps.length - 1) return 0;
    return step.state !== steps[at - 1]?.state ? 1 : 2;
  };
  return steps
    .map((step, at) => ({ step, at, worth: worth(step, at) }))
    .sort((a, b) => a.worth - b.worth || a.at - b.at)
    .slice(0, maxRelated)
    .sort((a, b) => a.at - b.at)
    .map((entry) => entry.step);
}

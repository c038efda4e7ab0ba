import type { FindingResult, TraceResult } from '../../server/src/lsp/protocol';

type TraceReport = TraceResult['report'];
type TraceStep = TraceReport['steps'][number];
type FindingReport = FindingResult['finding'];

/** A trace as the tree shows it. Pure: words only, no editor types, so it can be tested anywhere. */
export interface TraceNode {
  readonly id: string;
  /** Number of the step; null for headings and entry points. The same in tree, editor and text. */
  readonly n: number | null;
  readonly label: string;
  /** `tpm-chip.c:465  waits for commands in flight`. */
  readonly description: string;
  readonly kind: NodeKind;
  /** What is held or reachable differs after the step. */
  readonly changes: boolean;
  /** The step waits for users or keeps new ones out. */
  readonly fence: boolean;
  /** Somebody may be where it is no longer safe. */
  readonly hazard: boolean;
  /** What is worth saying beside the text: `fence: waits for commands in flight`. */
  readonly remark: string;
  /** Under which condition the step happens; empty for always. */
  readonly condition: string;
  /** For the screen reader, most important word first after the number. */
  readonly spoken: string;
  /** Relative to the root of the tree; null for headings. */
  readonly file: string | null;
  readonly line: number;
  readonly children: readonly TraceNode[];
}

export type NodeKind = TraceStep['kind'] | 'hazard' | 'step' | 'entry' | 'heading';

/** One word per kind: the icon is never the only carrier. */
const words: Readonly<Record<NodeKind, string>> = {
  call: 'call',
  acquire: 'takes',
  release: 'releases',
  publish: 'publishes',
  retract: 'retracts',
  fence: 'fence',
  free: 'frees',
  branch: 'branch',
  use: 'use',
  hazard: 'hazard',
  step: 'step',
  entry: 'entry point',
  heading: '',
};

/** Kinds of steps that change something by what they are. */
const kinds: ReadonlySet<string> = new Set(['acquire', 'release', 'publish', 'free']);
const plain = { changes: false, fence: false, hazard: false, condition: '' } as const;

/** Steps as a tree, calls as children of their call site, and who can still come in as a last branch. */
export function traceNodes(report: TraceReport, variantLimit = Number.POSITIVE_INFINITY): TraceNode[] {
  const hazards = new Map<number, string>();
  for (const window of report.windows) if (window.hazard) hazards.set(window.from, window.hazard);
  const children = new Map<number | null, TraceStep[]>();
  for (const step of report.steps) {
    const siblings = children.get(step.parent);
    if (siblings) siblings.push(step);
    else children.set(step.parent, [step]);
  }
  const total = report.steps.length;
  const node = (step: TraceStep): TraceNode => {
    const hazard = hazards.get(step.n) ?? null;
    const remark = remarkOf(step, hazard, entryNames(report));
    const condition = step.condition ? `if ${step.condition}` : '';
    const kind = hazard === null ? step.kind : 'hazard';
    const fence = step.kind === 'fence' || step.kind === 'retract';
    const seen = [fence ? words[step.kind] : '', remark].filter((part) => part !== '').join(': ');
    const beside = [seen, condition].filter((part) => part !== '').join(', ');
    return {
      id: `step:${step.n}`,
      n: step.n,
      label: `${step.n} ${step.text}`,
      description: `${place(step.file, step.line)}${beside && `  ${beside}`}`,
      kind,
      changes: fence || kinds.has(step.kind) || JSON.stringify(step.before) !== JSON.stringify(step.after),
      fence,
      hazard: hazard !== null,
      remark: seen,
      condition,
      spoken: [
        `Step ${step.n} of ${total}`,
        words[kind],
        step.text,
        remark,
        condition,
        place(step.file, step.line),
      ]
        .filter((part) => part !== '')
        .join(', '),
      file: step.file,
      line: step.line,
      children: (children.get(step.n) ?? []).map(node),
    };
  };
  const top = children.get(null) ?? [];
  const limit = report.direction === 'callers' ? variantLimit : top.length;
  return [...top.slice(0, limit).map(node), ...notShown(top.length - limit), ...entryPointNodes(report)];
}

/** The path of a finding: a flat list in the order it happens. */
export function findingNodes(finding: FindingReport): TraceNode[] {
  const total = finding.steps.length;
  return finding.steps.map((step, at) => ({
    id: `step:${step.n}`,
    n: step.n,
    label: `${step.n} ${step.text}`,
    description: `${place(step.file, step.line)}${step.state && `  ${step.state}`}`,
    kind: 'step',
    changes: step.state !== '' && step.state !== finding.steps[at - 1]?.state,
    fence: false,
    hazard: false,
    remark: step.state,
    condition: '',
    spoken: [`Step ${step.n} of ${total}`, step.text, step.state, place(step.file, step.line)]
      .filter((part) => part !== '')
      .join(', '),
    file: step.file,
    line: step.line,
    children: [],
  }));
}

/** `[11/14] fence: waits for commands in flight`; a line visited often names its first steps only. */
export function markText(nodes: readonly TraceNode[], total: number): string {
  const numbers = nodes.slice(0, maxNumbers).map((node) => node.n);
  const rest = nodes.length > maxNumbers ? ', ...' : '';
  const remark = nodes.find((node) => node.remark !== '')?.remark ?? '';
  const short = remark.length > maxRemark ? `${remark.slice(0, maxRemark - 3).trimEnd()}...` : remark;
  return `[${numbers.join(', ')}${rest}/${total}] ${short}`.trimEnd();
}

/** Steps that one line names, and characters of what is said about them: more would hide the code. */
const maxNumbers = 3;
const maxRemark = 90;

/** All nodes, parents first. */
export function* allNodes(nodes: readonly TraceNode[]): Generator<TraceNode> {
  for (const node of nodes) {
    yield node;
    yield* allNodes(node.children);
  }
}

/** What stands for the variants over the limit. */
function notShown(count: number): TraceNode[] {
  if (count <= 0) return [];
  const label = `${count} more not shown, see the setting tpmLifecycle.trace.variantLimit`;
  const nothing = { n: null, description: '', file: null, line: 0, remark: '', children: [] } as const;
  return [{ ...nothing, ...plain, id: 'more', kind: 'heading', label, spoken: label }];
}

/** Functions of the ways in, by id. */
function entryNames(report: TraceReport): ReadonlyMap<string, string> {
  return new Map(report.entryPoints.map((entry) => [entry.id, entry.function]));
}

/** Ways in that are named where a step keeps them out; the rest is a number. */
const maxNamed = 2;

/** What is worth saying about a step beside its text. */
function remarkOf(step: TraceStep, hazard: string | null, names: ReadonlyMap<string, string>): string {
  const parts: string[] = [];
  if (step.waitsFor)
    parts.push(step.waitsFor.startsWith('everyone') ? `waits for ${step.waitsFor}` : step.waitsFor);
  else if (step.cuts.length > 0) {
    const named = step.cuts.slice(0, maxNamed).map((id) => `${names.get(id) ?? id}()`);
    const more = step.cuts.length > maxNamed ? ` and ${step.cuts.length - maxNamed} more` : '';
    parts.push(`keeps out ${named.join(', ')}${more}`);
  }
  if (hazard) parts.push(`hazard: ${hazard}`);
  return parts.join(', ');
}

function entryPointNodes(report: TraceReport): TraceNode[] {
  if (report.entryPoints.length === 0) return [];
  const children = report.entryPoints.map((entry, index): TraceNode => {
    const until =
      entry.possibleUntil === null
        ? 'not stopped on this path'
        : `possible until step ${entry.possibleUntil}`;
    const remark = entry.stoppedBy ? `${until}, stopped by ${entry.stoppedBy}` : until;
    return {
      id: `entry:${index}`,
      n: null,
      label: entry.label,
      description: `${entry.function}()  ${remark}`,
      kind: 'entry',
      ...plain,
      remark,
      spoken: `${entry.label}, ${remark}, ${place(entry.file, entry.line)}`,
      file: entry.file,
      line: entry.line,
      children: [],
    };
  });
  const label = `Who can still come in (${children.length})`;
  const heading = { id: 'entries', n: null, description: '', file: null, line: 0, remark: '' } as const;
  return [{ ...heading, ...plain, kind: 'heading', label, spoken: label, children }];
}

/** `tpm-chip.c:465`. */
function place(file: string, line: number): string {
  return `${file.slice(file.lastIndexOf('/') + 1)}:${line}`;
}

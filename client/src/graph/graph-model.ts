import type { FindingResult, TraceResult } from '../../../server/src/lsp/protocol';
import { allNodes, findingNodes, type TraceNode, traceNodes } from '../trace-model';

type TraceReport = TraceResult['report'];
type TraceStep = TraceReport['steps'][number];
type Hold = TraceStep['before'][number];

/** A trace as the graph draws it: rows in order, lanes for what is held, a column for the other threads. Plain data. */
export interface GraphModel {
  readonly title: string;
  readonly lanes: readonly string[];
  /** Whether there is a column for other threads. */
  readonly others: boolean;
  readonly rows: readonly GraphRow[];
}

export interface GraphRow {
  readonly n: number;
  /** Of the call that this step is in; null at the top. */
  readonly parent: number | null;
  readonly depth: number;
  readonly text: string;
  readonly place: string;
  readonly remark: string;
  readonly condition: string;
  readonly kind: 'step' | 'fence' | 'hazard';
  readonly spoken: string;
  /** Per lane: what is held before and after the step; empty, `read`, `write` or `held`. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Ways in that this step closes, and how many stay open; empty where nothing changes. */
  readonly others: string;
}

/** Lanes beside each other; more would leave no room for the code. */
const maxLanes = 4;

export function graphOfTrace(report: TraceReport, title: string): GraphModel {
  const lanes = lanesOf(report.steps);
  const steps = new Map(report.steps.map((step) => [step.n, step]));
  const others = otherThreads(report);
  const rows = stepNodes(traceNodes(report)).map(({ node, parent, depth }): GraphRow => {
    const step = steps.get(node.n ?? 0);
    const closed = others.get(node.n ?? 0) ?? '';
    return {
      ...rowOf(node, parent, depth),
      // The column says who is kept out, with how many are left.
      remark: closed === '' ? node.remark : node.remark.replace(/: keeps out .*/, ''),
      spoken: closed === '' ? node.spoken : `${node.spoken}, other threads: ${closed}`,
      before: lanes.map((lane) => laneState(step?.before ?? [], lane)),
      after: lanes.map((lane) => laneState(step?.after ?? [], lane)),
      others: closed,
    };
  });
  return { title, lanes: lanes.map((lane) => lane.label), others: report.entryPoints.length > 0, rows };
}

export function graphOfFinding(finding: FindingResult['finding'], title: string): GraphModel {
  const rows = stepNodes(findingNodes(finding)).map(
    ({ node, parent, depth }): GraphRow => ({
      ...rowOf(node, parent, depth),
      before: [],
      after: [],
      others: '',
    }),
  );
  return { title, lanes: [], others: false, rows };
}

interface Placed {
  readonly node: TraceNode;
  readonly parent: number | null;
  readonly depth: number;
}

/** Steps only: headings and entry points have a column of their own. */
function stepNodes(nodes: readonly TraceNode[], parent: number | null = null, depth = 0): Placed[] {
  return nodes
    .filter((node) => node.n !== null)
    .flatMap((node) => [{ node, parent, depth }, ...stepNodes(node.children, node.n, depth + 1)]);
}

function rowOf(
  node: TraceNode,
  parent: number | null,
  depth: number,
): Omit<GraphRow, 'before' | 'after' | 'others'> {
  const text = node.label.replace(/^\d+ /, '');
  const place = node.description.split('  ')[0] ?? '';
  const kind = node.hazard ? 'hazard' : node.fence ? 'fence' : 'step';
  return {
    n: node.n ?? 0,
    parent,
    depth,
    text,
    place,
    remark: node.remark,
    condition: node.condition,
    kind,
    spoken: node.spoken,
  };
}

interface Lane {
  readonly key: string;
  readonly label: string;
}

/** Locks by how long they are held, then one lane for all references. */
function lanesOf(steps: readonly TraceStep[]): readonly Lane[] {
  const counts = new Map<string, number>();
  for (const step of steps)
    for (const hold of [...step.before, ...step.after])
      if (hold.kind === 'lock') counts.set(nameOf(hold), (counts.get(nameOf(hold)) ?? 0) + 1);
  const refs = steps.some((step) => [...step.before, ...step.after].some((hold) => hold.kind === 'ref'));
  const room = refs ? maxLanes - 1 : maxLanes;
  const locks = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, room);
  const lanes = locks.map(([name]) => ({ key: `lock ${name}`, label: name }));
  return refs ? [...lanes, { key: 'ref', label: 'refs' }] : lanes;
}

function nameOf(hold: Hold): string {
  // `ops_sem (crb_cmd_ready)` says in whose words the path is; the lock is the same.
  return (hold.object.split(/->|\.|&/).at(-1) ?? hold.object).replace(/ \(.*\)$/, '');
}

function laneState(holds: readonly Hold[], lane: Lane): string {
  if (lane.key === 'ref') {
    const count = holds.reduce((sum, hold) => sum + (hold.kind === 'ref' ? hold.count : 0), 0);
    return count === 0 ? '' : 'held';
  }
  const found = holds.find((hold) => hold.kind === 'lock' && `lock ${nameOf(hold)}` === lane.key);
  if (!found) return '';
  return found.mode === 'read' || found.mode === 'write' ? found.mode : 'held';
}

const maxNamed = 2;

/** By step: who is kept out from here on, and how many are left. */
function otherThreads(report: TraceReport): ReadonlyMap<number, string> {
  const labels = new Map(report.entryPoints.map((entry) => [entry.id, `${entry.function} (${entry.label})`]));
  const words = new Map<number, string>();
  let open = report.entryPoints.length;
  for (const step of report.steps) {
    const closed = report.entryPoints.filter((entry) => entry.possibleUntil === step.n);
    if (closed.length === 0) continue;
    open -= closed.length;
    const names = closed.slice(0, maxNamed).map((entry) => labels.get(entry.id));
    const more = closed.length > maxNamed ? ` and ${closed.length - maxNamed} more` : '';
    words.set(step.n, `no more ${names.join(', ')}${more}; ${open} left`);
  }
  return words;
}

/** Nodes of the tree by number, for what the graph asks to open. */
export function stepByNumber(nodes: readonly TraceNode[], n: number): TraceNode | undefined {
  return [...allNodes(nodes)].find((node) => node.n === n);
}

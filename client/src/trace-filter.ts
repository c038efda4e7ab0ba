import { allNodes, type TraceNode } from './trace-model';

/** Which steps of a trace are shown. Numbers stay those of the whole trace. */
export type TraceFilter = 'all' | 'changes' | 'fences' | 'hazards';

const wanted: Readonly<Record<TraceFilter, (node: TraceNode) => boolean>> = {
  all: () => true,
  changes: (node) => node.changes,
  fences: (node) => node.fence,
  hazards: (node) => node.hazard,
};

/** The steps a filter lets through, with the calls that lead to them; what is no step stays. */
export function filtered(nodes: readonly TraceNode[], filter: TraceFilter): readonly TraceNode[] {
  if (filter === 'all') return nodes;
  return nodes.flatMap((node) => {
    if (node.n === null) return [node];
    const children = filtered(node.children, filter);
    return children.length > 0 || wanted[filter](node) ? [{ ...node, children }] : [];
  });
}

/** The steps to go through, in order: those of the filter, without the calls that only lead there. */
export function stepsOf(nodes: readonly TraceNode[], filter: TraceFilter): readonly TraceNode[] {
  return [...allNodes(nodes)].filter((node) => node.n !== null && wanted[filter](node));
}

export type Move = 'next' | 'previous' | 'first' | 'last';

/**
 * The step that a move from step `from` leads to. The ends hold: no wrapping around, for "next" at the last step must
 * not look like progress. Without a present step, next and first are the first, previous and last the last.
 */
export function moved(steps: readonly TraceNode[], from: number | null, move: Move): TraceNode | undefined {
  if (move === 'first' || (move === 'next' && from === null)) return steps[0];
  if (move === 'last' || from === null) return steps.at(-1);
  if (move === 'next') return steps.find((step) => step.n !== null && step.n > from) ?? steps.at(-1);
  return steps.findLast((step) => step.n !== null && step.n < from) ?? steps[0];
}

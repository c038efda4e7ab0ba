import type { TraceReport, TraceStep } from '../reports';
import { commonOrder } from './common-order';
import type { StepPlace, TraceDifference } from './compare-report';

type Steps = TraceDifference['steps'];

/** The step of a trace in short; null for a number that it does not have. */
export function placeOf(trace: TraceReport, n: number | null): StepPlace | null {
  const step = n === null ? undefined : trace.steps[n - 1];
  return step === undefined ? null : shortStep(step);
}

function shortStep({ n, file, line, function: fn, text, kind, callee }: TraceStep): StepPlace {
  return {
    n,
    file,
    line,
    function: fn,
    text: kind === 'call' && callee ? `${callee}()` : ownText(text),
    kind,
  };
}

/** What a step does, whatever function it stands in: a fence that moves into a helper is still the same fence. */
function keyOf(step: TraceStep): string {
  return step.kind === 'call' ? `call ${step.callee}` : `${step.kind} ${ownText(step.text)}`;
}

/** Where a function was told before is another number in another trace. */
function ownText(text: string): string {
  return text.replace(/, shown at step \d+$/, '');
}

/** What keeps somebody out, or lets somebody in: the order of these is what a removal is about. */
function isDecisive({ kind }: TraceStep): boolean {
  return kind === 'fence' || kind === 'retract' || kind === 'publish';
}

/**
 * Steps that came, went or changed places. What is decisive is compared over the whole trace; the rest among the steps of
 * one call, for a function is told in full where it is first called, and an earlier call takes its steps along.
 */
export function stepsDifference(base: TraceReport, head: TraceReport): Steps {
  const trees = { base: treeOf(base), head: treeOf(head) };
  const drafts = [decisiveDifference(base, head), ...siblingsDifference(trees, null, null)];
  const added = drafts.flatMap((draft) => draft.added);
  const removed = drafts.flatMap((draft) => draft.removed);
  const moved = drafts.flatMap((draft) => draft.moved).map((pair) => movedStep(pair, trees, base));
  const byNumber = (a: { n: number }, b: { n: number }) => a.n - b.n;
  return {
    added: [...added].sort(byNumber).map(shortStep),
    removed: [...removed].sort(byNumber).map(shortStep),
    moved: moved.sort((a, b) => a.head.n - b.head.n),
  };
}

interface Draft {
  readonly added: TraceStep[];
  readonly removed: TraceStep[];
  readonly moved: { readonly base: TraceStep; readonly head: TraceStep }[];
}

/** Steps by the call that they belong to. */
type Tree = ReadonlyMap<number | null, readonly TraceStep[]>;
type Trees = { readonly base: Tree; readonly head: Tree };

function treeOf(trace: TraceReport): Tree {
  const tree = new Map<number | null, TraceStep[]>();
  for (const step of trace.steps) {
    const known = tree.get(step.parent);
    if (known === undefined) tree.set(step.parent, [step]);
    else known.push(step);
  }
  return tree;
}

function decisiveDifference(base: TraceReport, head: TraceReport): Draft {
  const [a, b] = [base.steps.filter(isDecisive), head.steps.filter(isDecisive)];
  return unmatched(
    a,
    b,
    commonOrder(a, b, (x, y) => keyOf(x) === keyOf(y)),
  );
}

/** The steps of one call on either side, and of the calls in it that both have. */
function siblingsDifference(trees: Trees, baseParent: number | null, headParent: number | null): Draft[] {
  const [a, b] = [trees.base.get(baseParent) ?? [], trees.head.get(headParent) ?? []];
  // Told elsewhere on one side.
  if (baseParent !== null && (a.length === 0 || b.length === 0)) return [];
  const weight = (step: TraceStep) => 1 + 8 * decisiveIn(trees.base, step);
  const pairs = commonOrder(a, b, (x, y) => keyOf(x) === keyOf(y), weight);
  const { added, removed, moved } = unmatched(a, b, pairs);
  const plain = (step: TraceStep) => !isDecisive(step);
  const own = {
    added: added.filter(plain),
    removed: removed.filter(plain),
    moved: moved.filter((pair) => plain(pair.head)),
  };
  const same = [...pairs.map(([i, j]) => ({ base: a[i] as TraceStep, head: b[j] as TraceStep })), ...moved];
  return [own, ...same.flatMap((pair) => siblingsDifference(trees, pair.base.n, pair.head.n))];
}

/** How many decisive steps a step is or holds. */
function decisiveIn(tree: Tree, step: TraceStep): number {
  const inside = (tree.get(step.n) ?? []).reduce((sum, child) => sum + decisiveIn(tree, child), 0);
  return inside + Number(isDecisive(step));
}

function unmatched(
  a: readonly TraceStep[],
  b: readonly TraceStep[],
  pairs: readonly (readonly [number, number])[],
): Draft {
  const kept = { a: new Set(pairs.map(([i]) => i)), b: new Set(pairs.map(([, j]) => j)) };
  const added = b.filter((_, j) => !kept.b.has(j));
  const removed: TraceStep[] = [];
  const moved: Draft['moved'] = [];
  for (const step of a.filter((_, i) => !kept.a.has(i))) {
    const at = added.findIndex((other) => keyOf(other) === keyOf(step));
    const [other] = at < 0 ? [] : added.splice(at, 1);
    if (other === undefined) removed.push(step);
    else moved.push({ base: step, head: other });
  }
  return { added, removed, moved };
}

/** Between which of its own siblings a step stands now. */
function movedStep(
  { base, head }: Draft['moved'][number],
  trees: Trees,
  from: TraceReport,
): Steps['moved'][number] {
  const siblings = trees.head.get(head.parent) ?? [];
  const known = new Set(from.steps.map(keyOf));
  const at = siblings.indexOf(head);
  const text = (step: TraceStep | undefined) => (step === undefined ? null : shortStep(step).text);
  return {
    base: shortStep(base),
    head: shortStep(head),
    after: text(siblings.slice(0, at).findLast((step) => known.has(keyOf(step)))),
    before: text(siblings.slice(at + 1).find((step) => known.has(keyOf(step)))),
  };
}

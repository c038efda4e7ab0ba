import type { Block, Terminator } from '../ir/types';
import { maskOf } from './facts';
import type { Frame } from './frame';
import { ANY, type State } from './state';
import { K, type Term } from './term-kinds';

/** Variables that each loop assigns, by the loop's head. */
export function loopVariables(blocks: readonly Block[]): Map<number, Set<string>> {
  const loops = new Map<number, Set<string>>();
  for (const { from, to } of backEdges(blocks)) {
    const variables = loops.get(to) ?? new Set<string>();
    for (const block of loopBody(blocks, from, to)) {
      for (const op of (blocks[block] as Block).ops) {
        const name =
          op.op === 'assign' && op.target.k === 'var' ? op.target.name : op.op === 'call' ? op.result : null;
        if (name !== null && !name.startsWith('%')) variables.add(name);
      }
    }
    loops.set(to, variables);
  }
  return loops;
}

/** Blocks of which some path leads back to themselves. */
export function blocksInLoops(blocks: readonly Block[]): Set<number> {
  const inside = new Set<number>();
  for (const { from, to } of backEdges(blocks))
    for (const block of loopBody(blocks, from, to)) inside.add(block);
  return inside;
}

/**
 * Entering a loop: what the loop assigns is "some round's value" from the start, so that the first round is not
 * kept apart from the later ones. What was held of such a value before the loop is held of the variable's value now.
 */
export function openLoop(
  frame: Frame,
  head: Block,
  variables: ReadonlySet<string> | undefined,
  state: State,
): void {
  if (variables === undefined) return;
  const { terms } = frame;
  for (const name of variables) {
    const place = terms.local(frame.scope, name);
    const value = state.store.get(place);
    if (value === undefined) continue;
    const phi = terms.phi(frame.site(head), place);
    if (value === phi) continue;
    const mask = maskOf(terms, state, value);
    const exact = terms.value(value) ?? state.equals.get(value);
    state.write(place, phi);
    if (mask !== ANY) {
      state.ownFacts();
      state.facts.set(phi, mask);
    }
    if (exact !== undefined) {
      state.ownEquals();
      state.equals.set(phi, exact);
    }
    if (isNamedOnce(frame, state, value)) renameHeld(frame, state, value, phi);
  }
}

/** A value that only the loop's variable knows. */
function isNamedOnce(frame: Frame, state: State, value: Term): boolean {
  const kind = frame.terms.kind(value);
  if (kind !== K.Fresh && kind !== K.Phi && kind !== K.Load) return false;
  return !state.store.values().includes(value);
}

function renameHeld(frame: Frame, state: State, value: Term, phi: Term): void {
  const { terms } = frame;
  const rename = (t: Term) => (t === value ? phi : null);
  state.holds = state.holds.map((hold) => ({ ...hold, object: terms.rewrite(hold.object, rename) }));
}

function backEdges(blocks: readonly Block[]): { from: number; to: number }[] {
  const edges: { from: number; to: number }[] = [];
  const colour = blocks.map(() => 0);
  const stack: { block: number; next: number }[] = [{ block: 0, next: 0 }];
  colour[0] = 1;
  while (stack.length > 0) {
    const top = stack[stack.length - 1] as { block: number; next: number };
    const to = successors((blocks[top.block] as Block).end)[top.next++];
    if (to === undefined) {
      colour[top.block] = 2;
      stack.pop();
    } else if (colour[to] === 1) edges.push({ from: top.block, to });
    else if (colour[to] === 0) {
      colour[to] = 1;
      stack.push({ block: to, next: 0 });
    }
  }
  return edges;
}

/** Blocks from which the back edge is reached without passing the head. */
function loopBody(blocks: readonly Block[], from: number, head: number): Set<number> {
  const before: number[][] = blocks.map(() => []);
  blocks.forEach((block, i) => {
    for (const to of successors(block.end)) before[to]?.push(i);
  });
  const body = new Set<number>([head, from]);
  const waiting = from === head ? [] : [from];
  for (let block = waiting.pop(); block !== undefined; block = waiting.pop()) {
    for (const previous of before[block] ?? []) {
      if (body.has(previous)) continue;
      body.add(previous);
      waiting.push(previous);
    }
  }
  return body;
}

export function successors(end: Terminator): readonly number[] {
  switch (end.t) {
    case 'jump':
      return [end.to];
    case 'branch':
      return [end.no, end.yes];
    case 'switch':
      return end.cases.map((c) => c.to);
    default:
      return [];
  }
}

/** Blocks so that each comes after those that lead to it, loops aside; and whether there are any loops. */
export function reversePostOrder(blocks: readonly Block[]): { order: number[]; hasLoop: boolean } {
  const order: number[] = [];
  const colour = blocks.map(() => 0);
  let hasLoop = false;
  const stack: { block: number; next: number; to: readonly number[] }[] = [];
  const open = (block: number) => {
    colour[block] = 1;
    stack.push({ block, next: 0, to: successors((blocks[block] as Block).end) });
  };
  if (blocks.length > 0) open(0);
  while (stack.length > 0) {
    const top = stack[stack.length - 1] as { block: number; next: number; to: readonly number[] };
    const to = top.to[top.next++];
    if (to === undefined) {
      colour[top.block] = 2;
      order.push(top.block);
      stack.pop();
    } else if (colour[to] === 1) hasLoop = true;
    else if (colour[to] === 0) open(to);
  }
  return { order: order.reverse(), hasLoop };
}

import type { Analysis } from '../analyse';
import { namesForCallers, namesIn } from '../describe';
import { maskOf } from '../facts';
import type { Callback, Program } from '../program';
import type { FunctionResult } from '../solve';
import { ERROR_POINTER, type Hold, NEGATIVE, ZERO } from '../state';
import type { Exit } from '../summary';
import { K, type Term } from '../term-kinds';
import type { Finding } from './finding';

/**
 * References that the counterpart of a function drops and the function never takes: `release` drops what `open` should
 * have taken, a device's last put drops what its set-up should have taken, callers drop what a lookup should have.
 */
export function findUnpairedDrops(analysis: Analysis, result: FunctionResult): Finding[] {
  if (result.capped) return [];
  const { fn } = result.frame;
  for (const counterpart of counterparts(analysis).get(fn.index) ?? []) {
    const found = droppedOnly(analysis, result, counterpart);
    if (found !== null) return [found];
  }
  const found = droppedByCallers(analysis, result);
  return found === null ? [] : [found];
}

const byProgram = new WeakMap<Program, ReadonlyMap<number, ReadonlySet<number>>>();

/** Functions that undo what others do, by where both are put: the same table, or a callback that one sets. */
function counterparts({ program, model }: Analysis): ReadonlyMap<number, ReadonlySet<number>> {
  const known = byProgram.get(program);
  if (known !== undefined) return known;
  const found = new Map<number, Set<number>>();
  const add = (fn: number, counterpart: number) =>
    found.set(fn, (found.get(fn) ?? new Set<number>()).add(counterpart));
  const openings = new Map<string, number>();
  const tableOf = ({ struct, table, file }: Callback) => `${struct}|${table}|${file}`;
  const kindOf = ({ struct, field }: Callback) => model.entry(struct, field)?.kind;
  for (const callback of program.callbacks) {
    if (callback.table !== null && kindOf(callback) === 'open') openings.set(tableOf(callback), callback.fn);
    if (callback.by !== undefined && kindOf(callback) === 'device-release') add(callback.by, callback.fn);
  }
  for (const callback of program.callbacks) {
    const opening = openings.get(tableOf(callback));
    if (opening !== undefined && kindOf(callback) === 'release') add(opening, callback.fn);
  }
  byProgram.set(program, found);
  return found;
}

function droppedOnly(analysis: Analysis, result: FunctionResult, counterpart: number): Finding | null {
  const other = analysis.result(counterpart);
  const cases = other?.summary.cases ?? [];
  const dropped = cases[0]?.releases.find(
    (h) => isReference(h) && cases.every((made) => drops(made.releases, h)),
  );
  if (other === undefined || dropped === undefined) return null;
  const exit = result.exits.findLast((one) => isSuccess(result, one));
  if (exit === undefined || result.exits.some((one) => takes(one, dropped))) return null;
  const object = namesForCallers(other.frame, null, []).of(dropped.object);
  const name = other.frame.fn.name;
  return report(
    result,
    exit,
    dropped,
    object,
    `no reference is taken here, but ${name}() drops one on '${object}'`,
  );
}

function isReference(hold: Hold): boolean {
  return hold.kind === 'ref' && hold.counted && !hold.informational && !hold.managed;
}

function drops(releases: readonly Hold[], hold: Hold): boolean {
  return releases.some((h) => h.kind === 'ref' && h.object === hold.object);
}

/** The return holds a reference of the same family, beside the one that every new object has. */
function takes(exit: Exit, dropped: Hold): boolean {
  return exit.state.holds.some((h) => h.kind === 'ref' && h.primitive === dropped.primitive && !h.initial);
}

function isSuccess(result: FunctionResult, { state, value }: Exit): boolean {
  if (value === null) return true;
  const mask = maskOf(result.frame.terms, state, value);
  return result.frame.fn.ir.returns.pointers > 0
    ? (mask & (ZERO | ERROR_POINTER)) === 0
    : (mask & NEGATIVE) === 0;
}

/** Every caller drops a reference on what is returned, and it is returned without one. */
function droppedByCallers(analysis: Analysis, result: FunctionResult): Finding | null {
  const { fn, terms } = result.frame;
  if (fn.ir.returns.pointers === 0) return null;
  const callers = analysis.callers(fn.index);
  const exit = result.exits.findLast((one) => one.value !== null && terms.kind(one.value) !== K.Num);
  if (
    callers.length < 2 ||
    exit === undefined ||
    result.exits.some((one) => one.state.holds.some(isReference))
  )
    return null;
  let dropped: Hold | undefined;
  for (const caller of callers) {
    const hold = droppedOf(analysis, analysis.result(caller.index), fn.index);
    if (hold === undefined) return null;
    dropped ??= hold;
  }
  if (dropped === undefined || exit.value === null || !isLookedUp(analysis, result, exit.value)) return null;
  const object = namesIn(result.frame, exit.state).of(exit.value);
  const name = callers[0]?.name ?? 'its caller';
  return report(
    result,
    exit,
    dropped,
    object,
    `'${object}' returned without a reference, which ${name}() and others drop`,
  );
}

/** What an unknown function returned may have come with a reference. */
function isLookedUp(analysis: Analysis, { frame }: FunctionResult, value: Term): boolean {
  const { terms, bornAt, fn } = frame;
  const root = terms.rootOf(value);
  if (terms.kind(root) !== K.Fresh) return true;
  const born = bornAt.get(terms.a(root));
  return fn.ir.blocks.some((block) =>
    block.ops.some(
      (op) =>
        op.op === 'call' &&
        op.at.start === born &&
        op.callee.k === 'var' &&
        analysis.model.known(op.callee.name) !== undefined,
    ),
  );
}

/** A reference on the value of a call of `callee` that the caller drops and nobody took. */
function droppedOf(analysis: Analysis, caller: FunctionResult | undefined, callee: number): Hold | undefined {
  if (caller === undefined) return undefined;
  const { terms, bornAt, fn } = caller.frame;
  const calls = new Set<number>();
  for (const block of fn.ir.blocks)
    for (const op of block.ops)
      if (
        op.op === 'call' &&
        op.callee.k === 'var' &&
        analysis.program.resolve(op.callee.name, fn.file).includes(callee)
      )
        calls.add(op.at.start);
  for (const { state } of caller.exits)
    for (const hold of state.released) {
      const root = terms.rootOf(hold.object);
      if (!isReference(hold) || terms.kind(root) !== K.Fresh) continue;
      const born = bornAt.get(terms.a(root));
      if (born !== undefined && calls.has(born)) return hold;
    }
  return undefined;
}

function report(result: FunctionResult, exit: Exit, hold: Hold, object: string, message: string): Finding {
  const { at, end, state } = exit;
  return {
    rule: 'missing-get',
    confidence: 'likely',
    result,
    at,
    end,
    hold,
    state,
    object,
    message,
    steps: [{ at, what: 'exit', text: 'returns without a reference', hold: null, taken: true }],
  };
}

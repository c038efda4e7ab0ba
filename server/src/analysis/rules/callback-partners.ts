import type { HoldKind } from '../../model/types';
import type { Analysis } from '../analyse';
import { callbackPairs } from '../callback-pairs';
import { entriesOf } from '../entries';
import { maskOf } from '../facts';
import type { FunctionResult } from '../solve';
import { type Hold, NEGATIVE, type State } from '../state';
import { K, type Term } from '../term-kinds';
import type { Finding } from './finding';

/**
 * Callbacks come in pairs: what open, probe or init set up and left in the object, release, remove or exit takes
 * down. Reported is what the first keeps on success and the second forgets while it exists to give such things back:
 * in the callback, or in the function that it leaves the rest to.
 */
export function findForgottenByPartners(analysis: Analysis, result: FunctionResult): Finding[] {
  const findings = new Map<string, Finding>();
  for (const one of allForgotten(analysis).get(result.frame.fn.index) ?? []) {
    const key = `${one.hold.kind}|${one.name}`;
    if (!findings.has(key)) findings.set(key, report(result, one));
  }
  return [...findings.values()];
}

/** What partners forget, by the function that should give it back. */
function allForgotten(analysis: Analysis): ReadonlyMap<number, readonly Forgotten[]> {
  let byFn = forgottenBy.get(analysis);
  if (byFn === undefined) {
    byFn = new Map();
    for (const [index, takers] of callbackPairs(analysis)) {
      const giver = analysis.result(index);
      if (giver === undefined) continue;
      for (const taker of takers)
        for (const one of forgotten(analysis, taker, giver))
          byFn.set(one.by, [...(byFn.get(one.by) ?? []), one]);
    }
    forgottenBy.set(analysis, byFn);
  }
  return byFn;
}

const forgottenBy = new WeakMap<Analysis, Map<number, Forgotten[]>>();

interface Forgotten {
  readonly hold: Hold;
  /** Last member of the path to it, or the global that it is. */
  readonly name: string;
  readonly taker: FunctionResult;
  /** The function that should give it back. */
  readonly by: number;
}

function report(result: FunctionResult, { hold, name, taker }: Forgotten): Finding {
  const exit = result.exits[result.exits.length - 1] as FunctionResult['exits'][0];
  const who = taker.frame.fn.name;
  return {
    rule: hold.kind === 'ref' ? 'ref-leak' : 'resource-leak',
    confidence: 'likely',
    result,
    at: exit.at,
    end: exit.end,
    hold,
    state: exit.state,
    object: name,
    message: `${forgottenWords(hold, name)}, though ${who}() leaves it to its partner`,
    steps: [
      { at: hold.site.at, fn: hold.site.fn, what: 'where', text: 'taken', hold: null, taken: true },
      { at: exit.at, what: 'exit', text: 'returns', hold: null, taken: true },
    ],
  };
}

function forgottenWords(hold: Hold, name: string): string {
  switch (hold.kind) {
    case 'ref':
      return `reference on '${name}' is not dropped here`;
    case 'mem':
      return `memory '${name}' is not freed here`;
    case 'irq':
      return `interrupt '${name}' is not freed here`;
    case 'registration':
      return `'${name}' is not unregistered here`;
    default:
      return `'${name}' is not given back here`;
  }
}

const KINDS: ReadonlySet<HoldKind> = new Set(['mem', 'ref', 'irq', 'registration', 'other']);

/** What the taker keeps and the giver forgets. */
function forgotten(analysis: Analysis, takerIndex: number, giver: FunctionResult): Forgotten[] {
  const taker = analysis.result(takerIndex);
  if (taker === undefined || taker.capped || giver.capped) return [];
  const lost: Forgotten[] = [];
  const back = givenBack(analysis, giver.frame.fn.index);
  const own = givenItself(giver);
  for (const [family, names] of keptOnSuccess(taker)) {
    const itself = own.get(family) ?? NONE;
    const missing = [...names].filter(([name]) => !itself.has(name) && !back.get(family)?.has(name));
    // What has no name may be any of them, and so may a name that the taker does not use.
    const others = [...itself].filter((name) => name === null || !names.has(name)).length;
    if (missing.length <= others) continue;
    for (const [name, hold] of missing) {
      if (isGivenElsewhere(analysis, taker, giver, family, name)) continue;
      if (givenAfter(analysis, fileOf(analysis, hold)).has(name)) continue;
      lost.push({ hold, name, taker, by: responsible(analysis, giver, hold, name) });
    }
  }
  return lost;
}

const NONE: ReadonlySet<string | null> = new Set();

/** Others of the giver's file, and other arms of it: an interrupt that open takes may be given back by remove. */
function isGivenElsewhere(
  analysis: Analysis,
  taker: FunctionResult,
  giver: FunctionResult,
  family: string,
  name: string,
): boolean {
  return analysis.program
    .inFile(giver.frame.fn.file)
    .some(({ index }) => index !== taker.frame.fn.index && givenHere(analysis, index).get(family)?.has(name));
}

/** Another function of the file gives back, for somebody who took it before, a thing of this family and name. */
export function isGivenBackInFile(
  analysis: Analysis,
  result: FunctionResult,
  state: State,
  hold: Hold,
): boolean {
  const name = nameOf(result, state, hold.object);
  if (name === null) return false;
  const { fn } = result.frame;
  return analysis.program
    .inFile(fn.file)
    .some(({ index }) => index !== fn.index && givenHere(analysis, index).get(familyOf(hold))?.has(name));
}

/** By family: names of what a successful return leaves in the object or in globals. */
function keptOnSuccess(taker: FunctionResult): Kept {
  let kept = keptBy.get(taker);
  if (kept === undefined) {
    kept = findKept(taker);
    keptBy.set(taker, kept);
  }
  return kept;
}

type Kept = ReadonlyMap<string, ReadonlyMap<string, Hold>>;

const keptBy = new WeakMap<FunctionResult, Kept>();

function findKept(taker: FunctionResult): Kept {
  const kept = new Map<string, Map<string, Hold>>();
  for (const exit of taker.exits) {
    if (exit.value !== null && maskOf(taker.frame.terms, exit.state, exit.value) === NEGATIVE) continue;
    for (const hold of exit.state.holds) {
      // The first reference often goes with its parent, by an action that was left with it.
      if (!KINDS.has(hold.kind) || hold.initial || hold.managed || hold.informational || hold.idempotent)
        continue;
      if (hold.escaped && !taker.frame.ended.has(`${hold.kind}|${hold.object}`)) continue;
      // Held on some paths is held in some builds; else it may hang on what another callback does.
      if (!hold.certain && hold.condition === null) continue;
      const name = nameOf(taker, exit.state, hold.object);
      if (name === null) continue;
      const family = familyOf(hold);
      kept.set(family, (kept.get(family) ?? new Map<string, Hold>()).set(name, hold));
    }
  }
  return kept;
}

/** By family: names of what a function, or something it calls, gives back on some path. */
function givenBack(analysis: Analysis, fn: number): Given {
  const memo = answers.get(analysis) ?? new Map<number, Given>();
  answers.set(analysis, memo);
  const old = memo.get(fn);
  if (old !== undefined) return old;
  const given: Given = new Map();
  // While this is being found out the function gives nothing back: functions that call each other come to an end.
  memo.set(fn, given);
  for (const [family, names] of givenHere(analysis, fn))
    for (const name of names) addName(given, family, name);
  for (const callee of calledByName(analysis, fn))
    for (const [family, names] of givenBack(analysis, callee))
      for (const name of names) addName(given, family, name);
  return given;
}

type Given = Map<string, Set<string | null>>;

/** By family: names of what a function gives back on some path, as it sees it. */
function givenHere(analysis: Analysis, fn: number): Given {
  const given: Given = new Map();
  const result = analysis.result(fn);
  for (const one of result?.frame.gaveBack.values() ?? [])
    addName(given, familyOf(one), nameOf(result as FunctionResult, null, one.object));
  return given;
}

/** By family: names of what is given back at some return, by the function or, as far as it knows, by its callees. */
function givenItself(giver: FunctionResult): Given {
  const given: Given = new Map();
  for (const { state } of giver.exits)
    for (const hold of state.released) addName(given, familyOf(hold), nameOf(giver, state, hold.object));
  return given;
}

/** What a call through a pointer reaches is one driver's among many, and no business of the others. */
function calledByName(analysis: Analysis, fn: number): number[] {
  const of = analysis.program.functions[fn];
  const ops = of?.ir.blocks.flatMap((block) => block.ops) ?? [];
  return ops.flatMap((op) =>
    op.op === 'call' && op.callee.k === 'var' && of !== undefined
      ? analysis.program.resolve(op.callee.name, of.file)
      : [],
  );
}

const answers = new WeakMap<Analysis, Map<number, Given>>();

function addName(given: Given, family: string, name: string | null): void {
  const names = given.get(family);
  if (names === undefined) given.set(family, new Set([name]));
  else names.add(name);
}

/** Names of what callbacks of this file give back when the last reference of an object goes, whoever drops it. */
function givenAfter(analysis: Analysis, file: string): ReadonlySet<string | null> {
  const byFile = after.get(analysis) ?? new Map<string, ReadonlySet<string | null>>();
  after.set(analysis, byFile);
  let names = byFile.get(file);
  if (names === undefined) {
    const kinds = new Set(analysis.model.partners.flatMap((row) => row.after));
    const callbacks = analysis.program
      .inFile(file)
      .filter((fn) => entriesOf(analysis, fn.index).some((entry) => kinds.has(entry.kind)));
    names = new Set(
      callbacks.flatMap((fn) => [...givenBack(analysis, fn.index).values()].flatMap((back) => [...back])),
    );
    byFile.set(file, names);
  }
  return names;
}

const after = new WeakMap<Analysis, Map<string, ReadonlySet<string | null>>>();

/** The file in which something is really taken, however many functions hand it on. */
function fileOf(analysis: Analysis, hold: Hold): string {
  const { fn, inside } = hold.site;
  const deeper =
    inside === null
      ? undefined
      : analysis.result(inside.fn)?.summary.cases[inside.outcome]?.acquires[inside.hold];
  return deeper === undefined
    ? (analysis.program.functions[inside?.fn ?? fn]?.file ?? '')
    : fileOf(analysis, deeper);
}

/** Memory is memory, whichever function it came from; the rest by what takes it. */
function familyOf(hold: Pick<Hold, 'kind' | 'primitive'>): string {
  return hold.kind === 'mem' || hold.kind === 'irq' ? hold.kind : `${hold.kind} ${hold.primitive}`;
}

/** The last member of the path under which an object is found later, or the global that it is; null when unknown. */
function nameOf(result: FunctionResult, state: State | null, object: Term): string | null {
  const { terms } = result.frame;
  const kind = terms.kind(object);
  if (kind === K.Field) return terms.name(terms.b(object));
  if (kind === K.Global) return terms.name(terms.a(object));
  if (kind === K.Load || kind === K.Container) return nameOf(result, state, terms.a(object));
  if (kind !== K.Fresh || state === null) return null;
  for (const [place, value] of state.store) {
    if (terms.kind(place) !== K.Field && terms.kind(place) !== K.Global) continue;
    const root = terms.kind(terms.rootOf(place));
    if (terms.rootOf(place) === object || root === K.Local) continue;
    if (terms.rootOf(value) === object) return nameOf(result, state, place);
  }
  return null;
}

/**
 * Who should give it back: the giver itself, or, where the taker left the taking to a function and the giver leaves
 * the giving back to one that gives back more of what that function took, that one.
 */
function responsible(analysis: Analysis, giver: FunctionResult, hold: Hold, name: string): number {
  const { fn } = giver.frame;
  const { inside } = hold.site;
  if (inside === null) return fn.index;
  const names = takenWith(analysis, hold, name);
  for (let at = fn.index, seen = new Set([inside.fn]); ; ) {
    seen.add(at);
    const partners = [...new Set(calledByName(analysis, at))].filter((index) => {
      if (seen.has(index)) return false;
      const given = [...givenBack(analysis, index).values()].flatMap((back) => [...back]);
      return given.some((one) => one !== null && names.has(one));
    });
    // Where several share the work, which of them lost it cannot be told.
    if (partners.length !== 1) return at;
    at = partners[0] as number;
  }
}

/** Names of what the innermost function that took it, and more than it, keeps besides. */
function takenWith(analysis: Analysis, hold: Hold, name: string): ReadonlySet<string> {
  const { inside } = hold.site;
  const taker = inside === null ? undefined : analysis.result(inside.fn);
  if (inside === null || taker === undefined) return new Set();
  const deeper = taker.summary.cases[inside.outcome]?.acquires[inside.hold];
  const within = deeper === undefined ? new Set<string>() : takenWith(analysis, deeper, name);
  if (within.size > 0) return within;
  const names = new Set([...keptOnSuccess(taker).values()].flatMap((kept) => [...kept.keys()]));
  names.delete(name);
  return names;
}

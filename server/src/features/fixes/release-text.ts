import type { Model } from '../../model/index';
import type { PrimitiveRow } from '../../model/types';
import { changesOf } from '../changes';
import { shortName, visibleHolds } from '../hold-words';
import { findDefinitions } from '../lookup';
import type { FunctionReport, HoldReport } from '../reports';
import type { Snapshot } from '../snapshot';
import { SourceText } from './source-text';

/**
 * Which statement gives back what a hold stands for, best first: as the function does it elsewhere, as the model
 * pairs the primitive, or as a function beside the one that took it does.
 */
export interface ReleaseQuery {
  readonly snapshot: Snapshot;
  readonly model: Model;
  readonly fn: FunctionReport;
  readonly file: string;
  readonly source: SourceText;
  readonly read: (file: string) => string;
  /** What is to be given back, the outermost call that took it in this function. */
  readonly hold: HoldReport;
}

export function releaseTexts(query: ReleaseQuery): readonly string[] {
  const texts = [...asElsewhere(query), ...asPaired(query), ...asBeside(query)];
  return [...new Set(texts)];
}

/** Calls in this function that give the same object back. */
function asElsewhere({ fn, source, hold }: ReleaseQuery): string[] {
  const changes = changesOf(fn, (line) => source.line(line));
  return changes
    .filter((change) => change.releases.some((other) => sameThing(other, hold)))
    .map((change) => source.statement(change.line)?.code ?? '')
    .filter((code) => /^[A-Za-z_][\w>.-]*\(.*\);$/.test(code));
}

function sameThing(a: HoldReport, b: HoldReport): boolean {
  return a.kind === b.kind && bare(a.object) === bare(b.object);
}

export function bare(object: string): string {
  return object.replace(/^&/, '');
}

/** A call that is part of the statement which took the hold. */
interface Call {
  readonly name: string;
  readonly args: readonly string[];
  /** What its result is assigned to. */
  readonly result: string | null;
}

/** The calls of the statement on a line. */
export function callsOn(source: SourceText, line: number): Call[] {
  const code = source.statement(line)?.code ?? source.codeOf(line);
  const calls: Call[] = [];
  for (const match of code.matchAll(/(?:([A-Za-z_][\w>.[\]-]*)\s*=\s*)?([A-Za-z_][\w>.-]*)\(/g)) {
    const name = match[2] ?? '';
    if (/^(?:if|for|while|switch|return|sizeof)$/.test(name)) continue;
    const args = argumentsAt(code, match.index + match[0].length);
    if (args) calls.push({ name, args, result: match[1] ?? null });
  }
  return calls;
}

/** Arguments of a call whose opening parenthesis ends before `start`; null when it is not closed. */
function argumentsAt(code: string, start: number): string[] | null {
  const args: string[] = [];
  let depth = 0;
  let from = start;
  for (let at = start; at < code.length; at++) {
    const char = code[at] ?? '';
    if ('([{'.includes(char)) depth++;
    else if (')]}'.includes(char)) {
      if (depth === 0) return [...args, code.slice(from, at).trim()].filter((text) => text !== '');
      depth--;
    } else if (char === ',' && depth === 0) {
      args.push(code.slice(from, at).trim());
      from = at + 1;
    }
  }
  return null;
}

/** The model's partner of the primitive that took it. */
function asPaired(query: ReleaseQuery): string[] {
  const { model, source, hold, fn } = query;
  const line = takenAt(hold, fn);
  if (line === null) return [];
  const own = callsOn(source, line).flatMap((call) => pairs(model, call, hold, null));
  return own.length > 0 ? own : asPairedInside(query);
}

/** The same where a function of the program took it for us and returns it: the object is what the hold is called here. */
function asPairedInside({ model, hold, read }: ReleaseQuery): string[] {
  const site = hold.acquired.at(-1);
  if (!site || hold.acquired.length < 2 || !/^[\w>.[\]-]+$/.test(hold.object)) return [];
  const inner = new SourceText(read(site.file));
  return callsOn(inner, site.line).flatMap((call) => pairs(model, call, hold, hold.object));
}

function pairs(model: Model, call: Call, hold: HoldReport, object: string | null): string[] {
  const rows: readonly Contracted[] = [
    ...(model.primitivesByName.get(call.name) ?? []),
    ...contractsOf(model, call.name),
  ];
  const taken = rows.find((row) => row.effect === 'acquire' && row.kind === hold.kind);
  if (!taken || (object !== null && !('ret' in taken.target))) return [];
  return pairedWith(model, call, taken, object);
}

interface Contracted extends Pick<PrimitiveRow, 'effect' | 'kind' | 'primitive' | 'target'> {
  readonly fn: string;
  readonly mode?: PrimitiveRow['mode'];
}

/** Rows of declared functions, and of members that are called through a table. */
function contractsOf(model: Model, name: string): Contracted[] {
  const member = name.slice(Math.max(name.lastIndexOf('>'), name.lastIndexOf('.')) + 1);
  const path = name.slice(0, name.length - member.length);
  return model.contracts.flatMap((row) => {
    const { fn, field } = row;
    if (fn !== undefined && fn === name) return [{ ...row, fn }];
    if (field === undefined || path === '' || field.split('.')[1] !== member) return [];
    return [{ ...row, fn: name }];
  });
}

function pairedWith(model: Model, call: Call, taken: Contracted, given: string | null): string[] {
  const wanted = opposite(call.name);
  // A partner always gives back, and does nothing else: krealloc() frees as well.
  const primitives = [...model.primitivesByName.values()]
    .filter((rows) => rows.every((row) => row.effect === 'release' && row.when === undefined))
    .flat();
  const contracts = model.contracts.map((row) => ({ ...row, fn: row.fn ?? row.field?.split('.')[1] ?? '' }));
  const path = /^.*(?:->|\.)/.exec(call.name)?.[0] ?? '';
  const fits = [...primitives, ...contracts].filter(
    (row) =>
      row.effect === 'release' &&
      row.kind === taken.kind &&
      row.primitive === taken.primitive &&
      (row.mode === undefined || taken.mode === undefined || row.mode === taken.mode),
  );
  const named = fits.find((row) => path + row.fn === wanted);
  const best = named ?? fits[0];
  const object = given ?? objectOf(call, taken);
  if (!best || object === null) return [];
  // The partner by name takes what its other half took (`flags`, a level); any other one takes the object alone.
  const args = named && !('ret' in taken.target) ? call.args : [object];
  return [
    `${path && !best.fn.includes(path) && isMember(model, best.fn) ? path : ''}${best.fn}(${args.join(', ')});`,
  ];
}

function isMember(model: Model, name: string): boolean {
  return model.contracts.some((row) => row.field?.split('.')[1] === name);
}

function objectOf(call: Call, taken: Contracted): string | null {
  const { target } = taken;
  if ('ret' in target) return call.result;
  return 'arg' in target ? (call.args[target.arg] ?? null) : null;
}

/** `spin_lock_irqsave` and `spin_unlock_irqrestore`: names of pairs differ in few words. */
function opposite(name: string): string {
  const words: readonly (readonly [RegExp, string])[] = [
    [/(^|_|>|\.)lock(?=_|$)/, '$1unlock'],
    [/irqsave/, 'irqrestore'],
    [/down_/, 'up_'],
    [/(^|_)get(?=_|$)/, '$1put'],
    [/_start$/, '_stop'],
    [/enable/, 'disable'],
    [/request_locality/, 'relinquish_locality'],
    [/_init$/, '_destroy'],
  ];
  return words.reduce((text, [from, to]) => text.replace(from, to), name);
}

/** A function in the file of the one that took it, whose summary gives back just that. */
function asBeside({ snapshot, file, source, hold, fn, read }: ReleaseQuery): string[] {
  const line = takenAt(hold, fn);
  if (line === null) return [];
  return callsOn(source, line).flatMap((call) => {
    const place = findDefinitions(snapshot, call.name, file)[0];
    if (!place) return [];
    const others = snapshot.state(place.file)?.functions ?? [];
    const taker = others.find((other) => other.name === call.name && other.start === place.start);
    if (!taker) return [];
    const wanted = taker.summary.outcomes
      .map((outcome) => things(outcome.acquires))
      .filter((key) => key !== '');
    const text = read(place.file).split(/\r?\n/);
    return others
      .filter((other) => other.summary.outcomes.some(({ releases }) => wanted.includes(things(releases))))
      .filter((other) => other.name !== fn.name)
      .flatMap((other) => {
        const count = parameterCount(text, other.nameLine, other.name);
        const args = call.result !== null && count === 1 && returnsIt(taker) ? [call.result] : call.args;
        return count > 0 && args.length >= count
          ? [`${other.name}(${args.slice(0, count).join(', ')});`]
          : [];
      });
  });
}

/** What an outcome is about, whatever the function calls it. */
function things(holds: readonly HoldReport[]): string {
  return visibleHolds(holds)
    .map((hold) => `${hold.kind} ${hold.primitive} ${hold.mode ?? ''} ${shortName(hold.object)}`)
    .sort()
    .join('|');
}

/** The object is what the function returns. */
function returnsIt(taker: FunctionReport): boolean {
  return taker.summary.outcomes.some((outcome) =>
    outcome.acquires.some(({ object }) => /^ret\b/.test(object)),
  );
}

function parameterCount(lines: readonly string[], nameLine: number, name: string): number {
  const text = lines.slice(nameLine - 1, nameLine + 5).join(' ');
  const at = text.indexOf(`${name}(`);
  const args = at < 0 ? null : argumentsAt(text, at + name.length + 1);
  return args === null || args[0] === 'void' ? 0 : args.length;
}

/** The line of this function on which the hold was taken. */
export function takenAt(hold: HoldReport, fn: FunctionReport): number | null {
  const site = hold.acquired[0];
  return site && site.function === fn.name && site.line >= fn.start && site.line <= fn.end ? site.line : null;
}

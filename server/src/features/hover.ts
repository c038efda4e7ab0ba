import type { CancelToken } from '../base/cancel';
import { changeAt, type LineText } from './changes';
import { opsWords } from './code-lens';
import { type ContextGroup, contextGroups, groupLabel, isGuard } from './context-groups';
import {
  ifReturns,
  inOrder,
  isLock,
  listWords,
  lockWords,
  plural,
  shortName,
  visibleHolds,
} from './hold-words';
import { baseName, findFunction, functionAt, lineAt } from './lookup';
import { opsReason, type TextAt } from './ops-reason';
import type { FunctionReport, HoldReport, LineReport, Site } from './reports';
import { type ResponseCode, responseCodeAt, responseCodeKind } from './response-code';
import type { Snapshot } from './snapshot';
import { phrase, summaryWords } from './summary-words';

/**
 * Hover in Markdown. It appears on acquire and release calls, uses of `->ops`, names of functions with something to
 * say, and response codes; everything else is left to other extensions. The first line is one sentence.
 */
export interface HoverQuery {
  readonly file: string;
  readonly line: number;
  /** Identifier under the cursor. */
  readonly word: string;
  /** The identifier is followed by `(`. */
  readonly call: boolean;
  readonly text: LineText;
  /** A line of any file of the program. */
  readonly textAt: TextAt;
  readonly maxLines: number;
  /** Renders a place as a Markdown link. */
  readonly link: (site: { readonly file: string; readonly line: number }, label: string) => string;
  readonly token?: CancelToken;
}

export interface Hover {
  readonly lines: readonly string[];
  /** What `Show full state` opens, where there is more. */
  readonly more: 'line' | 'function' | null;
  /** The hover is about a call, whose states before and after can be compared. */
  readonly call: boolean;
}

const maxGroups = 4;

export function hoverAt(snapshot: Snapshot, query: HoverQuery): Hover | null {
  const answer = responseCodeAt(query.word, query.text(query.line));
  if (answer) return responseCodeHover(answer);
  const fn = functionAt(snapshot, query.file, query.line, query.token);
  if (!fn) return null;
  if (query.word === fn.name && query.line === fn.nameLine) return functionHover(fn, query);
  const line = lineAt(fn, query.line);
  if (line && wantsState(fn, line, query)) return stateHover(fn, line, snapshot, query);
  if (!query.call) return null;
  const callee = findFunction(snapshot, query.word, query.file, query.token);
  if (!callee || (callee.fn.gaps.length === 0 && !hasEffects(callee.fn))) return null;
  return functionHover(callee.fn, query);
}

function responseCodeHover(code: ResponseCode): Hover {
  const head = `**${escapeMarkdown(code.name ?? code.hex)}** ${code.hex} (${code.value}): ${escapeMarkdown(code.meaning)}`;
  return { lines: [head, escapeMarkdown(responseCodeKind(code))], more: null, call: false };
}

function hasEffects(fn: FunctionReport): boolean {
  return fn.summary.outcomes.some((outcome) => outcome.acquires.length + outcome.releases.length > 0);
}

/** On the call that changes the state, on an object that it changes, and on `ops`. */
function wantsState(fn: FunctionReport, line: LineReport, query: HoverQuery): boolean {
  if (query.word === 'ops') return /(->|\.)\s*ops\b/.test(query.text(query.line));
  const change = changeAt(fn, line.line, query.text);
  if (!change) return false;
  const names = [...change.acquires, ...change.releases].map((hold) => shortName(hold.object));
  return query.call || names.includes(query.word);
}

function stateHover(fn: FunctionReport, line: LineReport, snapshot: Snapshot, query: HoverQuery): Hover {
  const head = [holdsSentence(line)];
  const change = query.call ? callLine(fn, line, snapshot, query) : null;
  const rows: string[] = [];
  for (const hold of inOrder(visibleHolds(line.must))) rows.push(holdRow(hold, 'on all paths', query));
  for (const hold of inOrder(visibleHolds(line.may))) rows.push(holdRow(hold, 'on some paths', query));
  for (const hold of visibleHolds(line.released)) rows.push(`- ${named(hold)}: released, the caller held it`);
  const tail: string[] = [];
  if (aboutOps(line, query)) tail.push(opsLine(fn, line, query));
  tail.push(...contextRows(fn, line));
  tail.push(confidenceLine(fn));
  return {
    lines: trimmed(change ? [...head, change] : head, rows, tail, query.maxLines),
    more: 'line',
    call: change !== null,
  };
}

/** `**Holds** `ops_sem` (read), `tpm_mutex`; **1 ref** on `chip->dev``. */
function holdsSentence(line: LineReport): string {
  if (!line.reachable) return '**Not reached** on any analysed path';
  const shown = visibleHolds(line.must);
  const plain = shown.filter((hold) => hold.kind !== 'ref').map(named);
  const refs = shown
    .filter((hold) => hold.kind === 'ref')
    .map((hold) => `**${plural(hold.count, 'ref')}** on ${code(hold.object)}`);
  const parts = [plain.length > 0 ? `**Holds** ${plain.join(', ')}` : '', ...refs].filter(
    (part) => part !== '',
  );
  const some = listWords(line.may);
  if (parts.length === 0) parts.push('**Holds nothing** taken in this function');
  if (some) parts.push(`on some paths ${escapeMarkdown(some)}`);
  return parts.join('; ');
}

/** Hold with its name as code: `` `ops_sem` (read) ``. */
function named(hold: HoldReport): string {
  if (isLock(hold) && hold.kind === 'lock') {
    const words = lockWords(hold);
    const name = shortName(hold.object);
    return code(name) + words.slice(name.length);
  }
  return hold.kind === 'ref' ? `ref ${code(hold.object)}` : `${hold.kind} ${code(hold.object)}`;
}

function holdRow(hold: HoldReport, paths: string, query: HoverQuery): string {
  const last = hold.acquired[hold.acquired.length - 1];
  const inside = hold.acquired.length > 1 && last ? `in ${escapeMarkdown(last.function)}, ` : '';
  const place = last ? `taken ${inside}${siteLink(last, query)}, ` : '';
  const condition = hold.condition ? ` if ${code(hold.condition)}` : '';
  const count = hold.count > 1 ? ` (${hold.count})` : '';
  return `- ${named(hold)}${count}: ${place}${paths}${condition}`;
}

function siteLink(site: Pick<Site, 'file' | 'line'>, query: HoverQuery): string {
  return query.link(site, `${baseName(site.file)}:${site.line}`);
}

function callLine(
  fn: FunctionReport,
  line: LineReport,
  snapshot: Snapshot,
  query: HoverQuery,
): string | null {
  const callee = findFunction(snapshot, query.word, query.file, query.token);
  if (callee && hasEffects(callee.fn)) {
    const cases = callee.fn.summary.outcomes.map((outcome) => {
      const signed = signedList(outcome.acquires, outcome.releases);
      return signed ? [signed, ifReturns(outcome.when)].filter((part) => part !== '').join(' ') : '';
    });
    const said = [...new Set(cases.filter((text) => text !== ''))];
    return `This call: ${said.join('; ')}${cases.includes('') ? '; no change otherwise' : ''}.`;
  }
  const change = changeAt(fn, line.line, query.text);
  if (!change) return null;
  const condition = ifReturns(change.when);
  return `This call: ${signedList(change.acquires, change.releases)}${condition && ` ${condition}`}.`;
}

function signedList(acquires: readonly HoldReport[], releases: readonly HoldReport[]): string {
  const say = (sign: string) => (hold: HoldReport) =>
    hold.kind === 'ref' ? `${sign} ${plural(hold.count, 'ref')}` : `${sign} ${named(hold)}`;
  return [...visibleHolds(releases).map(say('-')), ...visibleHolds(acquires).map(say('+'))].join(', ');
}

/** Worth a line where it is used or tested, and where its guard is held; before a call that asks for it, it is not. */
function aboutOps(line: LineReport, query: HoverQuery): boolean {
  if (line.ops === 'n/a') return false;
  return /(->|\.)\s*ops\b/.test(query.text(query.line)) || line.must.some(isGuard);
}

/** `**chip->ops**: valid here: tested at [tpm-chip.c:167], cannot become NULL while ops_sem is held`. */
function opsLine(fn: FunctionReport, line: LineReport, query: HoverQuery): string {
  const head = `**chip->ops**: ${opsWords[line.ops]} here`;
  const reason = opsReason(fn, line, query.file, query.textAt);
  if (!reason) return head;
  const place = reason.site ? ` ${siteLink(reason.site, query)}` : '';
  return `${head}: ${escapeMarkdown(reason.words)}${place}${escapeMarkdown(reason.after)}`;
}

/** One row per kind of way in, at most four: what callers hold there, and why that is enough. */
function contextRows(fn: FunctionReport, line: LineReport | null): string[] {
  const groups = contextGroups(fn.contexts, line);
  const [only] = groups;
  if (groups.length === 1 && only?.common.length === 0 && only.note === null) return [];
  const rows = groups.slice(0, maxGroups).map((group) => groupRow(group, line));
  const more = groups.length - maxGroups;
  if (more > 0) rows.push(`- and ${plural(more, 'other kind')} of way in`);
  return rows;
}

function groupRow(group: ContextGroup, line: LineReport | null): string {
  const held = visibleHolds(group.common).map(named).join(', ');
  const parts = [held ? `callers hold ${held}` : 'callers hold nothing in common'];
  if (line && group.ops !== 'n/a' && group.ops !== line.ops) parts.push(`chip->ops ${opsWords[group.ops]}`);
  if (group.note) parts.push(escapeMarkdown(group.note));
  return `- ${escapeMarkdown(groupLabel(group))} (${plural(group.ways, 'way')} in): ${parts.join('; ')}`;
}

function confidenceLine(fn: FunctionReport): string {
  const [gap] = fn.gaps;
  if (!gap) return 'Confidence: proved on all paths';
  const more = fn.gaps.length > 1 ? ` and ${fn.gaps.length - 1} more` : '';
  return `Confidence: likely; assumed at line ${gap.line}: ${escapeMarkdown(gap.reason)}${more}`;
}

/** Summary by outcome, then contexts, then gaps. */
function functionHover(fn: FunctionReport, query: HoverQuery): Hover {
  const head = [`**${escapeMarkdown(fn.name)}**: ${escapeMarkdown(summaryWords(fn, query.text, 120))}`];
  const rows = fn.summary.outcomes.map((outcome) => {
    const given = outcome.given ? ` and ${code(outcome.given)}` : '';
    const words = escapeMarkdown(phrase(outcome, listWords)) || 'no change';
    return `- ${ifReturns(outcome.when) || 'always'}${given}: ${words}`;
  });
  if (fn.summary.requires.length > 0)
    rows.push(`- needs on entry: ${escapeMarkdown(listWords(fn.summary.requires))}`);
  if (fn.condition) rows.push(`- built if ${code(fn.condition)}`);
  const tail = contextRows(fn, null);
  if (tail.length > 0) tail.unshift(`Entered in ${plural(fn.contexts.length, 'context')}`);
  tail.push(confidenceLine(fn));
  return { lines: trimmed(head, rows, tail, query.maxLines), more: 'function', call: false };
}

/** Keeps head and tail, drops rows in between, never exceeds the limit. */
function trimmed(
  head: readonly string[],
  rows: readonly string[],
  tail: readonly string[],
  limit: number,
): readonly string[] {
  const whole = [...head, ...rows, ...tail];
  if (whole.length <= limit) return whole;
  const room = Math.max(1, limit - head.length - tail.length - 1);
  const kept = rows.slice(0, room);
  const cut = rows.length > room ? [`- and ${rows.length - room} more`] : [];
  return [...head, ...kept, ...cut, ...tail].slice(0, limit);
}

function code(text: string): string {
  return `\`${text.replace(/`/g, "'")}\``;
}

/** Identifiers carry underscores and pointers stars; both are markup. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~]/g, '\\$&');
}

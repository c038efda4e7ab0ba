import type { Span } from '../base/span';
import { maskBody } from '../syntax/macro-text';
import { parseC } from '../syntax/parser';
import type { SyntaxTree } from '../syntax/tree';

/**
 * Recovery for a function that is being typed. A parser that meets `foo(&p->` may give up the whole body; here
 * the lines that look unfinished are blanked, and each becomes an empty statement that is lowered to a gap. The
 * rest of the function keeps its meaning. Used only where the parse has errors and accepted only where it helps.
 */
export interface Repair {
  readonly tree: SyntaxTree;
  /** What was blanked. An empty statement, or a header with an unknown condition, stands for each. */
  readonly blanked: readonly Span[];
  /** Closing braces that were added at the end. */
  readonly braces: number;
}

/** Parses spent on one function: each is well under a millisecond, and typing waits for it. */
const MAX_ATTEMPTS = 5;

/** With more suspects than this the function is beyond typing, and trying each would take too long. */
const MAX_TAKEN_BACK = 8;

interface Line {
  readonly start: number;
  readonly end: number;
  /** Offset of the first character that is no space; `end` on an empty line. */
  readonly first: number;
  readonly indent: number;
}

export function repair(original: string, masked: string, tree: SyntaxTree): Repair | null {
  const body = masked.indexOf('{');
  if (body < 0) return null;
  const lines = splitLines(original, body);
  const blanked = suspects(original, lines);
  let best: Repair | null = null;
  let fewest = score(tree);
  for (let attempt = 0; attempt < MAX_ATTEMPTS && fewest > 0; attempt++) {
    const { tree: next, braces } = parseWithout(original, masked, body, blanked);
    const errors = score(next);
    if (errors < fewest) {
      best = { tree: next, blanked: [...blanked], braces };
      fewest = errors;
    }
    const more = lineOfError(next, lines, blanked);
    if (more === null) break;
    blanked.push(more);
  }
  return best === null ? null : fewer(original, masked, body, best);
}

/** Takes back what was blanked without need: a suspect line that parses as well with its text. */
function fewer(original: string, masked: string, body: number, repaired: Repair): Repair {
  let best = repaired;
  if (repaired.blanked.length > MAX_TAKEN_BACK) return best;
  for (const span of repaired.blanked) {
    const blanked = best.blanked.filter((other) => other !== span);
    const attempt = parseWithout(original, masked, body, blanked);
    if (score(attempt.tree) <= score(best.tree)) best = { ...attempt, blanked };
  }
  return best;
}

/** Errors in a tree; one that swallowed the function counts for more than any number of small ones. */
function score(tree: SyntaxTree): number {
  const swallowed = tree.errors.some((error) => (tree.end[error] ?? 0) - (tree.start[error] ?? 0) > 200);
  return tree.errors.length + (swallowed ? 1000 : 0);
}

function parseWithout(
  original: string,
  masked: string,
  body: number,
  blanked: readonly Span[],
): { tree: SyntaxTree; braces: number } {
  let text = original;
  for (const { start, end } of blanked)
    text = text.slice(0, start) + blank(text.slice(start, end)) + text.slice(end);
  const plain = text.slice(body + 1);
  const { masked: tried } = maskBody(plain);
  // Offsets are the one thing that must hold, whatever the text is like.
  const inside = tried.length === plain.length ? tried : plain;
  const braces = missingBraces(inside);
  return { tree: parseC(masked.slice(0, body + 1) + inside + '}'.repeat(braces)), braces };
}

const header = /^(if|while|switch|for)\b/;

/**
 * An empty statement, or for a header one whose condition nobody knows, so that what it guards does not become
 * unconditional; with the braces that the blanked text opens or closes.
 */
function blank(text: string): string {
  const word = header.exec(text)?.[1];
  const head = word === undefined ? ';' : word === 'for' ? 'for (;_;)' : `${word} (_)`;
  let result = head.length <= text.length ? head : ';';
  for (let i = result.length; i < text.length; i++) {
    const c = text[i] ?? ' ';
    result += c === '\n' || c === '{' || c === '}' ? c : ' ';
  }
  return result;
}

function missingBraces(body: string): number {
  let depth = 1;
  for (const c of body) {
    if (c === '{') depth++;
    else if (c === '}') depth--;
  }
  return Math.max(depth, 0);
}

function splitLines(text: string, from: number): Line[] {
  const lines: Line[] = [];
  for (let start = text.indexOf('\n', from) + 1; start > 0 && start < text.length; ) {
    const next = text.indexOf('\n', start);
    const end = next < 0 ? text.length : next;
    let first = start;
    let indent = 0;
    for (; first < end && text.charCodeAt(first) <= 32; first++) indent += text[first] === '\t' ? 8 : 1;
    if (first < end) lines.push({ start, end, first, indent });
    if (next < 0) break;
    start = next + 1;
  }
  return lines;
}

/** Operand missing before a closing bracket or the end of the statement. */
const dangling = /(?:->|\.|[,=(!&|/<>%]|[^+]\+|[^-]-)\s*[);\]]|->\s*$/;
const emptyCall = /\(\s*\)/g;
const continues = /[=,(|&+\-*/<>?:]$|\b(?:else|do)$|^(?:else|do|if|for|while|switch|case|default)\b/;

/** Lines that look unfinished: open parentheses that the next line does not go on with, missing operands. */
function suspects(text: string, lines: readonly Line[]): Span[] {
  const spans: Span[] = [];
  let open: Line | null = null;
  let depth = 0;
  lines.forEach((line, index) => {
    const code = strip(text.slice(line.first, line.end));
    if (code.startsWith('#') || code === '') return;
    if (depth === 0) open = line;
    depth += balance(code);
    const next = lines[index + 1];
    const from: Line = open ?? line;
    const endsHere = next === undefined || next.indent <= from.indent;
    const unfinished = depth > 0 && endsHere;
    const lacksOperand = depth === 0 && dangling.test(code.replace(emptyCall, ' x '));
    const lacksEnd = depth === 0 && endsHere && !/[;{}:]$/.test(code) && !continues.test(code);
    if (unfinished || lacksOperand || lacksEnd || depth < 0) {
      spans.push(region(text, from, line));
      depth = 0;
    }
  });
  return spans;
}

/** Text of the lines without what belongs to the code before it: `} else if (x` closes a block first. */
function region(text: string, from: Line, to: Line): Span {
  const skipped = /^(?:[\s}]|else\b)*/.exec(text.slice(from.first, to.end))?.[0].length ?? 0;
  return { start: from.first + skipped, end: to.end };
}

/** A line without comments, strings and spaces at its end. */
function strip(line: string): string {
  return line
    .replace(/"(?:[^"\\]|\\.)*"?/g, '""')
    .replace(/'(?:[^'\\]|\\.)*'?/g, '0')
    .replace(/\/\*.*?(?:\*\/|$)|\/\/.*/g, '')
    .trim();
}

function balance(code: string): number {
  let depth = 0;
  for (const c of code) {
    if (c === '(' || c === '[') depth++;
    else if (c === ')' || c === ']') depth--;
  }
  return depth;
}

/** The line where the first small error starts, or null when it is blanked already or there is none. */
function lineOfError(tree: SyntaxTree, lines: readonly Line[], blanked: readonly Span[]): Span | null {
  for (const error of tree.errors) {
    const at = tree.start[error] ?? 0;
    const line = lines.find((one) => at >= one.start && at <= one.end);
    if (line === undefined || blanked.some((span) => span.end === line.end)) continue;
    return region(tree.text, line, line);
  }
  return null;
}

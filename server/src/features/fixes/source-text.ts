/**
 * A C file as fixes see it: lines, the statement that starts on one, and the control head above it. Lines are 1-based.
 * Works on the text alone; whatever it gets wrong is caught because a fixed file is analysed before it is offered.
 */
export interface LineEdit {
  /** First line that is replaced. */
  readonly line: number;
  /** Number of lines that go; 0 inserts before `line`. */
  readonly count: number;
  readonly lines: readonly string[];
}

export interface Statement {
  readonly first: number;
  readonly last: number;
  /** Without comments, blanks joined. */
  readonly code: string;
}

export class SourceText {
  readonly text: string;
  readonly eol: '\n' | '\r\n';
  private readonly lines: readonly string[];
  private readonly code: readonly string[];

  constructor(text: string) {
    this.text = text;
    this.eol = text.includes('\r\n') ? '\r\n' : '\n';
    this.lines = text.split(/\r?\n/);
    this.code = blanked(text).split(/\r?\n/);
  }

  line(line: number): string {
    return this.lines[line - 1] ?? '';
  }

  /** The line without comments and without blanks at its end; literals are blanked. */
  codeOf(line: number): string {
    return (this.code[line - 1] ?? '').trimEnd();
  }

  indent(line: number): string {
    return /^[ \t]*/.exec(this.line(line))?.[0] ?? '';
  }

  /** The statement that starts on a line; null where none ends with a semicolon. */
  statement(line: number): Statement | null {
    let depth = 0;
    for (let at = line; at <= this.code.length && at < line + maxLines; at++) {
      for (const char of this.codeOf(at)) {
        if (char === '(') depth++;
        else if (char === ')') depth--;
        else if ((char === '{' || char === '}') && depth === 0) return null;
        else if (char === ';' && depth === 0) return this.between(line, at);
      }
    }
    return null;
  }

  /** Lines of the control head whose unbraced body starts on the line; null when it is an ordinary statement. */
  bareHead(line: number): { readonly first: number; readonly last: number } | null {
    let last = line - 1;
    while (last > 0 && this.codeOf(last).trim() === '') last--;
    const code = this.codeOf(last);
    if (/\b(?:else|do)$/.test(code)) return { first: last, last };
    if (!code.endsWith(')')) return null;
    let depth = 0;
    for (let first = last; first > Math.max(0, last - maxLines); first--) {
      for (const char of this.codeOf(first)) depth += char === ')' ? 1 : char === '(' ? -1 : 0;
      if (depth === 0) return headWord.test(this.codeOf(first)) ? { first, last } : null;
    }
    return null;
  }

  /** The text with the edits made; they must not overlap. */
  apply(edits: readonly LineEdit[]): string {
    const lines = this.text.split('\n');
    const ending = this.eol === '\r\n' ? '\r' : '';
    for (const edit of [...edits].sort((a, b) => b.line - a.line))
      lines.splice(edit.line - 1, edit.count, ...edit.lines.map((line) => line + ending));
    return lines.join('\n');
  }

  private between(first: number, last: number): Statement {
    const code = this.code.slice(first - 1, last).join(' ');
    return { first, last, code: code.replace(/\s+/g, ' ').trim() };
  }
}

const maxLines = 12;
const headWord = /^\s*(?:\}\s*)?(?:else\s+)?(?:if|for|while|switch|[a-z_]*for_each\w*)\s*\(/;

/** Comments and literals as blanks of the same length; line breaks stay. */
function blanked(text: string): string {
  const token = /\/\*[\s\S]*?\*\/|\/\/.*|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'/g;
  return text.replace(token, (found) => found.replace(/[^\n\r]/g, found.startsWith('/') ? ' ' : '_'));
}

/**
 * Puts statements in front of the one on `line`, with its indentation. An unbraced body gets braces, in kernel style.
 * Null where that cannot be written safely. `instead` replaces the statement by the new ones.
 */
export function putBefore(
  source: SourceText,
  line: number,
  statements: readonly string[],
  instead = false,
): LineEdit | null {
  const indent = source.indent(line);
  const head = source.bareHead(line);
  const own = source.statement(line);
  if (!head) {
    const count = instead && own ? own.last - own.first + 1 : 0;
    return { line, count, lines: statements.map((text) => indent + text) };
  }
  if (!own || source.line(head.last).includes('//')) return null;
  const kept = instead ? [] : range(own.first, own.last).map((at) => source.line(at));
  const body = [...statements.map((text) => indent + text), ...kept];
  if (instead && body.length === 1) return { line: own.first, count: own.last - own.first + 1, lines: body };
  const between = range(head.last + 1, own.first - 1).map((at) => source.line(at));
  const headLines = range(head.first, head.last).map((at) => source.line(at).trimEnd());
  const close = `${source.indent(head.first)}}`;
  const next = source.codeOf(own.last + 1).trim();
  const goesOn = /^else\b/.test(next);
  const tail = goesOn ? [`${close} ${source.line(own.last + 1).trim()}`] : [close];
  const lines = [...headLines.slice(0, -1), `${headLines.at(-1)} {`, ...between, ...body, ...tail];
  return { line: head.first, count: own.last - head.first + 1 + (goesOn ? 1 : 0), lines };
}

/** Puts a statement behind the one on `line`; null for bodies without braces, whose successor is elsewhere. */
export function putAfter(source: SourceText, line: number, text: string): LineEdit | null {
  const own = source.statement(line);
  if (!own || source.bareHead(line)) return null;
  return { line: own.last + 1, count: 0, lines: [source.indent(line) + text] };
}

function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);
}

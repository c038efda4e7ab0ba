import {
  type CodeLens,
  type Command,
  type Diagnostic,
  DiagnosticSeverity,
  type Hover,
  type InlayHint,
  type Location,
  MarkupKind,
  type Range,
} from 'vscode-languageserver';
import type { Lens, LensPosition } from '../features/code-lens';
import type { PlainDiagnostic } from '../features/diagnostics';
import type { Hover as PlainHover } from '../features/hover';
import type { Hint } from '../features/inlay-hints';
import type { Severity } from '../model/types';
import type { ClientFacts } from './capabilities';
import { utf8Column } from './documents';
import type { Word } from './from-lsp';
import { clientCommands, type StateDocumentParams, serverCommands, type TraceParams } from './protocol';

/** Everything that leaves as a protocol type is made here. */
export interface Target {
  readonly facts: ClientFacts;
  /** URI of a file of the tree. */
  readonly uri: (file: string) => string;
  /** A 1-based line of a document, for the end of the line and for UTF-8. */
  readonly line: (uri: string, line: number) => string;
}

/** What the editor sends back with `codeLens/resolve`. */
export interface LensData extends LensPosition {
  readonly uri: string;
}

/** Where the pages of the rules are; each is named after its rule. */
const rulePages = 'https://github.com/tpm-lifecycle/tpm-lifecycle/blob/main/client/media/rules/';

const severities: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** 1-based lines and columns to a range of the protocol. */
function toRange(
  target: Target,
  uri: string,
  from: { readonly line: number; readonly column: number },
  to: { readonly line: number; readonly column: number },
): Range {
  const column = (at: { readonly line: number; readonly column: number }): number =>
    target.facts.encoding === 'utf-8'
      ? utf8Column(target.line(uri, at.line), at.column - 1)
      : Math.max(0, at.column - 1);
  return {
    start: { line: from.line - 1, character: column(from) },
    end: { line: to.line - 1, character: column(to) },
  };
}

/** The text of a line without its indentation. */
export function lineRange(target: Target, uri: string, line: number): Range {
  const text = target.line(uri, line);
  const indent = text.length - text.trimStart().length;
  const from = { line, column: indent + 1 };
  return toRange(target, uri, from, { line, column: Math.max(indent, text.trimEnd().length) + 1 });
}

export function toLocation(target: Target, file: string, line: number): Location {
  const uri = target.uri(file);
  return { uri, range: lineRange(target, uri, line) };
}

export function toDiagnostic(target: Target, uri: string, diagnostic: PlainDiagnostic): Diagnostic {
  const { finding } = diagnostic;
  const range = toRange(target, uri, finding, { line: finding.endLine, column: finding.endColumn });
  return {
    range,
    severity: severities[diagnostic.severity],
    code: finding.rule,
    ...(target.facts.codeDescription ? { codeDescription: { href: `${rulePages}${finding.rule}.md` } } : {}),
    source: 'tpm-lifecycle',
    message: diagnostic.message,
    ...(target.facts.relatedInformation && diagnostic.related.length > 0
      ? {
          relatedInformation: diagnostic.related.map((item) => ({
            location: toLocation(target, item.file, item.line),
            message: item.text,
          })),
        }
      : {}),
    data: { uri, fingerprint: finding.fingerprint },
  };
}

export function toLens(target: Target, uri: string, position: LensPosition): CodeLens {
  const data: LensData = { uri, ...position };
  return { range: lineRange(target, uri, position.line), data };
}

/** A lens that is gone keeps its place until the editor asks for lenses again. */
export function withCommand(target: Target, lens: CodeLens, data: LensData, text: Lens | null): CodeLens {
  return { ...lens, command: text ? lensCommand(target, data, text) : { title: 'Changed', command: '' } };
}

function lensCommand(target: Target, data: LensData, lens: Lens): Command {
  const own = target.facts.clientCommands;
  const trace = (direction: 'calls' | 'callers'): Command => {
    const params: TraceParams = { uri: data.uri, root: data.function, direction };
    const client = direction === 'calls' ? clientCommands.traceFromHere : clientCommands.traceCallersOfHere;
    return { title: lens.title, command: own ? client : serverCommands.trace, arguments: [params] };
  };
  if (lens.action === 'traceCalls') return trace('calls');
  if (lens.action === 'traceCallers') return trace('callers');
  const of = lens.action === 'showFunction' ? 'function' : 'line';
  const params: StateDocumentParams = { uri: data.uri, line: data.line, of };
  if (own) return { title: lens.title, command: clientCommands.showState, arguments: [params] };
  const server =
    of === 'line' ? { uri: data.uri, line: data.line } : { uri: data.uri, function: data.function };
  return { title: lens.title, command: serverCommands.state, arguments: [server] };
}

export function toHint(target: Target, uri: string, hint: Hint): InlayHint {
  const end = target.line(uri, hint.line).trimEnd().length + 1;
  const position = toRange(
    target,
    uri,
    { line: hint.line, column: end },
    { line: hint.line, column: end },
  ).start;
  return {
    position,
    paddingLeft: true,
    label: hint.parts.map((part) => ({ value: part.text })),
    data: { uri, line: hint.line },
  };
}

/** Tooltip and the places of names, asked for one hint at a time. */
export function withDetails(target: Target, inlay: InlayHint, hint: Hint): InlayHint {
  return {
    ...inlay,
    tooltip: hint.tooltip,
    label: hint.parts.map((part) => ({
      value: part.text,
      ...(part.site ? { location: toLocation(target, part.site.file, part.site.line) } : {}),
    })),
  };
}

export function toHover(target: Target, uri: string, line: number, word: Word, hover: PlainHover): Hover {
  const lines = [...hover.lines];
  if (target.facts.clientCommands && hover.more !== null) lines.push(commandLinks(uri, line, hover));
  const text = joinMarkdown(lines);
  const range = toRange(target, uri, { line, column: word.start + 1 }, { line, column: word.end + 1 });
  const contents = target.facts.markdown
    ? { kind: MarkupKind.Markdown, value: text }
    : { kind: MarkupKind.PlainText, value: plainText(hover.lines.join('\n')) };
  return { contents, range };
}

/** Lists and paragraphs need a blank line between them; lines of one paragraph a hard break. */
function joinMarkdown(lines: readonly string[]): string {
  const item = (line: string | undefined): boolean => line?.startsWith('- ') ?? false;
  return lines
    .map((line, at) => {
      if (at === 0) return line;
      const before = lines[at - 1];
      if (item(line)) return item(before) ? `\n${line}` : `\n\n${line}`;
      return item(before) ? `\n\n${line}` : `  \n${line}`;
    })
    .join('');
}

/** What leads on from a hover; each opens a text, so that nothing here needs the mouse or the eyes alone. */
function commandLinks(uri: string, line: number, hover: PlainHover): string {
  const link = (title: string, command: string, params: StateDocumentParams): string =>
    `[${title}](command:${command}?${encodeURIComponent(JSON.stringify([params]))})`;
  const of = hover.more ?? 'line';
  const links = [link('Show full state', clientCommands.showState, { uri, line, of })];
  if (hover.call)
    links.push(
      link('Compare before and after', clientCommands.compareState, { uri, line, of: 'difference' }),
    );
  if (of === 'line') links.push(link('Who can run here', clientCommands.whoCanRun, { uri, line }));
  return links.join(' | ');
}

/** Markdown of our own hovers without its marks. */
function plainText(markdown: string): string {
  return markdown
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\*\*|`/g, '')
    .replace(/\\([\\`*_{}[\]<>#|~])/g, '$1');
}

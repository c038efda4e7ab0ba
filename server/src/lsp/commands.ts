import type { CancelToken } from '../base/cancel';
import type { AuditReport } from '../features/audit-report';
import { auditText, auditTitle } from '../features/audit-text';
import { findingText, ruleMarkdown } from '../features/explain';
import { findingTrace } from '../features/finding-trace';
import { functionAt } from '../features/lookup';
import { orderedState, orderedTrace } from '../features/ordered-json';
import type { StateReport, TraceReport } from '../features/reports';
import { stateDifferenceText } from '../features/state-difference';
import { functionStateText, lineStateText } from '../features/state-document';
import { traceDot, traceMermaid } from '../features/trace-graph';
import { traceText, traceTitle } from '../features/trace-text';
import type { WhoReport } from '../features/who-report';
import { whoText } from '../features/who-text';
import { compare, compareAnswer } from './compare-command';
import {
  type AuditParams,
  type CommandError,
  type FindingParams,
  type FindingResult,
  type FindingsResult,
  isCommandError,
  type StateDocumentParams,
  type StateParams,
  serverCommands,
  type TextDocumentResult,
  type TraceDocumentParams,
  type TraceFormat,
  type TraceParams,
  type TraceResult,
  type WhoParams,
} from './protocol';
import type { Session } from './session';
import type { Tree } from './workspaces';

/** What the client asks beyond the standard protocol: commands and documents. Arguments come from outside and are checked. */

type Arguments = Record<string, unknown>;

export function failure(code: CommandError['error']['code'], message: string): CommandError {
  return { error: { code, message } };
}

/** Answers `workspace/executeCommand`. */
export function execute(
  session: Session,
  params: { command: string; arguments?: unknown[] },
  token: CancelToken,
): unknown {
  const given = argumentsOf(params.arguments ?? []);
  switch (params.command) {
    case serverCommands.trace: {
      const result = trace(session, given, token);
      return isCommandError(result) ? result : orderedTrace(result.report);
    }
    case serverCommands.state:
      return state(session, given, token);
    case serverCommands.explain:
      return explain(session, textOf(given, 'rule') ?? textOf(given, 'text') ?? '');
    case serverCommands.finding:
      return finding(session, given, token) ?? failure('not-found', 'This finding is no longer there.');
    case serverCommands.compare:
      return compareWith(session, given, token);
    case serverCommands.who:
      return asked(given, who(session, given, token), whoDocument);
    case serverCommands.audit:
      return asked(given, audit(session, given, token), auditDocument);
    default:
      return failure('bad-arguments', `Unknown command ${params.command}.`);
  }
}

/** A report as it is, or as a text to read when that was asked for. */
function asked<R>(
  given: Arguments,
  report: R | CommandError,
  toDocument: (report: R) => TextDocumentResult,
): R | CommandError | TextDocumentResult {
  if (isCommandError(report)) return report;
  return textOf(given, 'format') === 'text' ? toDocument(report) : report;
}

function whoDocument(report: WhoReport): TextDocumentResult {
  const name = report.file.slice(report.file.lastIndexOf('/') + 1);
  return { title: `Who can run at ${name}:${report.line}`, text: whoText(report), language: 'plaintext' };
}

function auditDocument(report: AuditReport): TextDocumentResult {
  return { title: auditTitle(report), text: auditText(report), language: 'plaintext' };
}

function compareWith(session: Session, given: Arguments, token: CancelToken): unknown {
  const base = textOf(given, 'base') ?? textOf(given, 'text');
  if (base === undefined)
    return failure('bad-arguments', 'A comparison needs a git revision or a folder as "base".');
  const tree = treeFor(session, textOf(given, 'uri'));
  if (!tree) return noTree;
  const report = compare(session, tree, base, token);
  return isCommandError(report) ? report : compareAnswer(report, textOf(given, 'format'));
}

/** One object; a lone text is a function name or a URI, for editors that type arguments by hand. */
function argumentsOf(given: readonly unknown[]): Arguments {
  const merged: Arguments = {};
  for (const argument of given) {
    if (typeof argument === 'string')
      Object.assign(merged, argument.startsWith('file:') ? { uri: argument } : { text: argument });
    else if (typeof argument === 'object' && argument !== null) Object.assign(merged, argument);
  }
  return merged;
}

function textOf(given: Arguments | object, key: string): string | undefined {
  const value = (given as Arguments)[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function numberOf(given: Arguments | object, key: string): number | undefined {
  const value = (given as Arguments)[key];
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined;
}

/** The tree of the given document, else the first that is open. */
function treeFor(session: Session, uri: string | undefined): Tree | null {
  const place = uri === undefined ? null : session.workspaces.place(uri);
  return place?.tree ?? session.workspaces.all()[0] ?? null;
}

const noTree = failure('not-found', 'No TPM source tree is open: open a file below drivers/char/tpm first.');

export function trace(
  session: Session,
  given: Arguments | TraceParams,
  token: CancelToken,
): TraceResult | CommandError {
  const root = textOf(given, 'root') ?? textOf(given, 'function') ?? textOf(given, 'text');
  if (root === undefined) return failure('bad-arguments', 'A trace needs the name of a function as "root".');
  const tree = treeFor(session, textOf(given, 'uri'));
  if (!tree) return noTree;
  const snapshot = tree.workspace.snapshot(token);
  const to = textOf(given, 'to');
  const via = textOf(given, 'via');
  const depth = numberOf(given, 'depth') ?? session.settings.maxCallDepth;
  const direction = textOf(given, 'direction') === 'callers' ? 'callers' : 'calls';
  const options = { direction, depth, ...(to ? { to } : {}), ...(via ? { via } : {}) } as const;
  const report = snapshot.trace(root, options, token);
  if (report) return { report, root: tree.root, title: traceTitle(report) };
  const near = snapshot.suggestions(root).filter((name) => name !== root);
  const hint = near.length > 0 ? ` Near names: ${near.join(', ')}.` : '';
  return failure('not-found', `No function ${root}() in the analysed files.${hint}`);
}

export function traceDocument(
  session: Session,
  params: TraceDocumentParams,
  token: CancelToken,
): TextDocumentResult | CommandError {
  const result = trace(session, params, token);
  if (isCommandError(result)) return result;
  const title = `Trace ${result.report.root}`;
  return { title, ...rendered(result.report, params.format ?? 'text') };
}

function rendered(report: TraceReport, format: TraceFormat): Pick<TextDocumentResult, 'text' | 'language'> {
  switch (format) {
    case 'mermaid':
      return { text: traceMermaid(report), language: 'mermaid' };
    case 'dot':
      return { text: traceDot(report), language: 'dot' };
    case 'json':
      return { text: `${JSON.stringify(orderedTrace(report), null, 2)}\n`, language: 'json' };
    default:
      return { text: traceText(report), language: 'tpm-trace' };
  }
}

function state(session: Session, given: Arguments | StateParams, token: CancelToken): unknown {
  const uri = textOf(given, 'uri');
  const place = uri === undefined ? null : session.workspaces.place(uri);
  if (!place) return failure('not-found', 'State needs the "uri" of an analysed C file.');
  const snapshot = place.tree.workspace.snapshot(token);
  const file = snapshot.state(place.file, token);
  if (!file) return failure('not-found', `${place.file} is not part of the analysed program.`);
  const name = textOf(given, 'function') ?? textOf(given, 'text');
  const line = numberOf(given, 'line');
  const functions = file.functions
    .filter((fn) => name === undefined || fn.name === name)
    .filter((fn) => line === undefined || (fn.start <= line && line <= fn.end))
    .map((fn) => (line === undefined ? fn : { ...fn, lines: fn.lines.filter((one) => one.line === line) }));
  const report: StateReport = {
    schema: 'tpm-lifecycle/state@1',
    tree: snapshot.tree,
    files: [{ file: file.file, functions }],
  };
  return orderedState(report);
}

/** What can run at the same time as a line. */
export function who(
  session: Session,
  given: Arguments | WhoParams,
  token: CancelToken,
): WhoReport | CommandError {
  const uri = textOf(given, 'uri');
  const line = numberOf(given, 'line');
  const place = uri === undefined ? null : session.workspaces.place(uri);
  if (!place || line === undefined)
    return failure('bad-arguments', 'This needs the "uri" of an analysed C file and a "line" in it.');
  const report = place.tree.workspace.snapshot(token).who(place.file, line, token);
  return report ?? failure('not-found', `Line ${line} is in no function of ${place.file}.`);
}

/** Every use of a guarded field, and what it relies on. */
export function audit(
  session: Session,
  given: Arguments | AuditParams,
  token: CancelToken,
): AuditReport | CommandError {
  const tree = treeFor(session, textOf(given, 'uri'));
  if (!tree) return noTree;
  const snapshot = tree.workspace.snapshot(token);
  const fields = snapshot.guardedFields;
  const field = textOf(given, 'field') ?? textOf(given, 'text') ?? fields[0] ?? '';
  const report = snapshot.audit(field.replace(/->/g, '.'), token);
  if (report) return report;
  return failure(
    'not-found',
    `${field} is not guarded by the lifecycle model; guarded are ${fields.join(', ')}.`,
  );
}

export function stateDocument(
  session: Session,
  params: StateDocumentParams,
  token: CancelToken,
): TextDocumentResult | null {
  const place = session.workspaces.place(params.uri);
  if (!place) return null;
  const snapshot = place.tree.workspace.snapshot(token);
  const fn = functionAt(snapshot, place.file, params.line, token);
  if (!fn) return null;
  if (params.of === 'function')
    return { title: `State ${fn.name}`, text: functionStateText(fn, place.file), language: 'plaintext' };
  const name = place.file.slice(place.file.lastIndexOf('/') + 1);
  if (params.of === 'difference') {
    const line = (at: number): string => session.workspaces.line(params.uri, at);
    const text = stateDifferenceText(snapshot, place.file, params.line, line, token) ?? '';
    return { title: `Before and after ${name}:${params.line}`, text, language: 'plaintext' };
  }
  const text = lineStateText(snapshot, place.file, params.line, token) ?? '';
  return { title: `State ${name}:${params.line}`, text, language: 'plaintext' };
}

function explain(session: Session, id: string): TextDocumentResult | CommandError {
  const rule = session.rules.find((candidate) => candidate.id === id);
  if (!rule) return failure('not-found', `There is no rule ${id || '(none given)'}.`);
  return { title: rule.id, text: ruleMarkdown(rule), language: 'markdown' };
}

const formats: readonly TraceFormat[] = ['text', 'mermaid', 'dot', 'json'];

export function finding(
  session: Session,
  params: Arguments | FindingParams,
  token: CancelToken,
): FindingResult | null {
  const uri = textOf(params, 'uri');
  const place = uri === undefined ? null : session.workspaces.place(uri);
  if (!place) return null;
  const snapshot = place.tree.workspace.snapshot(token);
  const findings = snapshot.findings(place.file, token);
  const found = findings.find((candidate) => candidate.fingerprint === textOf(params, 'fingerprint'));
  if (!found) return null;
  const format = formats.find((name) => name === textOf(params, 'format')) ?? 'text';
  const text =
    format === 'text' ? findingText(found) : rendered(findingTrace(found, snapshot.tree), format).text;
  return { finding: found, root: place.tree.root, text };
}

export function allFindings(session: Session, token: CancelToken): FindingsResult {
  const roots = session.workspaces.all().map((tree) => {
    const snapshot = tree.workspace.snapshot(token);
    return { root: tree.root, findings: snapshot.files.flatMap((file) => snapshot.findings(file, token)) };
  });
  return { roots };
}

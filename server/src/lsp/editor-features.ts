import {
  type CallHierarchyIncomingCall,
  type CallHierarchyItem,
  type CallHierarchyOutgoingCall,
  type CodeLens,
  type Diagnostic,
  type Hover,
  type InlayHint,
  type Position,
  type Range,
  SymbolKind,
  type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { CancelToken } from '../base/cancel';
import { type CallEdge, incomingCalls, outgoingCalls, prepareCalls } from '../features/call-hierarchy';
import { type LensOptions, type LensPosition, lensPositions, lensText } from '../features/code-lens';
import { diagnosticsOf } from '../features/diagnostics';
import { hoverAt } from '../features/hover';
import { inlayHints } from '../features/inlay-hints';
import type { Place } from '../features/lookup';
import type { Snapshot } from '../features/snapshot';
import { isInside } from '../host/kernel-root';

import { lineOf, linesOf, wordAt } from './from-lsp';
import { Outdated } from './guard';
import { listedOnly } from './listed';
import type { CursorParams } from './protocol';
import { type Session, targetOf } from './session';
import type { FunctionNow } from './steady-lenses';
import {
  type LensData,
  lineRange,
  type Target,
  toDiagnostic,
  toHint,
  toHover,
  toLens,
  withCommand,
  withDetails,
} from './to-lsp';
import type { Located } from './workspaces';

/** One function per request of the protocol: find the document, ask the feature, convert. */

interface Opened extends Located {
  readonly snapshot: Snapshot;
  readonly target: Target;
  readonly text: (line: number) => string;
}

function opened(session: Session, uri: string, token: CancelToken): Opened | null {
  const located = session.workspaces.locate(uri);
  if (!located) return null;
  return {
    ...located,
    snapshot: located.tree.workspace.snapshot(token),
    target: targetOf(session, located.tree),
    text: (line) => session.workspaces.line(uri, line),
  };
}

export function hover(
  session: Session,
  params: { textDocument: { uri: string }; position: Position },
  token: CancelToken,
): Hover | null {
  const { uri } = params.textDocument;
  const { settings } = session;
  const open = settings.hover ? opened(session, uri, token) : null;
  const word = open && wordAt(open.document, params.position, session.facts.encoding);
  if (!open || !word) return null;
  const line = lineOf(params.position);
  const found = hoverAt(open.snapshot, {
    file: open.file,
    line,
    word: word.text,
    call: word.call,
    text: open.text,
    textAt: (file, at) => session.workspaces.line(open.target.uri(file), at),
    maxLines: settings.hoverLines,
    link: (site, label) => `[${label}](${open.target.uri(site.file)}#L${site.line})`,
    token,
  });
  return found ? toHover(open.target, uri, line, word, found) : null;
}

function shows(session: Session, what: 'codeLens' | 'inlayHints'): boolean {
  const { stateAs } = session.settings;
  return stateAs === what || stateAs === 'both';
}

function cursorIn(session: Session, uri: string): number | null {
  const cursor: CursorParams | null = session.cursor;
  return cursor?.uri === uri ? cursor.line : null;
}

/** File and name of the function that holds the cursor; null outside of functions. */
export function functionUnderCursor(session: Session): string | null {
  const place = session.cursor && session.workspaces.place(session.cursor.uri);
  if (!session.cursor || !place) return null;
  const { line } = session.cursor;
  const outline = place.tree.workspace.snapshot().outline(place.file);
  const found = outline.find((item) => item.start <= line && line <= item.end);
  return found ? `${place.file} ${found.name}` : null;
}

export function codeLenses(session: Session, uri: string, token: CancelToken): CodeLens[] {
  const open = shows(session, 'codeLens') ? opened(session, uri, token) : null;
  if (!open) return [];
  const options: LensOptions = {
    at: session.settings.stateAt,
    functions: session.settings.lensFunctions,
    cursor: cursorIn(session, uri),
    text: open.text,
  };
  const positions = lensPositions(open.snapshot, open.file, options, token);
  const last = open.document.lineCount;
  return session.steadyLenses
    .update(uri, positions, functionsNow(open), (name) => headIn(open.document, name))
    .filter((position) => position.line <= last)
    .map((position) => toLens(open.target, uri, position));
}

function functionsNow(open: Opened): FunctionNow[] {
  const reports = new Map((open.snapshot.state(open.file)?.functions ?? []).map((fn) => [fn.start, fn]));
  return open.snapshot.outline(open.file).map((item) => {
    const fn = reports.get(item.start);
    return { ...item, unsure: !fn || fn.lines.length === 0 || fn.gaps.length > 0 };
  });
}

/** 1-based line on which a function of that name seems to be defined, by its look alone. */
function headIn(document: TextDocument, name: string): number | null {
  const found = new RegExp(`^(?:[A-Za-z_][^\\n;=#]*[\\s*])?${name}\\s*\\([^;]*$`, 'm').exec(
    document.getText(),
  );
  return found ? document.positionAt(found.index).line + 1 : null;
}

export function resolveLens(session: Session, lens: CodeLens, token: CancelToken): CodeLens {
  const data = lens.data as LensData | undefined;
  const open = data ? opened(session, data.uri, token) : null;
  if (!data || !open) return lens;
  const position: LensPosition = { kind: data.kind, line: data.line, function: data.function };
  const fresh = lensText(open.snapshot, open.file, position, open.text, token);
  return withCommand(open.target, lens, data, session.steadyLenses.text(data.uri, position, fresh));
}

export function hints(
  session: Session,
  params: { textDocument: { uri: string }; range: Range },
  token: CancelToken,
): InlayHint[] {
  const { uri } = params.textDocument;
  const open = shows(session, 'inlayHints') ? opened(session, uri, token) : null;
  if (!open) return [];
  return hintsOf(session, uri, open, linesOf(params.range), token).map((hint) =>
    toHint(open.target, uri, hint),
  );
}

function hintsOf(
  session: Session,
  uri: string,
  open: Opened,
  lines: { readonly from: number; readonly to: number },
  token: CancelToken,
): ReturnType<typeof inlayHints> {
  const { stateAt, hintLength } = session.settings;
  const options = {
    at: stateAt,
    cursor: cursorIn(session, uri),
    maxLength: hintLength,
    text: open.text,
    ...lines,
  };
  return inlayHints(open.snapshot, open.file, options, token);
}

export function resolveHint(session: Session, hint: InlayHint, token: CancelToken): InlayHint {
  const data = hint.data as { uri: string; line: number } | undefined;
  const open = data ? opened(session, data.uri, token) : null;
  if (!data || !open) return hint;
  const [found] = hintsOf(session, data.uri, open, { from: data.line, to: data.line }, token);
  return found ? withDetails(open.target, hint, found) : hint;
}

/** Diagnostics of one document, for a client that pulls. */
export function pullDiagnostics(session: Session, uri: string, token: CancelToken): Diagnostic[] {
  const place = session.settings.scope === 'off' ? null : session.workspaces.place(uri);
  if (!place) return [];
  const snapshot = place.tree.workspace.snapshot(token);
  const target = targetOf(session, place.tree);
  const keep = listedOnly(session, place.tree, snapshot, token);
  const all = diagnosticsOf(snapshot, place.file, session.settings, token);
  const found = all.filter(({ finding }) => keep(finding));
  return found.map((diagnostic) => toDiagnostic(target, uri, diagnostic));
}

/** Diagnostics of all analysed files, for a client that pulls. */
export function pullAll(session: Session, token: CancelToken): WorkspaceDocumentDiagnosticReport[] {
  return session.workspaces.all().flatMap((tree) =>
    tree.workspace
      .snapshot(token)
      .files.filter((file) => isInside(file, tree.folders))
      .map((file) => {
        const uri = session.workspaces.uri(tree.root, file);
        const version = session.documents.get(uri)?.version ?? null;
        return { kind: 'full', uri, version, items: pullDiagnostics(session, uri, token) };
      }),
  );
}

export function prepareHierarchy(
  session: Session,
  params: { textDocument: { uri: string }; position: Position },
  token: CancelToken,
): CallHierarchyItem[] | null {
  const open = opened(session, params.textDocument.uri, token);
  const word = open && wordAt(open.document, params.position, session.facts.encoding);
  if (!open || !word) return null;
  const place = prepareCalls(open.snapshot, open.file, lineOf(params.position), word.text, token);
  return place ? [toItem(open.target, place)] : null;
}

function toItem(target: Target, place: Place): CallHierarchyItem {
  const uri = target.uri(place.file);
  const range = {
    start: lineRange(target, uri, place.start).start,
    end: lineRange(target, uri, place.end).end,
  };
  const selectionRange = lineRange(target, uri, place.nameLine);
  const detail = `${place.file}:${place.nameLine}`;
  return { name: place.name, kind: SymbolKind.Function, uri, range, selectionRange, detail };
}

function edges(
  session: Session,
  item: CallHierarchyItem,
  ask: (snapshot: Snapshot) => readonly CallEdge[],
  token: CancelToken,
): { target: Target; found: readonly CallEdge[] } | null {
  const place = session.workspaces.place(item.uri);
  if (!place) return null;
  return { target: targetOf(session, place.tree), found: ask(place.tree.workspace.snapshot(token)) };
}

export function incoming(
  session: Session,
  item: CallHierarchyItem,
  token: CancelToken,
): CallHierarchyIncomingCall[] {
  const calls = edges(session, item, (snapshot) => incomingCalls(snapshot, item.name, token), token);
  return (calls?.found ?? []).map((edge) => {
    const from = toItem(calls?.target as Target, edge.place);
    const fromRanges = edge.lines.map((line) => lineRange(calls?.target as Target, from.uri, line));
    return { from, fromRanges };
  });
}

export function outgoing(
  session: Session,
  item: CallHierarchyItem,
  token: CancelToken,
): CallHierarchyOutgoingCall[] {
  const calls = edges(session, item, (snapshot) => outgoingCalls(snapshot, item.name, token), token);
  return (calls?.found ?? []).map((edge) => {
    const to = toItem(calls?.target as Target, edge.place);
    return { to, fromRanges: edge.lines.map((line) => lineRange(calls?.target as Target, item.uri, line)) };
  });
}

/** Remembers the version that a request was about; an edit that came first makes its positions meaningless. */
export function sameVersion(session: Session, uri: string): () => void {
  const version = session.documents.get(uri)?.version;
  return () => {
    if (session.documents.get(uri)?.version !== version) throw new Outdated();
  };
}

import * as path from 'node:path';
import * as vscode from 'vscode';
import { setContextKey } from './context-keys';
import type { GraphModel } from './graph/graph-model';
import type { DocumentSource } from './server-documents';
import { filtered, stepsOf, type TraceFilter } from './trace-filter';
import { allNodes, type NodeKind, type TraceNode } from './trace-model';

/** The trace on show. */
export interface ActiveTrace {
  readonly title: string;
  /** Absolute path that the nodes' files are relative to. */
  readonly root: string;
  readonly nodes: readonly TraceNode[];
  /** The same trace as text. */
  readonly source: DocumentSource;
  /** Number of steps. */
  readonly total: number;
  readonly graph: () => GraphModel;
}

export const filterWords = (): Readonly<Record<TraceFilter, string>> => ({
  all: vscode.l10n.t('All steps'),
  changes: vscode.l10n.t('State changes'),
  fences: vscode.l10n.t('Fences'),
  hazards: vscode.l10n.t('Hazards'),
});

const icons: Readonly<Record<NodeKind, string>> = {
  call: 'symbol-method',
  acquire: 'lock',
  release: 'unlock',
  publish: 'broadcast',
  retract: 'circle-slash',
  fence: 'shield',
  free: 'trash',
  branch: 'git-branch',
  use: 'symbol-field',
  hazard: 'warning',
  step: 'circle-small',
  entry: 'sign-in',
  heading: 'organization',
};

/** The tree in the side bar. Its content changes by explicit action only, never because the caret moved. */
export class TraceView implements vscode.TreeDataProvider<TraceNode>, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<undefined>();
  private readonly activeChanges = new vscode.EventEmitter<ActiveTrace | undefined>();
  private readonly currentChanges = new vscode.EventEmitter<TraceNode | undefined>();
  private readonly staleChanges = new vscode.EventEmitter<boolean>();
  private readonly view: vscode.TreeView<TraceNode>;
  private trace: ActiveTrace | undefined;
  private chosen: TraceFilter = 'all';
  private nodes: readonly TraceNode[] = [];
  private parents = new Map<TraceNode, TraceNode>();
  private step: TraceNode | undefined;
  private outdated = false;

  readonly onDidChangeTreeData = this.changes.event;
  /** The trace on show, or its filter, became another one, or none. */
  readonly onActive = this.activeChanges.event;
  /** The step that the user is at. */
  readonly onCurrent = this.currentChanges.event;
  /** The trace on show became outdated. */
  readonly onStale = this.staleChanges.event;

  constructor() {
    this.view = vscode.window.createTreeView('tpmLifecycle.trace', {
      treeDataProvider: this,
      showCollapseAll: true,
    });
    this.view.onDidChangeSelection(({ selection }) => this.setCurrent(selection[0]));
  }

  get active(): ActiveTrace | undefined {
    return this.trace;
  }

  get filter(): TraceFilter {
    return this.chosen;
  }

  get current(): TraceNode | undefined {
    return this.step;
  }

  get stale(): boolean {
    return this.outdated;
  }

  /** Steps that the filter lets through, in order. */
  get steps(): readonly TraceNode[] {
    return stepsOf(this.nodes, this.chosen);
  }

  /** Shows a trace and brings the view to the front, with step `n` (the first without it) selected. */
  async show(trace: ActiveTrace, n?: number): Promise<void> {
    this.replace(trace);
    const step = this.steps.find((node) => node.n === n) ?? this.nodes[0];
    if (step) await this.view.reveal(step, { select: true, focus: true });
    else await vscode.commands.executeCommand('tpmLifecycle.trace.focus');
  }

  clear(): void {
    this.replace(undefined);
  }

  /** Shows other steps of the same trace; the present step stays selected while it is among them. */
  async setFilter(filter: TraceFilter): Promise<void> {
    const n = this.step?.n;
    this.chosen = filter;
    this.refresh();
    const step = this.steps.find((node) => node.n === n) ?? this.steps[0];
    if (step) await this.select(step);
  }

  /** Goes to a step. The focus stays where it is. */
  async select(node: TraceNode): Promise<void> {
    this.setCurrent(node);
    if (this.view.visible) await this.view.reveal(node, { select: true, focus: false, expand: false });
  }

  /** The sources are not those of the trace any more: said in words, nothing is moved. */
  markStale(): void {
    if (!this.trace || this.outdated) return;
    this.outdated = true;
    this.tell();
    this.staleChanges.fire(true);
  }

  getChildren(node?: TraceNode): TraceNode[] {
    return [...(node?.children ?? this.nodes)];
  }

  getParent(node: TraceNode): TraceNode | undefined {
    return this.parents.get(node);
  }

  getTreeItem(node: TraceNode): vscode.TreeItem {
    const item = new vscode.TreeItem(node.label, collapsibility(node));
    item.id = node.id;
    item.description = node.description;
    item.iconPath = new vscode.ThemeIcon(icons[node.kind]);
    item.tooltip = node.spoken;
    item.accessibilityInformation = { label: node.spoken };
    item.contextValue = node.kind;
    if (node.file !== null && this.trace) {
      const start = new vscode.Position(node.line - 1, 0);
      const uri = vscode.Uri.file(path.join(this.trace.root, node.file));
      // The built-in command knows a click (keeps the focus in the tree) from Enter (goes to the editor).
      const options: vscode.TextDocumentShowOptions = { selection: new vscode.Range(start, start) };
      item.command = { command: 'vscode.open', title: 'Open', arguments: [uri, options] };
    }
    return item;
  }

  dispose(): void {
    this.view.dispose();
    this.changes.dispose();
    this.activeChanges.dispose();
    this.currentChanges.dispose();
    this.staleChanges.dispose();
  }

  private replace(trace: ActiveTrace | undefined): void {
    this.trace = trace;
    this.outdated = false;
    this.chosen = 'all';
    setContextKey('traceActive', trace !== undefined);
    this.refresh();
  }

  private refresh(): void {
    this.nodes = filtered(this.trace?.nodes ?? [], this.chosen);
    this.parents = new Map();
    for (const node of allNodes(this.nodes)) for (const child of node.children) this.parents.set(child, node);
    this.step = undefined;
    this.tell();
    this.changes.fire(undefined);
    this.activeChanges.fire(this.trace);
    this.currentChanges.fire(undefined);
  }

  private setCurrent(node: TraceNode | undefined): void {
    if (node === this.step) return;
    this.step = node;
    this.currentChanges.fire(node);
  }

  /** Title and message: which trace, which of its steps, and whether it is still true. */
  private tell(): void {
    const { trace } = this;
    this.view.description = trace?.title ?? '';
    setContextKey('traceStale', trace !== undefined && this.outdated);
    const parts: string[] = [];
    if (trace && this.outdated)
      parts.push(vscode.l10n.t('Stale: the source was edited. Trace again to update.'));
    if (trace && trace.nodes.length === 0) parts.push(vscode.l10n.t('Nothing is reached from here.'));
    if (trace && this.chosen !== 'all')
      parts.push(
        vscode.l10n.t('{0}: {1} of {2} steps.', filterWords()[this.chosen], this.steps.length, trace.total),
      );
    this.view.message = parts.join(' ');
  }
}

/** Kinds of steps that a trace is read for. */
const notable: ReadonlySet<string> = new Set(['fence', 'retract', 'publish', 'hazard', 'entry']);

/** What matters starts open: steps that cut somebody off, and the way to them. All the rest is one click away. */
function collapsibility(node: TraceNode): vscode.TreeItemCollapsibleState {
  if (node.children.length === 0) return vscode.TreeItemCollapsibleState.None;
  if (node.kind === 'heading') return vscode.TreeItemCollapsibleState.Collapsed;
  return node.children.some(matters)
    ? vscode.TreeItemCollapsibleState.Expanded
    : vscode.TreeItemCollapsibleState.Collapsed;
}

function matters(node: TraceNode): boolean {
  return notable.has(node.kind) || node.children.some(matters);
}

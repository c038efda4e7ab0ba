import * as path from 'node:path';
import * as vscode from 'vscode';
import { setContextKey } from './context-keys';
import type { DocumentSource } from './server-documents';
import { allNodes, type NodeKind, type TraceNode } from './trace-model';

/** The trace on show. */
export interface ActiveTrace {
  readonly title: string;
  /** Absolute path that the nodes' files are relative to. */
  readonly root: string;
  readonly nodes: readonly TraceNode[];
  /** The same trace as text. */
  readonly source: DocumentSource;
}

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
  private readonly view: vscode.TreeView<TraceNode>;
  private trace: ActiveTrace | undefined;
  private parents = new Map<TraceNode, TraceNode>();

  readonly onDidChangeTreeData = this.changes.event;
  /** The trace on show became another one, or none. */
  readonly onActive = this.activeChanges.event;
  /** The selected step, for the mark in the editor. */
  readonly onSelect: vscode.Event<vscode.TreeViewSelectionChangeEvent<TraceNode>>;

  constructor() {
    this.view = vscode.window.createTreeView('tpmLifecycle.trace', {
      treeDataProvider: this,
      showCollapseAll: true,
    });
    this.onSelect = this.view.onDidChangeSelection;
  }

  get active(): ActiveTrace | undefined {
    return this.trace;
  }

  /** Shows a trace and brings the view to the front, with its first step selected. */
  async show(trace: ActiveTrace): Promise<void> {
    this.replace(trace);
    this.view.description = trace.title;
    this.view.message = trace.nodes.length === 0 ? 'Nothing is reached from here.' : '';
    const first = trace.nodes[0];
    if (first) await this.view.reveal(first, { select: true, focus: true });
    else await vscode.commands.executeCommand('tpmLifecycle.trace.focus');
  }

  clear(): void {
    this.replace(undefined);
    this.view.description = '';
    this.view.message = '';
  }

  getChildren(node?: TraceNode): TraceNode[] {
    return [...(node?.children ?? this.trace?.nodes ?? [])];
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
  }

  private replace(trace: ActiveTrace | undefined): void {
    this.trace = trace;
    this.parents = new Map();
    for (const node of allNodes(trace?.nodes ?? [])) {
      for (const child of node.children) this.parents.set(child, node);
    }
    setContextKey('traceActive', trace !== undefined);
    this.changes.fire(undefined);
    this.activeChanges.fire(trace);
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

import * as path from 'node:path';
import * as vscode from 'vscode';
import { section } from './settings';
import { markText, type TraceNode } from './trace-model';
import type { ActiveTrace, TraceView } from './trace-view';

type Style = 'step' | 'fence' | 'hazard';

/** A step at its line; steps of one line share one mark. */
interface Mark {
  readonly line: number;
  readonly style: Style;
  readonly text: string;
  readonly nodes: readonly TraceNode[];
}

/**
 * Marks the steps of the active trace in the source: background, number and kind in words at the end of the line.
 * After an edit the marks of that file are called stale instead of being moved by guesswork.
 */
export class TraceDecorations implements vscode.Disposable {
  private readonly styles: Readonly<Record<Style, vscode.TextEditorDecorationType>> = {
    step: lineStyle('editorCodeLens.foreground'),
    fence: lineStyle('tpmLifecycle.fenceForeground'),
    hazard: lineStyle('tpmLifecycle.hazardForeground'),
  };
  private readonly current = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    borderStyle: 'solid',
    borderWidth: '1px',
    borderColor: new vscode.ThemeColor('tpmLifecycle.traceCurrentBorder'),
    overviewRulerColor: new vscode.ThemeColor('tpmLifecycle.traceCurrentBorder'),
  });
  private readonly registrations: vscode.Disposable[];
  private readonly view: TraceView;
  private readonly stale = new Set<string>();
  private marks = new Map<string, Mark[]>();
  private selected: TraceNode | undefined;

  constructor(view: TraceView) {
    this.view = view;
    this.registrations = [
      view.onActive((trace) => this.follow(trace)),
      view.onCurrent((node) => this.select(node)),
      vscode.window.onDidChangeVisibleTextEditors(() => this.paintAll()),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.markStale(document);
      }),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(`${section}.trace.showStateInEditor`)) this.follow(this.view.active);
      }),
    ];
  }

  dispose(): void {
    for (const registration of this.registrations) registration.dispose();
    for (const style of [...Object.values(this.styles), this.current]) style.dispose();
  }

  private follow(trace: ActiveTrace | undefined): void {
    const shown = vscode.workspace.getConfiguration(section).get('trace.showStateInEditor', true);
    this.marks = trace && shown ? marksOf(trace, this.view.steps) : new Map();
    this.selected = undefined;
    if (!this.view.stale) this.stale.clear();
    this.paintAll();
  }

  private select(node: TraceNode | undefined): void {
    this.selected = node;
    this.paintAll();
  }

  private markStale(document: vscode.TextDocument): void {
    const key = document.uri.fsPath;
    if (!this.marks.has(key) || this.stale.has(key)) return;
    this.stale.add(key);
    this.view.markStale();
    this.paintAll();
  }

  private paintAll(): void {
    for (const editor of vscode.window.visibleTextEditors) this.paint(editor);
  }

  private paint(editor: vscode.TextEditor): void {
    const key = editor.document.uri.fsPath;
    const marks = (this.marks.get(key) ?? []).filter((mark) => mark.line <= editor.document.lineCount);
    const stale = this.stale.has(key);
    for (const style of Object.keys(this.styles) as Style[]) {
      const own = marks.filter((mark) => (stale ? 'step' : mark.style) === style);
      editor.setDecorations(
        this.styles[style],
        own.map((mark) => decoration(editor, mark, stale)),
      );
    }
    const selected = this.selected;
    const lines = marks.filter((mark) => mark.nodes.some((node) => node.id === selected?.id));
    editor.setDecorations(
      this.current,
      lines.map((mark) => editor.document.lineAt(mark.line - 1).range),
    );
  }
}

function lineStyle(color: string): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('tpmLifecycle.traceBackground'),
    overviewRulerColor: new vscode.ThemeColor(color),
    overviewRulerLane: vscode.OverviewRulerLane.Right,
    after: { color: new vscode.ThemeColor(color), margin: '0 0 0 2em' },
  });
}

function decoration(editor: vscode.TextEditor, mark: Mark, stale: boolean): vscode.DecorationOptions {
  const text = stale ? `${mark.text} (stale, trace again)` : mark.text;
  return {
    range: editor.document.lineAt(mark.line - 1).range,
    renderOptions: { after: { contentText: text } },
  };
}

/** Marks by absolute path. */
function marksOf(trace: ActiveTrace, steps: readonly TraceNode[]): Map<string, Mark[]> {
  const byPlace = new Map<string, TraceNode[]>();
  for (const node of steps) {
    if (node.file === null) continue;
    const key = `${path.join(trace.root, node.file)}\0${node.line}`;
    const others = byPlace.get(key);
    if (others) others.push(node);
    else byPlace.set(key, [node]);
  }
  const marks = new Map<string, Mark[]>();
  for (const [key, nodes] of byPlace) {
    const [file = '', line = '1'] = key.split('\0');
    const mark = { line: Number(line), style: styleOf(nodes), text: markText(nodes, trace.total), nodes };
    const others = marks.get(file);
    if (others) others.push(mark);
    else marks.set(file, [mark]);
  }
  return marks;
}

function styleOf(nodes: readonly TraceNode[]): Style {
  if (nodes.some((node) => node.hazard)) return 'hazard';
  return nodes.some((node) => node.fence) ? 'fence' : 'step';
}

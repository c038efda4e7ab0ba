import * as vscode from 'vscode';
import { type CursorParams, cursorNotification } from '../../server/src/lsp/protocol';
import type { Server } from './client';
import { section } from './settings';

/** Long enough that holding an arrow key down sends one position, short enough to feel immediate. */
const settleMilliseconds = 150;

/**
 * Tells the server where the cursor is, in the one display mode that depends on it. Only lines count; the address of
 * the last one is kept so that moving within a line is silent.
 */
export class CursorReporter implements vscode.Disposable {
  private readonly server: Server;
  private readonly registrations: vscode.Disposable[];
  private timer: NodeJS.Timeout | undefined;
  private last = '';

  constructor(server: Server) {
    this.server = server;
    this.registrations = [
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.moved(textEditor)),
      vscode.window.onDidChangeActiveTextEditor((editor) => this.moved(editor)),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(`${section}.stateDisplay.at`)) this.forget();
      }),
      server.onState((state) => {
        if (state === 'running') this.forget();
      }),
    ];
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const registration of this.registrations) registration.dispose();
  }

  /** The server does not know the position (any more): say it again. */
  private forget(): void {
    this.last = '';
    this.moved(vscode.window.activeTextEditor);
  }

  private moved(editor: vscode.TextEditor | undefined): void {
    if (editor?.document.uri.scheme !== 'file') return;
    const mode = vscode.workspace.getConfiguration(section).get<string>('stateDisplay.at');
    if (mode !== 'currentFunction') return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tell(editor), settleMilliseconds);
  }

  private tell(editor: vscode.TextEditor): void {
    const position: CursorParams = {
      uri: editor.document.uri.toString(),
      line: editor.selection.active.line + 1,
    };
    const key = `${position.uri}\n${position.line}`;
    if (key === this.last) return;
    this.last = key;
    this.server.notify(cursorNotification, position);
  }
}

/** What the checks inside the extension host share. */
const { readFileSync } = require('node:fs');
const vscode = require('vscode');

const extensionId = 'tpm-lifecycle.tpm-lifecycle';
/** Generous: a loaded machine must not fail a test that is about something else. */
const patience = 30_000;

/** Asks until the answer is truthy. */
async function until(what, ask, milliseconds = patience) {
  const end = Date.now() + milliseconds;
  let last = 'no answer';
  for (;;) {
    try {
      const answer = await ask();
      if (answer) return answer;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    if (Date.now() > end) throw new Error(`waited ${milliseconds} ms for ${what} (${last})`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function assert(condition, message) {
  if (!condition) throw new Error(message);
}

function uriOf(workspace, file) {
  return vscode.Uri.joinPath(vscode.Uri.file(workspace), file);
}

async function openFile(workspace, file) {
  const document = await vscode.workspace.openTextDocument(uriOf(workspace, file));
  return vscode.window.showTextDocument(document);
}

/** 0-based line of the first line that holds `text`, at or after `from`. */
function lineOf(document, text, from = 0) {
  for (let line = from; line < document.lineCount; line++) {
    if (document.lineAt(line).text.includes(text)) return line;
  }
  throw new Error(`${document.fileName} has no line with "${text}"`);
}

/** First column of `text` on the line. */
function at(document, line, text) {
  return new vscode.Position(line, document.lineAt(line).text.indexOf(text));
}

/** Titles of the lenses on a line. */
async function lensesAt(document, line) {
  const all = await vscode.commands.executeCommand('vscode.executeCodeLensProvider', document.uri, 100);
  return (all ?? [])
    .filter((lens) => lens.range.start.line === line)
    .map((lens) => lens.command?.title ?? '');
}

async function hoverAt(document, position) {
  const hovers = await vscode.commands.executeCommand('vscode.executeHoverProvider', document.uri, position);
  return (hovers ?? [])
    .flatMap((hover) => hover.contents.map((part) => part.value ?? String(part)))
    .join('\n');
}

/** Inlay hints of the whole document as `line: text`. */
async function hintsOf(document) {
  const range = new vscode.Range(0, 0, document.lineCount, 0);
  const hints = await vscode.commands.executeCommand('vscode.executeInlayHintProvider', document.uri, range);
  return (hints ?? []).map((hint) => {
    const text = typeof hint.label === 'string' ? hint.label : hint.label.map((part) => part.value).join('');
    return { line: hint.position.line, text };
  });
}

/** Our diagnostics of a document. */
function findingsOf(document) {
  return vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'tpm-lifecycle');
}

async function setting(name, value) {
  const settings = vscode.workspace.getConfiguration('tpmLifecycle');
  await settings.update(name, value, vscode.ConfigurationTarget.Workspace);
}

/** Process number of our language server among the children of this extension host; 0 when there is none. */
function serverPid() {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ');
  const own = children.find((pid) => pid && commandLine(pid).includes('server/src/main.js'));
  return Number(own ?? 0);
}

function commandLine(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

module.exports = {
  assert,
  at,
  extensionId,
  findingsOf,
  hintsOf,
  hoverAt,
  lensesAt,
  lineOf,
  openFile,
  serverPid,
  setting,
  until,
  uriOf,
};

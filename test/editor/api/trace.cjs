/** Traces inside the editor: steps, filter, exports, and what an edit does to them. */
const vscode = require('vscode');
const { assert, lineOf, openFile, until, uriOf } = require('./host.cjs');

const chip = 'drivers/char/tpm/tpm-chip.c';
const run = (name, ...args) => vscode.commands.executeCommand(`tpmLifecycle.${name}`, ...args);

/** Steps of the removal as the server reports them: what tree, editor and texts must agree with. */
async function removal(workspace) {
  const uri = uriOf(workspace, chip).toString();
  const parameters = { uri, root: 'tpm_chip_unregister', direction: 'calls' };
  // The check before this one started the server anew: its commands come when it is up.
  return until('the removal', () => run('trace', parameters));
}

/** File and 1-based line of the active editor's cursor. */
function place() {
  const editor = vscode.window.activeTextEditor;
  return `${vscode.workspace.asRelativePath(editor.document.uri)}:${editor.selection.active.line + 1}`;
}

const at = ({ file, line }) => `${file}:${line}`;

exports.checks = {
  'walks through a trace by commands, across files': async (workspace) => {
    const { steps } = await removal(workspace);
    await openFile(workspace, chip);
    await run('traceRemoval');
    await run('firstStep');
    await until('the first step', () => place() === at(steps[0]));
    await run('nextStep');
    await until('the second step', () => place() === at(steps[1]));
    await run('previousStep');
    await until('the first step again', () => place() === at(steps[0]));
    await run('lastStep');
    await until('the last step', () => place() === at(steps.at(-1)));
    await run('nextStep');
    assert(place() === at(steps.at(-1)), `past the end: ${place()}`);
    const files = new Set(steps.map(({ file }) => file));
    assert(files.size > 1, 'the removal stays in one file');
  },

  'walks through the fences only when the filter says so': async (workspace) => {
    const { steps } = await removal(workspace);
    const fences = steps.filter(({ kind }) => kind === 'fence' || kind === 'retract');
    await run('filterTrace', 'fences');
    await run('firstStep');
    for (const fence of fences) {
      await until(`step ${fence.n}`, () => place() === at(fence));
      await run('nextStep');
    }
    await run('filterTrace', 'all');
  },

  'exports the trace as Mermaid, as DOT and into files': async (workspace) => {
    const { steps } = await removal(workspace);
    await run('copyTraceMermaid');
    const mermaid = await vscode.env.clipboard.readText();
    assert(mermaid.includes('flowchart TD'), mermaid.slice(0, 200));
    await run('copyTraceDot');
    const dot = await vscode.env.clipboard.readText();
    assert(dot.startsWith('digraph'), dot.slice(0, 200));
    assert(dot.includes(`s${steps.length} [`), `step ${steps.length} is not drawn`);
    const target = uriOf(workspace, 'removal.json');
    await run('saveTrace', target);
    const saved = JSON.parse(Buffer.from(await vscode.workspace.fs.readFile(target)).toString());
    assert(saved.steps.length === steps.length, `${saved.steps.length} steps saved`);
    await vscode.workspace.fs.delete(target);
  },

  'traces again after an edit, and the numbers follow the lines': async (workspace) => {
    const editor = await openFile(workspace, chip);
    const { document } = editor;
    const line = lineOf(
      document,
      'down_write(&chip->ops_sem);',
      lineOf(document, 'void tpm_del_char_device('),
    );
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '\n'));
    await run('traceAgain');
    await run('filterTrace', 'fences');
    await run('firstStep');
    await until(
      'the fence one line further down',
      async () => {
        if (place() === `${chip}:${line + 2}`) return true;
        await run('nextStep');
        return false;
      },
      30_000,
    );
    await run('clearTrace');
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  },
};

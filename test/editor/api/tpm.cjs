/** The extension on a copy of real kernel sources. The checks run in this order and share the editor. */
const vscode = require('vscode');
const {
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
} = require('./host.cjs');

const chip = 'drivers/char/tpm/tpm-chip.c';
const head = 'int tpm_try_get_ops(struct tpm_chip *chip)';
const unlock = 'mutex_unlock(&chip->tpm_mutex);';

const commands = [
  ...['selectTree', 'showOutput', 'restartServer', 'traceRemoval', 'traceTransmit', 'traceFromHere'],
  ...['traceCallersOfHere', 'showState', 'clearTrace', 'copyTraceText', 'cycleStateDisplay', 'showTraceText'],
  ...['explainFinding', 'traceFinding', 'nextStep', 'previousStep', 'firstStep', 'lastStep', 'filterTrace'],
  ...['compareState', 'whoCanRun', 'auditField', 'compareRemoval', 'toggleChangedLinesOnly', 'openGraph'],
  ...['openWalkthrough'],
  ...['traceAgain', 'copyTraceMermaid', 'copyTraceDot', 'saveTrace'],
];

/** The first unlock of tpm_try_get_ops: on its error path. */
function unlockLine(document) {
  return lineOf(document, unlock, lineOf(document, head));
}

/** Findings of what the checks put in; released sources have findings of other rules. */
function leaksOf(document) {
  return findingsOf(document).filter(({ message }) => message.includes('still held'));
}

/** Runs with a setting, and puts it back whatever happens: a failure must not drag the next checks along. */
async function withSetting(name, value, body) {
  await setting(name, value);
  try {
    return await body();
  } finally {
    await setting(name, undefined);
  }
}

exports.checks = {
  'is activated by the sources': async () => {
    const extension = vscode.extensions.getExtension(extensionId);
    assert(extension, 'the extension is not installed');
    await until('activation', () => extension.isActive);
  },

  'registers its commands': async () => {
    const all = new Set(await vscode.commands.getCommands(true));
    const missing = commands.filter((name) => !all.has(`tpmLifecycle.${name}`));
    assert(missing.length === 0, `missing: ${missing.join(', ')}`);
  },

  'every contributed command exists': async () => {
    const all = new Set(await vscode.commands.getCommands(true));
    const { contributes } = vscode.extensions.getExtension(extensionId).packageJSON;
    const missing = contributes.commands.map(({ command }) => command).filter((id) => !all.has(id));
    assert(missing.length === 0, `missing: ${missing.join(', ')}`);
    const untold = contributes.commands
      .map(({ title }) => title.value ?? title)
      .filter((title) => /^%/.test(title));
    assert(untold.length === 0, `titles without a text: ${untold.join(', ')}`);
  },

  'shows the summary of tpm_try_get_ops above its head': async (workspace) => {
    const { document } = await openFile(workspace, chip);
    const line = lineOf(document, head);
    await until('the lens', async () => (await lensesAt(document, line)).join().includes('ops_sem (read)'));
  },

  'shows the state where it changes': async (workspace) => {
    const { document } = await openFile(workspace, chip);
    const line = lineOf(document, 'mutex_lock(&chip->tpm_mutex);', lineOf(document, head));
    const lenses = await lensesAt(document, line);
    assert(/tpm_mutex|lock/.test(lenses.join()), `lenses at the lock: ${JSON.stringify(lenses)}`);
  },

  'explains a lock on hover': async (workspace) => {
    const { document } = await openFile(workspace, chip);
    const line = lineOf(document, 'down_read(&chip->ops_sem);', lineOf(document, head));
    const text = await until('the hover', () => hoverAt(document, at(document, line, 'down_read')));
    assert(text.includes('ops'), `hover: ${text}`);
  },

  'leaves the call hierarchy to others': async (workspace) => {
    const { document } = await openFile(workspace, chip);
    const position = at(document, lineOf(document, head), 'tpm_try_get_ops');
    const items = await vscode.commands.executeCommand('vscode.prepareCallHierarchy', document.uri, position);
    assert((items ?? []).length === 0, `call hierarchy items: ${items?.map(({ name }) => name)}`);
  },

  'lists no leak on the untouched file': async (workspace) => {
    const { document } = await openFile(workspace, chip);
    // The lens above proved that the file is analysed; what is listed now is the answer.
    const messages = leaksOf(document).map(({ message }) => message);
    assert(messages.length === 0, `findings: ${messages.join('; ')}`);
  },

  'finds a lock that an edit leaves held, and forgets it after undo': async (workspace) => {
    const editor = await openFile(workspace, chip);
    const { document } = editor;
    const line = unlockLine(document);
    const text = document.lineAt(line).text;
    await editor.edit((edit) => edit.delete(document.lineAt(line).rangeIncludingLineBreak));
    const found = await until('the finding', () =>
      findingsOf(document).find(({ message }) => message.includes('still held')),
    );
    assert(found.message.includes('tpm_mutex'), `message: ${found.message}`);
    assert(found.severity <= vscode.DiagnosticSeverity.Warning, `severity: ${found.severity}`);
    const code = typeof found.code === 'object' ? found.code.value : found.code;
    assert(['lock-leak', 'inconsistent-return'].includes(code), `code: ${JSON.stringify(found.code)}`);
    assert((found.relatedInformation ?? []).length > 0, 'no related information');

    await editor.edit((edit) => edit.insert(new vscode.Position(line, 0), `${text}\n`));
    await until('the finding to go', () => leaksOf(document).length === 0);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  },

  'repairs it by a quick fix that undo takes back to the byte': async (workspace) => {
    const editor = await openFile(workspace, chip);
    const { document } = editor;
    await editor.edit((edit) => edit.delete(document.lineAt(unlockLine(document)).rangeIncludingLineBreak));
    const found = await until('the finding', () =>
      findingsOf(document).find(({ message }) => message.includes('still held')),
    );
    const broken = document.getText();
    const fix = await until('a preferred fix', async () => {
      const actions = await vscode.commands.executeCommand(
        'vscode.executeCodeActionProvider',
        document.uri,
        found.range,
      );
      return actions.find(({ isPreferred, edit }) => isPreferred && edit);
    });
    assert(await vscode.workspace.applyEdit(fix.edit), 'the edit was refused');
    assert(document.getText() !== broken, 'nothing changed');
    await until('the finding to go', () => leaksOf(document).length === 0);
    await vscode.commands.executeCommand('undo');
    assert(document.getText() === broken, 'undo left something behind');
    await until('the finding to come back', () => leaksOf(document).length > 0);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await until('no finding after revert', () => leaksOf(document).length === 0);
  },

  'shows inlay hints when the setting says so, at once': async (workspace) => {
    const { document } = await openFile(workspace, chip);
    const line = lineOf(document, 'down_read(&chip->ops_sem);', lineOf(document, head));
    await withSetting('stateDisplay.as', 'inlayHints', async () => {
      const hints = await until('a hint at down_read', async () => {
        const all = await hintsOf(document);
        return all.filter((hint) => hint.line === line).length === 1 ? all : null;
      });
      const tooLong = hints.filter(({ text }) => text.length > 30);
      assert(tooLong.length === 0, `hints over 30 characters: ${tooLong.map(({ text }) => text).join('; ')}`);
      await until('no lens at down_read', async () => (await lensesAt(document, line)).length === 0);
      await setting('stateDisplay.as', 'off');
      await until('no hints', async () => (await hintsOf(document)).length === 0);
    });
    await until('lenses again', async () => (await lensesAt(document, line)).length > 0);
  },

  'follows the cursor in currentFunction mode': async (workspace) => {
    const editor = await openFile(workspace, chip);
    const { document } = editor;
    const inside = lineOf(document, 'if (!chip->ops)', lineOf(document, head));
    await withSetting('stateDisplay.at', 'currentFunction', async () => {
      const position = new vscode.Position(inside, 0);
      editor.selection = new vscode.Selection(position, position);
      await until(
        'a lens on a line without effect',
        async () => (await lensesAt(document, inside)).length > 0,
      );
    });
    await until('that lens to go', async () => (await lensesAt(document, inside)).length === 0);
  },

  'cycles the state display': async () => {
    const shown = () => {
      const settings = vscode.workspace.getConfiguration('tpmLifecycle');
      return `${settings.get('stateDisplay.as')} ${settings.get('stateDisplay.at')}`;
    };
    const seen = [];
    for (let step = 0; step < 3; step++) {
      await vscode.commands.executeCommand('tpmLifecycle.cycleStateDisplay');
      seen.push(shown());
    }
    assert(seen.join(', ') === 'codeLens everyLine, off everyLine, codeLens changes', seen.join(', '));
  },

  'opens the state at the cursor as text': async (workspace) => {
    const editor = await openFile(workspace, chip);
    const line = lineOf(editor.document, 'mutex_lock(&chip->tpm_mutex);', lineOf(editor.document, head));
    const position = new vscode.Position(line, 1);
    editor.selection = new vscode.Selection(position, position);
    await vscode.commands.executeCommand('tpmLifecycle.showState');
    const shown = await until('the document', () =>
      vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'tpm-state'),
    );
    assert(shown.getText().includes('ops_sem'), `text:\n${shown.getText()}`);
    assert(shown.getText().includes(`tpm-chip.c:${line + 1}`), `place:\n${shown.getText()}`);
  },

  'opens what a call changes, and who can run there, as text': async (workspace) => {
    const editor = await openFile(workspace, 'drivers/char/tpm/tpm-interface.c');
    const line = lineOf(editor.document, 'rc = tpm_try_get_ops(chip);');
    editor.selection = new vscode.Selection(line, 1, line, 1);
    const shown = (title) =>
      vscode.workspace.textDocuments.find(({ uri }) => uri.path.startsWith(`/${title}`));
    await vscode.commands.executeCommand('tpmLifecycle.compareState');
    const difference = (await until('the difference', () => shown('Before and after'))).getText();
    assert(/\+ .*ops_sem \(read\)/.test(difference), `difference:\n${difference}`);
    const again = await vscode.window.showTextDocument(editor.document);
    again.selection = new vscode.Selection(line, 1, line, 1);
    await vscode.commands.executeCommand('tpmLifecycle.whoCanRun');
    const who = (await until('who can run', () => shown('Who can run'))).getText();
    assert(who.includes('Can run at the same time'), `who:\n${who}`);
    await vscode.commands.executeCommand('tpmLifecycle.auditField');
    const audit = (await until('the audit', () => shown('Audit'))).getText();
    assert(audit.includes('ops_sem'), `audit:\n${audit}`);
  },

  'traces the removal as JSON': async (workspace) => {
    const uri = uriOf(workspace, chip).toString();
    const parameters = { uri, root: 'tpm_chip_unregister', direction: 'calls' };
    const report = await vscode.commands.executeCommand('tpmLifecycle.trace', parameters);
    assert(report.schema === 'tpm-lifecycle/trace@1', `schema: ${JSON.stringify(report).slice(0, 200)}`);
    assert(report.root === 'tpm_chip_unregister', `root: ${report.root}`);
    const fences = report.steps.filter(({ kind }) => kind === 'fence');
    assert(fences.length > 0, `no fence in ${report.steps.length} steps`);
    const write = report.steps.find(({ text }) => text.includes('down_write'));
    assert(write, 'ops_sem is not taken for write');
    const retract = report.steps.find(({ kind }) => kind === 'retract');
    assert(retract, 'nothing is retracted');
  },

  'opens the trace as text with a language of its own': async () => {
    await vscode.commands.executeCommand('tpmLifecycle.traceRemoval');
    await vscode.commands.executeCommand('tpmLifecycle.showTraceText');
    const shown = await until('the document', () =>
      vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'tpm-trace'),
    );
    assert(shown.languageId === 'tpm-trace', `language: ${shown.languageId}`);
    const text = shown.getText();
    assert(text.includes('tpm_chip_unregister'), `text:\n${text}`);
    const long = text.split('\n').filter((line) => line.length > 72);
    assert(long.length === 0, `over 72 columns:\n${long.join('\n')}`);
    await vscode.commands.executeCommand('tpmLifecycle.copyTraceText');
    const copied = await vscode.env.clipboard.readText();
    assert(copied === text, 'the copy differs from the document');
    await vscode.commands.executeCommand('tpmLifecycle.clearTrace');
  },

  'switches findings off and on without a restart': async (workspace) => {
    const editor = await openFile(workspace, chip);
    const { document } = editor;
    const before = serverPid();
    await editor.edit((edit) => edit.delete(document.lineAt(unlockLine(document)).rangeIncludingLineBreak));
    await until('the finding', () => leaksOf(document).length > 0);
    await withSetting('diagnostics.scope', 'off', () =>
      until('no finding', () => leaksOf(document).length === 0),
    );
    await until('the finding again', () => leaksOf(document).length > 0);
    assert(serverPid() === before, 'the server was restarted');
  },

  'comes back after the server was killed': async (workspace) => {
    const { document } = await openFile(workspace, chip);
    const before = serverPid();
    assert(before > 0, 'no server runs');
    process.kill(before, 'SIGKILL');
    await until('a new server', () => serverPid() > 0 && serverPid() !== before);
    const line = lineOf(document, head);
    await until('its lenses', async () => (await lensesAt(document, line)).join().includes('ops_sem (read)'));
    await until('its findings', () => leaksOf(document).length > 0);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await until('no finding after revert', () => leaksOf(document).length === 0);
  },

  'restarts on command': async (workspace) => {
    const { document } = await openFile(workspace, chip);
    const before = serverPid();
    await vscode.commands.executeCommand('tpmLifecycle.restartServer');
    await until('a new server', () => serverPid() > 0 && serverPid() !== before);
    const line = lineOf(document, head);
    await until('its lenses', async () => (await lensesAt(document, line)).join().includes('ops_sem (read)'));
  },

  'stops when disabled and starts when enabled': async () => {
    await withSetting('enable', false, () => until('no server', () => serverPid() === 0));
    await until('a server', () => serverPid() > 0);
  },
};

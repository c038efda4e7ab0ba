/** A folder without TPM sources: the extension stays asleep, also when C files are opened. */
const vscode = require('vscode');
const { assert, extensionId, hoverAt, openFile, serverPid, until } = require('./host.cjs');

exports.checks = {
  'stays asleep in a folder without TPM sources': async (workspace) => {
    const extension = await until('the extension', () => vscode.extensions.getExtension(extensionId));
    const { document } = await openFile(workspace, 'src/main.c');
    // A provider would answer now; asking also gives an activation event the time to be handled.
    assert((await hoverAt(document, new vscode.Position(0, 5))) === '', 'there is a hover');
    assert(!extension.isActive, 'the extension is active');
    assert(serverPid() === 0, 'a server runs');
  },

  'offers the commands that need no tree': async () => {
    const extension = vscode.extensions.getExtension(extensionId);
    // Runs the restart without waiting: without sources it asks a question that nobody answers here.
    void vscode.commands.executeCommand('tpmLifecycle.restartServer');
    await until('activation by command', () => extension.isActive);
    assert(serverPid() === 0, 'a server runs without sources');
  },
};

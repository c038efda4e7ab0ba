import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { version } from '../../package.json';
import { openWorkspace } from './features/workspace';
import { preferQuickCompiles } from './host/compiler';
import { nodeFileSystem } from './host/node-file-system';
import { connectionLogger } from './lsp/connection-logger';
import { startServer } from './lsp/server';
import { rules } from './model/rules';

/** The server as the editor starts it: transport from the command line (`--stdio`, `--node-ipc`, `--socket`). */
preferQuickCompiles();
const connection = createConnection(ProposedFeatures.all);
startServer({
  connection,
  files: nodeFileSystem,
  logger: connectionLogger(connection),
  openWorkspace,
  rules,
  version,
});

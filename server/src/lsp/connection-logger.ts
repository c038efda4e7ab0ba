import type { Connection } from 'vscode-languageserver';
import type { Logger } from '../base/logger';

/** Log messages go to the client's output channel. */
export function connectionLogger(connection: Pick<Connection, 'console'>): Logger {
  const { console } = connection;
  return {
    debug: (message) => console.debug(message),
    info: (message) => console.info(message),
    warn: (message) => console.warn(message),
    error: (message) => console.error(message),
  };
}

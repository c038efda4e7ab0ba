import type { Logger } from '../base/logger';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

const rank: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3 };

/** A logger that writes lines at or above `level` to a sink, by default standard error. */
export function createConsoleLogger(
  level: LogLevel,
  write: (line: string) => void = (line) => void process.stderr.write(line),
): Logger {
  const log = (at: LogLevel, message: string): void => {
    if (rank[at] >= rank[level]) write(`tpm-lifecycle: ${message}\n`);
  };
  return {
    debug: (message) => log('debug', message),
    info: (message) => log('info', message),
    warn: (message) => log('warn', message),
    error: (message) => log('error', message),
  };
}

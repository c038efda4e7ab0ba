import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import { Cancelled, type CancelToken } from '../base/cancel';
import type { Logger } from '../base/logger';

/**
 * The one wrapper around every handler. A cancelled request ends with RequestCancelled, one that an edit overtook
 * with ContentModified; any other exception is logged with its stack and answered with the empty result, so that no
 * bug in one feature takes the server down.
 */
export function guarded<P, R, E = void>(
  logger: Logger,
  name: string,
  empty: R,
  handler: (params: P, token: CancelToken) => R | Promise<R>,
): (params: P, token: CancellationToken) => Promise<R | ResponseError<E>> {
  return async (params, token) => {
    const cancel: CancelToken = { isCancelled: () => token.isCancellationRequested };
    // One turn of the event loop, so that a cancellation or an edit sent right behind the request is seen first.
    await nextTurn();
    if (token.isCancellationRequested) return cancelledError();
    try {
      return await handler(params, cancel);
    } catch (error) {
      if (error instanceof Cancelled) return cancelledError();
      if (error instanceof Outdated) return outdatedError();
      logger.error(`${name} failed: ${stackOf(error)}`);
      return empty;
    }
  };
}

/** The same for notifications: nothing to answer, nothing thrown. */
export function guardedNotification<P>(
  logger: Logger,
  name: string,
  handler: (params: P) => void,
): (params: P) => void {
  return (params) => {
    try {
      handler(params);
    } catch (error) {
      if (!(error instanceof Cancelled)) logger.error(`${name} failed: ${stackOf(error)}`);
    }
  };
}

/** Thrown when the document changed after the request was received: its positions mean other text now. */
export class Outdated extends Error {
  constructor() {
    super('content modified');
  }
}

export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function cancelledError<E>(): ResponseError<E> {
  return new ResponseError<E>(LSPErrorCodes.RequestCancelled, 'request cancelled');
}

function outdatedError<E>(): ResponseError<E> {
  return new ResponseError<E>(LSPErrorCodes.ContentModified, 'content modified');
}

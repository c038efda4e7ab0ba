/** Asked between functions; analysis stops at the next question once it answers true. */
export interface CancelToken {
  readonly isCancelled: () => boolean;
}

export const neverCancelled: CancelToken = { isCancelled: () => false };

/** Thrown when a token asked for the end of the work; never an error to show. */
export class Cancelled extends Error {
  constructor() {
    super('cancelled');
  }
}

export function throwIfCancelled(token: CancelToken): void {
  if (token.isCancelled()) throw new Cancelled();
}

/** Decides whether a server that ended by itself is started again. Pure: time is passed in. */
export class CrashPolicy {
  private crashes: number[] = [];

  /** How often a crash is answered by a new start before the user is told. */
  static readonly maximumRestarts = 4;
  /** Crashes further apart than this have nothing to do with each other. */
  static readonly windowMilliseconds = 3 * 60_000;

  crashed(now: number): 'restart' | 'give-up' {
    this.crashes = [...this.crashes.filter((at) => now - at < CrashPolicy.windowMilliseconds), now];
    return this.crashes.length <= CrashPolicy.maximumRestarts ? 'restart' : 'give-up';
  }

  /** Forgets the past: the user started the server on purpose. */
  reset(): void {
    this.crashes = [];
  }
}

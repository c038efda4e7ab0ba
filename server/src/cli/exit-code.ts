/** Exit codes of the command; part of the interface. */
export const exitCode = {
  clean: 0,
  findings: 1,
  usage: 2,
  /** Nothing could be analysed, or a gap with `--strict`. */
  nothing: 3,
  internal: 4,
  /** For `git bisect run`: this revision says nothing. */
  skip: 125,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** Wrong input: one sentence for the user that says what to do, and the code to leave with. */
export class UserError extends Error {
  readonly code: ExitCode;

  constructor(message: string, code: ExitCode = exitCode.usage) {
    super(message);
    this.code = code;
  }
}

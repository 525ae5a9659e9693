// How the demo ends when it does not end because somebody asked it to.

/** Process exit codes: 0 is a stop that was asked for. */
export const exitCodes = { failed: 1, usage: 2, preflight: 3 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Something the person at the terminal can act on: the message is the whole explanation. */
export class DemoError extends Error {
  override readonly name = "DemoError";

  constructor(
    message: string,
    readonly exitCode: ExitCode,
  ) {
    super(message);
  }
}

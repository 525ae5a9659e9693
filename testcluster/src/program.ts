// Runs programs to their end.
import { ROOT } from "./place.ts";

/** A program ended otherwise than it should; the message has the end of what it said. */
export class ProgramError extends Error {
  override readonly name = "ProgramError";
}

export interface ProgramOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** The checkout when absent. */
  readonly cwd?: string;
  /** What it reads from stdin. */
  readonly input?: string;
  /** Milliseconds after which it is ended; 10 minutes when absent. */
  readonly timeoutMs?: number;
  /** Ends it. */
  readonly signal?: AbortSignal;
}

const LINES = 40;

/** Runs a program and returns what it wrote to stdout. Throws `ProgramError` when it does not end with 0. */
export async function program(command: readonly string[], options: ProgramOptions = {}): Promise<string> {
  const { env = {}, cwd = ROOT, input, timeoutMs = 600_000, signal } = options;
  const child = Bun.spawn([...command], {
    env: { ...process.env, ...env },
    cwd,
    stdin: input === undefined ? "ignore" : new Blob([input]),
    stdout: "pipe",
    stderr: "pipe",
    timeout: timeoutMs,
    ...(signal === undefined ? {} : { signal }),
  });
  const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  if (child.exitCode === 0) return stdout;
  const how = child.exitCode === null ? `was ended by ${child.signalCode}` : `ended with ${child.exitCode}`;
  const said = `${stdout}${stderr}`.trimEnd().split("\n").slice(-LINES).join("\n");
  throw new ProgramError(`${command.join(" ")} ${how}:\n${said}`);
}

/** Whether a program ends with 0. */
export async function succeeds(command: readonly string[], options: ProgramOptions = {}): Promise<boolean> {
  return await program(command, options).then(
    () => true,
    (error: unknown) => {
      if (error instanceof ProgramError) return false;
      throw error;
    },
  );
}

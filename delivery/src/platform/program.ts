// Runs programs to their end.
import { resolve } from "node:path";

/** The checkout. */
export const ROOT = resolve(import.meta.dir, "../../..");

/** A program ended otherwise than it should; the message has the end of what it said. */
export class ProgramError extends Error {
  override readonly name = "ProgramError";
}

export interface ProgramOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds after which it is ended; 10 minutes when absent. */
  readonly timeoutMs?: number;
  /** Codes that are no error; 0 when absent. */
  readonly codes?: readonly number[];
}

const LINES = 40;

/** Runs a program in the checkout and returns what it wrote to stdout. Throws `ProgramError`. */
export async function program(command: readonly string[], options: ProgramOptions = {}): Promise<string> {
  const { env = {}, timeoutMs = 600_000, codes = [0] } = options;
  const child = Bun.spawn([...command], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    timeout: timeoutMs,
  });
  const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  if (codes.includes(child.exitCode ?? -1)) return stdout;
  const how = child.exitCode === null ? `was ended by ${child.signalCode}` : `ended with ${child.exitCode}`;
  const said = `${stdout}${stderr}`.trimEnd().split("\n").slice(-LINES).join("\n");
  throw new ProgramError(`${command.join(" ")} ${how}:\n${said}`);
}

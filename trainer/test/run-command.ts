// Runs a command of the CLI in this process, as the shell would: its arguments, its environment, what it writes.
import type { CommandIo } from "../src/cli/options.ts";

export type Command = (argv: readonly string[], io: CommandIo) => Promise<number>;

export interface Ran {
  /** Exit code. */
  readonly code: number;
  readonly lines: readonly string[];
}

const SETTINGS = [
  "AISLE_HOME",
  "STORE_URL",
  "MLFLOW_TRACKING_URI",
  "MLFLOW_PORT",
  "API_URL",
  "CUSTOMER_HASH_SECRET",
] as const;

/** `settings` are all that the command sees of the trainer's environment variables. */
export async function runCommand(
  command: Command,
  argv: readonly string[],
  settings: Partial<Record<(typeof SETTINGS)[number], string>>,
): Promise<Ran> {
  const before = SETTINGS.map((name) => [name, process.env[name]] as const);
  for (const name of SETTINGS) setVariable(name, settings[name]);
  try {
    const lines: string[] = [];
    const code = await command(argv, { write: (line) => lines.push(line), isTty: false });
    return { code, lines };
  } finally {
    for (const [name, value] of before) setVariable(name, value);
  }
}

function setVariable(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

// Runs `maintenanceCommand` from the environment: `bun store/src/main.ts --help`.
import { keepFilesPrivate } from "@aisle/platform";
import { HELP, maintenanceCommand, UsageError } from "./maintenance/command.ts";
import { StoreError } from "./store.ts";

keepFilesPrivate();
const argv = process.argv.slice(2);
const write = (line: string): void => void process.stdout.write(`${line}\n`);
try {
  if (argv.includes("--help")) write(HELP);
  else await maintenanceCommand(argv, { environment: process.env, write, now: Date.now });
} catch (error) {
  if (!(error instanceof UsageError || error instanceof StoreError)) throw error;
  process.stderr.write(`store: ${error.message}\n${error instanceof UsageError ? "See --help.\n" : ""}`);
  process.exitCode = 2;
}

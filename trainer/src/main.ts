// The trainer's command line. Commands with threads or native code run in a process of their own, which this one watches.
import { join } from "node:path";
import { watchCommand } from "./cli/watch.ts";
import { COMMANDS, stdio } from "./commands.ts";

const HELP = `Usage: trainer COMMAND [options]

${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`)
  .join("\n")}

Each command explains itself: trainer COMMAND --help
Exit status: 0 done, 1 failed, 2 wrong command line, 3 refused by the gate, 137 killed, most likely for want of memory.
State and services are found through AISLE_HOME, STORE_URL, MLFLOW_TRACKING_URI and API_URL.`;

process.exit(await main(process.argv.slice(2)));

async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === "--help" || name === "help") {
    stdio.write(HELP);
    return name === undefined ? 2 : 0;
  }
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (entry === undefined) {
    stdio.write(`trainer: there is no command "${name}"\n\n${HELP}`);
    return 2;
  }
  if (entry.attempts !== undefined) {
    const command = [process.execPath, join(import.meta.dir, "work.step.ts"), ...argv];
    return await watchCommand({ name, command, attempts: entry.attempts }, stdio);
  }
  const run = await entry.load();
  return await run(rest, stdio);
}

// The trainer's command line: one word picks the command, the command reads the rest.
import { keepFilesPrivate } from "@aisle/platform";
import type { CommandIo } from "./cli/options.ts";

type Command = (argv: readonly string[], io: CommandIo) => Promise<number>;

interface Entry {
  readonly summary: string;
  /** Commands are loaded when they are called: a database library is slow to load and not all need one. */
  load(): Promise<Command>;
}

const COMMANDS: Readonly<Record<string, Entry>> = {
  generate: {
    summary: "make a synthetic shop with a known structure",
    load: async () => (await import("./shop/command.ts")).generateCommand,
  },
  ingest: {
    summary: "read a folder of products and events into the store",
    load: async () => (await import("./data/ingest-command.ts")).ingestCommand,
  },
  validate: {
    summary: "freeze the store into a snapshot and check it",
    load: async () => (await import("./data/validate-command.ts")).validateCommand,
  },
  train: {
    summary: "fit and measure a model, and write its bundle",
    load: async () => (await import("./train/command.ts")).trainCommand,
  },
  search: {
    summary: "search hyperparameters, each trial a nested MLflow run",
    load: async () => (await import("./search/command.ts")).searchCommand,
  },
  evaluate: {
    summary: "measure a bundle on the newest events or leave-last-out",
    load: async () => (await import("./evaluate/command.ts")).evaluateCommand,
  },
  benchmark: {
    summary: "run the literature's leave-last-out benchmark",
    load: async () => (await import("./benchmark/command.ts")).benchmarkCommand,
  },
  retrain: {
    summary: "train, compare with the champion, promote when better",
    load: async () => (await import("./retrain/command.ts")).retrainCommand,
  },
  promote: {
    summary: "make a registered version the champion",
    load: async () => (await import("./models/promote-command.ts")).promoteCommand,
  },
  rollback: {
    summary: "go back to the champion before this one",
    load: async () => (await import("./models/rollback-command.ts")).rollbackCommand,
  },
  fetch: {
    summary: "bring a registered model to where an API serves it from",
    load: async () => (await import("./models/fetch-command.ts")).fetchCommand,
  },
  simulate: {
    summary: "live the shop's next days through the API",
    load: async () => (await import("./simulate/command.ts")).simulateCommand,
  },
};

const HELP = `Usage: trainer COMMAND [options]

${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`)
  .join("\n")}

Each command explains itself: trainer COMMAND --help
Exit status: 0 done, 1 failed, 2 wrong command line, 3 refused by the gate.
State and services are found through AISLE_HOME, STORE_URL, MLFLOW_TRACKING_URI and API_URL.`;

const io: CommandIo = {
  write: (line) => process.stdout.write(`${line}\n`),
  isTty: process.stdout.isTTY,
};

keepFilesPrivate();
process.exit(await main(process.argv.slice(2)));

async function main([name, ...rest]: readonly string[]): Promise<number> {
  if (name === undefined || name === "--help" || name === "help") {
    io.write(HELP);
    return name === undefined ? 2 : 0;
  }
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (entry === undefined) {
    io.write(`trainer: there is no command "${name}"\n\n${HELP}`);
    return 2;
  }
  const command = await entry.load();
  return await command(rest, io);
}

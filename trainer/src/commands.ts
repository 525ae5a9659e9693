// The trainer's commands: one word picks the command, the command reads the rest.
import { printable, redactUrls } from "@aisle/platform";
import type { CommandIo } from "./cli/options.ts";

export type Command = (argv: readonly string[], io: CommandIo) => Promise<number>;

interface Entry {
  readonly summary: string;
  /**
   * How often it is tried when the runtime crashes, for commands with threads or native code: they run in a process of
   * their own. More than once only where a second run goes on where the first one stopped.
   */
  readonly attempts?: number;
  /** Commands are loaded when they are called: a database library is slow to load and not all need one. */
  load(): Promise<Command>;
}

export const COMMANDS: Readonly<Record<string, Entry>> = {
  generate: {
    summary: "make a synthetic shop with a known structure",
    attempts: 1,
    load: async () => (await import("./shop/command.ts")).generateCommand,
  },
  ingest: {
    summary: "read a folder of products and events into the store",
    attempts: 1,
    load: async () => (await import("./data/ingest-command.ts")).ingestCommand,
  },
  mapping: {
    summary: "write a first mapping.json for a folder of files",
    attempts: 1,
    load: async () => (await import("./data/suggest-command.ts")).mappingCommand,
  },
  validate: {
    summary: "freeze the store into a snapshot and check it",
    attempts: 1,
    load: async () => (await import("./data/validate-command.ts")).validateCommand,
  },
  train: {
    summary: "fit and measure a model, and write its bundle",
    attempts: 1,
    load: async () => (await import("./train/command.ts")).trainCommand,
  },
  search: {
    summary: "search hyperparameters, each trial a nested MLflow run",
    attempts: 1,
    load: async () => (await import("./search/command.ts")).searchCommand,
  },
  evaluate: {
    summary: "measure a bundle on the newest events or leave-last-out",
    attempts: 1,
    load: async () => (await import("./evaluate/command.ts")).evaluateCommand,
  },
  benchmark: {
    summary: "run the literature's leave-last-out benchmark",
    attempts: 1,
    load: async () => (await import("./benchmark/command.ts")).benchmarkCommand,
  },
  retrain: {
    summary: "train, compare with the champion, promote when better",
    attempts: 2,
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

/** Where a process of the command line writes, without the passwords of addresses and what would steer the terminal. */
export const stdio: CommandIo = {
  write: (line) => process.stdout.write(`${printable(redactUrls(line))}\n`),
  isTty: process.stdout.isTTY,
};

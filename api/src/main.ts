// Starts the API from the environment: `bun api/src/main.ts`.
import { keepFilesPrivate } from "@aisle/platform";
import { openStore, StoreError } from "@aisle/store";
import { type Config, ConfigError, readConfig } from "./platform/config.ts";
import { createLog, type Log, reasonOf } from "./platform/logging.ts";
import { Connections } from "./platform/processes/connections.ts";
import { StartError } from "./platform/processes/process.ts";
import { placeOf, serveWithOthers } from "./platform/processes/worker.ts";

interface Started {
  stop(): Promise<void>;
}

async function main(): Promise<void> {
  const config = readConfig(process.env);
  // A log that cannot be written, on a full disk say, is no reason to serve nobody.
  process.stdout.on("error", () => undefined);
  const write = (line: string) => void process.stdout.write(line);
  const place = placeOf(process.env);
  const fields = { ...(place !== undefined && { place }) };
  const log = createLog({ level: config.logLevel, write, clock: Date.now, fields });
  const start = place === undefined && config.processes > 1 ? startSupervisor : startServing;
  const started = await start(config, log, place);
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      void started.stop().then(() => process.exit(0));
    });
  }
}

// What only one of the two needs is not loaded into the other.
async function startSupervisor(config: Config, log: Log): Promise<Started> {
  const { supervise } = await import("./platform/processes/supervisor.ts");
  const command = [process.execPath, process.argv[1]!];
  return supervise({ config, command, environment: process.env, log });
}

async function startServing(config: Config, log: Log, place: number | undefined): Promise<Started> {
  const { startService } = await import("./platform/service.ts");
  const store = await openStore(config.storeUrl);
  const shared = place === undefined ? undefined : new Connections();
  const service = await startService({
    config,
    store,
    log,
    clock: Date.now,
    newId: Bun.randomUUIDv7,
    ...(shared !== undefined && { shared }),
  });
  if (shared !== undefined) serveWithOthers(service, shared, config.stopDeadlineMs);
  return service;
}

keepFilesPrivate();
try {
  await main();
} catch (error) {
  const known = error instanceof ConfigError || error instanceof StoreError;
  process.stderr.write(`The API cannot start. ${reasonOf(error)}\n`);
  process.exit(error instanceof StartError ? error.exitCode : known ? 2 : 1);
}

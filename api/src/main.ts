// Starts the API from the environment: `bun api/src/main.ts`.
import { openStore, StoreError } from "@aisle/store";
import { ConfigError, readConfig } from "./platform/config.ts";
import { createLog, reasonOf } from "./platform/logging.ts";
import { startService } from "./platform/service.ts";

async function main(): Promise<void> {
  const config = readConfig(process.env);
  // A log that cannot be written, on a full disk say, is no reason to serve nobody.
  process.stdout.on("error", () => undefined);
  const write = (line: string) => void process.stdout.write(line);
  const log = createLog({ level: config.logLevel, write, clock: Date.now });
  const store = await openStore(config.storeUrl);
  const service = startService({ config, store, log, clock: Date.now, newId: Bun.randomUUIDv7 });
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      void service.stop().then(() => process.exit(0));
    });
  }
}

try {
  await main();
} catch (error) {
  const known = error instanceof ConfigError || error instanceof StoreError;
  process.stderr.write(`The API cannot start. ${reasonOf(error)}\n`);
  process.exit(known ? 2 : 1);
}

// Runs `keyCommand` on the API's store: `bun api/src/keys/main.ts --help`.
import { keepFilesPrivate } from "@aisle/platform";
import { openStore, StoreError } from "@aisle/store";
import { ConfigError, readConfig } from "../platform/config.ts";
import { HELP, keyCommand, UsageError } from "./command.ts";

keepFilesPrivate();
const argv = process.argv.slice(2);
try {
  if (argv.includes("--help")) process.stdout.write(`${HELP}\n`);
  else await run();
} catch (error) {
  const known = error instanceof UsageError || error instanceof ConfigError || error instanceof StoreError;
  if (!known) throw error;
  process.stderr.write(`keys: ${error.message}\n${error instanceof UsageError ? "See --help.\n" : ""}`);
  process.exitCode = 2;
}

async function run(): Promise<void> {
  const store = await openStore(readConfig(process.env).storeUrl);
  try {
    await keyCommand(argv, {
      store,
      write: (line) => void process.stdout.write(`${line}\n`),
      now: Date.now,
      random: (bytes) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>),
    });
  } finally {
    await store.close();
  }
}

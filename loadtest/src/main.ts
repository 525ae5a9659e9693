// Puts load on the API and reports how it held: `bun loadtest/src/main.ts --help`.
import { join } from "node:path";
import { loadtest } from "./loadtest.ts";

const room = join(import.meta.dir, "..");

process.exitCode = await loadtest(process.argv.slice(2), {
  env: process.env,
  tools: join(room, "..", ".tools", "bin"),
  reports: join(room, "reports"),
  now: () => new Date(),
  write: (line) => process.stdout.write(`${line}\n`),
});

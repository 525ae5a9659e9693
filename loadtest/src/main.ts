// Puts load on the API and reports how it held: `bun loadtest/src/main.ts --help`.
import { join, resolve } from "node:path";
import { loadtest } from "./loadtest.ts";

const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    // Whoever asks twice does not want to wait for the cleaning up.
    if (interrupted.signal.aborted) process.exit(130);
    interrupted.abort(new Error(`ended by ${signal}`));
  });
}

process.exitCode = await loadtest(process.argv.slice(2), {
  env: process.env,
  tools: join(import.meta.dir, "../../.tools/bin"),
  runs: resolve(process.env["AISLE_HOME"] || ".aisle", "loadtest"),
  now: () => new Date(),
  write: (line) => process.stdout.write(`${line}\n`),
  signal: interrupted.signal,
});

// Reads the configuration, serves the shop, and stops gracefully on SIGTERM or SIGINT.
import { createClient } from "@aisle/client";
import { createApp } from "./app.tsx";
import { loadAssets } from "./platform/assets.ts";
import { type Config, ConfigError, readConfig } from "./platform/config.ts";

/** A page waits no longer than this for the API, in milliseconds; it then says so and asks again by itself. */
const API_TIMEOUT = 3_000;

/** How long open requests get to finish, in milliseconds. */
const DRAIN_TIMEOUT = 3_000;

function log(level: "info" | "error", message: string, more: Readonly<Record<string, unknown>> = {}): void {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...more })}\n`);
}

function configOrExit(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return process.exit(2);
  }
}

const config = configOrExit();
const app = createApp({
  client: createClient({ baseUrl: config.apiUrl, timeoutMs: API_TIMEOUT, retries: 0 }),
  assets: await loadAssets(),
  uuid: () => crypto.randomUUID(),
  onUnexpected: (error) => log("error", "unexpected error", { error: Bun.inspect(error) }),
}).listen({ hostname: config.host, port: config.port });
log("info", "serving", { url: `http://${config.host}:${app.server?.port}`, apiUrl: config.apiUrl });

async function stop(signal: string): Promise<void> {
  log("info", "stopping", { signal });
  await Promise.race([app.stop(), Bun.sleep(DRAIN_TIMEOUT)]);
  process.exit(0);
}

for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void stop(signal));

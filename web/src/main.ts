// Reads the configuration, serves the shop, and stops gracefully on SIGTERM or SIGINT.
import { type ClientOptions, createClient } from "@aisle/client";
import { keepFilesPrivate } from "@aisle/platform";
import { createApp } from "./app.tsx";
import { operationsAt } from "./console/operations/operations.ts";
import { Prometheus } from "./console/prometheus/prometheus.ts";
import { Sessions } from "./console/sign-in/sessions.ts";
import { loadAssets } from "./platform/assets.ts";
import { ConfigError, readConfig } from "./platform/config.ts";
import { moneyIn } from "./view/money.ts";

/** A page waits no longer than this for the API, in milliseconds; it then says so and asks again by itself. */
const API_TIMEOUT = 3_000;

/** Of what a browser keeps of its session: nobody guesses 256 random bits. */
const TOKEN_BYTES = 32;

/** How long open requests get to finish, in milliseconds. */
const DRAIN_TIMEOUT = 3_000;

/** Exit code for a configuration that cannot be used. */
const UNUSABLE = 2;

function log(level: "info" | "error", message: string, more: Readonly<Record<string, unknown>> = {}): void {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...more })}\n`);
}

async function serve() {
  const config = readConfig(process.env);
  const clientWith = (apiKey: ClientOptions["apiKey"]) =>
    createClient({ baseUrl: config.apiUrl, apiKey, timeoutMs: API_TIMEOUT, retries: 0 });
  const newToken = () =>
    crypto.getRandomValues(new Uint8Array(TOKEN_BYTES)).toBase64({ alphabet: "base64url" });
  const app = createApp({
    client: clientWith(config.apiKey),
    sessions: config.consoleAsksForKey ? new Sessions({ clientWith, now: Date.now, newToken }) : undefined,
    assets: await loadAssets(),
    hosts: config.hosts,
    consoleHosts: config.consoleHosts,
    metricsUrl: config.metricsUrl,
    prometheus: config.prometheusUrl === undefined ? undefined : new Prometheus(config.prometheusUrl),
    operations: config.operationsSocket === undefined ? undefined : operationsAt(config.operationsSocket),
    mlflow: config.mlflow,
    money: moneyIn(config.currency, config.locale),
    apiUrl: config.apiUrl,
    hasApiKey: config.apiKey !== undefined,
    now: Date.now,
    imageOrigins: config.imageOrigins,
    uuid: () => crypto.randomUUID(),
    onUnexpected: (error) => log("error", "unexpected error", { error: Bun.inspect(error) }),
  });
  try {
    // Sharing a port silently with another process would hide that two shops run.
    app.listen({ hostname: config.host, port: config.port, reusePort: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    throw new ConfigError(`Port ${config.port} is in use: stop what uses it, or set WEB_PORT to another.`);
  }
  log("info", "serving", { url: `http://${config.host}:${app.server?.port}`, apiUrl: config.apiUrl });
  return app;
}

type App = Awaited<ReturnType<typeof serve>>;

async function stop(app: App, signal: string): Promise<void> {
  log("info", "stopping", { signal });
  await Promise.race([app.stop(), Bun.sleep(DRAIN_TIMEOUT)]);
  process.exit(0);
}

keepFilesPrivate();
// A log that cannot be written, on a full disk say, is no reason to serve nobody.
process.stdout.on("error", () => undefined);

try {
  const app = await serve();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void stop(app, signal));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = UNUSABLE;
}

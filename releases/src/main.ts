// Reads the configuration, opens the journal, serves, and takes its turns until SIGTERM or SIGINT.
import { MlflowClient, REGISTERED_MODEL, Registry } from "@aisle/mlflow";
import { keepFilesPrivate } from "@aisle/platform";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createApp } from "./app.ts";
import { KubernetesCluster } from "./cluster/cluster.ts";
import { inCluster } from "./cluster/in-cluster.ts";
import { Desk } from "./desk/desk.ts";
import { GithubPullRequests } from "./github/pull-requests.ts";
import { Journal } from "./journal/journal.ts";
import type { Release } from "./journal/types.ts";
import { Prometheus } from "./measurements/measurements.ts";
import { deskMetrics, refusalCounter } from "./metrics.ts";
import { type Config, ConfigError, readConfig } from "./platform/config.ts";
import { createLog, type Log, reasonOf } from "./platform/log.ts";
import { markdownOf } from "./report/markdown.ts";
import { reportOf } from "./report/report.ts";
import { GitRepository } from "./repository/repository.ts";

/** Exit code for a configuration that cannot be used. */
const UNUSABLE = 2;
/** A turn comes again: the desk need not wait for MLflow as long as a training does. */
const MLFLOW_PATIENCE_MS = 3_000;

keepFilesPrivate();
const log = createLog((line) => void process.stdout.write(line), Date.now);
// A log that cannot be written, on a full disk say, is no reason to decide nothing.
process.stdout.on("error", () => undefined);

try {
  await run(readConfig(process.env), log);
} catch (error) {
  process.stderr.write(`release desk: ${reasonOf(error)}\n`);
  process.exitCode = error instanceof ConfigError ? UNUSABLE : 1;
}

async function run(config: Config, log: Log): Promise<void> {
  mkdirSync(config.home, { recursive: true });
  const journal = new Journal(join(config.home, "releases.db"));
  const desk = makeDesk(config, journal, log);
  const metrics = deskMetrics(journal, desk);
  const countRefused = refusalCounter(metrics);
  const app = createApp({
    journal,
    desk,
    hosts: config.hosts,
    metrics,
    environment: config.environment,
    addressOf: addressOf(config),
    flaggerToken: config.flaggerToken,
    alertmanagerToken: config.alertmanagerToken,
    canary: config.canary,
    clock: Date.now,
    onRefused: (sender, reason, sent) => {
      countRefused(sender);
      log.warn("a webhook could not be used", { sender, reason, sent });
    },
    onUnexpected: (error) => log.warn("unexpected error", { error: Bun.inspect(error) }),
  });
  try {
    app.listen({ hostname: config.host, port: config.port, reusePort: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    throw new ConfigError(
      `Port ${config.port} is in use: stop what uses it, or set RELEASES_PORT to another.`,
    );
  }
  log.info("serving", {
    url: `http://${config.host}:${app.server?.port}`,
    environment: config.environment,
    delivers: config.git === undefined ? "nothing: GIT_URL is not set" : config.git.branch,
  });
  const ending = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => ending.abort());
  while (!ending.signal.aborted) {
    await desk.turn();
    await pause(config.turnMs, ending.signal);
  }
  log.info("stopping");
  await app.stop();
  journal.close();
}

function makeDesk(config: Config, journal: Journal, log: Log): Desk {
  const mlflow = new MlflowClient({
    trackingUri: config.mlflowUri,
    login: config.mlflowLogin,
    giveUpAfterMs: MLFLOW_PATIENCE_MS,
  });
  const inside = inCluster(process.env);
  const paths = ["flux/apps/base", "flux/apps/release", `flux/apps/${config.environment}`];
  return new Desk({
    cluster:
      inside &&
      new KubernetesCluster({ ...inside, canary: config.canary, kustomization: config.kustomization }),
    measurements:
      config.prometheusUrl === undefined ? undefined : new Prometheus(config.prometheusUrl, config.canary),
    policy: config.policy,
    releasesModels: config.releasesModels,
    settling: {
      journal,
      registry: new Registry(mlflow, REGISTERED_MODEL),
      runs: mlflow.runs,
      repository: config.git && new GitRepository(config.git, paths),
      pullRequests: config.github && config.git && new GithubPullRequests(config.github, config.git.branch),
      environment: config.environment,
      alias: config.alias,
      addressOf: addressOf(config),
      reportOf: (release) =>
        markdownOf(reportOf(journal, release, config.environment, Date.now()), addressOf(config)(release)),
    },
    clock: Date.now,
    elapsed: () => performance.now(),
    log,
  });
}

function addressOf({ publicUrl }: Config): (release: Release) => string | undefined {
  return ({ id }) => (publicUrl === undefined ? undefined : `${publicUrl}/releases/${id}`);
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  signal.addEventListener("abort", () => resolve(), { once: true });
  await promise;
  clearTimeout(timer);
}

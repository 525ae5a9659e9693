// Starts the service on its two ports and stops it without dropping a request.
import type { Store } from "@aisle/store";
import { createApp } from "../app.ts";
import type { Keyring } from "../keys/keyring.ts";
import { modelSource, modelWatch } from "../model/watch.ts";
import { ownIdKey } from "../recommendations/id-key.ts";
import type { Config } from "./config.ts";
import { listen } from "./listen.ts";
import { type Log, reasonOf } from "./logging.ts";
import { poll } from "./poll.ts";
import type { Connections } from "./processes/connections.ts";
import type { Report } from "./processes/messages.ts";

export interface ServiceOptions {
  readonly config: Config;
  /** Closed by `stop`. */
  readonly store: Store;
  readonly log: Log;
  readonly clock: () => number;
  readonly newId: () => string;
  /**
   * For one of several processes on the port: evens out their connections. Such a process listens when its first look
   * at model, keys and catalogue is over, as others answer until then, and on no internal port.
   */
  readonly shared?: Connections;
}

export interface Service {
  readonly port: number;
  /** Undefined for one of several processes. */
  readonly internalPort: number | undefined;
  readonly keyring: Keyring;
  /** What the internal port tells, or would. */
  report(): Promise<Report>;
  /**
   * Refuses new connections, lets requests in flight finish until the deadline, then closes the store. Safe to call
   * again.
   */
  stop(): Promise<void>;
}

/** Most bytes of any body: imports stream, everything else has its own smaller limit. */
const MOST_BODY_BYTES = 1024 ** 3;

/** Listens; rejects with an error that names the variable when a port is taken. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { config, store, log, clock, newId, shared } = options;
  let stopping: Promise<void> | undefined;
  const catalogue = storeReader(log, "catalogue not followed", () => models.followCatalogue());
  const notReady = () => (stopping === undefined ? [] : ["The service is stopping."]);
  const { fetch, serves, internal, report, models, keyring, trends, standing } = createApp({
    store,
    track: config.track,
    anonymous: config.anonymous,
    hosts: config.hosts,
    corsOrigins: config.corsOrigins,
    recommendationIdKey: config.recommendationIdKey ?? ownIdKey(log),
    recommendationIdDays: config.recommendationIdDays,
    hstsSeconds: config.hstsSeconds,
    bodyDeadlineMs: config.bodyDeadlineMs,
    repetitionMs: config.repetitionMs,
    mostWaitMs: config.mostWaitMs,
    reasonTexts: config.reasonTexts,
    log,
    clock,
    newId,
    notReady,
    needsModel: "pointer" in config.model || config.model.fixed !== undefined,
    storeFault: catalogue.fault,
  });

  const lookAtModel = modelWatch(modelSource(config.model), models, () => performance.now());
  const lookAtKeys = storeReader(log, "keys not read", () => keyring.refresh()).read;
  const lookAtRules = storeReader(log, "rules not followed", () => standing.follow()).read;
  // No list is made without them.
  await lookAtRules();
  if (shared !== undefined) await Promise.all([lookAtModel(), lookAtKeys(), catalogue.read()]);

  const { host } = config;
  const address = {
    hostname: host,
    reusePort: shared !== undefined,
    development: false,
    idleTimeout: config.idleSeconds,
  };
  const server = listen("API_PORT", () =>
    Bun.serve({
      ...address,
      port: config.port,
      fetch: shared?.evened(fetch) ?? fetch,
      maxRequestBodySize: MOST_BODY_BYTES,
    }),
  );
  serves(server);
  const port = server.port!;
  const internalPort =
    shared === undefined
      ? listen(
          "API_INTERNAL_PORT",
          () =>
            internal.listen({ ...address, hostname: config.internalHost, port: config.internalPort }).server!,
        ).port
      : undefined;

  const watch = poll(config.modelPollMs, lookAtModel);
  const follow = poll(config.cataloguePollMs, catalogue.read);
  const lookAtTrends = storeReader(log, "trends not followed", () => trends.follow()).read;
  const trend = poll(config.trendPollMs, lookAtTrends);
  const rules = poll(config.rulesPollMs, lookAtRules);
  const keys = poll(config.keysPollMs, lookAtKeys);
  log.info("service listens", { port, internalPort, track: config.track });

  const stop = async () => {
    log.info("service stops");
    const drain = Promise.all([
      server.stop(),
      watch.stop(),
      follow.stop(),
      trend.stop(),
      rules.stop(),
      keys.stop(),
    ]);
    const drained = await Promise.race([
      drain.then(() => true),
      Bun.sleep(config.stopDeadlineMs).then(() => false),
    ]);
    if (!drained) {
      log.warn("requests cut off at the deadline", { deadlineMs: config.stopDeadlineMs });
      await server.stop(true);
    }
    if (internalPort !== undefined) await internal.stop(true);
    await store.close();
    log.info("service stopped");
  };
  return { port, internalPort, keyring, report, stop: () => (stopping ??= stop()) };
}

/** Reads the store with `task`, time and again; `fault` says why the last time failed, and the log says when that began. */
function storeReader(log: Log, message: string, task: () => Promise<void>) {
  let fault: string | undefined;
  return {
    fault: () => fault,
    read: async (): Promise<void> => {
      try {
        await task();
        fault = undefined;
      } catch (error) {
        if (fault === undefined) log.error(message, { reason: reasonOf(error) });
        fault = reasonOf(error);
      }
    },
  };
}

// Keeps several processes on one port running, and speaks for all of them on the internal port.
import { Elysia } from "elysia";
import { ownIdKey } from "../../recommendations/id-key.ts";
import type { Config } from "../config.ts";
import { type Health, healthRoutes } from "../health.ts";
import { listen } from "../listen.ts";
import type { Log } from "../logging.ts";
import { ownHosts } from "../own-hosts.ts";
import { excesses } from "./connections.ts";
import type { Report, ToSupervisor } from "./messages.ts";
import { ServingProcess } from "./process.ts";
import { SupervisorMetrics } from "./supervisor-metrics.ts";
import { Totals } from "./totals.ts";
import { PLACE_VARIABLE } from "./worker.ts";

interface SupervisorOptions {
  readonly config: Config;
  /** Starts one process; it reads the same environment. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
}

export interface Supervisor {
  /** Lets requests in flight finish until the deadline, in all processes, then ends them. Safe to call again. */
  stop(): Promise<void>;
}

/**
 * The engine lets garbage pile up by how much memory the machine has, in bytes, as if it had it alone. Told of less, a
 * process answers as many lists with some ten megabytes less.
 */
const SMALL_HEAP = { BUN_JSC_forceRAMSize: "200000000" } as const;
const ROUND_MS = 1000;
/** What a process may take after its deadline before it is killed. */
const GRACE_MS = 2000;

/**
 * Resolves when all processes listen. Rejects when one of them cannot start, and with an error that names the variable
 * when a port is taken.
 */
export async function supervise(options: SupervisorOptions): Promise<Supervisor> {
  const { config, command, environment, log } = options;
  const port = freePort(config);
  const totals = new Totals();
  let stopping: Promise<void> | undefined;

  const onMessage = (from: ServingProcess, message: ToSupervisor) => {
    if (message.kind === "report") totals.tells(from.place, message.report.metrics);
    else if (message.kind === "uses") for (const other of processes) if (other !== from) other.send(message);
  };
  const idKey = config.recommendationIdKey ?? ownIdKey(log);
  const processes = Array.from({ length: config.processes }, (_, at) => {
    const place = at + 1;
    return new ServingProcess({
      place,
      command,
      environment: {
        ...SMALL_HEAP,
        ...environment,
        API_PORT: String(port),
        // Each of them gets clicks on lists of the others.
        RECOMMENDATION_ID_KEY: idKey,
        [PLACE_VARIABLE]: String(place),
      },
      log,
      onEnd: () => totals.ended(place),
      onMessage,
    });
  });
  const metrics = new SupervisorMetrics(processes, totals);

  const health = async (): Promise<Health> => {
    if (stopping !== undefined) return { notReady: ["The service is stopping."], degraded: [] };
    const reports = await Promise.all(processes.map(reportOf));
    return {
      notReady: reports.flatMap(([place, report]) =>
        (report?.notReady ?? ["It does not answer."]).map((reason) => named(place, reason)),
      ),
      degraded: reports.flatMap(([place, report]) =>
        (report?.degraded ?? []).map((reason) => named(place, reason)),
      ),
    };
  };
  const internal = new Elysia({ systemRouter: false, handler: { standardHostname: false } })
    .use(ownHosts({ hosts: config.hosts, port: (): number | undefined => internal.server?.port }))
    .use(healthRoutes(health))
    .get("/metrics", async ({ set }) => {
      const reports = await Promise.all(processes.map(reportOf));
      const answered = new Set(reports.flatMap(([place, report]) => (report === undefined ? [] : [place])));
      const all = totals.all(answered, await metrics.own(answered));
      set.headers["content-type"] = all.contentType;
      return all.metrics();
    });
  const { port: internalPort } = listen(
    "API_INTERNAL_PORT",
    () =>
      internal.listen({
        hostname: config.internalHost,
        port: config.internalPort,
        reusePort: false,
        development: false,
      }).server!,
  );

  const stop = async () => {
    log.info("service stops");
    clearInterval(rounds);
    await Promise.all(processes.map((process) => process.stop(config.stopDeadlineMs + GRACE_MS)));
    await internal.stop(true);
    log.info("service stopped");
  };
  const rounds = setInterval(() => {
    for (const process of processes) process.endIfSilent();
    evenOut(processes);
  }, ROUND_MS);
  try {
    await Promise.all(processes.map((process) => process.start()));
  } catch (error) {
    await (stopping ??= stop());
    throw error;
  }
  log.info("service listens", { port, internalPort, track: config.track, processes: config.processes });
  return { stop: () => (stopping ??= stop()) };
}

/**
 * The port that the processes share. They would share it with strangers, too: whoever asks the kernel for a port that
 * others may have, gets it. So it has to be free of all others first.
 */
function freePort({ host, port }: Config): number {
  const taken = listen("API_PORT", () =>
    Bun.listen({ hostname: host, port, exclusive: true, socket: { data: () => undefined } }),
  );
  taken.stop(true);
  return taken.port;
}

const named = (place: number, reason: string): string => `Process ${place}: ${reason}`;

const reportOf = async (process: ServingProcess): Promise<[place: number, Report | undefined]> => [
  process.place,
  await process.report(),
];

/** Has those processes close connections that have more than their share, when all that listen have told a new load. */
function evenOut(processes: readonly ServingProcess[]): void {
  const listening = processes.filter(({ listens }) => listens);
  const isNew = listening.map((process) => process.hasNewLoad());
  const loads = listening.flatMap(({ load }) => load ?? []);
  if (isNew.includes(false)) return;
  for (const [at, connections] of excesses(loads).entries())
    if (connections > 0) listening[at]!.send({ kind: "close", connections });
}

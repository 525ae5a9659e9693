// The three services of the demo and the trainer: how each is started, with which settings, and when it is ready.
import { join } from "node:path";
import type { DemoConfig, Ports } from "./config.ts";
import { homePaths } from "./home/home.ts";
import { idKey } from "./home/id-key.ts";
import { operationsSocket } from "./operations/socket.ts";
import type { Command } from "./processes/supervisor.ts";

export interface Service extends Command {
  /** Answers 2xx once the service can be used. */
  readonly readyUrl: string;
  /** Milliseconds it may take until then. */
  readonly patience: number;
  /** What a person can try when it does not become ready. */
  readonly advice?: string;
}

const local = (port: number) => `http://127.0.0.1:${port}`;

/** Where a person or a program finds each service. */
export function addresses(ports: Ports) {
  return {
    web: local(ports.WEB_PORT),
    api: local(ports.API_PORT),
    internal: local(ports.API_INTERNAL_PORT),
    mlflow: local(ports.MLFLOW_PORT),
    prometheus: local(ports.PROMETHEUS_PORT),
  };
}

/** What Aisle's own processes are told; each takes what it needs (`docs/architecture.md`). */
function settings(home: string, ports: Ports): Record<string, string> {
  const paths = homePaths(home);
  const at = addresses(ports);
  return {
    AISLE_HOME: home,
    API_PORT: String(ports.API_PORT),
    API_INTERNAL_PORT: String(ports.API_INTERNAL_PORT),
    WEB_PORT: String(ports.WEB_PORT),
    MLFLOW_PORT: String(ports.MLFLOW_PORT),
    STORE_URL: `sqlite://${paths.store}`,
    MODEL_POINTER: paths.serving,
    // Names of a fixed model, should the shell have them: here the pointer decides.
    MODEL_BUNDLE: "",
    MODEL_VERSION: "",
    MODEL_DIGEST: "",
    API_URL: at.api,
    API_METRICS_URL: `${at.internal}/metrics`,
    // It listens on this machine alone.
    API_ANONYMOUS: "recommend,events,catalogue,admin",
    MLFLOW_TRACKING_URI: at.mlflow,
    // Less than the supervisor's own patience, so that requests in flight end before it insists.
    STOP_DEADLINE_MS: "2000",
  };
}

/** The command that runs a room's `main.ts`; `watch` restarts it when its code changes. */
function bunService(config: DemoConfig, room: "api" | "web", watch: boolean): Command {
  return {
    name: room,
    argv: [process.execPath, ...(watch ? ["--watch"] : []), `${room}/src/main.ts`],
    cwd: config.root,
    env: { ...settings(config.home, config.ports), ...hosts(config) },
    logFile: join(homePaths(config.home).logs, `${room}.log`),
  };
}

/**
 * Which hosts API and page answer for: not any name that leads to this machine, for a foreign page could have one. The
 * console asks nobody who they are: it is for this machine alone.
 */
function hosts({ ports, otherHosts }: DemoConfig): Readonly<Record<string, string>> {
  return {
    WEB_CONSOLE: `localhost:${ports.WEB_PORT}`,
    WEB_CONSOLE_SIGN_IN: "none",
    API_HOSTS: [`localhost:${ports.API_PORT}`, ...otherHosts.API_HOSTS].join(),
    WEB_HOSTS: [`localhost:${ports.WEB_PORT}`, ...otherHosts.WEB_HOSTS].join(),
  };
}

export function apiService(config: DemoConfig, watch: boolean): Service {
  const paths = homePaths(config.home);
  const service = bunService(config, "api", watch);
  return {
    ...service,
    env: { ...service.env, RECOMMENDATION_ID_KEY: idKey(paths.idKey) },
    readyUrl: `${addresses(config.ports).internal}/health/ready`,
    patience: 60_000,
    advice: `If its model cannot be served, remove ${paths.serving}: \`make demo\` then fetches the champion from MLflow`,
  };
}

export function webService(config: DemoConfig, watch: boolean): Service {
  const service = bunService(config, "web", watch);
  return {
    ...service,
    env: {
      ...service.env,
      OPERATIONS_SOCKET: operationsSocket(config.home) ?? "",
      PROMETHEUS_URL: config.prometheus === undefined ? "" : addresses(config.ports).prometheus,
    },
    readyUrl: addresses(config.ports).web,
    patience: 60_000,
  };
}

export function mlflowService(config: DemoConfig): Service {
  const { mlflow, logs } = homePaths(config.home);
  const options = [
    ["--host", "127.0.0.1", "--port", String(config.ports.MLFLOW_PORT), "--workers", "1"],
    ["--backend-store-uri", `sqlite:///${join(mlflow, "mlflow.db")}`],
    ["--artifacts-destination", join(mlflow, "artifacts")],
  ];
  return {
    name: "mlflow",
    argv: [join(config.root, ".tools", "mlflow", "bin", "mlflow"), "server", ...options.flat()],
    cwd: config.root,
    env: {
      // The job runner is not used and needs packages that are not installed.
      MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false",
      MLFLOW_SQLALCHEMYSTORE_POOL_SIZE: "40",
      MLFLOW_DISABLE_TELEMETRY: "true",
      // glibc otherwise keeps an arena per thread: tens of MB that nobody uses.
      MALLOC_ARENA_MAX: "2",
    },
    logFile: join(logs, "mlflow.log"),
    readyUrl: `${addresses(config.ports).mlflow}/health`,
    patience: 120_000,
  };
}

/** The trainer's exit codes that mean more than "failed". */
export const trainerExit = { refused: 3 } as const;

/** A command of the trainer's CLI. */
export function trainerCommand(root: string, home: string, ports: Ports, args: readonly string[]): Command {
  return {
    name: `trainer ${args[0] ?? ""}`.trim(),
    argv: [process.execPath, "trainer/src/main.ts", ...args],
    cwd: root,
    env: settings(home, ports),
    logFile: join(homePaths(home).logs, `trainer-${args[0] ?? "help"}.log`),
  };
}

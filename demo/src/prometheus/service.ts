// Prometheus, where this machine has it: what the console shows over time.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DemoConfig } from "../config.ts";
import { homePaths } from "../home/home.ts";
import { addresses, type Service } from "../services.ts";
import { prometheusConfig } from "./config.ts";

/** The console looks back a week. */
const RETENTION = ["--storage.tsdb.retention.time=8d", "--storage.tsdb.retention.size=500MB"];

/** Writes its configuration. `program`: its path. It listens on this machine alone, and pages of other origins may not ask it. */
export function prometheusService(config: DemoConfig, program: string): Service {
  const { prometheus, logs } = homePaths(config.home);
  const file = join(prometheus, "prometheus.yml");
  mkdirSync(prometheus, { recursive: true });
  writeFileSync(file, prometheusConfig(config));
  return {
    name: "prometheus",
    argv: [
      program,
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(prometheus, "data")}`,
      ...RETENTION,
      `--web.listen-address=127.0.0.1:${config.ports.PROMETHEUS_PORT}`,
      "--web.cors.origin=none",
    ],
    cwd: config.root,
    env: {},
    logFile: join(logs, "prometheus.log"),
    readyUrl: `${addresses(config.ports).prometheus}/-/ready`,
    patience: 60_000,
    advice: `If its data cannot be read, remove ${prometheus}: the demo then starts with no past`,
  };
}

// From an empty home to three services that answer. Each part is done once; a run that was cut off goes on
// where it stopped.
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { basename } from "node:path";
import type { DemoConfig } from "./config.ts";
import { DemoError, exitCodes } from "./errors.ts";
import { homePaths, type HomeRecord, writeJson } from "./home/home.ts";
import type { Command, Supervisor } from "./processes/supervisor.ts";
import type { Progress } from "./progress.ts";
import { untilReady } from "./ready.ts";
import { startPrometheus } from "./prometheus/start.ts";
import {
  apiService,
  mlflowService,
  type Service,
  trainerCommand,
  trainerExit,
  webService,
} from "./services.ts";

/** What one run of the demo works with. */
export interface Run {
  readonly config: DemoConfig;
  readonly record: HomeRecord;
  readonly supervisor: Supervisor;
  readonly progress: Progress;
  /** Aborted when the demo stops. */
  readonly signal: AbortSignal;
  /** Restart API and web page when their code changes. */
  readonly watch: boolean;
}

/** True when a model was promoted in this home: API and page can start at once. */
export const hasModel = (home: string): boolean => existsSync(homePaths(home).serving);

/** Resolves when MLflow, API, page and, where this machine has it, Prometheus answer. Throws a DemoError when a part fails. */
export async function bringUp(run: Run): Promise<void> {
  const { config, progress, watch } = run;
  progress.say(`Aisle's demo, with its state in ${config.home}`);
  mkdirSync(homePaths(config.home).mlflow, { recursive: true });
  const mlflow = start(run, mlflowService(config));
  const serve = () =>
    Promise.all([
      start(run, apiService(config, watch)),
      start(run, webService(config, watch)),
      ...(config.prometheus === undefined ? [] : [startPrometheus(run, config.prometheus)]),
    ]);
  const isReady = run.record.ingested && hasModel(config.home);
  const prepared = isReady ? Promise.resolve() : prepare(run, mlflow);
  await Promise.all([mlflow, prepared.then(serve)]);
}

function start({ progress, supervisor, signal }: Run, service: Service): Promise<void> {
  return progress.step(`${service.name} ready`, () => {
    supervisor.start(service);
    return untilReady(service, signal, (seen) => progress.say(`${service.name} is not ready yet: ${seen}`));
  });
}

const DAY_MS = 86_400_000;
/** `make simulate` plays two weeks: with room before today its days are real ones, which the gate tells apart. */
const DAYS_TO_PLAY = 14;

/** The shop's last day, as 2026-05-31, at `now` in unix milliseconds. */
function lastDay(now: number): string {
  return new Date(now - (DAYS_TO_PLAY + 1) * DAY_MS).toISOString().slice(0, 10);
}

async function prepare(run: Run, mlflow: Promise<void>): Promise<void> {
  const { config, record } = run;
  const paths = homePaths(config.home);
  if (record.data === "generated" && !existsSync(paths.shop)) {
    if (record.keeps.includes(basename(paths.unfinishedShop)))
      throw new DemoError(`${paths.unfinishedShop} is not the demo's: move it away`, exitCodes.preflight);
    rmSync(paths.unfinishedShop, { recursive: true, force: true });
    const options = ["--out", paths.unfinishedShop, "--until", lastDay(Date.now()), ...record.shopOptions];
    await train(run, "a shop generated", ["generate", ...options]);
    renameSync(paths.unfinishedShop, paths.shop);
  }
  if (!record.ingested) {
    const data = record.data === "generated" ? paths.shop : record.data;
    await train(run, "data in the store", ["ingest", "--data", data]);
    writeJson(paths.record, { ...record, ingested: true });
  }
  if (hasModel(config.home)) return;
  await mlflow;
  await train(run, "first model", ["retrain"]);
}

async function train(run: Run, what: string, args: readonly string[]): Promise<void> {
  const { config, progress, supervisor } = run;
  const { env, ...rest } = trainerCommand(config.root, config.home, config.ports, args);
  // No API runs yet; told an address, the trainer would wait for the API there to take up the new model.
  const command = { ...rest, env: { ...env, API_URL: undefined } };
  await progress.step(what, async () => {
    const code = await supervisor.run(command, (line) => progress.detail(line));
    if (code === 0) return;
    // Refused, but there is a model: it was promoted when an earlier run was cut off, and this one found it again.
    if (code === trainerExit.refused && hasModel(config.home)) return;
    throw new DemoError(explainFailure(command, code), exitCodes.failed);
  });
}

function explainFailure({ name, logFile }: Command, code: number): string {
  return (
    `\`${name}\` ended with exit code ${code}: its output is above and in ${logFile}. ` +
    "Once that is mended, `make demo` goes on from here; other data need a `make clean` first."
  );
}

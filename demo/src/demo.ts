// `make demo`: checks, starts everything, waits for the end, leaves nothing behind.
import { OPERATION_KINDS } from "@aisle/contract";
import { readFileSync, rmSync } from "node:fs";
import { type DemoConfig, neededPorts } from "./config.ts";
import { DemoError, exitCodes } from "./errors.ts";
import { bringUp, hasModel } from "./bring-up.ts";
import { homePaths, type HomeRecord, makeHome, openHome, writeJson } from "./home/home.ts";
import { takeHome } from "./home/running.ts";
import { OperationRunner } from "./operations/operations.ts";
import { serveOperations } from "./operations/server.ts";
import { operationsSocket } from "./operations/socket.ts";
import { diskProblem, isDiskFull } from "./preflight/disk.ts";
import { portProblems } from "./preflight/ports.ts";
import { processRef } from "./processes/proc.ts";
import { type Death, Supervisor } from "./processes/supervisor.ts";
import { withUsablePrometheus } from "./prometheus/start.ts";
import { Progress, type Write } from "./progress.ts";
import { addresses, trainerCommand } from "./services.ts";

export interface DemoIo {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly write: Write;
  /** Milliseconds, for elapsed times. */
  readonly now: () => number;
  readonly newId: () => string;
  /** Resolves when the demo is asked to stop. */
  readonly stopAsked: Promise<void>;
}

// A first run keeps the shop three times (files, store, snapshot) and MLflow's copy of the bundle.
const diskNeededMb = { firstRun: 500, laterRun: 100 };

/** Runs the demo until it is asked to stop. Throws a DemoError when it cannot start or one of its processes dies. */
export async function runDemo(config: DemoConfig, io: DemoIo, watch: boolean): Promise<void> {
  try {
    await runInHome(config, io, watch);
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    throw new DemoError(
      `there is no space left on the disk of ${config.home}: make room; \`make demo\` then goes on from here`,
      exitCodes.failed,
    );
  }
}

async function runInHome(config: DemoConfig, io: DemoIo, watch: boolean): Promise<void> {
  const progress = new Progress(io.write, io.now);
  makeHome(config.home);
  const id = io.newId();
  const giveBack = await takeHome(config.home, id, config.ports, (line) => progress.say(line));
  try {
    const record = openHome(config);
    await preflight(config);
    const usable = await withUsablePrometheus(config, (line) => progress.say(line));
    await superviseUntilStopped(usable, record, io, progress, id, watch);
  } finally {
    giveBack();
  }
}

async function preflight(config: DemoConfig): Promise<void> {
  if (processRef(process.pid) === undefined) {
    throw new DemoError("the demo runs on Linux only: it finds its processes in /proc", exitCodes.preflight);
  }
  const disk = diskProblem(
    config.home,
    hasModel(config.home) ? diskNeededMb.laterRun : diskNeededMb.firstRun,
  );
  const problems = [
    ...(await portProblems(neededPorts(config.ports))),
    ...(disk === undefined ? [] : [disk]),
  ];
  if (problems.length > 0) throw new DemoError(problems.join("\n"), exitCodes.preflight);
}

async function superviseUntilStopped(
  config: DemoConfig,
  record: HomeRecord,
  io: DemoIo,
  progress: Progress,
  id: string,
  watch: boolean,
): Promise<void> {
  const supervisor = new Supervisor(id, io.env);
  const abort = new AbortController();
  const died = supervisor.died.then((death) => {
    throw explain(death);
  });
  const serving = async () => {
    const isNew = !hasModel(config.home);
    await bringUp({ config, record, supervisor, progress, signal: abort.signal, watch });
    const operations = operationsOf(config, record, supervisor, io);
    using _ = takeOrders(config.home, operations, progress);
    const isPlayed = isNew && !record.simulated && config.simulate && record.data === "generated";
    if (isPlayed) {
      operations.begin({ kind: "simulate" });
      writeJson(homePaths(config.home).record, { ...record, ingested: true, simulated: true });
    }
    for (const line of invitation(config, record, isPlayed)) io.write(line);
    await io.stopAsked;
  };
  try {
    await Promise.race([io.stopAsked, died, serving()]);
  } finally {
    progress.say("stopping");
    abort.abort();
    const left = await supervisor.stop();
    progress.say(
      left.length === 0
        ? "stopped: nothing is left running"
        : `stopped, but these could not be ended: pid ${left.map(({ pid }) => pid).join(", ")}`,
    );
  }
}

/** What the console can order. */
function operationsOf(
  { root, home, ports }: DemoConfig,
  { data }: HomeRecord,
  supervisor: Supervisor,
  io: DemoIo,
) {
  return new OperationRunner({
    // Made-up events among real ones cannot be told apart again.
    kinds: OPERATION_KINDS.filter((kind) => kind !== "simulate" || data === "generated"),
    run: (args, onLine, stop) => supervisor.run(trainerCommand(root, home, ports, args), onLine, stop),
    newId: io.newId,
    now: Date.now,
  });
}

/** Lets the console order operations until the result is disposed of. */
function takeOrders(home: string, operations: OperationRunner, progress: Progress): Disposable {
  const path = operationsSocket(home);
  if (path === undefined) {
    progress.say(
      `the path ${home} is too long for a socket: the console cannot promote or simulate anything`,
    );
    return { [Symbol.dispose]: () => undefined };
  }
  const server = serveOperations(path, operations);
  return {
    [Symbol.dispose]: () => {
      void server.stop(true);
      rmSync(path, { force: true });
    },
  };
}

function explain(death: Death): DemoError {
  const tail = readFileSync(death.logFile, "utf8").trimEnd().split("\n").slice(-15);
  return new DemoError(
    [`${death.name} ended by itself (${death.how}). The end of ${death.logFile}:`, ...tail].join("\n  "),
    exitCodes.failed,
  );
}

const playing = [
  "  Simulated customers now play the shop's last two weeks, for two or three minutes: the console shows what they do.",
  "  Afterwards, in another terminal: `make retrain` trains a new model, compares it with the one that serves, and",
  "  promotes or refuses it.",
];

const simulation = [
  "  In another terminal: `make simulate` lets two weeks pass in the shop; `make retrain` then trains a new model,",
  "  compares it with the one that serves, and promotes or refuses it.",
];

const retraining = [
  "  In another terminal: `make retrain` trains a new model from what came in since, compares it with the one that",
  "  serves, and promotes or refuses it.",
];

function nextSteps({ data }: HomeRecord, isPlayed: boolean): readonly string[] {
  if (isPlayed) return playing;
  return data === "generated" ? simulation : retraining;
}

function invitation(config: DemoConfig, record: HomeRecord, isPlayed: boolean): string[] {
  const at = addresses(config.ports);
  return [
    "",
    `  The shop      ${at.web}`,
    `  The console   ${at.web}/console`,
    `  The API       ${at.api}, its reference ${at.api}/docs`,
    `  Metrics       ${at.internal}/metrics`,
    `  MLflow        ${at.mlflow}`,
    ...(config.prometheus === undefined ? [] : [`  Prometheus    ${at.prometheus}`]),
    "",
    '  Open the shop, choose a customer, click a product and buy it: the row "For you" changes.',
    ...nextSteps(record, isPlayed),
    "  Ctrl-C stops everything.",
    "",
  ];
}

// `bun demo/src/main.ts [up|dev|simulate|retrain|clean]`: what the Makefile's targets of these names run.
import { keepFilesPrivate } from "@aisle/platform";
import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { type DemoConfig, readConfig } from "./config.ts";
import { runDemo } from "./demo.ts";
import { DemoError, exitCodes } from "./errors.ts";
import { removeHome } from "./home/home.ts";
import { requireRunningDemo, runningDemo } from "./home/running.ts";
import { trainerCommand, trainerExit } from "./services.ts";

const write = (line: string) => void process.stdout.write(`${line}\n`);

const stopSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Resolves at the first signal to stop; the ones after it are ignored, for the stop is on its way. */
function stopAsked(): Promise<void> {
  return new Promise((asked) => {
    for (const name of stopSignals) process.on(name, () => asked());
  });
}

async function up(config: DemoConfig, watch: boolean): Promise<number> {
  await runDemo(
    config,
    { env: process.env, write, now: () => performance.now(), newId: randomUUID, stopAsked: stopAsked() },
    watch,
  );
  return 0;
}

/** Runs a trainer command against the demo that runs in this home, on this terminal. */
async function withRunningDemo(config: DemoConfig, args: readonly string[]): Promise<number> {
  const { ports } = requireRunningDemo(config.home);
  const command = trainerCommand(config.root, config.home, ports, args);
  const child = Bun.spawn([...command.argv], {
    cwd: command.cwd,
    env: { ...process.env, ...command.env },
    stdio: ["inherit", "inherit", "inherit"],
  });
  // Ctrl-C reaches the child from the terminal; a signal to this process alone is handed on.
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  await child.exited;
  return child.exitCode ?? exitCodes.failed;
}

function simulate(config: DemoConfig): Promise<number> {
  const options = ["--days", String(config.days), ...(config.force ? ["--force"] : [])];
  return withRunningDemo(config, ["simulate", ...options]);
}

async function retrain(config: DemoConfig): Promise<number> {
  const code = await withRunningDemo(config, ["retrain"]);
  // A refusal is an answer, printed with its reasons; make would call any other code than 0 an error.
  return code === trainerExit.refused ? 0 : code;
}

function clean(config: DemoConfig): number {
  const demo = runningDemo(config.home);
  if (demo !== undefined) {
    throw new DemoError(
      `a demo runs in ${config.home} (pid ${demo.pid}): stop it first`,
      exitCodes.preflight,
    );
  }
  for (const line of removeHome(config.home)) write(line);
  return 0;
}

async function main(command: string): Promise<number> {
  const config = readConfig(process.env, resolve(import.meta.dir, "..", ".."));
  switch (command) {
    case "up":
    case "dev":
      return up(config, command === "dev");
    case "simulate":
      return simulate(config);
    case "retrain":
      return retrain(config);
    case "clean":
      return clean(config);
    default:
      throw new DemoError(
        `unknown command "${command}": up, dev, simulate, retrain or clean`,
        exitCodes.usage,
      );
  }
}

keepFilesPrivate();
try {
  process.exitCode = await main(process.argv[2] ?? "up");
} catch (error) {
  if (!(error instanceof DemoError)) throw error;
  process.stderr.write(`demo: ${error.message}\n`);
  process.exitCode = error.exitCode;
}
process.exit();

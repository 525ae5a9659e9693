// One demo at a time in one AISLE_HOME: who runs, on which ports; and the end of one that was killed.
import { rmSync, writeFileSync } from "node:fs";
import * as v from "valibot";
import type { Ports } from "../config.ts";
import { DemoError, exitCodes } from "../errors.ts";
import { isAlive, processRef } from "../processes/proc.ts";
import { sweepMarked } from "../processes/supervisor.ts";
import { homePaths, readJson } from "./home.ts";

const record = v.object({
  /** Marks the demo's processes; see the supervisor. */
  id: v.string(),
  pid: v.number(),
  startedAt: v.number(),
  ports: v.object({
    API_PORT: v.number(),
    API_INTERNAL_PORT: v.number(),
    WEB_PORT: v.number(),
    MLFLOW_PORT: v.number(),
    PROMETHEUS_PORT: v.number(),
  }),
});

export type RunningDemo = v.InferOutput<typeof record>;

// Whoever took the home last and has not given it back: a demo that runs, or one that was killed.
const lastTaker = (home: string) => readJson(homePaths(home).running, record);

/** The demo that runs in this home now; undefined when none does. */
export function runningDemo(home: string): RunningDemo | undefined {
  const found = lastTaker(home);
  return found !== undefined && isAlive(found) ? found : undefined;
}

/** As `runningDemo`, for commands that need one. Throws a DemoError when none runs. */
export function requireRunningDemo(home: string): RunningDemo {
  const demo = runningDemo(home);
  if (demo === undefined) {
    throw new DemoError(
      `no demo runs in ${home}: start it with \`make demo\` in another terminal`,
      exitCodes.preflight,
    );
  }
  return demo;
}

/**
 * Takes the home for this process. Ends what a killed demo left running first.
 * Throws a DemoError when another demo runs there. Returns how to give the home back.
 */
export async function takeHome(
  home: string,
  id: string,
  ports: Ports,
  note: (line: string) => void,
): Promise<() => void> {
  const path = homePaths(home).running;
  const other = runningDemo(home);
  if (other !== undefined) throw alreadyRunning(home, other);
  const stale = lastTaker(home);
  if (stale !== undefined) {
    note("an earlier demo was killed here: cleaning up after it");
    const left = await sweepMarked(stale.id);
    if (left.length > 0) {
      throw new DemoError(
        `processes of an earlier demo cannot be ended: pid ${left.map(({ pid }) => pid).join(", ")}`,
        exitCodes.preflight,
      );
    }
  }
  rmSync(path, { force: true });
  const own: RunningDemo = {
    id,
    pid: process.pid,
    startedAt: processRef(process.pid)?.startedAt ?? 0,
    ports: { ...ports },
  };
  try {
    writeFileSync(path, JSON.stringify(own), { flag: "wx" }); // fails when another demo was quicker
  } catch (error) {
    const quicker = runningDemo(home);
    throw quicker === undefined ? error : alreadyRunning(home, quicker);
  }
  return () => {
    if (lastTaker(home)?.id === id) rmSync(path);
  };
}

function alreadyRunning(home: string, demo: RunningDemo): DemoError {
  return new DemoError(
    `a demo already runs in ${home} (pid ${demo.pid}, http://127.0.0.1:${demo.ports.WEB_PORT}): stop it, or set another AISLE_HOME and other ports`,
    exitCodes.preflight,
  );
}

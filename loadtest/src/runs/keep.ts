// Where runs are kept: a folder for each, complete or not there.
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { Run } from "./run.ts";

const RUN = "run.json";
const REPORT = "report.html";

/** Writes a run and its report into a folder of its own in `runs`; returns the path of the report. */
export async function keepRun(runs: string, run: Run, report: string): Promise<string> {
  const folder = join(runs, nameOf(run));
  const unfinished = join(runs, `.unfinished-${nameOf(run)}`);
  await mkdir(unfinished, { recursive: true });
  try {
    await Bun.write(join(unfinished, RUN), `${JSON.stringify(run)}\n`);
    await Bun.write(join(unfinished, REPORT), report);
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
  return join(folder, REPORT);
}

/** The newest run of the same scenario and target; `undefined` when there is none. Files that are no runs are passed over. */
export async function lastRun(
  runs: string,
  { scenario, target }: Pick<Run, "scenario" | "target">,
): Promise<Run | undefined> {
  const names = await readdir(runs).catch(() => []);
  for (const name of names
    .filter((name) => name.endsWith(`-${scenario}`))
    .toSorted()
    .toReversed()) {
    const run = await readRun(join(runs, name, RUN));
    if (run?.scenario === scenario && run.target === target) return run;
  }
  return undefined;
}

/** In order of time when sorted. */
const nameOf = ({ startedAt, scenario }: Run) => `${startedAt.replaceAll(/[:.]/g, "-")}-${scenario}`;

async function readRun(path: string): Promise<Run | undefined> {
  try {
    const parsed = v.safeParse(Run, await Bun.file(path).json());
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

// Asks a server until its answers become no cheaper: the engine compiles what is used often, step by step.
import { parseResult } from "../../src/oha/result.ts";
import { runOha } from "../../src/oha/run.ts";
import type { Questions } from "./measure.ts";
import type { Server } from "./server.ts";

const STEP_SECONDS = 3;
/** Whether it is steady by then or not. */
const MAX_STEPS = 15;
/** What an answer has to cost less than in every step before, to be on its way. */
const GAIN = 0.03;
/** So many steps in a row without such a gain are no chance. */
const STEADY_STEPS = 3;
/** So few that a service whose answers still take milliseconds is not overloaded, and refuses none of them. */
const CONNECTIONS = 4;

/** Returns the seconds that it took. */
export async function warmUp(oha: readonly string[], server: Server, questions: Questions): Promise<number> {
  const costs: number[] = [];
  while (costs.length < MAX_STEPS && !isSteady(costs)) costs.push(await costOfStep());
  return costs.length * STEP_SECONDS;

  /** Processor time of an answer; infinite where some were refused. */
  async function costOfStep(): Promise<number> {
    const before = await server.cpuSeconds();
    const load = { target: server.url, durationSeconds: STEP_SECONDS, connections: CONNECTIONS };
    const { failures, requests } = parseResult(await runOha(oha, questions, load));
    return failures > 0 ? Infinity : ((await server.cpuSeconds()) - before) / requests;
  }
}

/** Whether the last of these costs are no less than those before. */
export function isSteady(costs: readonly number[]): boolean {
  const before = Math.min(...costs.slice(0, -STEADY_STEPS));
  return (
    costs.length > STEADY_STEPS && costs.slice(-STEADY_STEPS).every((cost) => cost > (1 - GAIN) * before)
  );
}

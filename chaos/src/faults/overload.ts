// Three times the load that saturates it: it sheds, answers what it accepts in time, and recovers.
import { type Check, judge, load, type Scenario, type Stage } from "@aisle/loadtest";
import type { Fault } from "../fault.ts";
import { CONNECTIONS, startUnderLoad } from "../place/under-load.ts";

const P99_MS = 50;
const RECOVERY_SECONDS = 5;
/**
 * Enough to have three times saturation under way at once, with answers of up to 50 ms, on any machine that this runs
 * on; fewer than the 512 that may wait to be accepted.
 */
const CONNECTIONS_OF_OVERLOAD = 500;

export const overload: Fault = {
  name: "overload",
  needsOha: true,
  about: "three times saturation: it sheds, what it accepts is answered within 50 ms, it recovers within 5 s",
  async run(scene) {
    const { isShort, write } = scene;
    await using underLoad = await startUnderLoad(scene);
    const { saturation, settings } = underLoad;
    write(`It answers ${saturation} lists a second when ${CONNECTIONS} connections ask without a pause.`);
    const stage = (name: string, seconds: number, rate: number, connections: number): Stage => ({
      name,
      seconds: isShort ? Math.min(seconds, 3) : seconds,
      rate: Math.round(rate),
      connections,
    });
    const scenario: Scenario = {
      name: "overload",
      shares: { personalised: 1 },
      stages: [
        stage("half", 5, saturation / 2, CONNECTIONS),
        stage("three times", 10, 3 * saturation, CONNECTIONS_OF_OVERLOAD),
        stage("half again", 10, saturation / 2, CONNECTIONS),
      ],
      limits: [
        { of: "errors", max: 0.001 },
        { of: "retry-after" },
        // A machine that does other things meanwhile decides on these.
        ...(isShort
          ? []
          : ([
              { of: "p99", max: P99_MS, stages: ["three times"] },
              { of: "throughput", min: saturation / 2, stages: ["three times"] },
              { of: "recovery", stage: "half again", max: RECOVERY_SECONDS, p99: P99_MS },
            ] as const)),
      ],
    };
    const loaded = await load(scenario, settings);
    const { good, shed, latency } = loaded.stages[1]!.total;
    const sheds: Check = {
      name: "it sheds",
      measured: `${shed} refused, ${good} answered, p99 ${latency?.p99.toFixed(0) ?? "?"} ms`,
      allowed: "some are refused, some answered",
      verdict: shed > 0 && good > 0 ? "held" : "missed",
    };
    return [sheds, ...judge(loaded, scenario)];
  },
};

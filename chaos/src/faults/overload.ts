// Three times the load that saturates it: it sheds, answers what it accepts in time, and recovers.
import { join } from "node:path";
import { type Check, findOha, judge, load, type Scenario, type Stage } from "@aisle/loadtest";
import type { Fault } from "../fault.ts";
import { ROOT, type Scene } from "../place/scene.ts";
import { type Service, startService } from "../place/service.ts";

const P99_MS = 50;
const RECOVERY_SECONDS = 5;
/** Enough that saturation is measured, few enough that nothing is refused. */
const CONNECTIONS = 32;
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
    const oha = [findOha(process.env["PATH"] ?? "", join(ROOT, ".tools/bin"))];
    const { storeUrl, signal, isShort, write } = scene;
    await using service = await startService({ storeUrl, pointer: scene.point(scene.bundle, "1"), signal });
    const saturation = await saturationOf(scene, service, oha);
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
    const loaded = await load(scenario, { ...settingsOf(scene, service, oha) });
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

/** Lists a second that it answers as fast as it can. */
export async function saturationOf(scene: Scene, service: Service, oha: readonly string[]): Promise<number> {
  const seconds = scene.isShort ? 1 : 4;
  const stages = ["warm", "measured"].map((name) => ({ name, seconds, connections: CONNECTIONS }));
  const scenario = { name: "saturation", shares: { personalised: 1 }, stages, limits: [] };
  const { stages: measured } = await load(scenario, settingsOf(scene, service, oha));
  return Math.round(measured[1]!.total.good / seconds);
}

const settingsOf = ({ signal, write }: Scene, { url }: Service, oha: readonly string[]) => ({
  target: url,
  apiKey: undefined,
  oha,
  keepEvents: true,
  write,
  signal,
});

// Half of saturation for long: the memory does not grow.
import { join } from "node:path";
import { findOha, judge, load, type Scenario, SCENARIOS } from "@aisle/loadtest";
import type { Fault } from "../fault.ts";
import { ROOT } from "../place/scene.ts";
import { startService } from "../place/service.ts";
import { saturationOf } from "./overload.ts";

/** The soak's mixture writes events, each batch of which takes several times as long as a list. */
const MIXTURE_PER_LIST = 0.6;

export const soak: Fault = {
  name: "soak",
  needsOha: true,
  about: "half load for 20 minutes (DURATION): the memory grows by less than 5 %",
  async run(scene) {
    const oha = [findOha(process.env["PATH"] ?? "", join(ROOT, ".tools/bin"))];
    const { storeUrl, signal, isShort, soakSeconds, write } = scene;
    await using service = await startService({ storeUrl, pointer: scene.point(scene.bundle, "1"), signal });
    const saturation = await saturationOf(scene, service, oha);
    const rate = Math.round((saturation * MIXTURE_PER_LIST) / 2);
    const { defaults, build } = SCENARIOS.soak;
    const built = build({ ...defaults, seconds: soakSeconds, rate });
    // In seconds, the compiler's own memory is what grows.
    const limits = built.limits.filter(({ of }) => !isShort || of === "errors");
    const scenario: Scenario = { ...built, name: "soak", limits };
    const loaded = await load(scenario, {
      target: service.url,
      apiKey: undefined,
      oha,
      metrics: `${service.internalUrl}/metrics`,
      keepEvents: true,
      write,
      signal,
    });
    return judge(loaded, scenario);
  },
};

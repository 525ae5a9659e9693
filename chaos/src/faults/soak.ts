// Half of saturation for long: the memory does not grow.
import { judge, load, type Scenario, SCENARIOS } from "@aisle/loadtest";
import type { Fault } from "../fault.ts";
import { startUnderLoad } from "../place/under-load.ts";

/** The soak's mixture writes events, each batch of which takes several times as long as a list. */
const MIXTURE_PER_LIST = 0.6;

export const soak: Fault = {
  name: "soak",
  needsOha: true,
  about: "half load for 20 minutes (DURATION): the memory grows by less than 5 %",
  async run(scene) {
    const { isShort, soakSeconds } = scene;
    await using underLoad = await startUnderLoad(scene);
    const { saturation, settings, service } = underLoad;
    const rate = Math.round((saturation * MIXTURE_PER_LIST) / 2);
    const { defaults, build } = SCENARIOS.soak;
    const built = build({ ...defaults, seconds: soakSeconds, rate });
    // In seconds, the compiler's own memory is what grows.
    const limits = built.limits.filter(({ of }) => !isShort || of === "errors");
    const scenario: Scenario = { ...built, name: "soak", limits };
    const loaded = await load(scenario, { ...settings, metrics: `${service.internalUrl}/metrics` });
    return judge(loaded, scenario);
  },
};

// From an empty cluster to a shop that answers, and more pods when more is asked.
import { kubectl, until } from "@aisle/testcluster";
import { underLoad } from "./load.ts";
import { holds, type Proof } from "./proof.ts";
import { statusForStrangers } from "./registry.ts";
import type { Scene } from "./scene.ts";

/** Requests a second that one pod's share of a processor does not answer. */
const HIGH = 600;
const SCALE_MS = 240_000;

export const install: Proof = {
  number: 1,
  name: "installed from nothing, and scaled",
  fromNothing: true,
  async run(scene) {
    holds(scene.installSeconds !== undefined, "the cluster was not empty");
    holds((await statusForStrangers()) === 401, "MLflow answers strangers");
    scene.write(`  installed after ${scene.installSeconds?.toFixed(0)} s`);
    await scales(scene);
  },
};

async function scales(scene: Scene): Promise<void> {
  holds((await replicas()) === 1, "more than one pod serves before there is load");
  const began = performance.now();
  const seconds = (): string => ((performance.now() - began) / 1_000).toFixed(0);
  const { outcomes } = await underLoad(
    scene,
    async () => {
      await until("a second pod serves", SCALE_MS, async () => (await replicas()) >= 2);
      scene.write(`  ${await replicas()} pods after ${seconds()} s at ${HIGH} requests a second`);
    },
    HIGH,
  );
  holds(Object.keys(outcomes).join() === "200", `the client saw ${JSON.stringify(outcomes)}`);
  await until("one pod serves again", SCALE_MS, async () => (await replicas()) === 1);
  scene.write(`  1 pod after ${seconds()} s; ${JSON.stringify(outcomes)}`);
}

/** Pods that serve and are ready. */
async function replicas(): Promise<number> {
  const ready = await kubectl([
    "get",
    "deployment",
    "api-primary",
    "--namespace=aisle",
    "--output=jsonpath={.status.readyReplicas}",
  ]);
  return Number(ready || "0");
}

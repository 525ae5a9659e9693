// What Flagger does with a release, as it is seen from outside.
import { kubectl } from "@aisle/testcluster";

export interface CanaryStatus {
  readonly phase: string;
  readonly canaryWeight: number;
  readonly failedChecks: number;
}

const LOOK_MS = 1_000;

export const canaryStatus = async (): Promise<CanaryStatus> =>
  JSON.parse(
    await kubectl(["get", "canary", "api", "--namespace=aisle", "--output=jsonpath={.status}"]),
  ) as CanaryStatus;

export interface Release {
  /** How it ended. */
  readonly phase: string;
  /** Each weight that the canary had, in order. */
  readonly weights: readonly number[];
  readonly seconds: number;
}

/** Waits until a release that was just committed has begun and ended. Throws when it takes longer than `withinMs`. */
export async function release(withinMs: number): Promise<Release> {
  const began = performance.now();
  const weights: number[] = [];
  let hasBegun = false;
  for (;;) {
    const { phase, canaryWeight } = await canaryStatus();
    hasBegun ||= !["Initialized", "Succeeded", "Failed"].includes(phase);
    if (canaryWeight > 0 && weights.at(-1) !== canaryWeight) weights.push(canaryWeight);
    const seconds = (performance.now() - began) / 1000;
    if (hasBegun && ["Succeeded", "Failed"].includes(phase)) return { phase, weights, seconds };
    if (seconds * 1000 > withinMs)
      throw new Error(
        `no release has ended within ${withinMs / 1000} s: ${phase}, weights ${weights.join(", ")}`,
      );
    await Bun.sleep(LOOK_MS);
  }
}

/** The image that serves customers. */
export const servingImage = (): Promise<string> =>
  kubectl([
    "get",
    "deployment",
    "api-primary",
    "--namespace=aisle",
    "--output=jsonpath={.spec.template.spec.containers[0].image}",
  ]);

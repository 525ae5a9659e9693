// What Flagger does with a release, as it is seen from outside.
import { kubectl, until } from "@aisle/testcluster";
import { type Outcomes, underLoad } from "./load.ts";

interface CanaryStatus {
  readonly phase: string;
  readonly canaryWeight: number;
}

const RELEASE_MS = 600_000;
const LOOK_MS = 1_000;

const canaryStatus = async (): Promise<CanaryStatus> =>
  JSON.parse(
    await kubectl(["get", "canary", "api", "--namespace=aisle", "--output=jsonpath={.status}"]),
  ) as CanaryStatus;

export interface Release {
  /** How it ended. */
  readonly phase: string;
  /** Each weight that the canary had, in order. */
  readonly weights: readonly number[];
  readonly seconds: number;
  /** What customers met meanwhile. */
  readonly outcomes: Outcomes;
}

/**
 * Has `commit` begin a release, with load through Traefik all the while, as Flagger sees nothing without, and waits for its
 * end. Throws when it takes too long.
 */
export async function release(
  target: { readonly url: string; readonly host: string },
  commit: () => Promise<unknown>,
  rate?: number,
): Promise<Release> {
  const { made, outcomes } = await underLoad(
    target,
    async () => {
      await commit();
      return await ended();
    },
    rate,
  );
  return { ...made, outcomes };
}

/** One line about a release. */
export const described = ({ phase, weights, seconds, outcomes }: Release): string =>
  `${phase} after ${seconds.toFixed(0)} s, weights ${weights.join(", ")}; ${JSON.stringify(outcomes)}`;

async function ended(): Promise<Omit<Release, "outcomes">> {
  const began = performance.now();
  const weights: number[] = [];
  let hasBegun = false;
  for (;;) {
    const { phase, canaryWeight } = await canaryStatus();
    hasBegun ||= !["Initialized", "Succeeded", "Failed"].includes(phase);
    if (canaryWeight > 0 && weights.at(-1) !== canaryWeight) weights.push(canaryWeight);
    const seconds = (performance.now() - began) / 1000;
    if (hasBegun && ["Succeeded", "Failed"].includes(phase)) return { phase, weights, seconds };
    if (seconds * 1000 > RELEASE_MS)
      throw new Error(
        `no release has ended within ${RELEASE_MS / 1000} s: ${phase}, weights ${weights.join(", ")}`,
      );
    await Bun.sleep(LOOK_MS);
  }
}

/** Resolves when a canary runs. Throws when none does in time. */
export const canaryRuns = (): Promise<void> =>
  until("a canary runs", RELEASE_MS, async () => (await canaryStatus()).phase === "Progressing");

/** The image that serves customers. */
export const servingImage = (): Promise<string> =>
  kubectl([
    "get",
    "deployment",
    "api-primary",
    "--namespace=aisle",
    "--output=jsonpath={.spec.template.spec.containers[0].image}",
  ]);

// Images that fail or are slow are taken back before more than a part of the customers meets them.
import { importImages } from "@aisle/testcluster";
import { release, servingImage } from "./canary.ts";
import { buildVariant, type Variant } from "./images.ts";
import { startLoad } from "./load.ts";
import { holds, type Proof } from "./proof.ts";
import { releaseImage, type Scene } from "./scene.ts";

const RELEASE_MS = 300_000;
/** The canary's greatest share of requests, before it is found out. */
const MOST_SHARE = 0.25;

export const badImage: Proof = {
  number: 3,
  name: "a bad image is rolled back",
  async run(scene) {
    await rolledBack(scene, "failing");
    await rolledBack(scene, "slow");
  },
};

async function rolledBack(scene: Scene, variant: Variant): Promise<void> {
  await importImages([await buildVariant(variant)]);
  const before = await servingImage();
  const load = startLoad(scene.url, scene.host);
  await releaseImage(scene, variant, `feature/${variant}`);
  const { phase, weights, seconds } = await release(RELEASE_MS);
  const outcomes = await load.end();
  scene.write(
    `  ${variant}: ${phase} after ${seconds.toFixed(0)} s, weights ${weights.join(", ")}; ${JSON.stringify(outcomes)}`,
  );
  holds(phase === "Failed", `the release of ${variant} ended as ${phase}`);
  const requests = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
  const failed = requests - (outcomes["200"] ?? 0);
  holds(failed <= MOST_SHARE * requests, `${failed} of ${requests} requests failed`);
  holds((await servingImage()) === before, `${await servingImage()} serves instead of ${before}`);
}

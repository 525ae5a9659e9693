// A good image reaches all customers, step by step, and none of them notices.
import { importImages } from "@aisle/testcluster";
import { release, servingImage } from "./canary.ts";
import { buildVariant } from "./images.ts";
import { startLoad } from "./load.ts";
import { holds, type Proof } from "./proof.ts";
import { releaseImage } from "./scene.ts";

const RELEASE_MS = 300_000;

export const goodImage: Proof = {
  number: 2,
  name: "a good image is promoted",
  async run(scene) {
    await importImages([await buildVariant("good")]);
    const load = startLoad(scene.url, scene.host);
    await releaseImage(scene, "good", "feature/good");
    const { phase, weights, seconds } = await release(RELEASE_MS);
    const outcomes = await load.end();
    scene.write(
      `  ${phase} after ${seconds.toFixed(0)} s, weights ${weights.join(", ")}; ${JSON.stringify(outcomes)}`,
    );
    holds(phase === "Succeeded", `the release ended as ${phase}`);
    holds(weights.join() === "25,50", `the canary's weights were ${weights.join(", ")}`);
    holds(Object.keys(outcomes).join() === "200", `the client saw ${JSON.stringify(outcomes)}`);
    const image = await servingImage();
    holds(image.endsWith(":good"), `${image} serves`);
  },
};

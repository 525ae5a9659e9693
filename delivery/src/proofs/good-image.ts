// A good image reaches all customers, step by step, and none of them notices.
import { importImages } from "@aisle/testcluster";
import { described, release, servingImage } from "./canary.ts";
import { newestReport } from "./desk.ts";
import { buildVariant } from "./images.ts";
import { holds, type Proof } from "./proof.ts";
import { releaseImage } from "./scene.ts";

export const goodImage: Proof = {
  number: 2,
  name: "a good image is promoted",
  async run(scene) {
    await importImages([await buildVariant("good")]);
    const released = await release(scene, () => releaseImage(scene, "good", "feature/good"));
    const { phase, weights, outcomes } = released;
    scene.write(`  ${described(released)}`);
    holds(phase === "Succeeded", `the release ended as ${phase}`);
    holds(weights.join() === "25,50", `the canary's weights were ${weights.join(", ")}`);
    holds(Object.keys(outcomes).join() === "200", `the client saw ${JSON.stringify(outcomes)}`);
    const image = await servingImage();
    holds(image.endsWith(":good"), `${image} serves`);
    const report = await newestReport();
    holds(
      report.verdict === "promoted" && report.to.image === image,
      `the report says ${report.title} ${report.verdict}`,
    );
  },
};

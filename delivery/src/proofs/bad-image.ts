// Images that fail or are slow are taken back before more than a part of the customers meets them.
import { importImages } from "@aisle/testcluster";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { described, release, servingImage } from "./canary.ts";
import { newestReport } from "./desk.ts";
import { buildVariant, type Variant } from "./images.ts";
import { holds, type Proof } from "./proof.ts";
import { releaseImage, type Scene } from "./scene.ts";

/** The canary's greatest share of requests, before it is found out. */
const MOST_SHARE = 0.25;

export const badImage: Proof = {
  number: 3,
  name: "a bad image is rolled back",
  async run(scene) {
    await rolledBack(scene, "failing", /success rate/);
    await rolledBack(scene, "slow", /request duration/);
  },
};

/** `why`: what the report must give as the reason. */
async function rolledBack(scene: Scene, variant: Variant, why: RegExp): Promise<void> {
  await importImages([await buildVariant(variant)]);
  const before = await servingImage();
  const released = await release(scene, () => releaseImage(scene, variant, `feature/${variant}`));
  const { phase, outcomes } = released;
  scene.write(`  ${variant}: ${described(released)}`);
  holds(phase === "Failed", `the release of ${variant} ended as ${phase}`);
  const requests = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
  const failed = requests - (outcomes["200"] ?? 0);
  holds(failed <= MOST_SHARE * requests, `${failed} of ${requests} requests failed`);
  holds((await servingImage()) === before, `${await servingImage()} serves instead of ${before}`);
  const report = await newestReport();
  scene.write(`  ${variant}: ${report.reason}; reverted by ${report.revert?.slice(0, 12)}`);
  holds(report.verdict === "rolled back", `the report says ${report.verdict}`);
  holds(why.test(report.reason ?? ""), `the report's reason is ${report.reason}`);
  await scene.delivery.checkOut("main");
  const head = (await scene.delivery.git("rev-parse", "HEAD")).trim();
  holds(report.revert === head, `the report names ${report.revert} as the revert, the branch is at ${head}`);
  const named = readFileSync(join(scene.delivery.folder, "flux/apps/release/kustomization.yaml"), "utf8");
  holds(!named.includes(`newTag: ${variant}`), `Git still names ${variant}`);
}

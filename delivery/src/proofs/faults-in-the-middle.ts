// Whatever breaks in the middle of a release, it ends as it should.
import { canaryRuns, described, release, servingImage } from "./canary.ts";
import { releaseImage, released as named } from "./commits.ts";
import { newestReport } from "./desk.ts";
import { type Fault, FAULTS } from "./faults.ts";
import { importVariant, type Variant } from "./images.ts";
import { holds, type Proof } from "./proof.ts";
import type { Scene } from "./scene.ts";

const MOST_SHARE = 0.25;

export const faultsInTheMiddle: Proof = {
  number: 7,
  name: "faults in the middle change no outcome",
  async run(scene) {
    for (const [at, fault] of FAULTS.entries()) {
      await endsAs("Succeeded", "good", `good-${at}`, fault, scene);
      await endsAs("Failed", "failing", `failing-${at}`, fault, scene);
    }
  },
};

async function endsAs(
  phase: string,
  variant: Variant,
  name: string,
  fault: Fault,
  scene: Scene,
): Promise<void> {
  const tag = await importVariant(variant, name);
  const before = { image: await servingImage(), named: await named(scene) };
  let happened: Promise<unknown> = Promise.resolve();
  const released = await release(scene, async () => {
    await releaseImage(scene, tag);
    // From the moment when Flagger has begun with it; what went wrong with the fault itself is told below.
    happened = canaryRuns()
      .then(fault.happen)
      .catch((error: unknown) => error);
  });
  const wentWrong = await happened;
  if (wentWrong !== undefined) throw wentWrong;
  const report = await newestReport();
  scene.write(`  ${fault.name}, ${variant}: ${described(released)}; ${report.reason}`);
  const wanted = phase === "Succeeded" ? "promoted" : "rolled back";
  holds(released.phase === phase && report.verdict === wanted, `${fault.name}: ${tag} was ${report.verdict}`);
  const image = await servingImage();
  const requests = Object.values(released.outcomes).reduce((sum, count) => sum + count, 0);
  const failed = requests - (released.outcomes["200"] ?? 0);
  if (phase === "Succeeded") {
    holds(image.endsWith(`:${tag}`), `${fault.name}: ${image} serves instead of ${tag}`);
    holds(failed === 0, `${fault.name}: ${failed} of ${requests} requests failed`);
    return;
  }
  holds(image === before.image, `${fault.name}: ${image} serves instead of ${before.image}`);
  holds(failed <= MOST_SHARE * requests, `${fault.name}: ${failed} of ${requests} requests failed`);
  holds((await named(scene)) === before.named, `${fault.name}: Git still names ${tag}`);
}

// A better model, made by the trainer of what customers did meanwhile, becomes the champion through its canary.
import { described, release } from "./canary.ts";
import { newestReport } from "./desk.ts";
import { holds, type Proof } from "./proof.ts";
import { byAlias } from "./registry.ts";
import { type Scene, servedVersion } from "./scene.ts";
import { amongShoppers, daysPass, retrain } from "./shop.ts";

const DAYS = 7;
/** Requests a second beside those of the shoppers. */
const RATE = 10;

export const betterModel: Proof = {
  number: 4,
  name: "a better model is promoted",
  run: promoteBetterModel,
};

/** Days pass, the trainer proposes, customers see. Throws when it does not become the champion. */
export async function promoteBetterModel(scene: Scene): Promise<void> {
  const before = await byAlias("champion");
  await daysPass(DAYS);
  const released = await amongShoppers(() => release(scene, retrain, RATE));
  scene.write(`  ${described(released)}`);
  holds(released.phase === "Succeeded", `the release ended as ${released.phase}`);
  const report = await newestReport();
  const { title, verdict, gate, canary, clickThrough } = report;
  scene.write(
    `  ${title}: ${gate?.reason}; ${canary.lists} lists, click-through ${JSON.stringify(clickThrough)}`,
  );
  holds(verdict === "promoted" && gate !== undefined, `the report says ${title} ${verdict}`);
  const champion = await byAlias("champion");
  holds(champion.version !== before.version, `the champion is still version ${champion.version}`);
  holds(champion.digest === report.to.model?.digest, `the champion is ${champion.digest}`);
  holds(champion.tags["aisle.release.test"] === "promoted", "the champion is not tagged as promoted");
  holds((await servedVersion(scene)) === champion.version, "another version serves");
}
